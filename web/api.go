package web

import _ "embed"

// The descriptions of the API, made from the types in package shared by the
// test of cmd/server/internal/describe.
var (
	//go:embed src/api/openapi.json
	OpenAPI []byte
	//go:embed src/api/asyncapi.json
	AsyncAPI []byte
	//go:embed src/api/parley.d.ts
	TypeScript []byte
)
