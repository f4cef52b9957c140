//go:build !js

package e2e

import "testing"

// TestRoomsAndAdminInOtherLanguages opens rooms and forms where words are longer
// or run the other way: nothing sticks out, and what is refused is said in the
// reader's language.
func TestRoomsAndAdminInOtherLanguages(t *testing.T) {
	browser, s := chromium(t), serve(t)
	for _, want := range []struct{ language, direction, rooms, missing, taken, refused string }{
		{"de", "de ltr", "Räume", "Vorname", "Das ist schon anders geschehen: ein anderer Raum hat diesen Titel. Wählen Sie einen anderen.",
			"Fügen Sie den Ursprung einer Seite hinzu, etwa https://shop.example: Ohne einen kann keine Seite das Widget zeigen."},
		{"ar", "ar rtl", "الغرف", "الاسم الأول", "تم ذلك من قبل بشكل مختلف: لغرفة أخرى هذا العنوان. اختر عنوانًا مختلفًا.",
			"أضف أصل صفحة، مثل https://shop.example: من دونه لا يمكن لأي صفحة عرض الدردشة."},
	} {
		admin := person(t, browser, "admin "+want.language)
		admin.prefers(want.language)
		admin.signIn(s, "admin")
		admin.is(direction, want.direction)
		admin.viewport(1280, 800, false, "light")
		admin.section(want.rooms)
		admin.openRoom("Everybody")
		admin.openRoom("Team leads")
		eval[any](admin, inRoom("Team leads")+`.querySelector("[aria-controls]").click()`)
		admin.wait(`document.querySelector(".member")`)
		admin.fits("rooms-" + want.language)

		admin.visit(s.url() + "/app/admin/users/new")
		admin.wait(`document.querySelector("label[for=field-first_name]")?.innerText === ` + quote(want.missing))
		admin.fits("users-" + want.language)
		admin.visit(s.url() + "/app/admin/rooms/new")
		admin.fill("title", "Everybody")
		admin.click("#save")
		admin.wait(plain("#field-title-wrong") + ` === ` + quote(want.taken))
		admin.click(`.admin-tab[href$="/sites"]`)
		admin.wait(`document.querySelector("#leave-yes")`)
		admin.click("#leave-yes")
		admin.wait(`!document.querySelector("#leave-yes")`)
		admin.click("#admin-new")
		admin.fill("name", "Lumen Lamps")
		admin.click("#save")
		admin.wait(plain("#field-origins-wrong") + ` === ` + quote(want.refused))
		admin.fits("sites-" + want.language)
		admin.viewport(360, 740, true, "dark")
		admin.fits("sites-phone-" + want.language)
	}
}

// plain is an expression: the text of an element without the marks that keep
// the two directions apart.
func plain(selector string) string {
	return `document.querySelector(` + quote(selector) + `)?.innerText.replace(/[\u2068\u2069]/g, "")`
}
