package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/js"
)

// A file is something a browser downloads, under its logical name.
type file struct {
	name string
	raw  []byte
}

// types are the content types of what we serve, by the name's ending.
var types = map[string]string{
	".js":   "text/javascript; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".wasm": "application/wasm",
	".png":  "image/png",
}

// bundles says which sources make a script or a stylesheet, in this order.
var bundles = []struct {
	name  string
	parts []string
}{
	{"widget.js", []string{"web/src/widget.js"}},
	// One request brings Go's own glue and what starts it.
	{"boot.js", []string{wasmExec, "web/src/boot.js"}},
	{"worker.js", []string{"web/src/worker.js"}},
	{"widget.css", []string{"web/src/tokens.css", "web/src/ui.css", "web/src/widget.css"}},
	{"dashboard.css", []string{"web/src/tokens.css", "web/src/ui.css", "web/src/dashboard.css", "web/src/rooms.css", "web/src/admin.css"}},
}

// icons are the pictures of the installed desk, as they are in web/src.
var icons = []string{"icon-192.png", "icon-512.png", "icon-maskable.png"}

// wasmExec stands for wasm_exec.js of the toolchain that compiles the apps: one
// of another release does not start them.
const wasmExec = "wasm_exec.js"

// sources reads, joins and minifies the scripts and styles under root, and reads
// the icons.
func sources(root string) ([]file, error) {
	m := minify.New()
	m.AddFunc(".js", js.Minify)
	m.AddFunc(".css", css.Minify)

	var files []file
	for _, b := range bundles {
		var joined bytes.Buffer
		for _, part := range b.parts {
			path := filepath.Join(root, part)
			if part == wasmExec {
				goroot, err := exec.Command("go", "env", "GOROOT").Output()
				if err != nil {
					return nil, fmt.Errorf("go env GOROOT: %w", err)
				}
				path = filepath.Join(strings.TrimSpace(string(goroot)), "lib", "wasm", wasmExec)
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return nil, err
			}
			joined.Write(text)
			joined.WriteByte('\n')
		}
		small, err := m.Bytes(filepath.Ext(b.name), joined.Bytes())
		if err != nil {
			return nil, fmt.Errorf("minify %s: %w", b.name, err)
		}
		files = append(files, file{b.name, small})
	}
	for _, name := range icons {
		picture, err := os.ReadFile(filepath.Join(root, "web/src", name))
		if err != nil {
			return nil, err
		}
		files = append(files, file{name, picture})
	}
	return files, nil
}

// compile builds the WASM apps into dir.
func compile(dir string) ([]file, error) {
	modfile, err := lean(".", dir)
	if err != nil {
		return nil, err
	}
	var files []file
	for _, app := range apps {
		name := app.name + ".wasm"
		path := filepath.Join(dir, name)
		// Without the commit in it, an app that did not change keeps its name and its place in every cache.
		build := exec.Command("go", "build", "-modfile="+modfile, "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", path, "./frontend/cmd/"+app.name)
		build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
		build.Stdout, build.Stderr = os.Stdout, os.Stderr
		if err := build.Run(); err != nil {
			return nil, fmt.Errorf("build %s: %w", name, err)
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		files = append(files, file{name, raw})
	}
	return files, nil
}
