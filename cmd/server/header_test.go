package main

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/google/go-cmp/cmp"

	"parley/cmd/server/internal/httpapi"
	"parley/web"
)

var updateHeaders = flag.Bool("update-headers", false, "write testdata/headers.txt")

// telling are the headers that decide what a browser lets others do with an
// answer.
var telling = []string{
	"Content-Type", "Cache-Control", "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options",
	"Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Access-Control-Allow-Origin", "Service-Worker-Allowed", "Set-Cookie", "Permissions-Policy",
}

// TestHeaders asks for every route, as nobody and without anything right, and
// for the pages as they should be. What comes is as it was agreed on: a change
// is made with -update-headers, and looked at.
func TestHeaders(t *testing.T) {
	p := start(t, t.TempDir())
	assets, err := web.Load()
	if err != nil {
		t.Fatal(err)
	}
	asks := []string{"GET /widget?site=demo", "GET /nowhere", "GET " + assets.Path("boot.js"), "GET /app/c/x"}
	router := (&httpapi.Server{DemoSite: "demo"}).Handler().(chi.Routes)
	param := regexp.MustCompile(`\{[^}]*\}|\*`)
	err = chi.Walk(router, func(method, path string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		asks = append(asks, method+" "+param.ReplaceAllString(path, "x"))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(asks)
	port := p.url[strings.LastIndex(p.url, ":")+1:]
	var got strings.Builder
	for _, ask := range slices.Compact(asks) {
		method, path, _ := strings.Cut(ask, " ")
		request, err := http.NewRequest(method, p.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		hashes := regexp.MustCompile(`\.[0-9a-f]{16}\.`)
		fmt.Fprintf(&got, "%s: %d\n", hashes.ReplaceAllString(ask, ".HASH."), response.StatusCode)
		for _, name := range telling {
			for _, value := range response.Header.Values(name) {
				fmt.Fprintf(&got, "\t%s: %s\n", name, strings.ReplaceAll(value, port, "PORT"))
			}
		}
		// What holds without exception.
		if response.Header.Get("X-Content-Type-Options") != "nosniff" || response.Header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: %v", ask, response.Header)
		}
		policy := response.Header.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'; ") || strings.Contains(policy, " 'unsafe-eval'") {
			t.Errorf("%s: %q", ask, policy)
		}
	}
	const file = "testdata/headers.txt"
	if *updateHeaders {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("the headers have changed: go test ./cmd/server -run TestHeaders -update-headers, and look at them (-was +is):\n%s", diff)
	}
}
