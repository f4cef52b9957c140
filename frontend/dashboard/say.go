package dashboard

import (
	"strconv"

	"parley/frontend/ui"
	"parley/shared"
)

// sayUnreadIn counts conversations, for a screen reader.
func sayUnreadIn(n int) string { return ui.Count(sayUnreadConversations, n) }

// sayUnread says what a number beside a line means.
func sayUnread(n int) string { return " " + ui.Count(sayUnreadMessages, n) }

// sayCount is the quiet number beside the list's name.
func sayCount(n int) string { return ui.Count(sayUnreadCount, n) }

// sayTitle is the tab's title.
func sayTitle(unread int) string {
	if unread == 0 {
		return sayParley
	}
	return "(" + strconv.Itoa(unread) + ") " + sayParley
}

// sayArea names what can be administered.
func sayArea(a area) string {
	switch a {
	case adminSites:
		return saySites
	case adminRooms:
		return sayRooms
	}
	return sayUsers
}

func sayNewOf(a area) string {
	switch a {
	case adminSites:
		return sayNewSite
	case adminRooms:
		return sayNewRoom
	}
	return sayNewUser
}

func sayNoneOf(a area) string {
	switch a {
	case adminSites:
		return sayNoSites
	case adminRooms:
		return sayNoRoomsList
	}
	return sayNoUsers
}

func sayDeleteRoomAsked(title string) string { return ui.Fill(sayDeleteRoomAskedOf, "{title}", title) }

func sayResetAsked(name string) string { return ui.Fill(sayResetAskedOf, "{name}", name) }

func sayDisableAsked(name string) string { return ui.Fill(sayDisableAskedOf, "{name}", name) }

func sayEnableAsked(name string) string { return ui.Fill(sayEnableAskedOf, "{name}", name) }

func sayPick(label string) string { return ui.Fill(sayPickOf, "{label}", label) }

func sayFieldNumber(n int) string { return ui.Fill(sayFieldNumberOf, "{n}", strconv.Itoa(n)) }

func sayRemoveField(label string) string { return ui.Fill(sayRemoveFieldOf, "{label}", label) }

func sayPreviewFields(n int) string { return ui.Count(sayPreviewFieldsOf, n) }

// sayUnreadRooms counts rooms, for a screen reader.
func sayUnreadRooms(n int) string { return ui.Count(sayUnreadRoomCount, n) }

func sayNoRoomsFor(admin bool) string {
	if admin {
		return sayNoRoomsAdmin
	}
	return sayNoRoomsAgent
}

func sayRoomDeleted(title string) string { return ui.Fill(sayRoomDeletedOf, "{title}", title) }

func sayRoomDenied(title string) string {
	if title == "" {
		return sayRoomStaff
	}
	return ui.Fill(sayRoomStaffOf, "{title}", title)
}

func sayOnlineCount(n int) string { return ui.Count(sayOnlineMembers, n) }

func sayMembersOf(title string) string { return ui.Fill(sayMembersIn, "{title}", title) }

// sayMyself marks the reader's own name among others.
func sayMyself(name string) string { return ui.Fill(sayYourself, "{name}", name, "{you}", ui.SayYou) }

func sayEditRoom(title string) string { return ui.Fill(sayEditRoomOf, "{title}", title) }

func sayCloseRoom(title string) string { return ui.Fill(sayLeaveRoomOf, "{title}", title) }

func sayMessagesIn(title string) string { return ui.Fill(sayMessagesOf, "{title}", title) }

func sayWriteIn(title string) string {
	if title == "" {
		return ui.SayWrite
	}
	return ui.Fill(sayWriteTo, "{title}", title)
}

// sayKind names what a message is said as.
func sayKind(kind shared.MessageKind) string {
	switch kind {
	case shared.KindWarning:
		return ui.SayWarning
	case shared.KindAlert:
		return ui.SayAlert
	}
	return sayKindMessage
}

func sayOfflineInbox(at string) string { return ui.Fill(sayOfflineInboxAt, "{when}", at) }

func sayKeptInbox(at string) string { return ui.Fill(sayKeptInboxAt, "{when}", at) }

func sayWith(name string) string { return ui.SayConversationWith(name) }

func sayStarted(when string) string { return ui.Fill(sayStartedAt, "{when}", when) }

func sayEndedBy(name, when string) string {
	switch {
	case name == "":
		return ui.Fill(sayEndedAt, "{when}", when)
	case when == "":
		return ui.Fill(sayEndedByName, "{name}", name)
	}
	return ui.Fill(sayEndedByAt, "{name}", name, "{when}", when)
}

func sayClosedBy(name string) string {
	if name == "" {
		return ui.SayEndedHere
	}
	return ui.Fill(sayClosedByName, "{name}", name)
}

// sayRole is a role in the reader's words.
func sayRole(role string) string {
	switch shared.Role(role) {
	case shared.RoleAgent:
		return sayRoleAgent
	case shared.RoleSupervisor:
		return sayRoleSupervisor
	case shared.RoleAdmin:
		return sayRoleAdmin
	}
	return role
}

// sayList names a list of the inbox.
func sayList(f shared.InboxFilter) string {
	switch f {
	case shared.InboxMine:
		return sayMine
	case shared.InboxUnassigned:
		return sayUnassigned
	case shared.InboxEnded:
		return sayEndedList
	}
	return sayAll
}

// sayNone says that a list has nothing, while others have.
func sayNone(f shared.InboxFilter) string {
	switch f {
	case shared.InboxMine:
		return sayNoneMine
	case shared.InboxUnassigned:
		return sayNoneUnassigned
	case shared.InboxEnded:
		return sayNoneEnded
	}
	return sayNoneOpen
}

// sayLookedAfterBy says whose a conversation is.
func sayLookedAfterBy(name string) string { return ui.Fill(sayAssignedTo, "{name}", name) }

func sayLastSeenAgo(minutes int) string { return ui.Count(sayLastSeenMinutes, minutes) }

func sayLastSeen(when string) string { return ui.Fill(sayLastSeenAt, "{when}", when) }

// sayBrowserOn is a browser and what it runs on: "Firefox 130 on Linux".
func sayBrowserOn(name, system string) string {
	return ui.Fill(sayBrowserOnSystem, "{name}", name, "{system}", system)
}

func sayCloseTab(name string) string { return ui.Fill(sayCloseTabOf, "{name}", name) }
