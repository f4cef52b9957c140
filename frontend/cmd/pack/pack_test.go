package main

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parley/web"
)

// fixture is a repository with the smallest sources that can be packed.
func fixture(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for path, text := range map[string]string{
		"web/src/widget.js":    "(() => {\n  const long = 1;\n  console.log(long);\n})();\n",
		"web/src/boot.js":      "console.log('boot');\n",
		"web/src/worker.js":    "console.log('worker');\n",
		"web/src/icon-192.png": "a picture", "web/src/icon-512.png": "another", "web/src/icon-maskable.png": "a third",
		"web/src/tokens.css":    ":root {\n  --accent: #06c;\n}\n",
		"web/src/ui.css":        "button {\n  color: var(--accent);\n}\n",
		"web/src/widget.css":    ".widget { margin: 0px; }\n",
		"web/src/dashboard.css": ".dashboard { margin: 0px; }\n",
		"web/src/rooms.css":     "",
		"web/src/admin.css":     "",
		"web/dist/.keep":        "",
		"web/dist/old.js.br":    "from an earlier build",
	} {
		path = filepath.Join(root, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestPack(t *testing.T) {
	root := fixture(t)
	cache, dist := filepath.Join(root, "build"), filepath.Join(root, "web/dist")
	files, err := sources(root)
	if err != nil {
		t.Fatal(err)
	}
	raw := map[string]string{}
	for _, f := range files {
		raw[f.name] = string(f.raw)
	}
	if got, want := raw["widget.css"], ":root{--accent:#06c}button{color:var(--accent)}.widget{margin:0}"; got != want {
		t.Errorf("widget.css is %s, want %s", got, want)
	}
	if strings.Contains(raw["widget.js"], "\n") {
		t.Errorf("widget.js is not minified: %s", raw["widget.js"])
	}
	if before, _, ok := strings.Cut(raw["boot.js"], `"boot"`); !ok || !strings.Contains(before, "importObject") {
		t.Errorf("boot.js does not start with wasm_exec.js: %.80s", before)
	}

	packed, err := compress(cache, 5, files)
	if err != nil {
		t.Fatal(err)
	}
	if err := write(dist, packed, map[string]string{"widget": "<main></main>"}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dist, "old.js.br")); !os.IsNotExist(err) {
		t.Errorf("an earlier build's file is still there: %v", err)
	}
	var index map[string]web.Entry
	list, err := os.ReadFile(filepath.Join(dist, "index.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(list, &index); err != nil {
		t.Fatal(err)
	}
	for name := range raw {
		e := index[name]
		br, err := os.ReadFile(filepath.Join(dist, e.File+".br"))
		if err != nil || len(br) != e.Brotli || e.Raw != len(raw[name]) || e.Type == "" {
			t.Errorf("%s: %+v does not describe its file (%v)", name, e, err)
		}
	}
}

func TestCompressOnce(t *testing.T) {
	cache := t.TempDir()
	files := []file{{"a.js", []byte("alert(1)")}}
	first, err := compress(cache, 5, files)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadDir(cache)
	if err != nil || len(kept) != 1 {
		t.Fatalf("the cache holds %v, %v", kept, err)
	}
	// A mark in the cache shows whether the second run read it.
	if err := os.WriteFile(filepath.Join(cache, kept[0].Name()), []byte("from the cache"), 0o644); err != nil {
		t.Fatal(err)
	}
	again, err := compress(cache, 5, files)
	if err != nil || string(again[0].br) != "from the cache" {
		t.Errorf("the second run made %q anew (%v)", again[0].br, err)
	}
	files[0].raw = []byte("alert(2)")
	changed, err := compress(cache, 5, files)
	if err != nil || changed[0].entry.File == first[0].entry.File || string(changed[0].br) == "from the cache" {
		t.Errorf("changed content is packed as %+v (%v)", changed[0].entry, err)
	}
}

func TestReportNamesWhatIsTooLarge(t *testing.T) {
	var out strings.Builder
	over := report(&out, []packed{
		{name: "widget.js", entry: web.Entry{Brotli: budgets["widget.js"] + 1}},
		{name: "boot.js", entry: web.Entry{Brotli: budgets["boot.js"]}},
	})
	if len(over) != 1 || over[0] != "widget.js" {
		t.Errorf("over = %v\n%s", over, &out)
	}
}

// One tree is one version, however often it is built: or agents would be told
// of an update that is none.
func TestPackTwiceIsTheSame(t *testing.T) {
	pack := func() map[string]string {
		root := fixture(t)
		files, err := sources(root)
		if err != nil {
			t.Fatal(err)
		}
		packed, err := compress(filepath.Join(root, "build"), 5, files)
		if err != nil {
			t.Fatal(err)
		}
		shells := map[string]string{}
		for _, app := range apps {
			shells[app.name] = steady(app.shell())
		}
		dist := filepath.Join(root, "web/dist")
		if err := write(dist, packed, shells); err != nil {
			t.Fatal(err)
		}
		entries, err := os.ReadDir(dist)
		if err != nil {
			t.Fatal(err)
		}
		bytes := map[string]string{}
		for _, e := range entries {
			b, err := os.ReadFile(filepath.Join(dist, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			bytes[e.Name()] = string(b)
		}
		return bytes
	}
	first, raw := pack(), apps[0].shell()
	for range 20 {
		if again := pack(); !maps.Equal(first, again) {
			t.Fatal("two packs of one tree differ")
		}
	}
	// The control: go-app itself still writes attributes in any order. When it
	// no longer does, steady may go.
	for range 1000 {
		if apps[0].shell() != raw {
			return
		}
	}
	t.Error("the markup is in one order by itself")
}

func TestSteady(t *testing.T) {
	for markup, want := range map[string]string{
		`<b id="z" class="a b" hidden>x > y</b>`:   `<b class="a b" hidden id="z">x > y</b>`,
		`a<p title="1 > 0" aria-x="y z"></p>`:      `a<p aria-x="y z" title="1 > 0"></p>`,
		"<br>\n  <i  class=\"b\" ></i>no tag left": "<br>\n  <i class=\"b\"></i>no tag left",
		`never closed <b class="x"`:                `never closed <b class="x">`,
	} {
		if got := steady(markup); got != want {
			t.Errorf("steady(%s) = %s, want %s", markup, got, want)
		}
	}
}

// boot.js works with the first paint before the programs are there.
func TestShellsHaveWhatBootNeeds(t *testing.T) {
	needs := map[string][]string{
		"widget":    {"close", "composer", "composer-input", "boot-failed", "boot-retry"},
		"dashboard": {"boot-failed", "boot-retry"},
	}
	for _, app := range apps {
		markup := app.shell()
		for _, id := range needs[app.name] {
			if n := strings.Count(markup, `id="`+id+`"`); n != 1 {
				t.Errorf("the first paint of %s has #%s %d times", app.name, id, n)
			}
		}
	}
}

// TestLean: what a browser gets holds no HTTP server. Its control is the same
// app built with go-app as it comes.
func TestLean(t *testing.T) {
	root := "../../.."
	modfile, err := lean(root, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, app := range apps {
		for flag, served := range map[string]bool{"-modfile=" + modfile: false, "-mod=readonly": true} {
			list := exec.Command("go", "list", flag, "-deps", "./frontend/cmd/"+app.name)
			list.Dir, list.Env = root, append(os.Environ(), "GOOS=js", "GOARCH=wasm")
			out, err := list.Output()
			if err != nil {
				t.Fatalf("%s with %s: %v", app.name, flag, err)
			}
			if got := slices.Contains(strings.Fields(string(out)), "net/http"); got != served {
				t.Errorf("%s with %s links net/http: %v", app.name, flag, got)
			}
		}
	}
}
