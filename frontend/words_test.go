package frontend_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// TestEverySentenceIsTranslated reads the rooms that speak. Each sentence is a
// row of a table of Sayings, where English, German and Arabic stand side by side.
func TestEverySentenceIsTranslated(t *testing.T) {
	dependOn(t, "ui", "widget", "dashboard")
	for _, room := range []string{"ui", "widget", "dashboard"} {
		paths, err := filepath.Glob(room + "/*.go")
		if err != nil || len(paths) == 0 {
			t.Fatal(room, paths, err)
		}
		files := token.NewFileSet()
		var parsed []*ast.File
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(files, path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			parsed = append(parsed, file)
		}
		rows := 0
		for _, fault := range untranslated(files, parsed, &rows) {
			t.Error(fault)
		}
		if room != "widget" && rows < 20 {
			t.Errorf("%s has a table of %d sentences: is it still read?", room, rows)
		}
	}
}

// The control: every fault that the test above looks for, planted.
func TestUntranslatedSentencesAreFound(t *testing.T) {
	for fault, source := range map[string]string{
		"":                            `var sayHi string; var t = Sayings{{&sayHi, "Hi {name}", "Hallo {name}", "مرحبا {name}"}}`,
		"has no German":               `var sayHi string; var t = Sayings{{&sayHi, "Hi", "", "مرحبا"}}`,
		"has no Arabic":               `var sayHi string; var t = Sayings{{&sayHi, "Hi", "Hallo", "Hi there"}}`,
		"has 2 columns":               `var sayHi string; var t = Sayings{{&sayHi, "Hi", "Hallo"}}`,
		"German has the places":       `var sayHi string; var t = Sayings{{&sayHi, "Hi {name}", "Hallo", "مرحبا {name}"}}`,
		"Arabic has the places":       `var sayHi string; var t = Sayings{{&sayHi, "Hi {name}", "Hallo {name}", "مرحبا {nmae}"}}`,
		"Arabic has 2 forms":          `var sayN string; var t = Sayings{{&sayN, "{n} a|{n} b", "{n} x|{n} y", "{n} ا|{n} ب"}}`,
		"German has 1 forms":          `var sayN string; var t = Sayings{{&sayN, "{n} a|{n} b", "{n} x", "ا|ا|ا|{n} ب|{n} ب|{n} ب"}}`,
		"sayHi is in no table":        `var sayHi string`,
		"SayHi is a constant":         `const SayHi = "Hi"`,
		"sayHi is said before":        `var sayHi string; var t = Sayings{{&sayHi, "Hi", "Hallo", "مرحبا"}}; var greeting = sayHi`,
		"sayHi is in 2 rows":          `var sayHi string; var t = Sayings{{&sayHi, "Hi", "Hallo", "مرحبا"}, {&sayHi, "Hi", "Hallo", "مرحبا"}}`,
		`"Hello you" is written here`: `func f() { app.P().Text("Hello you") }`,
		`"and more" is written here`:  `func f() { app.P().Aria("label", name + "and more") }`,
		`" came" is written here`:     `func sayCame(name string) string { return name + " came" }`,
		"names of days":               `func f() { at.Format("Mon 15:04") }`,
	} {
		files := token.NewFileSet()
		name := "words.go"
		if strings.Contains(source, "Format") {
			name = "when.go"
		}
		file, err := parser.ParseFile(files, name, "package p\n"+source, 0)
		if err != nil {
			t.Fatal(source, err)
		}
		found := strings.Join(untranslated(files, []*ast.File{file}, new(int)), "\n")
		if fault == "" && found != "" || !strings.Contains(found, fault) {
			t.Errorf("%s\n\tfound: %q, want: %q", source, found, fault)
		}
	}
}

var (
	saying = regexp.MustCompile(`^[sS]ay[A-Z]`)
	places = regexp.MustCompile(`\{\w+\}`)
	// shown are the methods whose text a reader sees or hears.
	shown = []string{"Text", "Title", "Placeholder", "Alt", "Label"}
)

// untranslated lists what of a room cannot be said in every language.
func untranslated(files *token.FileSet, room []*ast.File, rows *int) (faults []string) {
	fault := func(at ast.Node, format string, args ...any) {
		faults = append(faults, files.Position(at.Pos()).String()+": "+fmt.Sprintf(format, args...))
	}
	declared, said := map[string]ast.Node{}, map[string]int{}
	var tables []ast.Node
	for _, file := range room {
		ast.Inspect(file, func(n ast.Node) bool {
			table, ok := n.(*ast.CompositeLit)
			if !ok || !isTable(table) {
				return true
			}
			tables = append(tables, table)
			for _, row := range table.Elts {
				*rows++
				if name := translated(row, func(format string, args ...any) { fault(row, format, args...) }); name != "" {
					said[name]++
				}
			}
			return false
		})
		for _, d := range file.Decls {
			general, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range general.Specs {
				values, ok := spec.(*ast.ValueSpec)
				if !ok {
					continue
				}
				for _, name := range values.Names {
					switch {
					case !saying.MatchString(name.Name):
					case general.Tok == token.CONST:
						fault(name, "%s is a constant: make it a row of the table", name.Name)
					default:
						declared[name.Name] = name
					}
				}
				for _, value := range values.Values {
					ast.Inspect(value, func(n ast.Node) bool {
						if name, ok := n.(*ast.Ident); ok && saying.MatchString(name.Name) && !slices.Contains(tables, ast.Node(value)) {
							fault(name, "%s is said before the language is known", name.Name)
						}
						_, function := n.(*ast.FuncLit)
						return !function
					})
				}
			}
		}
		faults = append(faults, literals(files, file)...)
	}
	for _, name := range slices.Sorted(maps.Keys(declared)) {
		switch n := said[name]; {
		case n == 0:
			fault(declared[name], "%s is in no table", name)
		case n > 1:
			fault(declared[name], "%s is in %d rows", name, n)
		}
	}
	return faults
}

// isTable reports whether a literal holds translations: of ours, by where they
// are said, or of the server's.
func isTable(l *ast.CompositeLit) bool {
	return slices.Contains([]string{"Sayings", "Refusals"}, text(l.Type))
}

// translated checks a row: a sentence in three languages, and where it is said.
func translated(row ast.Expr, fault func(string, ...any)) (name string) {
	columns := row.(*ast.CompositeLit).Elts
	if pointer, ok := columns[0].(*ast.UnaryExpr); ok {
		name, columns = text(pointer.X), columns[1:]
	}
	if len(columns) != 3 {
		fault("%s has %d columns, and not English, German and Arabic", name, len(columns))
		return ""
	}
	english := literal(columns[0])
	for i, language := range []string{"German", "Arabic"} {
		here := literal(columns[i+1])
		letters := strings.ContainsFunc(here, unicode.IsLetter)
		if language == "Arabic" && here != english && strings.ContainsFunc(places.ReplaceAllString(english, ""), unicode.IsLetter) {
			letters = strings.ContainsFunc(here, func(r rune) bool { return unicode.Is(unicode.Arabic, r) })
		}
		if !letters || english == "" {
			fault("%q has no %s", english, language)
			continue
		}
		forms, want := strings.Split(here, "|"), len(strings.Split(english, "|"))
		if want == 2 && language == "Arabic" { // one and other; here zero, one, two, few, many and other
			want = 6
		}
		if len(forms) != want {
			fault("%s has %d forms of %q, want %d", language, len(forms), english, want)
		}
		last := english[strings.LastIndex(english, "|")+1:]
		if got := forms[len(forms)-1]; !slices.Equal(placesIn(got), placesIn(last)) {
			fault("%s has the places %v, want %v as in %q", language, placesIn(got), placesIn(last), english)
		}
	}
	return name
}

func placesIn(sentence string) []string {
	return slices.Sorted(slices.Values(places.FindAllString(sentence, -1)))
}

// literals finds sentences that are written where they are shown, or put
// together of pieces.
func literals(files *token.FileSet, file *ast.File) (faults []string) {
	words := filepath.Base(files.Position(file.Pos()).Filename) == "words.go"
	look := func(n ast.Node) {
		ast.Inspect(n, func(n ast.Node) bool {
			if table, ok := n.(*ast.CompositeLit); ok && isTable(table) {
				return false
			}
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				if s := literal(l); strings.ContainsFunc(places.ReplaceAllString(s, ""), unicode.IsLetter) {
					faults = append(faults, fmt.Sprintf("%s: %q is written here: make it a row of the table", files.Position(l.Pos()), s))
				}
			}
			return true
		})
	}
	for _, d := range file.Decls {
		if _, imports := d.(*ast.GenDecl); words && !imports {
			look(d)
			continue
		}
		ast.Inspect(d, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			method, ok := call.Fun.(*ast.SelectorExpr)
			switch {
			case !ok:
			case method.Sel.Name == "Format" && len(call.Args) == 1 && regexp.MustCompile(`Jan|Mon|PM`).MatchString(literal(call.Args[0])):
				faults = append(faults, fmt.Sprintf("%s: names of days and months are English here", files.Position(call.Pos())))
			case slices.Contains(shown, method.Sel.Name):
				for _, arg := range call.Args {
					look(arg)
				}
			case method.Sel.Name == "Aria" && len(call.Args) == 2 && slices.Contains([]string{"label", "description", "roledescription", "placeholder"}, literal(call.Args[0])):
				look(call.Args[1])
			}
			return true
		})
	}
	return faults
}

// text is a name, and the last of a qualified one.
func text(e ast.Node) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// literal is the value of a string, also one in pieces.
func literal(e ast.Node) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, _ := strconv.Unquote(e.Value)
		return s
	case *ast.BinaryExpr:
		return literal(e.X) + literal(e.Y)
	}
	return ""
}
