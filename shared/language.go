package shared

import "strings"

// A Language is one that widget and desk speak, as a BCP 47 tag.
type Language string

// The languages of both apps.
const (
	English Language = "en"
	German  Language = "de"
	Arabic  Language = "ar"
)

// Languages are all of them. The first is spoken to those who ask for none.
func Languages() []Language { return []Language{English, German, Arabic} }

// Name is what its speakers call the language.
func (l Language) Name() string {
	switch l {
	case German:
		return "Deutsch"
	case Arabic:
		return "العربية"
	}
	return "English"
}

// Direction is how the language is written, as HTML's dir says it.
func (l Language) Direction() string {
	if l == Arabic {
		return "rtl"
	}
	return "ltr"
}

// MatchLanguage finds the first of these tags, such as "de-AT", whose language
// we speak.
func MatchLanguage(tags ...string) Language {
	for _, tag := range tags {
		primary, _, _ := strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
		for _, l := range Languages() {
			if strings.EqualFold(primary, string(l)) {
				return l
			}
		}
	}
	return Languages()[0]
}
