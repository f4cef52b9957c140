package httpapi

import (
	"net/http"
	"strings"
	"testing"
)

func TestAddresses(t *testing.T) {
	inner := []string{"10.0.0.0/8", "fd00::/8"}
	for name, c := range map[string]struct {
		proxies []string
		peer    string
		header  []string
		want    string
	}{
		"a peer":                             {nil, "203.0.113.7:5000", nil, "203.0.113.7/32"},
		"a peer of IPv6":                     {nil, "[2001:db8:1:2:3:4:5:6]:5000", nil, "2001:db8:1:2::/64"},
		"a peer of IPv4 in IPv6":             {nil, "[::ffff:203.0.113.7]:5000", nil, "203.0.113.7/32"},
		"a link-local peer":                  {nil, "[fe80::1%eth0]:5000", nil, "fe80::/64"},
		"this machine":                       {nil, "127.0.0.1:5000", nil, ""},
		"this machine of IPv6":               {nil, "[::1]:5000", nil, ""},
		"a unix socket":                      {nil, "@", nil, ""},
		"an undeclared local proxy":          {nil, "127.0.0.1:5000", []string{"203.0.113.7"}, ""},
		"a peer that makes things up":        {nil, "203.0.113.7:5000", []string{"198.51.100.1"}, "203.0.113.7/32"},
		"not from a proxy's network":         {inner, "203.0.113.7:5000", []string{"198.51.100.1"}, "203.0.113.7/32"},
		"a proxy":                            {inner, "10.0.0.1:5000", []string{"203.0.113.7"}, "203.0.113.7/32"},
		"a proxy of IPv6":                    {inner, "[fd00::1]:5000", []string{"2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::/64"},
		"a proxy that adds to what was sent": {inner, "10.0.0.1:5000", []string{"198.51.100.1, 203.0.113.7"}, "203.0.113.7/32"},
		"two headers":                        {inner, "10.0.0.1:5000", []string{"198.51.100.1", "203.0.113.7"}, "203.0.113.7/32"},
		"two proxies":                        {inner, "10.0.0.1:5000", []string{"198.51.100.1, 203.0.113.7,10.0.0.2"}, "203.0.113.7/32"},
		"a proxy that adds the port":         {inner, "10.0.0.1:5000", []string{"203.0.113.7:4711"}, "203.0.113.7/32"},
		"everybody is inside":                {inner, "10.0.0.1:5000", []string{"10.9.9.9, 10.0.0.2"}, "10.9.9.9/32"},
		"a proxy without a header":           {inner, "10.0.0.1:5000", nil, ""},
		"a header nobody can read":           {inner, "10.0.0.1:5000", []string{"unknown"}, ""},
		"made up before what can be read":    {inner, "10.0.0.1:5000", []string{"<script>, 203.0.113.7"}, "203.0.113.7/32"},
		"a declared local proxy":             {[]string{"127.0.0.1/32"}, "127.0.0.1:5000", []string{"203.0.113.7"}, "203.0.113.7/32"},
		"a declared proxy on a unix socket":  {[]string{"127.0.0.0/8"}, "@", []string{"203.0.113.7"}, "203.0.113.7/32"},
	} {
		proxies, err := ParseProxies(c.proxies)
		if err != nil {
			t.Fatal(err)
		}
		r := &http.Request{RemoteAddr: c.peer, Header: http.Header{"X-Forwarded-For": c.header}}
		got := ""
		if client := proxies.Client(r); client.IsValid() {
			got = client.String()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	for _, bad := range []string{"", "10.0.0.1", "10.0.0.0/33", "proxy.example", "10.0.0.0/8,fd00::/8"} {
		if _, err := ParseProxies([]string{bad}); err == nil || !strings.Contains(err.Error(), "such as") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func FuzzAddress(f *testing.F) {
	f.Add("10.0.0.1:5000", "198.51.100.1, 203.0.113.7")
	proxies, err := ParseProxies([]string{"10.0.0.0/8"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, peer, header string) {
		client := proxies.Client(&http.Request{RemoteAddr: peer, Header: http.Header{"X-Forwarded-For": {header}}})
		if client.IsValid() && (client.Addr().IsLoopback() || client != client.Masked()) {
			t.Error(client)
		}
	})
}
