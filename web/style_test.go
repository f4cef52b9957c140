package web

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	comment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	// physical names a side of the screen where a side of the line is meant.
	physical = regexp.MustCompile(`(?:^|[;{\s])((?:margin|padding|border|inset)-(?:left|right)[\w-]*|border-(?:top|bottom)-(?:left|right)-radius|left|right|float)\s*:|(?:text-align|clear)\s*:\s*(?:left|right)\b`)
	four     = regexp.MustCompile(`(?:^|[;{\s])(margin|padding|inset|border-radius)\s*:\s*([^;}]+)`)
)

// oneSided lists the declarations that do not turn round with the language.
func oneSided(css string) (found []string) {
	css = comment.ReplaceAllString(css, "")
	for _, m := range physical.FindAllStringSubmatch(css, -1) {
		found = append(found, m[0])
	}
	for _, m := range four.FindAllStringSubmatch(css, -1) {
		if v := values(m[2]); len(v) == 4 && (m[1] == "border-radius" && (v[0] != v[1] || v[2] != v[3]) || m[1] != "border-radius" && v[1] != v[3]) {
			found = append(found, m[1]+": "+m[2])
		}
	}
	return found
}

// values splits a list at its spaces, but for those in parentheses.
func values(list string) (split []string) {
	depth := 0
	var value strings.Builder
	for _, r := range list + " " {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		}
		if r != ' ' || depth > 0 {
			value.WriteRune(r)
		} else if value.Len() > 0 {
			split = append(split, value.String())
			value.Reset()
		}
	}
	return split
}

// TestStylesTurnRound keeps the stylesheets logical: start and end of the line,
// not left and right of the screen.
func TestStylesTurnRound(t *testing.T) {
	sheets, err := filepath.Glob("src/*.css")
	if err != nil || len(sheets) < 4 {
		t.Fatal(sheets, err)
	}
	for _, sheet := range sheets {
		css, err := os.ReadFile(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, declaration := range oneSided(string(css)) {
			t.Errorf("%s: %s", sheet, declaration)
		}
	}
	// The control.
	for css, want := range map[string]int{
		"a { margin-left: 1px; right: 0; text-align: left; }":               3,
		"a{padding:0 1px 0 2px}":                                            1,
		"a { inset: calc(1px + 2px) 0 auto auto }":                          1,
		"a { border-radius: 4px 4px 0 0 } b { border-radius: 4px 0 0 4px }": 1,
		"a { border-top-left-radius: 1px; float: right; }":                  2,
		"a { padding: 0 1px 2px 1px; inset: auto 0 4px; margin: auto }":     0,
		"a { margin-inline-start: 1px; text-align: start; } /* left: */":    0,
	} {
		if got := oneSided(css); len(got) != want {
			t.Errorf("%s: found %q, want %d", css, got, want)
		}
	}
}
