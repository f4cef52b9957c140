package describe

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"parley/shared"
)

// Every golden example is what its own schema says, and what the union of its
// direction says.
func TestExamplesAreAsDescribed(t *testing.T) {
	document := read[Document](t, "asyncapi.json")
	for kind, command := range shared.Commands() {
		example(t, document, "command", kind, reflect.TypeOf(command), "CommandFrame")
	}
	for kind, event := range shared.Events() {
		example(t, document, "event", kind, reflect.TypeOf(event), "EventFrame")
	}
}

func example(t *testing.T, document Document, union string, kind shared.Kind, is reflect.Type, all string) {
	frame, err := os.ReadFile(filepath.Join(sharedFolder, "testdata", union+"_"+string(kind)+".json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, schema := range []string{is.Name() + "Frame", all} {
		if err := document.Check(schema, frame); err != nil {
			t.Errorf("the %s %s as %s: %v", union, kind, schema, err)
		}
	}
}

// The control: a check that lets everything pass proves nothing.
func TestCheckRefuses(t *testing.T) {
	document := read[Document](t, "asyncapi.json")
	good, err := os.ReadFile(filepath.Join(sharedFolder, "testdata", "event_new_message.json"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ from, to string }{
		"another type":       {`"new_message"`, `"newmessage"`},
		"no message":         {`"message":`, `"massage":`},
		"a field is gone":    {`"edited_at": "2026-11-21T10:30:00Z",`, ``},
		"unknown field":      {`"seq": 42`, `"seq": 42, "colour": "red"`},
		"a string, not int":  {`"seq": 42`, `"seq": "42"`},
		"a fraction":         {`"seq": 42`, `"seq": 4.2`},
		"null, not int":      {`"seq": 42`, `"seq": null`},
		"unknown role":       {`"agent"`, `"pirate"`},
		"unknown kind":       {`"kind": "message"`, `"kind": "shout"`},
		"no time":            {`"timestamp": "2026-11-21T10:30:00Z"`, `"timestamp": "yesterday"`},
		"neither id nor nil": {`"reply_to": 120`, `"reply_to": "120"`},
		"null, not array":    {`"users": [`, `"users": null, "x": [`},
		"a number in users":  {`"v-1"`, `7`},
		"null, not optional": {`"client_message_id": "0b5f-1"`, `"client_message_id": null`},
	} {
		broken := strings.Replace(string(good), c.from, c.to, 1)
		if broken == string(good) {
			t.Errorf("%s: the example has no %s", name, c.from)
		}
		for _, schema := range []string{"MessagePostedFrame", "EventFrame"} {
			if document.Check(schema, []byte(broken)) == nil {
				t.Errorf("%s passes as %s", name, schema)
			}
		}
	}
	for name, c := range map[string]struct{ from, to string }{
		"null where it may be": {`"reply_to": 120`, `"reply_to": null`},
		"optional field left out": {`,
  "client_message_id": "0b5f-1"`, ``},
	} {
		changed := strings.Replace(string(good), c.from, c.to, 1)
		if err := document.Check("MessagePostedFrame", []byte(changed)); err != nil || changed == string(good) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
