// Package web holds what browsers download: the built front end, as bytes.
//
// frontend/cmd/pack fills dist; `make build` runs it. A fresh clone compiles
// without it, because dist/.keep is always there.
package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"sync"

	"github.com/andybalholm/brotli"

	"parley/shared"
)

//go:embed all:dist
var dist embed.FS

// Demo is the demo shop's page, a template of .Origin and .SiteID.
//
//go:embed src/demo.html
var Demo string

// Icon is the logo, an SVG.
//
//go:embed src/icon.svg
var Icon []byte

// Entry is one built file as pack lists it in dist/index.json, by its logical
// name ("widget.wasm").
type Entry struct {
	// File is the name with the content's hash in it: what it names never changes.
	File   string `json:"file"`
	Type   string `json:"type"`
	Raw    int    `json:"raw"`
	Brotli int    `json:"brotli"`
}

// Assets is the built front end.
type Assets struct {
	index   map[string]Entry
	files   map[string]Asset
	shells  map[string]string
	version string
}

// Asset is one built file. It is kept as brotli, which every browser of the
// last years asks for; the other forms are made when somebody first wants them.
type Asset struct {
	Type        string
	Brotli      []byte
	plain, gzip func() ([]byte, error)
}

// Plain is the file itself.
func (a Asset) Plain() ([]byte, error) { return a.plain() }

// Gzip is the file for clients that know gzip but not brotli.
func (a Asset) Gzip() ([]byte, error) { return a.gzip() }

// Load reads the front end built into this program.
func Load() (*Assets, error) {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, err
	}
	return load(sub)
}

func load(dist fs.FS) (*Assets, error) {
	index, err := fs.ReadFile(dist, "index.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("the front end is not built: run make build")
	}
	if err != nil {
		return nil, err
	}
	a := &Assets{files: map[string]Asset{}, shells: map[string]string{}}
	if err := json.Unmarshal(index, &a.index); err != nil {
		return nil, fmt.Errorf("dist/index.json: %w", err)
	}
	for _, e := range a.index {
		br, err := fs.ReadFile(dist, e.File+".br")
		if err != nil {
			return nil, fmt.Errorf("dist/index.json: %w: run make build", err)
		}
		a.files[e.File] = newAsset(e.Type, br)
	}

	// The markup is no asset of its own, but a page is new when it changes.
	sum := sha256.New()
	sum.Write(index)
	shells, err := fs.Glob(dist, "*.html")
	if err != nil {
		return nil, err
	}
	for _, name := range shells {
		markup, err := fs.ReadFile(dist, name)
		if err != nil {
			return nil, err
		}
		sum.Write(markup)
		a.shells[name] = string(markup)
	}
	a.version = hex.EncodeToString(sum.Sum(nil)[:8])
	return a, nil
}

func newAsset(contentType string, br []byte) Asset {
	plain := sync.OnceValues(func() ([]byte, error) {
		return io.ReadAll(brotli.NewReader(bytes.NewReader(br)))
	})
	gz := sync.OnceValues(func() ([]byte, error) {
		raw, err := plain()
		if err != nil {
			return nil, err
		}
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		if _, err := w.Write(raw); err != nil {
			return nil, err
		}
		if err := w.Close(); err != nil {
			return nil, err
		}
		return out.Bytes(), nil
	})
	return Asset{Type: contentType, Brotli: br, plain: plain, gzip: gz}
}

// Path is where a built file is served, by its logical name ("widget.wasm").
// A name that was never built is a mistake in the program.
func (a *Assets) Path(name string) string {
	e, ok := a.index[name]
	if !ok {
		panic(fmt.Sprintf("web: no asset is called %q", name))
	}
	return path.Join("/assets", e.File)
}

// Open finds a built file by the last element of its path.
func (a *Assets) Open(hashed string) (Asset, bool) {
	f, ok := a.files[hashed]
	return f, ok
}

// Shell is the markup of the first paint of an app, "widget" or "dashboard", in
// a language.
func (a *Assets) Shell(app string, l shared.Language) string { return a.shells[ShellName(app, l)] }

// ShellName is the file of that markup.
func ShellName(app string, l shared.Language) string { return app + "." + string(l) + ".html" }

// Version changes whenever anything here does.
func (a *Assets) Version() string { return a.version }
