//go:build js && wasm

// Command widget is the visitor's panel, compiled to WebAssembly.
package main

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/ui"
	"parley/frontend/widget"
)

func main() {
	ui.Speak(browser.Language())
	app.Route("/", func() app.Composer { return widget.New(browser.TakeDraft(ui.ComposerInput)) })
	app.RunWhenOnBrowser()
}
