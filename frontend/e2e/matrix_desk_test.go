//go:build !js

package e2e

import (
	"strings"
)

// deskScenes are the pages of the desk, as an admin sees them.
var deskScenes = []scene{
	{"sign-in", func(g *stage) {
		g.browser.visit(g.url() + "/app")
		g.browser.wait(`document.querySelector("#sign-in-button")`)
		g.browser.alive()
	}},
	{"sign-in-wrong", func(g *stage) {
		g.enter("nobody")
		g.browser.wait(`document.querySelector("#sign-in-problem").innerText`)
	}},
	{"empty", func(g *stage) {
		g.browser.visit(g.url() + "/app")
		g.browser.wait(`document.querySelector("#sign-in-button")`)
		g.browser.alive()
		g.enter("admin")
		g.browser.wait(`document.querySelector(".teach-title")`)
	}},
	{"inbox", func(g *stage) {
		g.scene(matrixVisitor)
		g.browser.lines(5)
		for _, text := range []string{"Moss", "دبي", "blue one"} {
			link := `[...document.querySelectorAll(".line-link")].find(l => l.innerText.includes(` + quote(text) + `)).href`
			g.browser.wait(link)
			g.links[text] = eval[string](g.browser, link)
		}
	}},
	{"nowhere", func(g *stage) {
		g.browser.visit(g.url() + "/app/unknown")
		g.browser.wait(`document.querySelector("#pane h1") && document.querySelector(".line")`)
	}},
	{"account", func(g *stage) {
		g.browser.click("#account")
		g.browser.wait(`document.querySelector("#sign-out")`)
	}},
	{"conversation", func(g *stage) { g.conversation("Moss") }},
	{"message-menu", func(g *stage) {
		eval[any](g.browser, `[...document.querySelectorAll(".row-theirs .row-more")].at(-1).click()`)
		g.browser.wait(`document.querySelector(".menu")`)
	}},
	{"assign-menu", func(g *stage) {
		g.conversation("Moss")
		g.browser.click("#assign")
		g.browser.wait(`document.querySelector(".menu")`)
	}},
	{"notes", func(g *stage) {
		g.conversation("blue one")
		g.browser.click("#write-note")
		g.browser.wait(`document.querySelector(".compose-note")`)
		g.browser.submit("She has been with us since 2019, let us send a new cup.")
		g.browser.wait(`document.querySelector(".messages-log .row-note")`)
	}},
	{"details", func(g *stage) {
		g.conversation("Moss")
		if !eval[bool](g.browser, `!!document.querySelector("#details")`) {
			g.browser.click("#show-details")
		}
		g.browser.wait(`document.querySelector("#details")`)
	}},
	{"arabic", func(g *stage) { g.conversation("دبي") }},
	{"question", func(g *stage) {
		g.browser.click("#end")
		g.browser.wait(`document.querySelector("#end-yes")`)
	}},
	{"ended", func(g *stage) {
		g.browser.click("#end-yes")
		g.browser.wait(`document.querySelector(".composer-closed")`)
	}},
	{"rooms", func(g *stage) {
		g.browser.visit(g.url() + "/app/rooms")
		g.browser.wait(roomTitles + ` === "Everybody|Orders and deliveries|Team leads"`)
	}},
	{"two-rooms", func(g *stage) {
		lead := g.access("lead")
		var ids []string
		for _, room := range g.rooms(g.access("admin")) {
			if room.Title != "Team leads" {
				ids = append(ids, room.ID)
			}
			g.enterRoom("lead", room.ID)
			for _, text := range roomTalk[room.Title] {
				g.post("/api/v1/conversations/"+room.ID+"/messages", lead, `{"content":`+quote(text)+`}`)
			}
		}
		g.browser.visit(g.url() + "/app/rooms/" + strings.Join(ids, ","))
		g.browser.wait(inRoom("Everybody") + ` && document.querySelector(".room-active")`)
		if !eval[bool](g.browser, inRoom("Everybody")+`.matches(".room-active")`) {
			g.browser.click(".room-tab")
		}
		g.browser.wait(inRoom("Everybody") + `.matches(".room-active")`)
		for _, said := range [][2]string{
			{"message", "Thank you, I will pack the Moss sets first."}, {"warning", "Two of us are ill today, please take a shift."},
			{"alert", "The payment provider is down. Tell customers that their order is safe."},
		} {
			kind, text := said[0], said[1]
			g.browser.wait(inRoom("Everybody") + `.querySelector(".messages-list:not([aria-busy])")`)
			eval[any](g.browser, inRoom("Everybody")+`.querySelector(".kind-`+kind+`").click()`)
			g.browser.wait(inRoom("Everybody") + `.querySelector(".kind-` + kind + `").ariaPressed === "true"`)
			eval[any](g.browser, inRoom("Everybody")+`.querySelector("textarea").focus()`)
			g.browser.keys(text)
			eval[any](g.browser, inRoom("Everybody")+`.querySelector(".composer-send").click()`)
			g.browser.wait(`[...` + inRoom("Everybody") + `.querySelectorAll(".messages-log .bubble")].at(-1)?.textContent.trim() === ` + quote(text))
		}
	}},
	{"members", func(g *stage) {
		eval[any](g.browser, inRoom("Everybody")+`.querySelector("[id^=members-button]").click()`)
		g.browser.wait(`document.querySelector(".member")`)
	}},
	{"admin-users", func(g *stage) { g.admin("users", `document.querySelectorAll(".admin-lines .line").length === 3`) }},
	{"admin-user", func(g *stage) { g.admin("users/new", `document.querySelector("#save")`) }},
	{"admin-user-wrong", func(g *stage) {
		g.browser.click("#save")
		g.browser.wait(`document.querySelector(".field-bad")`)
	}},
	{"admin-site", func(g *stage) { g.admin("sites/demo", `document.querySelector("#snippet")`) }},
	{"admin-rooms", func(g *stage) { g.admin("rooms", `document.querySelectorAll(".admin-lines .line").length === 3`) }},
	{"admin-room", func(g *stage) { g.admin("rooms/new", `document.querySelector("#save")`) }},
	{"offline", func(g *stage) {
		g.conversation("Moss")
		g.browser.wait(remembered + `.includes("Moss")`)
		g.kill()
		g.browser.submit("This one waits until the server is back")
		g.browser.wait(`document.querySelector(".row-pending")`)
		g.browser.cutOff()
	}},
}

// roomTalk is what is said in the demo's rooms before the admin comes.
var roomTalk = map[string][]string{
	"Everybody":             {"Good morning. The kiln is on until noon.", "Who can pack the orders for Norway?"},
	"Orders and deliveries": {"The van comes at **four** today.", "Order 2198 had a crack in it again: https://kiln.example/orders/2198"},
	"Team leads":            {"Let us talk about Christmas on Friday."},
}

// enter signs in where no field has the focus by itself, as on a phone.
func (g *stage) enter(name string) {
	g.t.Helper()
	g.browser.wait(`matchMedia("(pointer: coarse)").matches || document.activeElement.id === "name"`)
	for _, field := range [][2]string{{"name", name}, {"password", "parley-demo"}} {
		eval[any](g.browser, `(i => (i.focus(), i.select()))(document.querySelector("#`+field[0]+`"))`)
		g.browser.keys(field[1])
	}
	g.browser.click("#sign-in-button")
}

// conversation opens a conversation by its link.
func (g *stage) conversation(text string) {
	g.t.Helper()
	g.browser.visit(g.links[text])
	g.browser.wait(`document.querySelector(".messages-log .bubble") && document.querySelector(".messages-list:not([aria-busy])") && document.querySelector("#composer-input, .composer-closed")`)
}

// admin opens a page of the administration.
func (g *stage) admin(path, ready string) {
	g.t.Helper()
	g.browser.visit(g.url() + "/app/admin/" + path)
	g.browser.wait(ready)
}
