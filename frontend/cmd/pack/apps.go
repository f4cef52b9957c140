package main

import (
	"parley/frontend/dashboard"
	"parley/frontend/ui"
	"parley/frontend/widget"
	"parley/shared"
)

// An app is a WASM program, frontend/cmd/<name>, and what draws its first paint
// in the language it was told to speak.
type app struct {
	name  string
	speak func(shared.Language)
	shell func() string
}

var apps = []app{
	{"widget", ui.Speak, widget.Shell},
	{"dashboard", dashboard.Speak, dashboard.Shell},
}
