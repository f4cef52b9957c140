package main

import (
	"slices"
	"strings"
)

// steady puts the attributes of each tag into alphabetical order. go-app writes
// them in the order of a map, so that without it two builds of one tree would
// be two versions. The markup is our own: a value holds no escaped quote.
func steady(markup string) string {
	var out strings.Builder
	for {
		before, rest, ok := strings.Cut(markup, "<")
		out.WriteString(before)
		if !ok {
			return out.String()
		}
		words, after := tag(rest)
		if len(words) > 1 {
			slices.Sort(words[1:])
		}
		out.WriteString("<" + strings.Join(words, " ") + ">")
		markup = after
	}
}

// tag reads the name and the attributes of a tag up to its end, a quoted value
// as a part of its attribute.
func tag(markup string) (words []string, after string) {
	start, quoted := 0, false
	for i, r := range markup {
		switch {
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == ' ', r == '>':
			if start < i {
				words = append(words, markup[start:i])
			}
			if start = i + 1; r == '>' {
				return words, markup[start:]
			}
		}
	}
	return append(words, markup[start:]), ""
}
