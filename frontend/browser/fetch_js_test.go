package browser

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"
)

func TestFetch(t *testing.T) {
	status, answer, err := Fetch(t.Context(), "POST", "/status/201", "tok", []byte(`{"ü":1}`))
	if status != 201 || err != nil {
		t.Fatalf("status %d, %v", status, err)
	}
	var got []string
	if err := json.Unmarshal(answer, &got); err != nil {
		t.Fatal(err)
	}
	if want := []string{"POST", "Bearer tok", "application/json", `{"ü":1}`}; !slices.Equal(got, want) {
		t.Errorf("the server saw %q", got)
	}
}

func TestFetchBare(t *testing.T) {
	status, answer, err := Fetch(t.Context(), "GET", "/status/404", "", nil)
	if status != 404 || err != nil || string(answer) != `["GET","","",""]`+"\n" {
		t.Errorf("status %d, %s, %v", status, answer, err)
	}
}

func TestFetchUnreachable(t *testing.T) {
	for _, path := range []string{"http://127.0.0.1:1/", "http://[bad"} {
		if _, _, err := Fetch(t.Context(), "GET", path, "", nil); err == nil {
			t.Errorf("%s answered", path)
		}
	}
}

func TestFetchCancelled(t *testing.T) {
	if _, _, err := Fetch(untilBegun(t, "fetch"), "GET", "/stall?id=fetch", "", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	ended(t, "fetch") // and not merely forgotten
}
