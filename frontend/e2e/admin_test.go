//go:build !js

package e2e

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// fill replaces what stands in a field of a form, with the keys.
func (b *tab) fill(field, text string) {
	b.t.Helper()
	selector := "#field-" + field
	b.wait(`document.querySelector(` + quote(selector) + `)`)
	eval[any](b, `{ const e = document.querySelector(`+quote(selector)+`); e.focus(); e.select() }`)
	b.keys(text)
	b.wait(`document.querySelector(` + quote(selector) + `).value === ` + quote(text))
}

// pick picks an option of a select by its label.
func (b *tab) pick(field, label string) {
	b.t.Helper()
	eval[any](b, `{ const e = document.querySelector("#field-`+field+`"); e.selectedIndex = [...e.options].findIndex(o => o.label === `+quote(label)+`); e.dispatchEvent(new Event("change", {bubbles: true})) }`)
}

// state waits until the form says how it stands.
func (b *tab) state(text string) {
	b.t.Helper()
	b.wait(`document.querySelector(".sheet-state")?.textContent === ` + quote(text))
}

// TestAdminRooms: an empty list offers to make a room; making, renaming to a
// taken title, staff only, deleting, and leaving with something unsaved.
func TestAdminRooms(t *testing.T) {
	browser, s := chromium(t), serve(t)
	access := s.access("admin")
	for _, room := range s.rooms(access) {
		s.call("DELETE", "/api/v1/rooms/"+room.ID, access, "")
	}
	anna, chiara := person(t, browser, "anna"), person(t, browser, "chiara")
	anna.signIn(s, "demo")
	anna.section("Rooms")
	anna.wait(`document.querySelector("#no-rooms")?.innerText.includes("An admin can create one")`)
	if eval[bool](anna, `[...document.querySelectorAll(".rail-name")].some(e => e.textContent === "Admin")`) {
		t.Error("an agent is offered the administration")
	}
	chiara.signIn(s, "admin")
	chiara.section("Rooms")
	chiara.wait(`document.querySelector("#no-rooms .button")`)
	chiara.fits("rooms-empty")
	chiara.click("#no-rooms .button")

	chiara.wait(`location.pathname === "/app/admin/rooms/new"`)
	chiara.click("#save")
	chiara.wait(`document.querySelector("#field-title-wrong")?.textContent.includes("title") && document.activeElement.id === "field-title"`)
	chiara.fill("title", "Kitchen")
	chiara.click("#save")
	chiara.state("Saved")
	chiara.wait(`location.pathname.startsWith("/app/admin/rooms/") && !location.pathname.endsWith("new")`)
	anna.wait(roomTitles + ` === "Kitchen"`)

	s.makeRoom(access, "Garden")
	chiara.fill("title", "garden")
	chiara.click("#save")
	chiara.wait(`document.querySelector("#field-title-wrong")?.textContent.length > 10 && document.querySelector("#field-title").value === "garden"`)

	// What is not saved is asked about before leaving.
	chiara.section("Admin") // the link of the section leads away
	chiara.wait(`document.querySelector(".sheet-leave") && document.activeElement.id === "leave-no"`)
	chiara.fits("admin-unsaved")
	chiara.click("#leave-no")
	chiara.wait(`!document.querySelector(".sheet-leave") && document.querySelector("#field-title").value === "garden"`)
	chiara.fill("title", "Kitchen and bar")
	chiara.click("#field-staff_only")
	chiara.click("#save")
	chiara.state("Saved")
	anna.wait(roomTitles + ` === "Garden"`) // for staff only now
	chiara.fill("title", "typed and not saved")
	chiara.state("Not saved yet")
	chiara.section("Admin")
	chiara.click("#leave-yes")
	chiara.wait(`location.pathname === "/app/admin/users" && document.querySelector(".admin-tab[aria-current]").textContent === "Users"`)

	chiara.visit(s.url() + "/app/admin/rooms/" + s.rooms(access)[1].ID)
	chiara.wait(`document.querySelector("#field-title")?.value === "Kitchen and bar" && document.querySelector("#field-staff_only").checked`)
	chiara.click("#delete")
	chiara.wait(`document.activeElement.id === "delete-no"`)
	chiara.click("#delete-yes")
	chiara.wait(`location.pathname === "/app/admin/rooms" && [...document.querySelectorAll(".admin-lines .line-name")].map(e => e.textContent).join() === "Garden"`)
}

// TestAdminUsers: a new user signs in with the password that is shown once; a
// taken name, another role, the last admin, and somebody disabled in the middle.
func TestAdminUsers(t *testing.T) {
	browser, s := chromium(t), serve(t)
	chiara, dora := person(t, browser, "chiara"), person(t, browser, "dora")
	chiara.signIn(s, "admin")
	chiara.section("Admin")
	chiara.wait(`document.querySelectorAll(".admin-lines .line").length === 3`)
	chiara.click("#admin-new")
	chiara.fill("username", "demo")
	chiara.fill("first_name", "Dora")
	chiara.fill("last_name", "Lind")
	chiara.pick("role", "Supervisor")
	chiara.click("#save")
	chiara.wait(`document.querySelector(".field-bad, #sheet-problem:not(:empty)") && document.querySelector("#field-first_name").value === "Dora"`)
	chiara.fill("username", "dora")
	chiara.fill("email", "nowhere")
	chiara.click("#save")
	chiara.wait(`document.querySelector("#field-email-wrong") && document.activeElement.id === "field-email"`)
	chiara.fill("email", "dora@kiln.example")
	chiara.click("#save")
	chiara.wait(`document.querySelector("#secret")?.textContent.length > 10`)
	chiara.fits("admin-user")
	password := eval[string](chiara, `document.querySelector("#secret").textContent`)
	chiara.do(chromedp.Reload())
	chiara.wait(`document.querySelector("#field-first_name")?.value === "Dora" && !document.querySelector("#secret")`)

	dora.visit(s.url() + "/app")
	dora.wait(`document.activeElement.id === "name"`)
	dora.keys("dora")
	eval[any](dora, `document.querySelector("#password").focus()`)
	dora.keys(password)
	dora.click("#sign-in-button")
	dora.section("Rooms")
	dora.wait(roomTitles + ` === "Everybody|Orders and deliveries|Team leads"`)

	// Taking her role away closes the staff rooms to her.
	chiara.pick("role", "Agent")
	chiara.click("#save")
	chiara.state("Saved")
	dora.wait(roomTitles + ` === "Everybody|Orders and deliveries"`)

	chiara.click("#reset")
	chiara.click("#reset-yes")
	chiara.wait(`document.querySelector("#secret")?.textContent.length > 10`)
	dora.wait(`document.querySelector("#sign-in")`)
	chiara.click("#disable")
	chiara.click("#disable-yes")
	chiara.wait(`document.querySelector("#enable") && [...document.querySelectorAll(".admin-lines .line")].some(l => l.innerText.includes("Dora") && l.innerText.includes("Disabled"))`)

	// Oneself: the server's own sentence.
	eval[any](chiara, `[...document.querySelectorAll(".admin-lines .line-link")].find(l => l.innerText.includes("Chiara")).click()`)
	chiara.wait(`document.querySelector("#field-first_name")?.value === "Chiara"`)
	if eval[bool](chiara, `document.querySelector("#disable") !== null`) {
		t.Error("an admin is offered to disable herself")
	}
	chiara.pick("role", "Agent")
	chiara.click("#save")
	chiara.wait(`document.querySelector("#sheet-problem").textContent.includes("own role")`)
}

// TestAdminSites: a site with all of its look, with the panel as it will be
// beside it, a colour that cannot be read, a picture that is none, and the
// snippet.
func TestAdminSites(t *testing.T) {
	browser, s := chromium(t), serve(t)
	chiara := person(t, browser, "chiara")
	chiara.signIn(s, "admin")
	chiara.visit(s.url() + "/app/admin/sites/new")
	chiara.fill("name", "Lumen Lamps")
	chiara.click("#save")
	chiara.wait(`document.querySelector("#field-origins-wrong") && document.activeElement.id === "field-origins" && document.querySelector("#field-name").value === "Lumen Lamps"`)
	chiara.fill("origins", "https://lumen.example")
	chiara.fill("title", "Ask Eva")
	chiara.fill("color", "#0b7a55")
	chiara.fill("text_color", "#0a8860")
	chiara.click("#save")
	chiara.wait(`document.querySelector("#field-text_color-wrong")?.textContent.includes("contrast")`)
	chiara.fill("text_color", "#ffffff")
	chiara.fill("launcher", "Questions?")
	chiara.pick("side", "Left")
	chiara.fill("greeting", "Good day, I am Eva.")
	chiara.click("#add-field")
	chiara.fill("ask0", "Your order number")
	chiara.click("#add-field")
	chiara.fill("ask1", "Your name")
	chiara.pick("ask1-kind", "A name")
	chiara.click("#ask0-remove")
	chiara.wait(`document.querySelector("#field-ask0")?.value === "Your name" && !document.querySelector("#field-ask1")`)

	// The preview is live, and under the panel's own style sheet.
	panel := `document.querySelector("#preview-panel").shadowRoot`
	chiara.wait(panel + `.querySelector(".head-title").textContent === "Ask Eva" && ` + panel + `.querySelector(".greeting-title").textContent === "Good day, I am Eva."`)
	chiara.wait(`getComputedStyle(` + panel + `.querySelector(".head")).display === "flex" && [...` + panel + `.styleSheets].some(s => s.href.includes("widget"))`)
	chiara.wait(`document.querySelector(".preview-left .preview-pill")?.textContent === "Questions?" && getComputedStyle(document.querySelector(".preview-pill")).backgroundColor === "rgb(11, 122, 85)"`)

	chiara.click("#save")
	chiara.state("Saved")
	chiara.wait(`document.querySelector("#snippet")?.textContent.includes("data-site=")`)

	folder := t.TempDir()
	bad, good := filepath.Join(folder, "logo.png"), filepath.Join(folder, "eva.png")
	picture := image.NewRGBA(image.Rect(0, 0, 64, 64))
	for i := range 64 {
		picture.Set(i, i, color.White)
	}
	var encoded bytes.Buffer
	if err := png.Encode(&encoded, picture); err != nil {
		t.Fatal(err)
	}
	for path, content := range map[string][]byte{bad: []byte("no picture"), good: encoded.Bytes()} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	chiara.fill("ended", "Until next time.") // typed, and not lost by a picture
	chiara.do(chromedp.SetUploadFiles("#field-picture", []string{bad}, chromedp.ByQuery))
	chiara.wait(`document.querySelector("#field-picture-wrong")?.textContent.includes("PNG")`)
	chiara.do(chromedp.SetUploadFiles("#field-picture", []string{good}, chromedp.ByQuery))
	chiara.wait(`document.querySelector(".picture-now")?.naturalWidth === 64 && ` + panel + `.querySelector(".head-picture")`)
	chiara.wait(`document.querySelector("#field-ended").value === "Until next time."`)
	chiara.state("Not saved yet")
	chiara.click("#save")
	chiara.state("Saved")

	chiara.do(chromedp.Reload())
	chiara.wait(`document.querySelector("#field-ended")?.value === "Until next time." && document.querySelector("#field-ask0").value === "Your name" && document.querySelector("#field-side").selectedIndex === 1`)
	chiara.click("#remove-picture")
	chiara.wait(`!document.querySelector(".picture-now")`)
	for _, scheme := range []string{"light", "dark"} {
		chiara.viewport(1440, 900, false, scheme)
		chiara.fits("admin-site-" + scheme)
		eval[any](chiara, `document.querySelector("#field-ask0").scrollIntoView({block: "center"})`)
		chiara.fits("admin-site-more-" + scheme)
		chiara.viewport(360, 740, true, scheme)
		eval[any](chiara, `document.querySelector(".pane-admin").scrollTop = 0`)
		chiara.fits("admin-site-phone-" + scheme)
		eval[any](chiara, `document.querySelector("#field-ask0").scrollIntoView({block: "center"})`)
		chiara.fits("admin-site-phone-more-" + scheme)
		eval[any](chiara, `document.querySelector(".sheet .head-back").click()`)
		chiara.wait(`location.pathname === "/app/admin/sites"`)
		chiara.fits("admin-phone-list-" + scheme)
		eval[any](chiara, `[...document.querySelectorAll(".admin-lines .line-link")].find(l => l.innerText.includes("Lumen")).click()`)
		chiara.wait(`document.querySelector("#field-ended")`)
	}
	if said := append(chiara.complaints(), chiara.violations()...); len(said) > 0 {
		t.Errorf("%q", said)
	}
}

// TestAccessibleRoomsAndAdmin: axe-core over every page of both.
func TestAccessibleRoomsAndAdmin(t *testing.T) {
	script := axe(t)
	browser, s := chromium(t), serve(t)
	chiara := person(t, browser, "chiara")
	chiara.signIn(s, "admin")
	chiara.section("Rooms")
	chiara.wait(roomTitles + ` === "Everybody|Orders and deliveries|Team leads"`)
	chiara.accessible(script, "rooms, none open")
	chiara.openRoom("Everybody")
	chiara.openRoom("Team leads")
	for _, kind := range []string{"message", "warning", "alert"} {
		eval[any](chiara, inRoom("Team leads")+`.querySelector('.kind-`+kind+`').click()`)
		chiara.wait(inRoom("Team leads") + `.querySelector('.kind-` + kind + `').ariaPressed === "true"`)
		eval[any](chiara, inRoom("Team leads")+`.querySelector('textarea').focus()`)
		chiara.say("A " + kind)
		chiara.wait(inRoom("Team leads") + `.innerText.includes("A ` + kind + `") && !` + inRoom("Team leads") + `.querySelector('.row-pending')`)
	}
	eval[any](chiara, inRoom("Everybody")+`.querySelector('[aria-label^="Members of"]').click()`)
	chiara.wait(`document.querySelector('.member')`)
	chiara.accessible(script, "two rooms")
	for _, page := range []string{"users", "users/new", "sites/new", "sites/demo", "rooms/new"} {
		chiara.visit(s.url() + "/app/admin/" + page)
		chiara.wait(`document.querySelector(".admin-lines .line") && (document.querySelector("#save") || location.pathname.endsWith("users"))`)
		if page == "users/new" {
			chiara.click("#save")
			chiara.wait(`document.querySelector(".field-bad")`)
		}
		chiara.accessible(script, page)
	}
}
