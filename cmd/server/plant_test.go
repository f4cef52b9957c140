package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A fault is a place in a source file, and what is there instead.
type fault struct{ file, was, is string }

// plant builds the program with faults in it, for a control: a checker that
// stays green on this binary proves nothing. The sources stay as they are; the
// compiler is shown others.
func plant(t *testing.T, faults ...fault) (binary string) {
	t.Helper()
	folder := t.TempDir()
	sources := map[string]string{}
	for _, f := range faults {
		file, err := filepath.Abs(f.file)
		if err != nil {
			t.Fatal(err)
		}
		if _, read := sources[file]; !read {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			sources[file] = string(source)
		}
		if n := strings.Count(sources[file], f.was); n != 1 {
			t.Fatalf("the fault has no place any more: %d times in %s:\n%s", n, f.file, f.was)
		}
		sources[file] = strings.Replace(sources[file], f.was, f.is, 1)
	}
	var overlay struct{ Replace map[string]string }
	overlay.Replace = map[string]string{}
	for file, source := range sources {
		overlay.Replace[file] = filepath.Join(folder, filepath.Base(file))
		if err := os.WriteFile(overlay.Replace[file], []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	list, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "overlay.json"), list, 0o600); err != nil {
		t.Fatal(err)
	}
	binary = filepath.Join(folder, "parley")
	// The flags of make build, whose packages are compiled already.
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-overlay", filepath.Join(folder, "overlay.json"), "-o", binary, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("the fault does not compile: %v\n%s", err, out)
	}
	return binary
}
