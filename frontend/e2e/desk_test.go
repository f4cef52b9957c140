//go:build !js

package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// token signs a demo user in besides the browser.
func (s *server) token(name string) string {
	s.t.Helper()
	var tokens struct{ Access string }
	if err := json.Unmarshal([]byte(s.post("/api/token", "", `{"username":`+quote(name)+`,"password":"parley-demo"}`)), &tokens); err != nil {
		s.t.Fatal(err)
	}
	return tokens.Access
}

// listed waits for the numbers of Mine, Unassigned, All and Ended.
func (b *tab) listed(mine, unassigned, all, ended int) {
	b.t.Helper()
	b.wait(fmt.Sprintf(`[...document.querySelectorAll(".list-count")].map(c => c.innerText).join() === "%d,%d,%d,%d"`, mine, unassigned, all, ended))
}

// lines waits until the list has so many lines.
func (b *tab) lines(n int) {
	b.t.Helper()
	b.wait(fmt.Sprintf(`document.querySelectorAll(".line-link").length === %d`, n))
}

// chooses opens a menu with the keyboard's Enter and chooses by the item's text.
func (b *tab) chooses(button, text string) {
	b.t.Helper()
	b.wait(`document.querySelector(` + quote(button) + `)`)
	eval[any](b, `document.querySelector(`+quote(button)+`).focus()`)
	b.press(kb.Enter)
	item := `[...document.querySelectorAll("[role^=menuitem]")].find(i => i.innerText.trim() === ` + quote(text) + `)`
	b.wait(item)
	for range 12 {
		if eval[bool](b, `document.activeElement === `+item) {
			break
		}
		b.press(kb.ArrowDown)
	}
	b.wait(`document.activeElement === ` + item)
	b.press(kb.Enter)
}

// TestListsAndAssignment: two agents, the four lists with live counts, giving
// conversations to each other, ending and reopening.
func TestListsAndAssignment(t *testing.T) {
	browser, s := chromium(t), serve(t)
	s.scene("scene-browser-0123456789")
	anna, ben := person(t, browser, "anna"), person(t, browser, "ben")
	anna.signIn(s, "demo")
	ben.signIn(s, "lead")
	for _, b := range []*tab{anna, ben} {
		b.listed(0, 5, 5, 1)
		b.lines(5)
	}

	// By keyboard to another list, which is remembered.
	eval[any](anna, `document.querySelector("#list-all").focus()`)
	anna.press(kb.ArrowLeft)
	anna.wait(`document.activeElement.id === "list-unassigned" && document.activeElement.ariaSelected === "true"`)
	anna.visit(eval[string](anna, `location.href`))
	anna.wait(`document.querySelector("#list-unassigned")?.ariaSelected === "true"`)
	anna.lines(5)

	// Taken: it leaves one list for another, for both, at once.
	anna.line("top rack")
	ben.line("top rack")
	anna.chooses("#assign", "Me")
	for _, b := range []*tab{anna, ben} {
		b.wait(`document.querySelector("#assign").ariaLabel === "Assigned to Anna Berg"`)
	}
	anna.listed(1, 4, 5, 1)
	anna.lines(4)
	ben.listed(0, 4, 5, 1)
	anna.click("#list-mine")
	anna.lines(1)
	anna.fits("desk-lists")

	// Given to another, and to nobody.
	anna.chooses("#assign", "Ben Okafor")
	ben.listed(1, 4, 5, 1)
	anna.lines(0)
	anna.wait(`document.querySelector(".inbox-none").innerText.includes("Nothing is assigned to you")`)
	ben.chooses("#assign", "Nobody")
	ben.listed(0, 5, 5, 1)

	// Two at the same moment: one wins, the other reads who.
	var let []func()
	for _, b := range []*tab{anna, ben} {
		let = append(let, b.holdBack("*/api/v1/conversations/*"))
		b.chooses("#assign", "Me")
	}
	for _, release := range let {
		release()
	}
	won := map[*tab]string{anna: "Anna Berg", ben: "Ben Okafor"}
	var lost *tab
	for winner, loser := range map[*tab]*tab{anna: ben, ben: anna} {
		winner.wait(`document.querySelector("#assign").ariaLabel.startsWith("Assigned to ")`)
		if eval[string](winner, `document.querySelector("#assign").ariaLabel`) == "Assigned to "+won[winner] {
			loser.wait(`document.querySelector(".question")?.innerText.includes(` + quote(won[winner]+" has taken this conversation") + `)`)
			loser.wait(`document.querySelector("#assign").ariaLabel === ` + quote("Assigned to "+won[winner]))
			lost = loser
		}
	}
	lost.fits("desk-conflict")
	lost.press(kb.Escape)
	lost.wait(`!document.querySelector(".question") && document.activeElement.id === "assign"`)

	// To somebody who was disabled while the menu was open.
	admin := s.token("admin")
	var users struct {
		Users []struct{ ID, Username string }
	}
	if err := json.Unmarshal([]byte(s.call("GET", "/api/v1/users", admin, "")), &users); err != nil {
		t.Fatal(err)
	}
	s.call("POST", "/api/v1/users", admin, `{"username":"dora","first_name":"Dora","last_name":"Lind","role":"agent"}`)
	eval[any](anna, `document.querySelector("#assign").focus()`)
	anna.press(kb.Enter)
	anna.wait(`document.querySelector(".menu").innerText.includes("Dora Lind")`)
	anna.fits("desk-assign-menu")
	var now struct {
		Users []struct{ ID, Username string }
	}
	json.Unmarshal([]byte(s.call("GET", "/api/v1/users", admin, "")), &now)
	for _, u := range now.Users {
		if u.Username == "dora" {
			s.call("PATCH", "/api/v1/users/"+u.ID, admin, `{"disabled":true}`)
		}
	}
	eval[any](anna, `[...document.querySelectorAll("[role^=menuitem]")].find(i => i.innerText.includes("Dora")).click()`)
	anna.wait(`document.querySelector(".question")?.innerText.includes("Dora Lind can no longer sign in")`)
	anna.click("#understood")

	// Ended, and open again.
	anna.click("#list-all")
	anna.lines(5)
	anna.click("#end")
	anna.click("#end-yes")
	anna.lines(4)
	ben.wait(`document.querySelector("#list-ended .list-count").innerText === "2"`)
	ben.click("#list-ended")
	ben.lines(2)
	ben.click("#reopen")
	anna.lines(5)
	ben.lines(1)
	ben.wait(`document.querySelector("#end")`)
	for _, b := range []*tab{anna, ben} {
		for _, trouble := range b.complaints() {
			if !strings.Contains(trouble, "409") && !strings.Contains(trouble, "403") {
				t.Errorf("%s: %s", b.name, trouble)
			}
		}
	}
}
