package ui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Rich turns what somebody wrote into nodes: **bold**, *italic*, `code`, code
// between lines of ```, lists of two or more items, and links. Everything else
// stays as it was typed; line breaks are kept by the style. No HTML is made of
// anybody's text.
func Rich(text string) []app.UI { return nodes(blocks(text)) }

type kind uint8

const (
	plain kind = iota
	bold
	italic
	code
	anchor
	fence
	bullets
	numbers
	item
)

// A span is a piece of text and what it is. open + (text or inner) + close of
// all spans is the text as it was typed.
type span struct {
	kind        kind
	open, close string
	text        string
	inner       []span
}

func nodes(spans []span) []app.UI {
	ui := make([]app.UI, 0, len(spans))
	for _, s := range spans {
		ui = append(ui, s.node())
	}
	return ui
}

func (s span) node() app.UI {
	switch s.kind {
	case bold:
		return app.Strong().Body(nodes(s.inner)...)
	case italic:
		return app.Em().Body(nodes(s.inner)...)
	case code:
		return app.Code().Text(s.text)
	case anchor:
		return app.A().Href(s.text).Target("_blank").Rel("noopener noreferrer nofollow ugc").Text(s.text)
	case fence:
		return app.Pre().Body(app.Code().Text(s.text))
	case bullets:
		return app.Ul().Dir("auto").Body(nodes(s.inner)...)
	case numbers:
		return app.Ol().Dir("auto").Body(nodes(s.inner)...)
	case item:
		li := app.Li().Body(nodes(s.inner)...)
		if n := strings.TrimRight(s.open, ". "); n[0] >= '0' && n[0] <= '9' {
			li = li.Attr("value", n) // the author's own number
		}
		return li
	}
	return app.Text(s.text)
}

// blocks splits text into lists, fences and what is between them.
func blocks(text string) (spans []span) {
	start := 0
	for i := 0; i < len(text); {
		block, n := fenced(text[i:])
		if n == 0 {
			block, n = list(text[i:])
		}
		if n == 0 {
			i += lineLength(text[i:])
			continue
		}
		// A block stands apart by itself: one empty line on each side is enough.
		before := i
		if i-start > 2 && text[i-2:i] == "\n\n" {
			before--
		}
		block.open = text[before:i] + block.open
		i += n
		if i < len(text) && text[i] == '\n' {
			block.close += "\n"
			i++
		}
		spans = append(append(spans, inline(text[start:before], plain)...), block)
		start = i
	}
	return append(spans, inline(text[start:], plain)...)
}

// lineLength is the length of the first line with its line break.
func lineLength(text string) int {
	if i := strings.IndexByte(text, '\n'); i >= 0 {
		return i + 1
	}
	return len(text)
}

// fenced reads code between two lines that start with ```.
func fenced(text string) (span, int) {
	const mark = "```"
	if !strings.HasPrefix(text, mark) {
		return span{}, 0
	}
	first := lineLength(text)
	end := strings.Index(text[first:], "\n"+mark)
	if end < 0 || strings.TrimSpace(text[first:first+end]) == "" {
		return span{}, 0
	}
	end += first
	n := end + 1 + lineLength(text[end+1:])
	if strings.TrimSpace(text[end+1+len(mark):n]) != "" {
		return span{}, 0
	}
	return span{kind: fence, open: text[:first], text: text[first:end], close: text[end:n]}, n
}

// list reads two or more items of one kind.
func list(text string) (span, int) {
	what, _ := marker(text)
	if what == plain {
		return span{}, 0
	}
	s := span{kind: what}
	n := 0
	for n < len(text) {
		next, m := marker(text[n:])
		if next != what {
			break
		}
		line := text[n : n+lineLength(text[n:])]
		body := strings.TrimRight(line[m:], "\r\n")
		s.inner = append(s.inner, span{kind: item, open: line[:m], inner: inline(body, plain), close: line[m+len(body):]})
		n += len(line)
	}
	if len(s.inner) < 2 {
		return span{}, 0
	}
	return s, n
}

// marker reads the beginning of an item: "- ", "* ", "• " or "12. ".
func marker(line string) (kind, int) {
	for _, m := range []string{"- ", "* ", "• "} {
		if strings.HasPrefix(line, m) && hasContent(line[len(m):]) {
			return bullets, len(m)
		}
	}
	digits := 0
	for digits < len(line) && digits < 4 && line[digits] >= '0' && line[digits] <= '9' {
		digits++
	}
	if digits > 0 && digits < 4 && strings.HasPrefix(line[digits:], ". ") && hasContent(line[digits+2:]) {
		return numbers, digits + 2
	}
	return plain, 0
}

func hasContent(rest string) bool { return strings.TrimSpace(rest[:lineLength(rest)]) != "" }

// inline reads emphasis, code and links. within is what the text is already in:
// nothing is nested in its own kind, so that depth is bounded.
func inline(text string, within kind) (spans []span) {
	start := 0
	var none [item + 1]int // up to where no closing mark of a kind is left
	for i := 0; i < len(text); {
		s, n := markedAt(text, i, within, &none)
		if n == 0 {
			s, n = linkAt(text, i)
		}
		if n == 0 {
			i++
			continue
		}
		if i > start {
			spans = append(spans, span{text: text[start:i]})
		}
		spans = append(spans, s)
		i += n
		start = i
	}
	if start < len(text) {
		spans = append(spans, span{text: text[start:]})
	}
	return spans
}

func markedAt(text string, i int, within kind, none *[item + 1]int) (span, int) {
	var what kind
	var mark string
	switch {
	case text[i] == '`':
		what, mark = code, "`"
	case strings.HasPrefix(text[i:], "**"):
		what, mark = bold, "**"
	case text[i] == '*':
		what, mark = italic, "*"
	default:
		return span{}, 0
	}
	body := i + len(mark)
	line := i + lineLength(text[i:])
	if what == within || i < none[what] || wordBefore(text, i) || body >= len(text) || isSpace(text[body]) || text[body] == mark[0] {
		return span{}, 0
	}
	for at := body + 1; at < line; at++ {
		if !strings.HasPrefix(text[at:line], mark) || isSpace(text[at-1]) {
			continue
		}
		after := at + len(mark)
		if what == italic && (text[at-1] == '*' || after < line && text[after] == '*') || what != code && wordAfter(text, after) {
			continue
		}
		s := span{kind: what, open: mark, close: mark}
		if what == code {
			s.text = text[body:at]
		} else {
			s.inner = inlineWithin(text[body:at], what, within)
		}
		return s, after - i
	}
	none[what] = line
	return span{}, 0
}

// inlineWithin goes one deeper: bold in italic and the reverse, and no more.
func inlineWithin(text string, what, within kind) []span {
	if within == plain {
		return inline(text, what)
	}
	return []span{{text: text}}
}

var schemes = []string{"https://", "http://", "mailto:"}

// linkAt reads a link with one of the schemes that do no harm.
func linkAt(text string, i int) (span, int) {
	if c := text[i] | 0x20; c != 'h' && c != 'm' || wordBefore(text, i) {
		return span{}, 0
	}
	for _, scheme := range schemes {
		if len(text)-i <= len(scheme) || !strings.EqualFold(text[i:i+len(scheme)], scheme) {
			continue
		}
		rest := text[i+len(scheme):]
		end := strings.IndexFunc(rest, func(r rune) bool {
			return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control) || strings.ContainsRune("<>\"`{}|\\^", r)
		})
		if end < 0 {
			end = len(rest)
		}
		target := trimLink(rest[:end])
		if first, _ := utf8.DecodeRuneInString(target); target == "" || !unicode.IsLetter(first) && !unicode.IsDigit(first) && first != '[' {
			return span{}, 0
		}
		n := len(scheme) + len(target)
		return span{kind: anchor, text: text[i : i+n]}, n
	}
	return span{}, 0
}

// trimLink gives back the punctuation that ends the sentence and not the link.
func trimLink(s string) string {
	for s != "" {
		last := s[len(s)-1]
		switch {
		case strings.IndexByte(".,;:!?'*_", last) >= 0:
		case last == ')' && strings.Count(s, "(") < strings.Count(s, ")"):
		case last == ']' && strings.Count(s, "[") < strings.Count(s, "]"):
		default:
			return s
		}
		s = s[:len(s)-1]
	}
	return s
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }

func wordBefore(text string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:i])
	return i > 0 && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func wordAfter(text string, i int) bool {
	r, _ := utf8.DecodeRuneInString(text[i:])
	return i < len(text) && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
