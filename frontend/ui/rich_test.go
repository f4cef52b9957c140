package ui

import (
	"strings"
	"testing"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// tell writes spans as a short notation: b(…) i(…) c(…) a(…) pre(…) ul/ol(li(…)).
func tell(spans []span) string {
	names := map[kind]string{bold: "b", italic: "i", code: "c", anchor: "a", fence: "pre", bullets: "ul", numbers: "ol", item: "li"}
	var b strings.Builder
	for _, s := range spans {
		if s.kind == plain {
			b.WriteString(s.text)
			continue
		}
		b.WriteString(names[s.kind] + "(" + s.text + tell(s.inner) + ")")
	}
	return b.String()
}

// source puts the typed text together again.
func source(spans []span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.open + s.text + source(s.inner) + s.close)
	}
	return b.String()
}

func TestRich(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"hello", "hello"},
		{"a\nb\n\nc", "a\nb\n\nc"},
		{"a **b** c", "a b(b) c"},
		{"a *b* c", "a i(b) c"},
		{"a `b` c", "a c(b) c"},
		{"**a *b* c**", "b(a i(b) c)"},
		{"*a **b** c*", "i(a b(b) c)"},
		{"**a `*b*` c**", "b(a c(*b*) c)"},
		{"(*a*), *b*.", "(i(a)), i(b)."},
		{"2 * 3 * 4", "2 * 3 * 4"},
		{"2*3*4", "2*3*4"},
		{"a*b*", "a*b*"},
		{"* a *", "* a *"},
		{"**", "**"},
		{"****", "****"},
		{"**a", "**a"},
		{"*a\nb*", "*a\nb*"},
		{"``", "``"},
		{"`a", "`a"},
		{"snake_case_name", "snake_case_name"},
		{"see https://example.com/a?b=c#d.", "see a(https://example.com/a?b=c#d)."},
		{"(https://example.com/a_(b))", "(a(https://example.com/a_(b)))"},
		{"HTTP://EXAMPLE.COM", "a(HTTP://EXAMPLE.COM)"},
		{"https://", "https://"},
		{"https:// a", "https:// a"},
		{"xhttps://a.b", "xhttps://a.b"},
		{"javascript:alert(1)", "javascript:alert(1)"},
		{"data:text/html,x vbscript:x ftp://x file:///x", "data:text/html,x vbscript:x ftp://x file:///x"},
		{"mailto:a@b.c, or", "a(mailto:a@b.c), or"},
		{"**https://a.b**", "b(a(https://a.b))"},
		{"<https://a.b>", "<a(https://a.b)>"},
		{"https://a.b\u202egpj.exe", "a(https://a.b)\u202egpj.exe"},
		{"https://bücher.example/ä", "a(https://bücher.example/ä)"},
		{"- a\n- b", "ul(li(a)li(b))"},
		{"x\n- a\n- b\ny", "x\nul(li(a)li(b))y"},
		{"x\n\n- a\n- b\n\ny", "x\nul(li(a)li(b))y"},
		{"- a\n- b\n\n\ny", "ul(li(a)li(b))\ny"},
		{"- a", "- a"},
		{"- 5 degrees", "- 5 degrees"},
		{"* a\n* *b*", "ul(li(a)li(i(b)))"},
		{"1. a\n3. b", "ol(li(a)li(b))"},
		{"2026. a\n2027. b", "2026. a\n2027. b"},
		{"- a\n1. b", "- a\n1. b"},
		{"- \n- ", "- \n- "},
		{"```\na *b*\n```\nc", "pre(a *b*)c"},
		{"```go\na\n```", "pre(a)"},
		{"```\na", "```\na"},
		{"```\n```", "```\n```"},
	} {
		spans := blocks(c.in)
		if got := tell(spans); got != c.want {
			t.Errorf("%q: got %q, want %q", c.in, got, c.want)
		}
		if got := source(spans); got != c.in {
			t.Errorf("%q: came back as %q", c.in, got)
		}
	}
}

func TestRichNodes(t *testing.T) {
	html := app.HTMLString(app.Div().Body(Rich(`<img src=x onerror=alert(1)> **<b>** https://a.b/?x=1&y=2`)...))
	for _, want := range []string{
		"&lt;img src=x onerror=alert(1)&gt;", "<strong>&lt;b&gt;</strong>",
		`href="https://a.b/?x=1&y=2"`, `target="_blank"`, `rel="noopener noreferrer nofollow ugc"`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("missing %s in\n%s", want, html)
		}
	}
	html = app.HTMLString(app.Div().Body(Rich("7. a\n9. b")...))
	if !strings.Contains(html, `value="9"`) {
		t.Errorf("the author's numbers are lost:\n%s", html)
	}
}

func FuzzRich(f *testing.F) {
	for _, s := range []string{
		"", "**a *b* c** `d`", "- a\n- b\n1. c\n2. d", "```\nx\n```", "https://a.b/(c)*", "*a **b* c**", "\xff*\xfe*", "* * *\n* * *",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		spans := blocks(text)
		if got := source(spans); got != text {
			t.Fatalf("%q came back as %q", text, got)
		}
		var check func([]span, int)
		check = func(spans []span, depth int) {
			if depth > 4 {
				t.Fatalf("%q nests %d deep", text, depth)
			}
			for _, s := range spans {
				switch s.kind {
				case plain, code, fence:
					if strings.Trim(s.open+s.close, "*`") != "" && s.kind != fence {
						t.Fatalf("%q hides %q %q", text, s.open, s.close)
					}
				case anchor:
					lower := strings.ToLower(s.text)
					if !strings.HasPrefix(lower, "http://") && !strings.HasPrefix(lower, "https://") && !strings.HasPrefix(lower, "mailto:") {
						t.Fatalf("%q links to %q", text, s.text)
					}
				}
				check(s.inner, depth+1)
			}
		}
		check(spans, 0)
		Rich(text)
	})
}

func BenchmarkRichWorst(b *testing.B) {
	text := strings.Repeat("*a **b `c ", 500)
	for b.Loop() {
		blocks(text)
	}
}
