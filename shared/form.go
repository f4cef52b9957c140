package shared

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// form collects what is wrong with the fields of a form, by their JSON name. The
// first thing said about a field stands.
type form map[string]string

func (f form) add(field, sentence string) {
	if f[field] == "" {
		f[field] = sentence
	}
}

// refuse is the error of the form, if any. Its message is the sentence of the
// first wrong field in alphabetical order.
func (f form) refuse() error {
	if len(f) == 0 {
		return nil
	}
	e := Refuse(CodeInvalidJSON, f[slices.Min(slices.Collect(maps.Keys(f)))])
	e.Fields = f
	return e
}

// RefuseField makes the error of a form with one wrong field. The sentence says
// what to do there.
func RefuseField(field, sentence string) error { return form{field: sentence}.refuse() }

// line wants one line of visible text with so many characters, spaces around it
// aside. ask is how a form asks for it, without a full stop.
func (f form) line(field, ask, text string, least, most int) {
	if strings.ContainsFunc(Trim(text), unicode.IsControl) {
		f.add(field, ask+" on one line, without control characters.")
		return
	}
	f.text(field, ask, text, least, most)
}

// text wants text with so many characters.
func (f form) text(field, ask, text string, least, most int) {
	text = Trim(text)
	n := utf8.RuneCountInString(text)
	switch {
	case n < least && least == 1:
		f.add(field, ask+".")
	case n < least || n > most:
		f.add(field, ask+" of "+strconv.Itoa(least)+" to "+strconv.Itoa(most)+" characters; this has "+strconv.Itoa(n)+".")
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		f.add(field, ask+" without control characters.")
	}
}

// messageCharacters wants a longest message; 0 stands for MaxMessage.
func (f form) messageCharacters(n int) {
	if n != 0 && (n < MinMessage || n > MaxMessage) {
		f.add("message_characters", "The longest message has "+strconv.Itoa(MinMessage)+" to "+strconv.Itoa(MaxMessage)+" characters.")
	}
}
