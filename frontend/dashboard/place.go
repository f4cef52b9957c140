package dashboard

import (
	"strings"

	"parley/shared"
)

// A section is one of the desk's three parts.
type section int

const (
	inInbox section = iota
	inRooms
	inAdmin
)

// The paths of the sections, without the prefix they are served under.
const (
	roomsPath = "/rooms"
	adminPath = "/admin"
)

// An area is what of the desk is administered.
type area string

const (
	adminUsers area = "users"
	adminSites area = "sites"
	adminRooms area = "rooms"
)

var areas = []area{adminUsers, adminSites, adminRooms}

// newItem is where something that is not there yet is made.
const newItem = "new"

// A place is what an address of the desk names.
type place struct {
	section section
	rooms   []shared.ConversationID // open side by side
	area    area
	item    string // what is administered; newItem; empty: the list
	nowhere bool   // it names nothing
}

// placeIn reads a path.
func placeIn(path, base string) (p place) {
	parts := strings.Split(strings.Trim(strings.TrimPrefix(path, base), "/"), "/")
	switch "/" + parts[0] {
	case roomsPath:
		p.section = inRooms
		if len(parts) > 1 {
			for id := range strings.SplitSeq(parts[1], ",") {
				if id != "" && len(p.rooms) < mostOpen {
					p.rooms = append(p.rooms, shared.ConversationID(id))
				}
			}
		}
	case adminPath:
		p.section, p.area = inAdmin, adminUsers
		for _, a := range areas {
			if len(parts) > 1 && parts[1] == string(a) {
				p.area = a
			}
		}
		if len(parts) > 2 {
			p.item = parts[2]
		}
	case "/":
	default:
		p.nowhere = conversationIn(path, base) == ""
	}
	return p
}

// roomsHref is the address of rooms side by side.
func roomsHref(base string, ids []shared.ConversationID) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id)
	}
	return strings.TrimSuffix(base+roomsPath+"/"+strings.Join(names, ","), "/")
}

// adminHref is the address of what is administered.
func adminHref(base string, a area, item string) string {
	return strings.TrimSuffix(base+adminPath+"/"+string(a)+"/"+item, "/")
}
