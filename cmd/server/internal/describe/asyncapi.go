package describe

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"unicode"

	"parley/shared"
)

const aboutSockets = "Live chat for websites, over WebSocket, as the server sees it: it receives commands and sends events. " +
	"One text frame is one JSON object with a \"type\". A client that offers the subprotocol " + shared.Subprotocol + " may also be sent " +
	"an array of such objects in one frame. A ref, which any command may have, is echoed on its answer or error. " +
	"Ignore fields and types you do not know. HTTP is described at /api/v1/openapi.json."

// streamOnly are the kinds that a socket of one conversation does not know.
var streamOnly = map[reflect.Type]bool{
	reflect.TypeFor[shared.Join](): true, reflect.TypeFor[shared.Leave](): true,
	reflect.TypeFor[shared.Joined](): true, reflect.TypeFor[shared.Left](): true,
}

// sockets are the two channels, by the name that operations carry.
var sockets = map[string]struct {
	path, text string
	stream     bool
}{
	"conversation": {shared.PathSocket, "One conversation; conversation_id may be left out of frames.", false},
	"stream":       {shared.PathStreamSocket, "A user's one socket for everything: conversations, joined and left by frame, and the inbox feed.", true},
}

func (w *words) asyncAPI(folder string) (object, error) {
	commands, events := frames(shared.Commands()), frames(shared.Events())
	w.union("CommandFrame", "Command", commands)
	w.union("EventFrame", "Event", events)
	messages := object{}
	for union, kinds := range map[string]map[shared.Kind]reflect.Type{"command": commands, "event": events} {
		for kind, t := range kinds {
			example, err := os.ReadFile(filepath.Join(folder, "testdata", union+"_"+string(kind)+".json"))
			if err != nil {
				return nil, err
			}
			messages[t.Name()] = object{
				"name": kind, "summary": w.source[t.Name()].text, "payload": w.frame(kind, t),
				"examples": []object{{"payload": json.RawMessage(example)}},
			}
		}
	}
	channels, operations := object{}, object{}
	for name, socket := range sockets {
		all := object{}
		pick := func(kinds map[shared.Kind]reflect.Type) []object {
			picked := []object{}
			for _, t := range byName(kinds) {
				if socket.stream || !streamOnly[t] {
					all[t.Name()] = object{"$ref": "#/components/messages/" + t.Name()}
					picked = append(picked, object{"$ref": "#/channels/" + name + "/messages/" + t.Name()})
				}
			}
			return picked
		}
		channel := object{"$ref": "#/channels/" + name}
		operations[name+"_commands"] = object{"action": "receive", "channel": channel, "messages": pick(commands)}
		operations[name+"_events"] = object{"action": "send", "channel": channel, "messages": pick(events)}
		described := object{
			"address": socket.path, "description": socket.text, "messages": all,
			"bindings":      object{"ws": object{"method": "GET", "query": tokenQuery}},
			"x-close-codes": w.closeCodes(),
		}
		if placeholder.MatchString(socket.path) {
			described["parameters"] = object{"conversation_id": object{"description": "The conversation."}}
		}
		channels[name] = described
	}
	return object{
		"asyncapi": "3.0.0", "info": info(aboutSockets), "defaultContentType": "application/json",
		"channels": channels, "operations": operations,
		"components": object{"schemas": w.schemas, "messages": messages},
	}, nil
}

// tokenQuery is what opens a socket; cookies never do.
var tokenQuery = &Schema{Type: "object", Required: []string{"token"}, Properties: map[string]*Schema{
	"token": {Type: "string", Description: "A socket ticket, a user's access token or a visitor's session token."},
}}

// closeCodes says what each code means, in the words of its Go name, and makes
// the codes a type of their own.
func (w *words) closeCodes() object {
	w.of(reflect.TypeFor[shared.CloseCode]())
	table := object{}
	for _, c := range w.source["CloseCode"].consts {
		table[strconv.Itoa(c.value.(int))] = inWords(strings.TrimPrefix(c.name, "Close"))
	}
	return table
}

// inWords turns TooSlow into "too slow".
func inWords(name string) string {
	var out strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			out.WriteByte(' ')
		}
		out.WriteRune(unicode.ToLower(r))
	}
	return out.String()
}
