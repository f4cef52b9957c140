//go:build !js

package browser

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// The tests of the *_js.go files run in a real browser, started from here.
func TestInBrowser(t *testing.T) {
	if !haveChromium() {
		if os.Getenv("CI") == "true" {
			t.Fatal("no Chromium, and CI must not skip the browser's tests")
		}
		t.Skip("no Chromium: the browser's tests did not run")
	}
	dependOn(t, "*_js.go", "*_js_test.go", "wasmtest/*.go")
	runner := filepath.Join(t.TempDir(), "wasmtest")
	if out, err := exec.Command("go", "build", "-o", runner, "./wasmtest").CombinedOutput(); err != nil {
		t.Fatalf("building the runner: %v\n%s", err, out)
	}
	tests := exec.Command("go", "test", "-count=1", "-v", "-exec", runner, ".")
	tests.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := tests.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`(?m)^\s*--- PASS: TestSocketKeepsCloseCode`).Match(out) {
		t.Fatal("the browser ran no tests")
	}
}

func haveChromium() bool {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome", "headless-shell"} {
		if _, err := exec.LookPath(name); err == nil {
			return true
		}
	}
	return false
}

// dependOn opens files, because go test repeats a cached result unless a file
// it saw the test open has changed, and natively *_js.go is no part of us.
func dependOn(t *testing.T, patterns ...string) {
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no %s: %v", pattern, err)
		}
		for _, file := range files {
			if _, err := os.ReadFile(file); err != nil {
				t.Fatal(err)
			}
		}
	}
}
