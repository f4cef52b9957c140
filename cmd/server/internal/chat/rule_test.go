package chat

import (
	"slices"
	"testing"

	"parley/cmd/server/internal/auth"
	"parley/shared"
)

// TestMatrix walks action × principal × door. A rule or a door without a row
// here fails. What is not granted is refused, with the code that tells a door
// from a deed.
func TestMatrix(t *testing.T) {
	visitor := func(conversation shared.ConversationID) auth.Identity {
		return auth.Identity{Person: shared.Person{ID: "v", Role: shared.RoleVisitor}, Conversation: conversation}
	}
	user := func(role shared.Role) auth.Identity {
		return auth.Identity{Person: shared.Person{ID: "u", Role: role}, Session: "s"}
	}
	principals := map[string]auth.Identity{
		"nobody": {}, "own visitor": visitor("c"), "other visitor": visitor("other"), "visitor of nothing": visitor(""),
		"agent": user(shared.RoleAgent), "supervisor": user(shared.RoleSupervisor), "admin": user(shared.RoleAdmin), "bot": user(shared.RoleBot),
	}
	where := map[door]shared.Conversation{
		support:   {ID: "c", Kind: shared.KindSupport},
		room:      {ID: "c", Kind: shared.KindRoom},
		staffRoom: {ID: "c", Kind: shared.KindRoom, StaffOnly: true},
		notes:     {ID: "c", Kind: shared.KindNotes},
		house:     {},
	}
	users, staff, admins := []string{"agent", "supervisor", "admin"}, []string{"supervisor", "admin"}, []string{"admin"}
	type row map[door][]string
	log := row{support: append([]string{"own visitor"}, users...), room: users, staffRoom: staff, notes: users}
	allowed := map[action]row{
		read: log, post: log, edit: log, hide: log, take: log, react: log, type_: log, mark: log,
		warn: {room: staff, staffRoom: staff},
		end:  {support: log[support]},
		tend: {support: users},
		tell: {support: {"own visitor"}},
		call: {support: log[support]},

		inbox: {house: users}, rooms: {house: users}, setRooms: {house: admins}, seeUsers: {house: users}, setUsers: {house: admins}, setSites: {house: admins},
	}
	for at := range doors {
		if _, ok := where[at]; !ok {
			t.Errorf("%s has no place in the matrix", at)
		}
	}
	for do := range rules {
		row, ok := allowed[do]
		if !ok {
			t.Errorf("%s has no row in the matrix", do)
			continue
		}
		for at, c := range where {
			for name, who := range principals {
				err := mayHere(do, who)(c)
				if at == house {
					err = mayAtAll(do, who)
				} else if doorOf(c) != at {
					t.Fatalf("%s is the door of %s", doorOf(c), at)
				}
				if (err == nil) != slices.Contains(row[at], name) {
					t.Errorf("%s in %s by %s: %v", do, at, name, err)
				}
				if err == nil {
					continue
				}
				want := shared.CodeForbidden
				switch {
				case name == "nobody" || name == "bot":
					want = shared.CodeUserHasToLogin
				case at != house && !slices.Contains(log[at], name):
					want = shared.CodeRoomAccessDenied
				}
				if code := shared.AsError(err).Code; code != want {
					t.Errorf("%s in %s by %s: %v, want %s", do, at, name, err, want)
				}
			}
		}
	}
	if code := shared.AsError(mayEarly(read, visitor(""), "")).Code; code != shared.CodeRoomAccessDenied {
		t.Error("no conversation is nobody's own: ", code)
	}
	for name, who := range principals {
		if early := mayEarly(read, who, "c"); (early == nil) != slices.Contains(log[support], name) {
			t.Errorf("%s before anything is read: %v", name, early)
		}
	}
}
