//go:build !js

package e2e

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/andybalholm/brotli"
)

// BenchmarkOpen reports what a visitor waits for after the click on the
// launcher, on a page of another site, as medians: until the panel is painted
// (one can type from then on), and until the program has taken over. Cold is a
// browser that has never been here, warm one whose caches are filled.
func BenchmarkOpen(b *testing.B) {
	const rounds = 10
	browser, s := chromium(b), serve(b)
	shop := s.shop()
	times := map[string][]float64{}
	for b.Loop() {
		for range rounds {
			visitor := person(b, browser, "visitor")
			for _, cache := range []string{"cold", "warm"} {
				visitor.visit(shop)
				visitor.wait(`window.parley`)
				eval[any](visitor, `addEventListener("click", e => window.clicked = performance.timeOrigin + e.timeStamp, true)`)
				widget := visitor.openChat(s)
				clicked := eval[float64](visitor, `window.clicked`)
				widget.wait(`performance.getEntriesByName("first-contentful-paint")[0] && performance.getEntriesByName("parley-mounted")[0]`)
				times["painted-"+cache+"-ms"] = append(times["painted-"+cache+"-ms"],
					eval[float64](widget, `performance.timeOrigin + performance.getEntriesByName("first-contentful-paint")[0].startTime`)-clicked)
				times["alive-"+cache+"-ms"] = append(times["alive-"+cache+"-ms"],
					eval[float64](widget, `performance.timeOrigin + performance.getEntriesByName("parley-mounted")[0].startTime`)-clicked)
			}
		}
	}
	for name, list := range times {
		b.ReportMetric(median(list), name)
	}
}

// BenchmarkSize reports what goes over the wire, in bytes of brotli, and the
// widget's program against the smallest go-app program built alike.
func BenchmarkSize(b *testing.B) {
	s := serve(b)
	for b.Loop() {
		hello := filepath.Join(b.TempDir(), "hello.wasm")
		build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", hello, "./testdata/hello")
		build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
		if out, err := build.CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, out)
		}
		raw, err := os.ReadFile(hello)
		if err != nil {
			b.Fatal(err)
		}
		var packed bytes.Buffer
		w := brotli.NewWriterOptions(&packed, brotli.WriterOptions{Quality: 11, LGWin: 24})
		if _, err := w.Write(raw); err != nil {
			b.Fatal(err)
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
		widget := s.wireSize(b, s.link(b, "/widget?site=demo", `/assets/widget\.[^"]+\.wasm`))
		b.ReportMetric(float64(s.wireSize(b, "/widget.js")), "loader-bytes")
		b.ReportMetric(float64(widget), "widget-bytes")
		b.ReportMetric(float64(s.wireSize(b, s.link(b, "/app", `/assets/dashboard\.[^"]+\.wasm`))), "desk-bytes")
		b.ReportMetric(float64(packed.Len()), "hello-bytes")
		b.ReportMetric(float64(widget)/float64(packed.Len()), "widget/hello")
	}
}

// fetch gets a path as a browser does, and returns the bytes on the wire.
func (s *server) fetch(t testing.TB, path string) []byte {
	t.Helper()
	request, err := http.NewRequest("GET", s.url()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept-Encoding", "br")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func (s *server) wireSize(t testing.TB, path string) int { return len(s.fetch(t, path)) }

func (s *server) link(t testing.TB, page, pattern string) string {
	t.Helper()
	return string(regexp.MustCompile(pattern).Find(s.fetch(t, page)))
}
