package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"parley/shared"
)

// TestBehindNginx and TestBehindCaddy start the proxy with the example that is
// in deploy, before a server on a unix socket, and let people talk through it.
func TestBehindNginx(t *testing.T) {
	folder := t.TempDir()
	log := filepath.Join(folder, "access.log")
	behind(t, folder, "nginx", "nginx-light", "nginx.conf", func(config, port, cert, key string) (string, []string) {
		config = replaced(t, config,
			"listen 443 ", "listen "+port+" ",
			"/etc/letsencrypt/live/chat.example/fullchain.pem", cert,
			"/etc/letsencrypt/live/chat.example/privkey.pem", key,
			"/var/log/nginx/parley.log", log)
		// What a distribution's own file has around it.
		around := "pid nginx.pid;\nerror_log stderr;\nevents {}\n"
		if os.Getuid() == 0 {
			around = "user root root;\n" + around // the socket is root's here
		}
		around += "http {\nclient_body_temp_path body;\nproxy_temp_path proxy;\nfastcgi_temp_path f;\nuwsgi_temp_path u;\nscgi_temp_path s;\n"
		return around + config + "}\n", []string{"-p", folder, "-g", "daemon off;", "-c"}
	})
	// Its own log is one of the operator's, too.
	content, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(content); strings.Contains(text, "token=") || !strings.Contains(text, `"GET `+shared.PathStreamSocket+`" 101 `) {
		t.Errorf("nginx's log:\n%s", text)
	}
}

func TestBehindCaddy(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("XDG_DATA_HOME", folder)
	t.Setenv("XDG_CONFIG_HOME", folder)
	behind(t, folder, "caddy", "caddy", "Caddyfile", func(config, port, cert, key string) (string, []string) {
		// There is no authority that would sign for the test.
		config = replaced(t, config, "chat.example {", "https://:"+port+" {\n\ttls "+cert+" "+key)
		return "{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + config, []string{"run", "--adapter", "caddyfile", "--config"}
	})
}

// behind runs a proxy. prepare makes of the example a configuration for this
// machine, and the arguments before its name.
func behind(t *testing.T, folder, program, packaged, example string, prepare func(config, port, cert, key string) (string, []string)) {
	if _, err := exec.LookPath(program); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("CI needs %s: apt-get install %s", program, packaged)
		}
		t.Skipf("NOT TESTED: deploy/%s, which needs %s (apt-get install %s)", example, program, packaged)
	}
	a, path, data := newAuthority(t), filepath.Join(folder, "parley.sock"), t.TempDir()
	cert, key := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	a.write(cert, key, 2)
	_, port, _ := net.SplitHostPort(freeAddress(t))
	p := startAs(t, data, serving(t, "unix:"+path, data, "--public-url", "https://127.0.0.1:"+port, "--trusted-proxy", "127.0.0.1/32", "--log-level", "debug"))

	content, err := os.ReadFile("../../deploy/" + example)
	if err != nil {
		t.Fatal(err)
	}
	config, args := prepare(replaced(t, string(content), "/run/parley/parley.sock", path), port, cert, key)
	file := filepath.Join(folder, "proxy.conf")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	var logs buffer
	proxy := exec.Command(program, append(args, file)...)
	proxy.Stdout, proxy.Stderr = &logs, &logs
	proxy.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- proxy.Wait() }()
	client := a.trusting()
	ready := time.NewTicker(20 * time.Millisecond)
	defer ready.Stop()
	deadline := time.After(30 * time.Second)
	for {
		response, err := client.Get(p.url + "/healthz")
		if err == nil {
			response.Body.Close()
			break
		}
		select {
		case <-ready.C:
		case <-deadline:
			t.Fatalf("the proxy does not answer: %v\n%s", err, &logs)
		case err := <-ended:
			t.Fatalf("the proxy has ended: %v\n%s\n%s", err, config, &logs)
		}
	}
	p.converse(client)
	p.client = client
	if status, _ := p.call("GET", "/metrics", "", nil); status != http.StatusNotFound {
		t.Errorf("metrics, from outside: %d", status)
	}
	// From an address that is not this machine's own business.
	if elsewhere := outward(); elsewhere == "" {
		t.Log("NOT TESTED: X-Forwarded-For, which needs a network")
	} else {
		p.url = "https://" + net.JoinHostPort(elsewhere, port)
		p.refused(shared.CodeUserHasToLogin, 401, "POST", shared.PathToken, "", shared.Login{Username: "nobody"}, from("203.0.113.9"))
		if text := p.logs.String(); !strings.Contains(text, fmt.Sprintf("address=%s/32", elsewhere)) || strings.Contains(text, "203.0.113.9") {
			t.Errorf("the server does not know that it was asked from %s:\n%s", elsewhere, text)
		}
	}
	proxy.Process.Signal(syscall.SIGTERM)
	<-ended
}

// replaced replaces what has to be there.
func replaced(t *testing.T, text string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("there is no %q any more", pairs[i])
		}
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	return text
}

// outward is an address of this machine's in some network, or empty.
func outward() string {
	addresses, _ := net.InterfaceAddrs()
	for _, address := range addresses {
		if network, ok := address.(*net.IPNet); ok && network.IP.To4() != nil && network.IP.IsGlobalUnicast() {
			return network.IP.String()
		}
	}
	return ""
}
