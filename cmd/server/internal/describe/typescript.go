package describe

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// typeScript declares every schema as a type of the same name.
func typeScript(schemas map[string]*Schema) []byte {
	var out bytes.Buffer
	out.WriteString("// The words of Parley's API, made from the Go types in package shared.\n" +
		"// Do not edit: go test ./cmd/server/internal/describe -update writes it.\n")
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		schema := schemas[name]
		out.WriteByte('\n')
		comment(&out, "", schema.Description)
		if schema.Properties == nil {
			fmt.Fprintf(&out, "export type %s = %s;\n", name, expression(schema))
			continue
		}
		fmt.Fprintf(&out, "export interface %s {\n", name)
		for _, property := range schema.order {
			is, mark := schema.Properties[property], ""
			if !slices.Contains(schema.Required, property) {
				mark = "?"
			}
			comment(&out, "  ", is.Description)
			fmt.Fprintf(&out, "  %s%s: %s;\n", property, mark, expression(is))
		}
		out.WriteString("}\n")
	}
	return out.Bytes()
}

func comment(out *bytes.Buffer, indent, text string) {
	if text != "" {
		fmt.Fprintf(out, "%s/** %s */\n", indent, strings.ReplaceAll(text, "*/", "* /"))
	}
}

// expression is a schema where a type is wanted.
func expression(s *Schema) string {
	switch {
	case s.Ref != "":
		return strings.TrimPrefix(s.Ref, schemaPath)
	case len(s.AllOf) > 0:
		return expression(s.AllOf[0]) // wrapped for its description
	case len(s.AnyOf) > 0:
		return either(s.AnyOf)
	case len(s.OneOf) > 0:
		return either(s.OneOf)
	case s.Const != nil:
		return literals(s.Const)
	case len(s.Enum) > 0:
		return literals(s.Enum...)
	}
	switch s.Type {
	case "array":
		return "Array<" + expression(s.Items) + ">"
	case "object":
		if s.Values != nil {
			return "Record<string, " + expression(s.Values) + ">"
		}
		return "{}"
	case "integer":
		return "number"
	}
	return s.Type // string, boolean and null are called so here, too
}

func either(schemas []*Schema) string {
	var parts []string
	for _, s := range schemas {
		parts = append(parts, expression(s))
	}
	return strings.Join(parts, " | ")
}

func literals(values ...any) string {
	var parts []string
	for _, value := range values {
		// A string or a number is written alike in Go's JSON and TypeScript.
		part, _ := json.Marshal(value)
		parts = append(parts, string(part))
	}
	return strings.Join(parts, " | ")
}
