package chat

import (
	"context"
	"slices"

	"parley/cmd/server/internal/auth"
	"parley/cmd/server/internal/store"
	"parley/shared"
)

// action is something somebody may want to do.
type action string

const (
	read  action = "read"  // open, join, history, sync
	post  action = "post"  // say something
	warn  action = "warn"  // post a warning or an alert
	edit  action = "edit"  // replace one's own message
	hide  action = "hide"  // delete a message for oneself
	take  action = "take"  // take a message back from everybody
	react action = "react" // put an emoji under a message
	type_ action = "type"  // show that one is typing
	mark  action = "mark"  // move one's own watermarks
	end   action = "end"   // end the conversation
	tend  action = "tend"  // assign, end and reopen it
	tell  action = "tell"  // fill in the details before the chat
	call  action = "call"  // ring the other side, where the site has calls

	inbox    action = "inbox"     // see the list of all support conversations
	rooms    action = "rooms"     // see the list of rooms
	setRooms action = "set rooms" // make, change and delete rooms
	seeUsers action = "see users" // see the list of those who sign in
	setUsers action = "set users" // make and change them
	setSites action = "set sites" // see, make and change sites
)

// party is who somebody is to a conversation.
type party string

const (
	nobody     party = "nobody we know"
	owner      party = "the visitor it belongs to"
	stranger   party = "another visitor"
	agent      party = "agent"
	supervisor party = "supervisor"
	admin      party = "admin"
)

// door is what decides who gets into a conversation at all.
type door string

const (
	support   door = "support conversation"
	room      door = "room"
	staffRoom door = "staff room"
	notes     door = "notes"
	// house is no conversation: a list of them, or what is set up.
	house door = "house"
)

var (
	everybody = []party{owner, agent, supervisor, admin}
	users     = []party{agent, supervisor, admin}
	staff     = []party{supervisor, admin}
	admins    = []party{admin}

	everywhere = []door{support, room, staffRoom, notes}
	anyRoom    = []door{room, staffRoom}
)

// doors is who gets in where. Whoever does not is told no more than that.
var doors = map[door][]party{
	support:   everybody,
	room:      users,
	staffRoom: staff,
	notes:     users,
	house:     append([]party{stranger}, everybody...),
}

// rules is the one table of who, of those inside, may do what, and where it can
// be done; otherwise says why not.
var rules = map[action]struct {
	who       []party
	where     []door
	otherwise string
}{
	read:  {everybody, everywhere, ""},
	post:  {everybody, everywhere, ""},
	warn:  {staff, anyRoom, "warnings and alerts are for supervisors and admins, in rooms."},
	edit:  {everybody, everywhere, ""}, // and only its author: see Edit
	hide:  {everybody, everywhere, ""},
	take:  {everybody, everywhere, ""}, // its author, or staff: see Delete
	react: {everybody, everywhere, ""},
	type_: {everybody, everywhere, ""},
	mark:  {everybody, everywhere, ""},
	end:   {everybody, []door{support}, "only a conversation with a visitor can be ended."},
	tend:  {users, []door{support}, "only a conversation with a visitor can be assigned, ended and reopened."},
	tell:  {[]party{owner}, []door{support}, "only the visitor fills in their details."},
	call:  {everybody, []door{support}, "calls are between a visitor and an agent."}, // and its sides alone: see AcceptCall

	inbox:    {users, []door{house}, ""},
	rooms:    {users, []door{house}, ""},
	setRooms: {admins, []door{house}, "rooms are made, changed and deleted by admins."},
	seeUsers: {users, []door{house}, ""},
	setUsers: {admins, []door{house}, "users are made and changed by admins."},
	setSites: {admins, []door{house}, "sites are made and changed by admins."},
}

// partyOf is who somebody is to a conversation.
func partyOf(who auth.Identity, id shared.ConversationID) party {
	switch {
	case who.Role == shared.RoleVisitor && who.Conversation == id && id != "":
		return owner
	case who.Role == shared.RoleVisitor:
		return stranger
	case who.Role == shared.RoleAgent:
		return agent
	case who.Role == shared.RoleSupervisor:
		return supervisor
	case who.Role == shared.RoleAdmin:
		return admin
	}
	return nobody
}

// doorOf is the door of a conversation.
func doorOf(c shared.Conversation) door {
	switch {
	case c.Kind == shared.KindRoom && c.StaffOnly:
		return staffRoom
	case c.Kind == shared.KindRoom:
		return room
	case c.Kind == shared.KindNotes:
		return notes
	}
	return support
}

// may refuses what the tables do not allow.
func may(do action, is party, where door) error {
	switch rule := rules[do]; {
	case is == nobody:
		return shared.Refuse(shared.CodeUserHasToLogin, "")
	case !slices.Contains(doors[where], is):
		return shared.Refuse(shared.CodeRoomAccessDenied, "")
	case !slices.Contains(rule.who, is) || !slices.Contains(rule.where, where):
		return shared.Refuse(shared.CodeForbidden, rule.otherwise)
	}
	return nil
}

// mayHere judges who does something by the conversation it is done to.
func mayHere(do action, who auth.Identity) store.May {
	return func(c shared.Conversation) error { return may(do, partyOf(who, c.ID), doorOf(c)) }
}

// mayEarly judges whoever is no user by the id alone: a visitor has only one
// conversation, which may not have begun, and to them one that does not exist
// and one of somebody else look the same. Users are for mayHere to judge.
func mayEarly(do action, who auth.Identity, id shared.ConversationID) error {
	if is := partyOf(who, id); !slices.Contains(users, is) {
		return may(do, is, support)
	}
	return nil
}

// mayIn judges who does something in a conversation that is not read for it.
func (s *Service) mayIn(ctx context.Context, do action, who auth.Identity, id shared.ConversationID) error {
	if err := mayEarly(do, who, id); err != nil || !who.Role.IsUser() {
		return err
	}
	c, err := s.DB.Door(ctx, id)
	if err != nil {
		return err
	}
	return mayHere(do, who)(c)
}

// mayAtAll judges what is not about one conversation.
func mayAtAll(do action, who auth.Identity) error { return may(do, partyOf(who, ""), house) }
