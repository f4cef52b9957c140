package web

import (
	"bytes"
	"compress/gzip"
	"html/template"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"

	"parley/shared"
)

func built(t *testing.T) fstest.MapFS {
	t.Helper()
	var br bytes.Buffer
	w := brotli.NewWriter(&br)
	io.WriteString(w, "hello")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return fstest.MapFS{
		"index.json":        {Data: []byte(`{"boot.js": {"file": "boot.abc.js", "type": "text/javascript; charset=utf-8", "raw": 5}}`)},
		"boot.abc.js.br":    {Data: br.Bytes()},
		"widget.en.html":    {Data: []byte("<main>widget</main>")},
		"widget.ar.html":    {Data: []byte("<main>الدردشة</main>")},
		"dashboard.en.html": {Data: []byte("<main>desk</main>")},
		".keep":             {},
		"leftover.xy.wasm":  {Data: []byte("not in the index")},
	}
}

func TestLoadSaysWhatToDoWhenNothingIsBuilt(t *testing.T) {
	_, err := load(fstest.MapFS{".keep": {}})
	if err == nil || err.Error() != "the front end is not built: run make build" {
		t.Errorf("load of an empty dist: %v", err)
	}
	half := built(t)
	delete(half, "boot.abc.js.br")
	if _, err := load(half); err == nil || !strings.Contains(err.Error(), "run make build") {
		t.Errorf("load of half a dist: %v", err)
	}
}

func TestAssets(t *testing.T) {
	a, err := load(built(t))
	if err != nil {
		t.Fatal(err)
	}
	if got := a.Path("boot.js"); got != "/assets/boot.abc.js" {
		t.Errorf("Path = %q", got)
	}
	if got := a.Shell("widget", shared.English); got != "<main>widget</main>" {
		t.Errorf("Shell = %q", got)
	}
	if got := a.Shell("widget", shared.Arabic); got != "<main>الدردشة</main>" {
		t.Errorf("Shell in Arabic = %q", got)
	}
	for _, name := range []string{"index.json", "boot.js", "boot.abc.js.br", "leftover.xy.wasm", "widget.en.html"} {
		if _, ok := a.Open(name); ok {
			t.Errorf("%s is served", name)
		}
	}

	f, ok := a.Open("boot.abc.js")
	if !ok || f.Type != "text/javascript; charset=utf-8" {
		t.Fatalf("Open = %+v, %v", f, ok)
	}
	if plain, err := f.Plain(); err != nil || string(plain) != "hello" {
		t.Errorf("Plain = %q, %v", plain, err)
	}
	gz, err := f.Gzip()
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(gz))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := io.ReadAll(r); err != nil || string(plain) != "hello" {
		t.Errorf("Gzip holds %q, %v", plain, err)
	}
}

func TestVersionFollowsTheContent(t *testing.T) {
	version := func(change func(fstest.MapFS)) string {
		dist := built(t)
		change(dist)
		a, err := load(dist)
		if err != nil {
			t.Fatal(err)
		}
		return a.Version()
	}
	first := version(func(fstest.MapFS) {})
	if again := version(func(fstest.MapFS) {}); again != first {
		t.Errorf("the same files are %s and %s", first, again)
	}
	if changed := version(func(d fstest.MapFS) { d["widget.en.html"].Data = []byte("<main>new</main>") }); changed == first {
		t.Error("new markup has the old version")
	}
}

func TestDemoIsATemplate(t *testing.T) {
	page, err := template.New("demo").Parse(Demo)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := page.Execute(&out, map[string]string{"Origin": "https://chat.example", "SiteID": "s1"}); err != nil {
		t.Fatal(err)
	}
	if want := `<script src="https://chat.example/widget.js?site=s1" data-site="s1" async></script>`; !strings.Contains(out.String(), want) {
		t.Errorf("the page lacks %s", want)
	}
	if n := strings.Count(out.String(), "<script"); n != 1 {
		t.Errorf("the page has %d scripts", n)
	}
}
