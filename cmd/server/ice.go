package main

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"parley/shared"
)

// iceAddress is a host or [IPv6], a port, and what a TURN server may be asked.
var iceAddress = regexp.MustCompile(`^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(\?transport=(udp|tcp))?$`)

// parseICEServer reads a STUN or TURN server as the flag has it: its URL, and for
// TURN the name and password before an @, in percent-encoding.
func parseICEServer(text string) (server shared.ICEServer, err error) {
	scheme, address, _ := strings.Cut(text, ":")
	turn := scheme == "turn" || scheme == "turns"
	if account, rest, found := cutLast(address, "@"); turn && found {
		name, password, _ := strings.Cut(account, ":")
		if server.Username, err = url.PathUnescape(name); err == nil {
			server.Credential, err = url.PathUnescape(password)
		}
		address = rest
	}
	server.URL = scheme + ":" + address
	switch {
	case err != nil, !turn && scheme != "stun" && scheme != "stuns", !iceAddress.MatchString(address), !turn && strings.Contains(address, "?"):
		return server, errors.New("it is stun:HOST:PORT or turn:NAME:PASSWORD@HOST:PORT")
	case turn && (server.Username == "" || server.Credential == ""):
		return server, fmt.Errorf("a TURN server wants a name and a password: turn:NAME:PASSWORD@%s", address)
	}
	return server, nil
}

func cutLast(s, separator string) (before, after string, found bool) {
	if i := strings.LastIndex(s, separator); i >= 0 {
		return s[:i], s[i+len(separator):], true
	}
	return "", s, false
}
