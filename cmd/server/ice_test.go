package main

import (
	"strings"
	"testing"

	"parley/shared"
)

func TestICEServers(t *testing.T) {
	for text, want := range map[string]shared.ICEServer{
		"stun:stun.example":                               {URL: "stun:stun.example"},
		"stuns:stun.example:5349":                         {URL: "stuns:stun.example:5349"},
		"turn:me:secret@[2001:db8::1]":                    {URL: "turn:[2001:db8::1]", Username: "me", Credential: "secret"},
		"turns:me:p%3a%40@turn.example:443?transport=tcp": {URL: "turns:turn.example:443?transport=tcp", Username: "me", Credential: "p:@"},
	} {
		if got, err := parseICEServer(text); err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "stun.example", "http://stun.example", "stun:", "stun:a b", "stun:me:secret@stun.example", "stun:a?transport=udp",
		"turn:turn.example", "turn:me@turn.example", "turn:me:%zz@turn.example", "turn:me:secret@turn.example?transport=pigeon"} {
		if got, err := parseICEServer(text); err == nil {
			t.Errorf("%q is taken as %+v", text, got)
		}
		if text == "" {
			continue
		}
		if code, _, errs := run(t, "", "serve", "--data", t.TempDir(), "--ice-server", text); code != exitUsage || !strings.Contains(errs, "--ice-server") {
			t.Errorf("%q: exit %d, %s", text, code, errs)
		}
	}
}

// TestICEServersReachBothSides: whoever is in a call learns of them, and nobody
// else.
func TestICEServersReachBothSides(t *testing.T) {
	p := start(t, t.TempDir(), "--ice-server", "stun:stun.example", "--ice-server", "turn:me:secret@turn.example")
	session := p.visit("1")
	visitor := p.chat(session)
	visitor.send(shared.SendMessage{Content: "hello"}, "")
	next[shared.MessagePosted](visitor)
	desk, _ := p.open(shared.PathStreamSocket, p.login("demo").Access)
	desk.send(shared.OfferCall{ConversationID: session.SessionID, CallID: "1"}, "r")
	ringing, ref := nextWithRef[shared.CallRinging](desk)
	if ref != "r" || len(ringing.ICEServers) != 2 || ringing.ICEServers[1].Credential != "secret" {
		t.Errorf("the caller hears %+v, ref %q", ringing, ref)
	}
	if ringing = next[shared.CallRinging](visitor); len(ringing.ICEServers) != 2 || ringing.Caller.FirstName != "Anna" {
		t.Errorf("the callee hears %+v", ringing)
	}
}
