package ui

import (
	"hash/fnv"
	"strconv"
	"strings"
	"unicode"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/shared"
)

// hues is how many colours avatars have in the stylesheet.
const hues = 8

// Avatar shows a person's initials on a colour of their own. It stands beside
// the name and is hidden from assistive technology.
func Avatar(p shared.Person) app.UI {
	return app.Span().Class("avatar", "avatar-"+strconv.Itoa(hue(string(p.ID)))).
		Attr("aria-hidden", "true").Text(Initials(p.Name()))
}

func hue(id string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id)) // never fails
	return int(h.Sum32() % hues)
}

// Initials are the first letters of the first and the last word: "JD" for John
// Doe, "P" for plato.
func Initials(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
	switch len(words) {
	case 0:
		return "·"
	case 1:
		return initial(words[0])
	}
	return initial(words[0]) + initial(words[len(words)-1])
}

func initial(word string) string {
	for _, r := range word {
		return string(unicode.ToUpper(r))
	}
	return ""
}
