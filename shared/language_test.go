package shared

import "testing"

func TestMatchLanguage(t *testing.T) {
	for _, c := range []struct {
		tags []string
		want Language
	}{
		{nil, English},
		{[]string{"", "fr", "*"}, English},
		{[]string{"de-AT"}, German},
		{[]string{"fr-FR", "AR_eg", "de"}, Arabic},
		{[]string{"den", "ar"}, Arabic}, // Slavey is not German
	} {
		if got := MatchLanguage(c.tags...); got != c.want {
			t.Errorf("MatchLanguage(%q) = %s, want %s", c.tags, got, c.want)
		}
	}
}
