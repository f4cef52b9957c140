package describe

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
)

// declared is what the source says of a type and reflection cannot know.
type declared struct {
	text   string
	fields map[string]string // a field's comment, by its Go name
	consts []constant        // in the order of the source
}

type constant struct {
	name  string
	value any // string or int
}

// readSource reads the comments and constants of package shared, by type.
func readSource(folder string) (map[string]declared, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	set, files := token.NewFileSet(), []*ast.File{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, path, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	package_, err := doc.NewFromFiles(set, files, "parley/shared")
	if err != nil {
		return nil, err
	}
	source := map[string]declared{}
	for _, t := range package_.Types {
		d := declared{text: oneLine(t.Doc), fields: map[string]string{}}
		for _, spec := range t.Decl.Specs {
			if body, ok := spec.(*ast.TypeSpec).Type.(*ast.StructType); ok {
				for _, field := range body.Fields.List {
					for _, name := range field.Names {
						d.fields[name.Name] = oneLine(field.Doc.Text())
					}
				}
			}
		}
		for _, group := range t.Consts {
			for _, spec := range group.Decl.Specs {
				if c, ok := literal(spec.(*ast.ValueSpec)); ok {
					d.consts = append(d.consts, c)
				}
			}
		}
		source[t.Name] = d
	}
	return source, nil
}

// literal reads `Name Type = "value"`; constants that are computed have no
// place on the wire.
func literal(spec *ast.ValueSpec) (constant, bool) {
	if len(spec.Values) != 1 {
		return constant{}, false
	}
	basic, ok := spec.Values[0].(*ast.BasicLit)
	if !ok {
		return constant{}, false
	}
	c := constant{name: spec.Names[0].Name}
	var err error
	switch basic.Kind {
	case token.STRING:
		c.value, err = strconv.Unquote(basic.Value)
	case token.INT:
		c.value, err = strconv.Atoi(basic.Value)
	default:
		return c, false
	}
	return c, err == nil
}

func oneLine(comment string) string { return strings.Join(strings.Fields(comment), " ") }
