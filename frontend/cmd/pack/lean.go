package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const goApp = "github.com/maxence-charriere/go-app/v10"

// served are go-app's files that serve an app. No browser runs them, but they
// import net/http, whose tables keep TLS and its ciphers: a fifth of the widget.
var served = []string{"http.go", "resource.go"}

// instead stands for the names of those files that the rest of go-app uses in a
// browser. Our pages name their files whole, so nothing is left to resolve.
const instead = `//go:build wasm

package app

type Handler struct{}

func clientResourceResolver(string) func(string) string {
	return func(location string) string { return location }
}
`

// lean puts a copy of go-app without its server into dir, and returns the
// module file to build the apps with. root is the repository's.
func lean(root, dir string) (modfile string, err error) {
	list := exec.Command("go", "mod", "download", "-json", goApp)
	list.Dir, list.Stderr = root, os.Stderr
	out, err := list.Output()
	if err != nil {
		return "", fmt.Errorf("go mod download %s: %w", goApp, err)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(out, &module); err != nil {
		return "", err
	}
	dir, err = filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	place := filepath.Join(dir, "go-app")
	if err := os.RemoveAll(place); err != nil {
		return "", err
	}
	if err := os.CopyFS(place, os.DirFS(module.Dir)); err != nil {
		return "", err
	}
	for _, name := range served {
		path := filepath.Join(place, "pkg/app", name)
		text, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(path, append([]byte("//go:build !wasm\n\n"), text...), 0o644); err != nil {
			return "", err
		}
	}
	if err := os.WriteFile(filepath.Join(place, "pkg/app/instead.go"), []byte(instead), 0o644); err != nil {
		return "", err
	}

	modfile = filepath.Join(dir, "lean.mod")
	for from, to := range map[string]string{"go.mod": modfile, "go.sum": filepath.Join(dir, "lean.sum")} {
		text, err := os.ReadFile(filepath.Join(root, from))
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(to, text, 0o644); err != nil {
			return "", err
		}
	}
	// A path from here, because it is written into the app: the same sources make
	// the same app everywhere.
	if from, err := filepath.Abs(root); err == nil {
		if near, err := filepath.Rel(from, place); err == nil && !strings.HasPrefix(near, "..") {
			place = "./" + filepath.ToSlash(near)
		}
	}
	edit := exec.Command("go", "mod", "edit", "-replace", goApp+"="+place, modfile)
	edit.Stderr = os.Stderr
	return modfile, edit.Run()
}
