package describe

import (
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"parley/cmd/server/internal/httpapi"
	"parley/shared"
)

const aboutHTTP = "Live chat for websites, over HTTP. A trailing slash is optional on every path. " +
	"Every refusal is an ErrorBody with the status its code maps to (x-error-codes); with retry_ms, a Retry-After header says the same. " +
	"The sockets are described at /api/v1/asyncapi.json."

func (w *words) openAPI() object {
	paths := object{}
	for _, r := range routes {
		if paths[r.path] == nil {
			paths[r.path] = object{}
		}
		paths[r.path].(object)[strings.ToLower(r.method)] = w.operation(r)
	}
	table := object{}
	for _, code := range shared.Codes() {
		table[string(code)] = object{"status": httpapi.Status(code), "message": shared.Refuse(code, "").Message}
	}
	return object{
		"openapi": "3.1.0", "info": info(aboutHTTP), "paths": paths, "x-error-codes": table,
		"components": object{"schemas": w.schemas, "securitySchemes": object{
			"visitor": object{"type": "http", "scheme": "bearer", "description": "A visitor's session token, from init_session."},
			"user":    object{"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "A user's access token, good for 10 minutes."},
		}},
	}
}

func (w *words) operation(r route) object {
	security := []object{}
	for _, scheme := range r.who {
		security = append(security, object{scheme: []string{}})
	}
	media := r.media
	if media == "" {
		media = "application/json"
	}
	responses := object{"200": object{"description": "Done.", "content": body(media, w.whole(r.answer))}}
	for status, codes := range byStatus(r.codes()) {
		responses[strconv.Itoa(status)] = w.refusal(codes)
	}
	operation := object{
		"operationId": operationID(r), "summary": r.summary, "security": security, "responses": responses,
	}
	if r.takes != "" {
		operation["requestBody"] = object{"required": true, "content": object{r.takes: object{}}}
	}
	if r.request != nil {
		operation["requestBody"] = object{"required": true, "content": body("application/json", w.of(r.request))}
	}
	parameters := []object{}
	for _, name := range placeholder.FindAllStringSubmatch(r.path, -1) {
		parameters = append(parameters, object{"name": name[1], "in": "path", "required": true, "schema": &Schema{Type: "string"}})
	}
	for _, p := range r.query {
		parameters = append(parameters, object{"name": p.name, "in": "query", "description": p.text, "schema": p.schema})
	}
	if len(parameters) > 0 {
		operation["parameters"] = parameters
	}
	return operation
}

var (
	placeholder = regexp.MustCompile(`\{(.+?)\}`)
	separator   = regexp.MustCompile(`[^a-z0-9]+`)
)

// operationID is what generated clients call the operation:
// "post_api_token_refresh".
func operationID(r route) string {
	return strings.Trim(separator.ReplaceAllString(strings.ToLower(r.method+r.path), "_"), "_")
}

// whole is the schema of an answer. One that is a document of its own has no
// fields of ours.
func (w *words) whole(t reflect.Type) *Schema {
	if t == reflect.TypeFor[map[string]any]() {
		return &Schema{Type: "object"}
	}
	return w.of(t)
}

// refusal is the answer of one status, with the codes that it may carry.
func (w *words) refusal(codes []shared.Code) object {
	only, texts := &Schema{}, []string{}
	for _, code := range codes {
		only.Enum = append(only.Enum, code)
		texts = append(texts, string(code)+": "+shared.Refuse(code, "").Message)
	}
	narrowed := &Schema{Properties: map[string]*Schema{"error": {Properties: map[string]*Schema{"code": only}}}}
	return object{
		"description": strings.Join(texts, "\n\n"),
		"content":     body("application/json", &Schema{AllOf: []*Schema{w.of(reflect.TypeFor[shared.ErrorBody]()), narrowed}}),
	}
}

func body(media string, schema *Schema) object {
	return object{media: object{"schema": schema}}
}

func byStatus(codes []shared.Code) map[int][]shared.Code {
	slices.Sort(codes)
	statuses := map[int][]shared.Code{}
	for _, code := range slices.Compact(codes) {
		status := httpapi.Status(code)
		statuses[status] = append(statuses[status], code)
	}
	return statuses
}
