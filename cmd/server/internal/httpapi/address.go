package httpapi

import (
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Proxies are the networks of the proxies in front, whose X-Forwarded-For is
// believed.
type Proxies []netip.Prefix

// ParseProxies reads networks, and says how to write one.
func ParseProxies(networks []string) (proxies Proxies, err error) {
	for _, s := range networks {
		network, err := netip.ParsePrefix(s)
		if err != nil {
			return nil, fmt.Errorf("%q is not a network: write an address, a slash and how many bits of it count, such as 10.0.0.0/8, or 127.0.0.1/32 for a proxy on this machine", s)
		}
		proxies = append(proxies, network.Masked())
	}
	return proxies, nil
}

func (p Proxies) trust(address netip.Addr) bool {
	return slices.ContainsFunc(p, func(network netip.Prefix) bool { return network.Contains(address) })
}

// Client is who a request comes from, for limits: the peer, or behind trusted
// proxies the last address in X-Forwarded-For that is not one of theirs. What
// stands before that the client may have made up. Without a header to believe,
// a peer on this machine may be a proxy nobody has told of, and its address
// everybody's: it is unknown, the zero prefix, and so is one that cannot be
// read.
func (p Proxies) Client(r *http.Request) netip.Prefix {
	client, unix := netip.Addr{}, true
	if peer, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		client, unix = peer.Addr().Unmap(), false
	}
	// Only programs on this machine reach a unix socket, and only its owner
	// decides which: those that trust loopback trust it.
	if trusted := p.trust(client) || unix && (p.trust(loopback4) || p.trust(loopback6)); trusted {
		client = netip.Addr{}
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for _, hop := range slices.Backward(hops) {
			if client = readHop(strings.TrimSpace(hop)); !p.trust(client) {
				break
			}
		}
	}
	if !client.IsValid() || client.IsLoopback() {
		return netip.Prefix{}
	}
	bits := 32
	if client.Is6() {
		bits = 64
	}
	network, _ := client.Prefix(bits) // an error is of more bits than there are
	return network
}

// forwarded are the headers by which a proxy tells that it is one.
var forwarded = []string{"X-Forwarded-For", "X-Real-Ip", "Forwarded", "Via"}

// direct reports whether a request comes from a program on this machine, and
// from nobody behind it.
func direct(r *http.Request) bool {
	for _, header := range forwarded {
		if len(r.Header.Values(header)) > 0 {
			return false
		}
	}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	return err != nil || peer.Addr().Unmap().IsLoopback() // no address: a unix socket
}

// readHop reads one address of X-Forwarded-For; some proxies add the port.
func readHop(hop string) netip.Addr {
	address, err := netip.ParseAddr(hop)
	if err != nil {
		withPort, err := netip.ParseAddrPort(hop)
		if err != nil {
			return netip.Addr{}
		}
		address = withPort.Addr()
	}
	return address.Unmap().WithZone("")
}

var (
	loopback4 = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	loopback6 = netip.IPv6Loopback()
)
