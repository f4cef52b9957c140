package describe

import (
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/google/go-cmp/cmp"

	"parley/cmd/server/internal/httpapi"
	"parley/shared"
)

var update = flag.Bool("update", false, "write the descriptions")

const (
	sharedFolder = "../../../../shared"
	apiFolder    = "../../../../web/src/api"
)

func TestDescriptionsAreFresh(t *testing.T) {
	files, err := made()
	if err != nil {
		t.Fatal(err)
	}
	for name, is := range files {
		file := filepath.Join(apiFolder, name)
		if *update {
			if err := os.WriteFile(file, is, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		was, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(was), string(is)); diff != "" {
			t.Errorf("%s is stale: run go test ./cmd/server/internal/describe -update and commit it (-was +is):\n%s", name, diff)
		}
	}
	again, err := Files(sharedFolder)
	if err != nil || !cmp.Equal(files, again) {
		t.Errorf("made twice, the files differ (%v)", err)
	}
}

var made = sync.OnceValues(func() (map[string][]byte, error) { return Files(sharedFolder) })

// read is a description as it has to be; whether it was committed is for
// TestDescriptionsAreFresh to say.
func read[T any](t *testing.T, name string) (document T) {
	t.Helper()
	files, err := made()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(files[name], &document); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return document
}

func TestReferencesResolve(t *testing.T) {
	for _, name := range []string{"openapi.json", "asyncapi.json"} {
		document, seen := read[any](t, name), 0
		walk(document, func(ref string) {
			seen++
			target := document
			for part := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
				parent, _ := target.(map[string]any)
				target = parent[part]
			}
			if target == nil {
				t.Errorf("%s: %s leads nowhere", name, ref)
			}
		})
		if seen < 20 {
			t.Errorf("%s has only %d references", name, seen)
		}
	}
}

func walk(value any, visit func(ref string)) {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			walk(item, visit)
		}
	case map[string]any:
		for key, item := range v {
			if ref, ok := item.(string); ok && key == "$ref" {
				visit(ref)
			}
			walk(item, visit)
		}
	}
}

// pages are the routes for browsers; nobody programs against them.
var pages = regexp.MustCompile(`^/(assets/.*|widget\.js|widget|app|app/(\*|worker\.js|manifest\.webmanifest)|favicon\.ico|demo)$`)

// Every route is described, and everything described is a route.
func TestRoutesAreDescribed(t *testing.T) {
	described := map[string]bool{}
	for path, methods := range read[Document](t, "openapi.json").Paths {
		for method := range methods {
			described[strings.ToUpper(method)+" "+path] = true
		}
	}
	for _, channel := range read[struct {
		Channels map[string]struct{ Address string }
	}](t, "asyncapi.json").Channels {
		described["GET "+channel.Address] = true
	}
	router := (&httpapi.Server{}).Handler().(chi.Routes)
	err := chi.Walk(router, func(method, path string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if !pages.MatchString(path) && !described[method+" "+path] {
			t.Errorf("%s %s is served and not described: add it to routes", method, path)
		}
		delete(described, method+" "+path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for route := range described {
		t.Errorf("%s is described and not served", route)
	}
}

func TestEveryCodeHasAStatus(t *testing.T) {
	for _, code := range shared.Codes() {
		if status := httpapi.Status(code); status < 400 || status > 599 {
			t.Errorf("%s is the status %d", code, status)
		}
	}
	enum := read[Document](t, "openapi.json").Components.Schemas["Code"].Enum
	if len(enum) != len(shared.Codes()) {
		t.Errorf("%d codes described of %d", len(enum), len(shared.Codes()))
	}
}

// The product does not pay for its description.
func TestOnlyTestsImportDescribe(t *testing.T) {
	deps, err := exec.Command("go", "list", "-deps", "parley/cmd/server").Output()
	if err != nil {
		t.Fatal(err)
	}
	for dep := range strings.FieldsSeq(string(deps)) {
		if dep == "parley/cmd/server/internal/describe" {
			t.Errorf("the server brings %s", dep)
		}
	}
	if !strings.Contains(string(deps), "parley/cmd/server/internal/httpapi") {
		t.Error("the list is not the server's")
	}
}
