//go:build js && wasm

// Command dashboard is the agents' desk in the browser.
package main

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/browser"
	"parley/frontend/dashboard"
)

func main() {
	dashboard.Speak(browser.Language())
	dashboard.Routes()
	app.RunWhenOnBrowser()
}
