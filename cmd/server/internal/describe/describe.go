// Package describe writes what others program against: OpenAPI for HTTP,
// AsyncAPI for the sockets and TypeScript declarations, all from the Go types
// of package shared and their comments. Only tests import it; what it writes is
// committed in web/src/api and served as it is.
//
// Its test fails when the committed files are stale, and writes them with
//
//	go test ./cmd/server/internal/describe -update
package describe

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"strconv"

	"parley/shared"
)

// object is a JSON object of the documents' own vocabulary. Its keys are
// written in alphabetical order, so that the files change only with the types.
type object = map[string]any

// Files makes the descriptions, by file name, from the folder of package
// shared.
func Files(folder string) (map[string][]byte, error) {
	source, err := readSource(folder)
	if err != nil {
		return nil, err
	}
	http, sockets := newWords(source), newWords(source)
	openAPI, err := encode(http.openAPI())
	if err != nil {
		return nil, err
	}
	document, err := sockets.asyncAPI(folder)
	if err != nil {
		return nil, err
	}
	asyncAPI, err := encode(document)
	if err != nil {
		return nil, err
	}
	maps.Copy(sockets.schemas, http.schemas) // a name is the same type in both
	return map[string][]byte{
		"openapi.json":  openAPI,
		"asyncapi.json": asyncAPI,
		"parley.d.ts":   typeScript(sockets.schemas),
	}, nil
}

func encode(document object) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(document); err != nil {
		return nil, fmt.Errorf("describe: %w", err)
	}
	return out.Bytes(), nil
}

func info(description string) object {
	return object{"title": "Parley", "version": strconv.Itoa(shared.Protocol), "description": description}
}
