package ui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"parley/shared"
)

// A Saying is one sentence in English, German and Arabic, side by side. Values
// go into {placeholders}, in any order. A sentence that counts has a form for
// each of the language's plurals, separated by |, with the number as {n}: see
// [Count]. It has no name of its own, so that vet lets other rooms write rows.
type Saying = struct {
	// Say is where those who say it find it.
	Say                     *string
	English, German, Arabic string
}

// Sayings are the sentences of a room.
type Sayings []Saying

// Refusals are sentences of the server in the same three languages. They are
// found by their English: see [Said].
type Refusals [][3]string

// spoken is the reader's language, and heard the sentences of the server in it;
// both are set before anything is drawn.
var (
	spoken shared.Language
	heard  Refusals
)

func init() { Speak(shared.English) }

// Speak makes everything this package says be said in a language. It is called
// before anything is drawn, and by nobody else.
func Speak(l shared.Language) {
	spoken, heard = l, slices.Clone(refusals)
	sayings.Speak(l)
}

// Speak is [Speak] for the sentences of another room, which calls that one first.
func (s Sayings) Speak(l shared.Language) {
	for _, saying := range s {
		*saying.Say = [3]string{saying.English, saying.German, saying.Arabic}[column(l)]
	}
}

// Hear adds the sentences of the server that another room shows, after [Speak].
func (r Refusals) Hear() { heard = append(heard, r...) }

// column is where a language stands in the tables.
func column(l shared.Language) int { return slices.Index(shared.Languages(), l) }

// Fill puts values into the places of a sentence: Fill(s, "{name}", name). What
// is written the other way than the sentence stays by itself.
func Fill(sentence string, places ...string) string {
	filled := ""
	for {
		before, rest, found := strings.Cut(sentence, "{")
		filled += before
		if !found {
			return filled
		}
		place, after, _ := strings.Cut(rest, "}")
		for i := 0; i < len(places); i += 2 {
			if places[i] == "{"+place+"}" {
				filled += Isolate(places[i+1])
			}
		}
		sentence = after
	}
}

// Count is the form of a sentence for a number, and that number in it.
func Count(forms string, n int, places ...string) string {
	each := strings.Split(forms, "|")
	return Fill(each[min(plural(n), len(each)-1)], append(places, "{n}", strconv.Itoa(n))...)
}

// plural is which of the forms a number takes, by the rules of Unicode's CLDR:
// one and other; in Arabic zero, one, two, few, many and other.
func plural(n int) int {
	switch rest := n % 100; {
	case spoken == shared.Arabic && n < 3:
		return n
	case spoken == shared.Arabic && rest >= 3 && rest <= 10:
		return 3
	case spoken == shared.Arabic && rest >= 11:
		return 4
	case spoken == shared.Arabic:
		return 5
	case n == 1:
		return 0
	}
	return 1
}

// Isolate keeps text that is written the other way than the reader's language
// from moving what stands beside it. It is for text without an element of its
// own, which <bdi> does it for.
func Isolate(text string) string {
	const first, end = "\u2068", "\u2069" // first strong isolate, pop directional isolate
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) && fromRight(r) != (spoken.Direction() == "rtl") }) {
		return first + text + end
	}
	return text
}

// fromRight reports whether a letter is of a script that is written from the
// right: the blocks from Hebrew to Arabic, and their presentation forms.
func fromRight(r rune) bool {
	return r >= 0x0590 && r <= 0x08FF || r >= 0xFB1D && r <= 0xFDFF || r >= 0xFE70 && r <= 0xFEFC
}

// SayRefused is an error in the reader's words.
func SayRefused(err error) string { return Said(shared.AsError(err).Message) }

// Said is a sentence of the server in the reader's language, as far as it is
// known: the server's own words are always better than none.
func Said(sentence string) string {
	if spoken == shared.English {
		return sentence
	}
	if said, ok := translate(sentence); ok {
		return said
	}
	// The sentence of a code, and what to do about it: see shared.Refuse.
	code, detail, _ := strings.Cut(sentence, ": ")
	for _, end := range []string{".", ""} {
		if what, ok := translate(code + end); ok {
			if todo, ok := translate(detail); ok {
				return strings.TrimSuffix(what, ".") + ": " + todo
			}
		}
	}
	return sentence
}

// translate looks a sentence up. What a form asks for in a sentence about how is
// a sentence of its own, and so is what we call who gave no name.
func translate(sentence string) (string, bool) {
	for _, refusal := range heard {
		if places, ok := match(refusal[0], sentence); ok {
			for i := 0; i < len(places); i += 2 {
				switch places[i] {
				case "{ask}":
					asked, _ := translate(places[i+1] + ".")
					places[i+1] = strings.TrimSuffix(cmp.Or(asked, places[i+1]), ".")
				case "{name}": // perhaps one we gave
					named, _ := translate(places[i+1])
					places[i+1] = cmp.Or(named, places[i+1])
				}
			}
			return Fill(refusal[column(spoken)], places...), true
		}
	}
	return "", false
}

// match finds what stands in the places of a sentence.
func match(pattern, sentence string) (places []string, ok bool) {
	for {
		before, rest, found := strings.Cut(pattern, "{")
		if !found {
			return places, pattern == sentence
		}
		if sentence, ok = strings.CutPrefix(sentence, before); !ok {
			return nil, false
		}
		place, after, _ := strings.Cut(rest, "}")
		until, _, _ := strings.Cut(after, "{")
		end := strings.Index(sentence, until)
		if until == "" {
			end = len(sentence)
		}
		if end <= 0 {
			return nil, false
		}
		places = append(places, "{"+place+"}", sentence[:end])
		pattern, sentence = after, sentence[end:]
	}
}
