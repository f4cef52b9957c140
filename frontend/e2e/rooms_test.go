//go:build !js

package e2e

import (
	"encoding/json"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"parley/shared"
	"parley/shared/client"
)

// access signs a demo user in over HTTP, for what a journey only needs to be
// done by somebody.
func (s *server) access(name string) string {
	s.t.Helper()
	var tokens struct{ Access string }
	if err := json.Unmarshal([]byte(s.post("/api/token", "", `{"username":`+quote(name)+`,"password":"parley-demo"}`)), &tokens); err != nil {
		s.t.Fatal(err)
	}
	return tokens.Access
}

// makeRoom makes a room by the contract's path.
func (s *server) makeRoom(admin, title string) string {
	s.t.Helper()
	var room struct{ ID string }
	if err := json.Unmarshal([]byte(s.post("/api/v1/rooms", admin, `{"title":`+quote(title)+`}`)), &room); err != nil {
		s.t.Fatal(err)
	}
	return room.ID
}

// enterRoom makes a demo user a member of a room, as who has been there once.
func (s *server) enterRoom(name, id string) {
	s.t.Helper()
	user, err := client.SignIn(s.t.Context(), s.url(), name, "parley-demo")
	if err != nil {
		s.t.Fatal(err)
	}
	defer user.Close()
	if _, err := user.Join(s.t.Context(), shared.ConversationID(id), 0); err != nil {
		s.t.Fatal(err)
	}
}

// roomTitles is an expression: the list of rooms as it is shown.
const roomTitles = `[...document.querySelectorAll('#rooms .line-name')].map(e => e.textContent).join("|")`

// openRoom opens a room from the list and waits until one can write there.
func (b *tab) openRoom(title string) {
	b.t.Helper()
	find := `[...document.querySelectorAll('#rooms .line-link')].find(l => l.querySelector('.line-name').textContent === ` + quote(title) + `)`
	b.wait(find)
	eval[any](b, find+`.click()`)
	b.wait(inRoom(title) + ` && ` + inRoom(title) + `.contains(document.activeElement) && document.activeElement.tagName === "TEXTAREA"`)
	b.wait(inRoom(title) + `.querySelector('.messages-list:not([aria-busy])')`)
}

// inRoom is an expression: the column of an open room.
func inRoom(title string) string {
	return `document.querySelector('section.room[aria-label=` + quote(title) + `]')`
}

// saidInRoom is an expression: what a room shows, the notices left out.
func saidInRoom(title string) string {
	return `[...` + inRoom(title) + `.querySelectorAll('.messages-log .bubble')].map(b => b.textContent.trim()).join("|")`
}

// section goes to a part of the desk.
func (b *tab) section(name string) {
	b.t.Helper()
	find := `[...document.querySelectorAll('.rail-link')].find(l => l.querySelector('.rail-name').textContent === ` + quote(name) + `)`
	b.wait(find)
	eval[any](b, find+`.click()`)
	b.wait(find + `.getAttribute("aria-current") === "page"`)
}

// TestRoomsSideBySide: navigation with deep links, two rooms at once on one
// socket, what is unread, drafts through switching, members, and notices.
func TestRoomsSideBySide(t *testing.T) {
	browser, s := chromium(t), serve(t)
	anna, ben := person(t, browser, "anna"), person(t, browser, "ben")
	anna.signIn(s, "demo")
	ben.signIn(s, "lead")

	anna.section("Rooms")
	anna.wait(roomTitles + ` === "Everybody|Orders and deliveries"`) // and no room for staff
	ben.section("Rooms")
	ben.wait(roomTitles + ` === "Everybody|Orders and deliveries|Team leads"`)

	anna.openRoom("Everybody")
	anna.openRoom("Orders and deliveries")
	anna.wait(`document.querySelectorAll('section.room').length === 2 && [...document.querySelectorAll('section.room')].every(r => r.getBoundingClientRect().width > 250)`)
	anna.say("The van is late")
	anna.wait(saidInRoom("Orders and deliveries") + ` === "The van is late"`)
	anna.wait(saidInRoom("Everybody") + ` === ""`)
	if sockets := len(anna.asked("ws")); sockets > 1 {
		t.Errorf("%d sockets for two rooms", sockets)
	}

	// Ben counts one unread, enters, and Anna sees him come.
	ben.wait(`[...document.querySelectorAll('#rooms .line')].find(l => l.innerText.includes("Orders")).querySelector('.count')?.textContent === "1"`)
	ben.wait(`document.querySelector('.rail-count')?.textContent === "1"`)
	ben.openRoom("Orders and deliveries")
	ben.wait(`!document.querySelector('#rooms .count') && !document.querySelector('.rail-link[href*="rooms"] .rail-count')`)
	anna.wait(inRoom("Orders and deliveries") + `.querySelector('[data-kind=enter]:last-of-type, .notice-enter') && ` + inRoom("Orders and deliveries") + `.innerText.includes("Ben Okafor has entered")`)

	// Who is there, in words and with a dot.
	eval[any](anna, inRoom("Orders and deliveries")+`.querySelector('[aria-label^="Members of"]').click()`)
	anna.wait(`[...document.querySelectorAll('.member')].some(m => m.innerText.includes("Ben Okafor") && m.innerText.includes("Online") && m.querySelector('.member-on'))`)
	eval[any](anna, inRoom("Orders and deliveries")+`.querySelector('[aria-label^="Members of"]').click()`)
	anna.wait(`!document.querySelector('.members')`)

	// Staff say it as a warning or an alert; others cannot.
	if eval[bool](anna, `document.querySelector('.kinds') !== null`) {
		t.Error("an agent is offered to warn")
	}
	eval[any](ben, inRoom("Orders and deliveries")+`.querySelector('.kind-alert').click()`)
	ben.wait(inRoom("Orders and deliveries") + `.querySelector('.kind-alert').ariaPressed === "true"`)
	eval[any](ben, inRoom("Orders and deliveries")+`.querySelector('textarea').focus()`)
	ben.say("Stop all orders")
	anna.wait(inRoom("Orders and deliveries") + `.querySelector('[data-kind=alert][aria-label^="Alert, Ben Okafor"] .bubble')?.textContent === "Stop all orders"`)
	ben.wait(inRoom("Orders and deliveries") + `.querySelector('.kind-message').ariaPressed === "true"`)

	// A draft stays through the inbox and through a reload, and so do the rooms.
	eval[any](anna, inRoom("Everybody")+`.querySelector('textarea').focus()`)
	anna.keys("half a sen")
	anna.section("Inbox")
	anna.wait(`location.pathname === "/app/" && document.querySelector('#inbox-list')`)
	anna.section("Rooms")
	anna.wait(inRoom("Everybody") + `.querySelector('textarea').value === "half a sen"`)
	anna.wait(`location.pathname.split(",").length === 2`)
	anna.do(chromedp.Reload())
	anna.wait(`document.querySelectorAll('section.room').length === 2 && ` + inRoom("Everybody") + `.querySelector('textarea').value === "half a sen"`)
	anna.wait(saidInRoom("Orders and deliveries") + ` === "The van is late|Stop all orders"`)

	// Leaving is told too.
	eval[any](ben, inRoom("Orders and deliveries")+`.querySelector('.room-close').click()`)
	ben.wait(`location.pathname === "/app/rooms" && !document.querySelector('section.room')`)
	anna.wait(inRoom("Orders and deliveries") + `.innerText.includes("Ben Okafor has left")`)
	for _, b := range []*tab{anna, ben} {
		if said := b.complaints(); len(said) > 0 {
			t.Errorf("%s: %q", b.name, said)
		}
	}
}

// TestRoomsChangeElsewhere: rooms that are made, renamed, closed to agents and
// deleted by somebody else, while they are listed and open.
func TestRoomsChangeElsewhere(t *testing.T) {
	browser, s := chromium(t), serve(t)
	admin := s.access("admin")
	anna := person(t, browser, "anna")
	anna.signIn(s, "demo")
	anna.section("Rooms")
	anna.wait(roomTitles + ` === "Everybody|Orders and deliveries"`)

	lunch := s.makeRoom(admin, "Lunch")
	anna.wait(roomTitles + ` === "Everybody|Lunch|Orders and deliveries"`)
	anna.openRoom("Lunch")
	s.call("PATCH", "/api/v1/rooms/"+lunch, admin, `{"title":"Afternoon"}`)
	anna.wait(roomTitles + ` === "Afternoon|Everybody|Orders and deliveries"`)
	anna.wait(inRoom("Afternoon") + `.innerText.includes("changed this room")`)

	anna.wait(`document.activeElement.tagName === "TEXTAREA"`)
	anna.keys("who brings the ca")
	s.call("PATCH", "/api/v1/rooms/"+lunch, admin, `{"staff_only":true}`)
	anna.wait(`document.querySelector('.room-why')?.textContent.includes("staff only")`)
	s.call("PATCH", "/api/v1/rooms/"+lunch, admin, `{"staff_only":false}`)
	anna.wait(roomTitles + ` === "Afternoon|Everybody|Orders and deliveries"`)
	eval[any](anna, `document.querySelector('.room-close').click()`)
	anna.wait(`!document.querySelector('section.room')`)
	anna.openRoom("Afternoon")
	anna.wait(inRoom("Afternoon") + `.querySelector('textarea').value === "who brings the ca"`)

	s.call("DELETE", "/api/v1/rooms/"+lunch, admin, "")
	anna.wait(`document.querySelector('.room-why')?.textContent === "“Afternoon” was deleted."`)
	anna.wait(`document.querySelector('.room-draft')?.textContent === "who brings the ca"`)
	anna.wait(roomTitles + ` === "Everybody|Orders and deliveries"`)

	// A link to a room that is gone, and to one for staff, says so.
	anna.visit(s.url() + "/app/rooms/" + lunch)
	anna.wait(`document.querySelector('.pane-problem')?.innerText.includes("does not exist")`)
	staff := ""
	for _, room := range s.rooms(admin) {
		if room.StaffOnly {
			staff = room.ID
		}
	}
	anna.visit(s.url() + "/app/rooms/" + staff)
	anna.wait(`document.querySelector('.pane-problem')?.innerText.includes("staff only")`)
}

// TestRoomsOnAPhone: one room at a time, tabs between them, a bar below.
func TestRoomsOnAPhone(t *testing.T) {
	browser, s := chromium(t), serve(t)
	admin := s.access("admin")
	for _, room := range s.rooms(admin) {
		s.enterRoom("admin", room.ID)
		s.post("/api/v1/conversations/"+room.ID+"/messages", admin, `{"content":"Welcome to `+room.Title+`"}`)
	}
	ben := person(t, browser, "ben")
	ben.viewport(1280, 800, false, "light")
	ben.signIn(s, "lead")
	ben.section("Rooms")
	ben.openRoom("Everybody")
	ben.openRoom("Team leads")
	eval[any](ben, inRoom("Team leads")+`.querySelector('.kind-warning').click()`)
	eval[any](ben, inRoom("Team leads")+`.querySelector('textarea').focus()`)
	ben.say("Two of us are ill today, please take a shift.")
	ben.wait(inRoom("Team leads") + `.querySelector('[data-kind=warning]')`)
	eval[any](ben, inRoom("Team leads")+`.querySelector('.kind-alert').click()`)
	eval[any](ben, inRoom("Team leads")+`.querySelector('textarea').focus()`)
	ben.say("The payment provider is down.")
	ben.wait(inRoom("Team leads") + `.querySelector('[data-kind=alert]')`)
	for _, scheme := range []string{"light", "dark"} {
		ben.viewport(1280, 800, false, scheme)
		ben.fits("rooms-" + scheme)
		ben.viewport(768, 1024, true, scheme)
		ben.fits("rooms-tablet-" + scheme)
		ben.viewport(360, 740, true, scheme)
		ben.wait(`[...document.querySelectorAll('section.room')].filter(r => getComputedStyle(r).visibility === "visible").length === 1`)
		ben.fits("rooms-phone-" + scheme)
		ben.wait(`getComputedStyle(document.querySelector('section.room-active')).visibility === "visible"`)
		ben.click(".room-tab:first-child")
		ben.wait(`document.querySelector('section.room-active').getAttribute("aria-label") === "Everybody"`)
		ben.click(".room-tabs .head-back")
		ben.wait(`location.pathname === "/app/rooms" && getComputedStyle(document.querySelector('#rooms')).visibility === "visible" && getComputedStyle(document.querySelector('#rail')).visibility === "visible"`)
		ben.fits("rooms-phone-list-" + scheme)
		ben.section("Inbox")
		ben.section("Rooms")
		// Not by its place, which moves while the section comes.
		ben.wait(`getComputedStyle(document.querySelector('section.room-active')).visibility === "visible"`)
		eval[any](ben, `[...document.querySelectorAll('.room-tab')].at(-1).click()`)
		ben.wait(`document.querySelector('section.room-active').getAttribute("aria-label") === "Team leads"`)
	}
	ben.press(kb.Escape)
}

type listedRoom struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	StaffOnly bool   `json:"staff_only"`
}

// rooms reads the list of rooms.
func (s *server) rooms(bearer string) []listedRoom {
	s.t.Helper()
	var list struct {
		Rooms []listedRoom `json:"rooms"`
	}
	if err := json.Unmarshal([]byte(s.call("GET", "/api/v1/rooms", bearer, "")), &list); err != nil {
		s.t.Fatal(err)
	}
	return list.Rooms
}
