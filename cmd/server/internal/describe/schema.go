package describe

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"parley/shared"
)

// Schema is the part of JSON Schema that our types need.
type Schema struct {
	Ref         string             `json:"$ref,omitempty"`
	Description string             `json:"description,omitempty"`
	Type        string             `json:"type,omitempty"`
	Format      string             `json:"format,omitempty"`
	Const       any                `json:"const,omitempty"`
	Enum        []any              `json:"enum,omitempty"`
	AllOf       []*Schema          `json:"allOf,omitempty"`
	AnyOf       []*Schema          `json:"anyOf,omitempty"`
	OneOf       []*Schema          `json:"oneOf,omitempty"`
	Items       *Schema            `json:"items,omitempty"`
	Properties  map[string]*Schema `json:"properties,omitempty"`
	Required    []string           `json:"required,omitempty"`
	Values      *Schema            `json:"additionalProperties,omitempty"`

	order []string // the properties as the Go type has them
}

const schemaPath = "#/components/schemas/"

func ref(name string) *Schema { return &Schema{Ref: schemaPath + name} }

// words collects the schemas of one document: those of the types it names, and
// of what these are made of.
type words struct {
	source  map[string]declared
	schemas map[string]*Schema
}

func newWords(source map[string]declared) *words {
	return &words{source: source, schemas: map[string]*Schema{}}
}

// of is the schema of a value of type t, as encoding/json writes it.
func (w *words) of(t reflect.Type) *Schema {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return &Schema{Type: "string", Format: "date-time"}
	case t == reflect.TypeFor[json.RawMessage]():
		// What shared keeps encoded is always an event, as it went over the wire.
		return w.union("EventFrame", "Event", frames(shared.Events()))
	case t.Kind() == reflect.Pointer:
		return &Schema{AnyOf: []*Schema{w.of(t.Elem()), {Type: "null"}}}
	case t.PkgPath() == "parley/shared":
		return w.named(t)
	}
	return w.plain(t)
}

// named is a reference to the schema of a type of package shared.
func (w *words) named(t reflect.Type) *Schema {
	name := t.Name()
	if w.schemas[name] != nil {
		return ref(name)
	}
	w.schemas[name] = &Schema{} // of a type that holds itself
	schema := w.plain(t)
	schema.Description = w.source[name].text
	for _, c := range w.source[name].consts {
		schema.Enum = append(schema.Enum, c.value)
	}
	w.schemas[name] = schema
	return ref(name)
}

func (w *words) plain(t reflect.Type) *Schema {
	switch t.Kind() {
	case reflect.String:
		return &Schema{Type: "string"}
	case reflect.Bool:
		return &Schema{Type: "boolean"}
	case reflect.Int, reflect.Int64:
		return &Schema{Type: "integer"}
	case reflect.Slice:
		return &Schema{Type: "array", Items: w.of(t.Elem())}
	case reflect.Map:
		return &Schema{Type: "object", Values: w.of(t.Elem())}
	case reflect.Struct:
		schema := &Schema{Type: "object", Properties: map[string]*Schema{}}
		w.fields(schema, t)
		return schema
	}
	panic(fmt.Sprintf("describe: no schema for %s", t))
}

// fields adds a struct's fields. What may be left out is optional; what may be
// nil and is written all the same is null.
func (w *words) fields(schema *Schema, t reflect.Type) {
	for field := range t.Fields() {
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous && name == "" {
			w.embedded(schema, field.Type)
			continue
		}
		if name == "" {
			panic(fmt.Sprintf("describe: %s.%s has no JSON name", t, field.Name))
		}
		optional, is := strings.Contains(options, "omitempty"), field.Type
		if optional && is.Kind() == reflect.Pointer {
			is = is.Elem()
		}
		property := w.of(is)
		if text := w.source[t.Name()].fields[field.Name]; text != "" {
			if property.Ref != "" {
				property = &Schema{AllOf: []*Schema{property}} // draft 7 ignores what is beside a $ref
			}
			property.Description = text
		}
		schema.add(name, property, !optional)
	}
}

// embedded adds the fields of an embedded struct. Where it may be nil, all of
// them are left out together.
func (w *words) embedded(schema *Schema, t reflect.Type) {
	if t.Kind() != reflect.Pointer {
		w.fields(schema, t)
		return
	}
	required := schema.Required
	w.fields(schema, t.Elem())
	schema.Required = required
}

func (s *Schema) add(name string, property *Schema, required bool) {
	s.Properties[name] = property
	s.order = append(s.order, name)
	if required {
		s.Required = append(s.Required, name)
	}
}

// frame defines how one kind of a union looks on the wire: its type and ref
// before the fields of its struct.
func (w *words) frame(kind shared.Kind, t reflect.Type) *Schema {
	name := t.Name() + "Frame"
	if w.schemas[name] == nil {
		schema := &Schema{Type: "object", Description: w.source[t.Name()].text, Properties: map[string]*Schema{}}
		schema.add("type", &Schema{Const: kind}, true)
		schema.add("ref", w.of(reflect.TypeFor[shared.Ref]()), false)
		w.schemas[name] = schema
		w.fields(schema, t)
	}
	return ref(name)
}

// union defines any frame of a direction.
func (w *words) union(name, of string, kinds map[shared.Kind]reflect.Type) *Schema {
	if w.schemas[name] == nil {
		schema := &Schema{Description: w.source[of].text}
		w.schemas[name] = schema
		for _, kind := range slices.Sorted(maps.Keys(kinds)) {
			schema.OneOf = append(schema.OneOf, w.frame(kind, kinds[kind]))
		}
	}
	return ref(name)
}

// frames are the Go types of a union by their kind.
func frames[U any](union map[shared.Kind]U) map[shared.Kind]reflect.Type {
	types := make(map[shared.Kind]reflect.Type, len(union))
	for kind, zero := range union {
		types[kind] = reflect.TypeOf(zero)
	}
	return types
}

// byName sorts the types of a union.
func byName(kinds map[shared.Kind]reflect.Type) []reflect.Type {
	return slices.SortedFunc(maps.Values(kinds), func(a, b reflect.Type) int { return strings.Compare(a.Name(), b.Name()) })
}
