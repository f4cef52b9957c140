package dashboard

import (
	"strings"
	"testing"

	"parley/frontend/ui"
	"parley/shared"
)

// TestFormsSpeakEveryLanguage fills in the forms as wrongly as one can.
func TestFormsSpeakEveryLanguage(t *testing.T) {
	t.Cleanup(func() { Speak(shared.English) })
	long, control := strings.Repeat("x", 400), "a\x01b"
	site := func(set func(*shared.NewSite)) error {
		s := shared.NewSite{Name: "Kiln", Origins: []string{"https://shop.example"}}
		set(&s)
		return s.Validate()
	}
	wrong := []error{
		shared.NewUser{}.Validate(), shared.NewUser{Username: " a ", Role: "boss", FirstName: long, LastName: control, Email: "nobody", Password: "x"}.Validate(),
		shared.NewUser{Username: long, Role: shared.RoleAgent, Email: long}.Validate(), shared.NewRoom{}.Validate(),
		site(func(s *shared.NewSite) { *s = shared.NewSite{} }),
		site(func(s *shared.NewSite) {
			s.Name, s.Title, s.Color, s.Launcher = control, long, "red", shared.Launcher{Side: "top"}
			s.Greeting, s.Texts.Placeholder, s.Fields = make([]string, 9), long, make([]shared.Field, 20)
			s.Origins, s.MessageCharacters, s.FirstHistory = []string{"shop"}, 1, 1000
		}),
		site(func(s *shared.NewSite) {
			s.Launcher.Text, s.Greeting, s.Texts.BeforeFields, s.TextColor, s.Origins = long, []string{long}, long, "#ffffff", make([]string, 60)
		}),
		site(func(s *shared.NewSite) {
			s.Texts.Ended, s.Color, s.TextColor = long, "#ffffff", "#fffffe"
			s.Fields = []shared.Field{{Key: "A", Kind: shared.FieldText, Label: "A"}}
		}),
		site(func(s *shared.NewSite) { s.Color, s.TextColor = "#ffffff", "white" }),
		site(func(s *shared.NewSite) { s.Fields = []shared.Field{{Key: "a", Kind: "b", Label: "c"}} }),
		site(func(s *shared.NewSite) {
			s.Fields = []shared.Field{{Key: "a", Kind: shared.FieldName, Label: "c"}, {Key: "b", Kind: shared.FieldName, Label: "c"}}
		}),
	}
	for _, l := range shared.Languages()[1:] {
		Speak(l)
		for _, err := range wrong {
			if err == nil {
				t.Fatal("a form is right")
			}
			for field, sentence := range shared.AsError(err).Fields {
				if ui.Said(sentence) == sentence {
					t.Errorf("%s, %s: %q is not translated", l, field, sentence)
				}
			}
		}
	}
}
