package describe

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Document is what is needed of either description to hold what the program
// says against it.
type Document struct {
	Paths map[string]map[string]struct {
		Responses map[string]struct {
			Content map[string]struct {
				Schema *Schema `json:"schema"`
			} `json:"content"`
		} `json:"responses"`
	} `json:"paths"`
	Components struct {
		Schemas map[string]*Schema `json:"schemas"`
	} `json:"components"`
}

// Answer checks the JSON answer to a request, whose path is as the document
// has it.
func (d Document) Answer(method, path string, status int, answer []byte) error {
	operation, ok := d.Paths[path][strings.ToLower(method)]
	if !ok {
		return fmt.Errorf("%s %s is not described", method, path)
	}
	response, ok := operation.Responses[strconv.Itoa(status)]
	if !ok {
		return fmt.Errorf("the status %d is not described", status)
	}
	return d.check(response.Content["application/json"].Schema, answer)
}

// Check checks a JSON value against a schema by its name.
func (d Document) Check(name string, value []byte) error {
	schema, ok := d.Components.Schemas[name]
	if !ok {
		return fmt.Errorf("there is no schema %s", name)
	}
	return d.check(schema, value)
}

func (d Document) check(schema *Schema, value []byte) error {
	var decoded any
	if err := json.Unmarshal(value, &decoded); err != nil {
		return err
	}
	if schema == nil {
		return errors.New("it has no schema")
	}
	return d.value(schema, decoded, "it")
}

// value knows the keywords that Schema has. It is stricter than JSON Schema in
// one point: what we say ourselves has no fields that are not described.
func (d Document) value(s *Schema, value any, at string) error {
	if s.Ref != "" {
		target, ok := d.Components.Schemas[strings.TrimPrefix(s.Ref, schemaPath)]
		if !ok {
			return fmt.Errorf("%s: no %s", at, s.Ref)
		}
		return d.value(target, value, at)
	}
	for _, part := range s.AllOf {
		if err := d.value(part, value, at); err != nil {
			return err
		}
	}
	if err := d.anyOf(append(slices.Clone(s.AnyOf), s.OneOf...), value, at, len(s.OneOf) > 0); err != nil {
		return err
	}
	if s.Const != nil && !reflect.DeepEqual(s.Const, value) {
		return fmt.Errorf("%s %w %v, but %v", at, errAnother, s.Const, value)
	}
	if s.Enum != nil && !slices.ContainsFunc(s.Enum, func(e any) bool { return reflect.DeepEqual(e, value) }) {
		return fmt.Errorf("%s is %v, none of %v", at, value, s.Enum)
	}
	if s.Type == "null" && value != nil {
		return fmt.Errorf("%s %w null", at, errAnother)
	}
	if s.Type != "" && !hasType(value, s.Type) {
		return fmt.Errorf("%s is %v, no %s", at, value, s.Type)
	}
	if s.Format == "date-time" {
		if _, err := time.Parse(time.RFC3339, value.(string)); err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
	}
	switch v := value.(type) {
	case []any:
		for i, item := range v {
			if err := d.value(s.Items, item, at+"["+strconv.Itoa(i)+"]"); err != nil {
				return err
			}
		}
	case map[string]any:
		return d.object(s, v, at)
	}
	return nil
}

// errAnother is a value that was meant for another alternative: it says nothing
// about what is wrong, unless it is all there is to say.
var errAnother = errors.New("is not")

func (d Document) object(s *Schema, value map[string]any, at string) error {
	// The type first: it decides which alternative is meant.
	if is := s.Properties["type"]; is != nil && is.Const != nil {
		if err := d.value(is, value["type"], at+".type"); err != nil {
			return err
		}
	}
	for _, name := range s.Required {
		if _, ok := value[name]; !ok {
			return fmt.Errorf("%s has no %s", at, name)
		}
	}
	for name, v := range value {
		is := s.Properties[name]
		if is == nil {
			is = s.Values
		}
		if is == nil && s.Type == "object" && s.Properties != nil {
			return fmt.Errorf("%s.%s is not described", at, name)
		}
		if is != nil {
			if err := d.value(is, v, at+"."+name); err != nil {
				return err
			}
		}
	}
	return nil
}

// anyOf wants one of the alternatives, if there are any, and only one where
// they exclude each other.
func (d Document) anyOf(alternatives []*Schema, value any, at string, one bool) error {
	var misses []error
	for _, alternative := range alternatives {
		if err := d.value(alternative, value, at); err != nil {
			misses = append(misses, err)
		}
	}
	hits := len(alternatives) - len(misses)
	if len(alternatives) > 0 && hits == 0 {
		for _, miss := range misses {
			if !errors.Is(miss, errAnother) {
				return miss
			}
		}
		return errors.Join(misses...)
	}
	if one && hits > 1 {
		return fmt.Errorf("%s is %d alternatives at once", at, hits)
	}
	return nil
}

func hasType(value any, name string) bool {
	switch v := value.(type) {
	case nil:
		return name == "null"
	case bool:
		return name == "boolean"
	case string:
		return name == "string"
	case float64:
		return name == "integer" && v == math.Trunc(v)
	case []any:
		return name == "array"
	}
	return name == "object"
}
