//go:build !js

package e2e

import (
	"fmt"
	"image/color"

	"parley/shared"
)

// matrixVisitor is the browser id of the visitor whose conversation is seen.
const matrixVisitor = "matrix-visitor-0123456789"

// shopScenes are a customer's page with the launcher and with the panel.
var shopScenes = []scene{
	{"launcher", func(g *stage) {
		shop := g.asking()
		g.browser.visit(shop.page + "?lang=" + g.language)
		g.browser.wait(`window.parley?.destroy`)
	}},
	{"open", func(g *stage) {
		panel := g.browser.openPanel(g.server)
		panel.wait(`!document.querySelector("#details").hidden && !(` + untyped + `) && document.querySelector(".head-picture")?.naturalWidth`)
		panel.wait(`document.getAnimations().every(a => a.playState === "finished")`)
	}},
}

// widgetScenes are the states of the panel, which is a page of its own here.
var widgetScenes = []scene{
	{"greeting", func(g *stage) {
		g.panel("demo", "matrix-nobody-0123456789")
		g.browser.wait(`document.querySelector(".greeting").innerText.trim() && !(` + untyped + `)`)
	}},
	{"details", func(g *stage) {
		g.panel(string(g.asking().id), "matrix-asked-0123456789")
		g.browser.wait(`document.querySelector("#details-send")`)
	}},
	{"details-wrong", func(g *stage) {
		g.browser.click("#details-send")
		g.browser.wait(`document.querySelector("#field-email-wrong").innerText`)
	}},
	{"busy", func(g *stage) {
		g.scene(matrixVisitor)
		g.panel("demo", matrixVisitor)
		g.browser.ends(lastSaid)
	}},
	{"message-menu", func(g *stage) {
		eval[any](g.browser, `[...document.querySelectorAll(".row-theirs .row-more")].at(-1).click()`)
		g.browser.wait(`document.querySelector(".menu")`)
	}},
	{"reply", func(g *stage) {
		eval[any](g.browser, `document.querySelector("[role=menuitem]").click()`)
		g.browser.wait(`document.querySelector(".composer-above")`)
	}},
	{"menu", func(g *stage) {
		g.panel("demo", matrixVisitor)
		g.browser.ends(lastSaid)
		g.browser.click("#menu-button")
		g.browser.wait(`document.querySelector("#end")`)
	}},
	{"question", func(g *stage) {
		g.browser.click("#end")
		g.browser.wait(`document.querySelector("#end-yes")`)
	}},
	{"ended", func(g *stage) {
		g.browser.click("#end-yes")
		g.browser.wait(`document.querySelector(".composer-closed")`)
	}},
	{"too-long", func(g *stage) {
		g.panel("demo", "matrix-nobody-0123456789")
		eval[any](g.browser, `(i => { i.value = "Is there moss? ".repeat(400); i.dispatchEvent(new Event("input", {bubbles: true})) })(document.querySelector("#composer-input"))`)
		g.browser.click("#composer-send")
		g.browser.wait(`document.querySelector("#composer-problem").innerText`)
	}},
	{"error", func(g *stage) {
		g.browser.visit(g.url() + "/widget?site=nothing&lang=" + g.language)
		g.browser.wait(`document.querySelector(".banner").innerText.trim()`)
	}},
	{"reconnecting", func(g *stage) {
		g.panel("demo", fmt.Sprintf("scene-browser-%022d", 4)) // another of the scene's visitors
		g.browser.ends("The blue one, the other three are fine")
		g.kill()
		g.browser.submit("This one waits until the server is back")
		g.browser.wait(`document.querySelector(".row-pending")`)
		g.browser.cutOff()
	}},
}

// lastSaid is what [server.scene] says last.
const lastSaid = "Have a look at the Moss set: https://kiln.example/sets/moss"

// alive waits until the program has taken over.
func (b *tab) alive() {
	b.t.Helper()
	b.wait(`document.documentElement.dataset.boot === "done"`)
}

// submit sends a message as phones and desktops do alike.
func (b *tab) submit(text string) {
	b.t.Helper()
	eval[any](b, `document.querySelector("#composer-input").focus()`)
	b.keys(text)
	b.click("#composer-send")
}

// cutOff waits until the page says, to be seen, that there is no connection.
func (b *tab) cutOff() {
	b.t.Helper()
	b.wait(`document.querySelector(".banner")?.innerText.trim() && getComputedStyle(document.querySelector(".banner")).opacity === "1"`)
}

// panel opens the panel of a site as a page, as one visitor.
func (g *stage) panel(site, browserID string) {
	g.t.Helper()
	page := g.url() + "/widget?site=" + site + "&lang=" + g.language
	g.browser.visit(page)
	eval[any](g.browser, `(localStorage.setItem("parley.browser", `+quote(browserID)+`), sessionStorage.clear(), 0)`)
	g.browser.visit(page)
	g.browser.alive()
}

// asking is a website whose site asks for details, with a look of its own.
func (g *stage) asking() *customer {
	g.t.Helper()
	shop := g.customer(shared.NewSite{Name: "Kiln & Clay", Look: shared.Look{
		Title: "Ask Eva", Color: "#0a6b5e", Launcher: shared.Launcher{Text: "Ask Eva"}, Greeting: []string{"Hello, I am Eva.", "Ask me anything about pots."},
		Fields: []shared.Field{
			{Key: "name", Kind: shared.FieldName, Label: "Your name"}, {Key: "email", Kind: shared.FieldEmail, Label: "Your e-mail", Required: true},
			{Key: "order", Kind: shared.FieldText, Label: "The number of your order"},
		},
	}}, "")
	shop.set("PUT", shared.PathWith(shared.PathSitePicture, string(shop.id)), square(g.t, color.RGBA{0xa2, 0x46, 0x1f, 0xff}))
	return shop
}
