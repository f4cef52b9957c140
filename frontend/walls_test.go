// Package frontend_test keeps up the walls between the rooms that are compiled
// for the browser, and what must not be in there at all.
package frontend_test

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	room  = "parley/frontend/"
	goApp = "github.com/maxence-charriere/go-app/v10/pkg/"
)

// small are the standard packages that cost next to nothing in the browser,
// because go-app brings them already.
var small = []string{
	"bytes", "cmp", "context", "encoding/base64", "encoding/json", "errors", "fmt", "hash/fnv", "iter", "maps", "math",
	"math/rand/v2", "net/url", "slices", "strconv", "strings", "sync", "time", "unicode", "unicode/utf8",
}

// A wall is all that a room may import by name; standard packages that are
// small need not be listed.
type wall struct {
	may []string
	why string
}

var walls = map[string]wall{
	"parley/shared":  {nil, "both tiers, bots and generated descriptions compile it in"},
	room + "store":   {[]string{"parley/shared"}, "what the user sees is plain Go, tested natively"},
	room + "talk":    {[]string{"parley/shared", room + "store"}, "one driver for visitors, agents and bots, tested natively"},
	room + "link":    {[]string{"parley/shared"}, "the reconnect logic is one for browsers and bots, and tested natively"},
	room + "browser": {[]string{"parley/shared", "syscall/js", "crypto/rand"}, "the only room that knows syscall/js, and it knows no neighbour"},
	room + "ui":      {[]string{"parley/shared", room + "store", room + "link", room + "browser", goApp + "app"}, "leaves know no page"},
	room + "widget": {[]string{"parley/shared", room + "store", room + "talk", room + "link", room + "browser", room + "ui", goApp + "app"},
		"visitors do not download the desk, and JavaScript is the browser room's"},
	room + "dashboard": {[]string{"parley/shared", room + "store", room + "talk", room + "link", room + "browser", room + "ui", goApp + "app"},
		"the desk is not the widget, and JavaScript is the browser room's"},
	room + "cmd/widget":    {[]string{room + "widget", room + "ui", room + "browser", goApp + "app"}, "ten lines"},
	room + "cmd/dashboard": {[]string{room + "dashboard", room + "ui", room + "browser", goApp + "app"}, "ten lines"},
}

// unwelcome packages are in no WASM, not even through somebody else; a name
// that ends in a slash means all below it. Figures are of the compressed file.
var unwelcome = map[string]string{
	"text/template":              "400 kB: it keeps every exported method alive",
	"html/template":              "470 kB",
	"log/slog":                   "31 kB",
	"net/http/httputil":          "the server's",
	"database/sql":               "the server's",
	"parley/cmd/":                "the server's; also Go's internal rule",
	"parley/web":                 "the built files themselves",
	"github.com/coder/websocket": "loses close codes and messages in browsers; link has our own wrapper",
	"github.com/tdewolff/":       "the packer's",
	"github.com/andybalholm/":    "the packer's",
	"github.com/yuin/goldmark":   "161 kB: ui has its own few lines of Markdown",
	"time/tzdata":                "70 kB: the browser has time zones",
	"os/exec":                    "nothing to start in a browser",
	"testing":                    "belongs into tests",
}

// heavy packages come with go-app and nobody else may bring them.
var heavy = map[string]string{
	"net/http": "its client is 840 kB; go-app only touches its constants",
	"regexp":   "go-app's router has it, but the protocol and the reducer need none",
}

type listed struct {
	ImportPath string
	Imports    []string
	Deps       []string
	Standard   bool
}

func TestWalls(t *testing.T) {
	dependOn(t, ".", "../shared")
	rooms := list(t)
	for path, wall := range walls {
		pkg, ok := rooms[path]
		if !ok {
			t.Errorf("%s is gone; its wall may go too", path)
			continue
		}
		for _, imported := range pkg.Imports {
			if !slices.Contains(wall.may, imported) && !slices.Contains(small, imported) {
				t.Errorf("%s imports %s\n\tbut: %s", path, imported, wall.why)
			}
		}
		for _, dep := range pkg.Deps {
			for never, why := range unwelcome {
				if dep == never || strings.HasSuffix(never, "/") && strings.HasPrefix(dep, never) {
					t.Errorf("%s brings %s into the browser\n\tbut: %s", path, dep, why)
				}
			}
			if why, ok := heavy[dep]; ok && !slices.Contains(pkg.Deps, goApp+"app") {
				t.Errorf("%s brings %s into the browser\n\tbut: %s", path, dep, why)
			}
		}
	}
	for path := range rooms {
		if strings.HasPrefix(path, room) && walls[path].why == "" {
			t.Errorf("%s is compiled for the browser and has no wall here", path)
		}
	}
}

// list asks the go command about the rooms as they are built for browsers.
func list(t *testing.T) map[string]listed {
	t.Helper()
	command := exec.Command("go", "list", "-deps", "-json=ImportPath,Imports,Deps,Standard", "parley/frontend/cmd/widget", "parley/frontend/cmd/dashboard")
	command.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	var complaint strings.Builder
	command.Stderr = &complaint
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &complaint)
	}
	rooms := map[string]listed{}
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var pkg listed
		err := decoder.Decode(&pkg)
		if errors.Is(err, io.EOF) {
			return rooms
		}
		if err != nil {
			t.Fatal(err)
		}
		if !pkg.Standard {
			rooms[pkg.ImportPath] = pkg
		}
	}
}

// dependOn looks at folders, because go test repeats a cached result unless
// something it saw the test open has changed.
func dependOn(t *testing.T, folders ...string) {
	t.Helper()
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(_ string, _ fs.DirEntry, err error) error { return err })
		if err != nil {
			t.Fatal(err)
		}
	}
}
