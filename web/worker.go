package web

import (
	"encoding/json"
	"fmt"
)

// offline is what the desk's service worker keeps, besides the page.
var offline = []string{"dashboard.css", "dashboard.wasm", "boot.js", "icon-192.png"}

// Worker is the service worker of the desk whose page has this path. It is new
// whenever anything here is.
func (a *Assets) Worker(page string) (string, error) {
	script, ok := a.Open(a.index["worker.js"].File)
	if !ok {
		return "", fmt.Errorf("web: no asset is called %q", "worker.js")
	}
	text, err := script.Plain()
	if err != nil {
		return "", err
	}
	shell := struct {
		Version string   `json:"version"`
		Page    string   `json:"page"`
		Assets  []string `json:"assets"`
	}{Version: a.version, Page: page}
	for _, name := range offline {
		shell.Assets = append(shell.Assets, a.Path(name))
	}
	list, err := json.Marshal(shell)
	if err != nil {
		return "", err
	}
	return "const shell = " + string(list) + ";\n" + string(text), nil
}
