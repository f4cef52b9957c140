package httpapi

import (
	"net/http/httptest"
	"testing"

	"parley/shared"
)

func TestLanguageOf(t *testing.T) {
	for _, c := range []struct {
		target, accept string
		want           shared.Language
	}{
		{"/app", "", shared.English},
		{"/app", "fr, *;q=0.5", shared.English},
		{"/app", "fr-FR,fr;q=0.9,ar;q=0.7,de;q=0.8,en;q=0.6", shared.German},
		{"/app", "de;q=0, ar-EG; q=0.3", shared.Arabic},
		{"/app", "ar;q=nonsense, de;q=0.9", shared.Arabic},
		{"/widget?site=s&lang=ar", "de", shared.Arabic},
		{"/widget?site=s&lang=fr", "de", shared.German},
	} {
		r := httptest.NewRequest("GET", c.target, nil)
		r.Header.Set("Accept-Language", c.accept)
		if got := languageOf(r); got != c.want {
			t.Errorf("%s, %q: %s, want %s", c.target, c.accept, got, c.want)
		}
	}
}
