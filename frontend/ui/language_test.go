package ui

import (
	"strings"
	"testing"
	"time"

	"parley/shared"
)

// speaking makes a test's sentences be in a language.
func speaking(t *testing.T, l shared.Language) {
	t.Helper()
	Speak(l)
	t.Cleanup(func() { Speak(shared.English) })
}

func TestPlurals(t *testing.T) {
	for _, c := range []struct {
		language shared.Language
		n        int
		want     string
	}{
		{shared.English, 0, "0 new messages"},
		{shared.English, 1, "1 new message"},
		{shared.English, 21, "21 new messages"},
		{shared.German, 1, "1 neue Nachricht"},
		{shared.German, 2, "2 neue Nachrichten"},
		{shared.Arabic, 0, "لا رسائل جديدة"},
		{shared.Arabic, 1, "رسالة جديدة واحدة"},
		{shared.Arabic, 2, "رسالتان جديدتان"},
		{shared.Arabic, 3, "3 رسائل جديدة"},
		{shared.Arabic, 10, "10 رسائل جديدة"},
		{shared.Arabic, 11, "11 رسالة جديدة"},
		{shared.Arabic, 99, "99 رسالة جديدة"},
		{shared.Arabic, 100, "100 رسالة جديدة"},
		{shared.Arabic, 103, "103 رسائل جديدة"},
	} {
		speaking(t, c.language)
		if got := SayNewMessages(c.n); got != c.want {
			t.Errorf("%s, %d: %q, want %q", c.language, c.n, got, c.want)
		}
	}
}

func TestNamesOfTheOtherDirectionStandByThemselves(t *testing.T) {
	if got := SayIsTyping([]string{"Anna", "مريم"}); got != "Anna and \u2068مريم\u2069 are typing" {
		t.Errorf("%q", got)
	}
	speaking(t, shared.Arabic)
	if got := SayIsTyping([]string{"Anna", "مريم"}); got != "\u2068Anna\u2069 ومريم يكتبان الآن" {
		t.Errorf("%q", got)
	}
	if got := Isolate("10:30"); got != "10:30" {
		t.Errorf("%q", got)
	}
}

func TestTimesInEveryLanguage(t *testing.T) {
	now := time.Date(2026, 11, 21, 10, 30, 0, 0, time.Local) // a Saturday
	for l, want := range map[shared.Language][]string{
		shared.English: {"now", "5 min", "Tue 10:30", "3 Mar", "3 March", "3 Mar 2025", "Saturday 21 November 2026, 10:30"},
		shared.German:  {"jetzt", "5 Min.", "Di 10:30", "3. März", "3. März", "3. März 2025", "Samstag, 21. November 2026, 10:30"},
		shared.Arabic:  {"الآن", "5 دقائق", "الثلاثاء 10:30", "3 مارس", "3 مارس", "3 مارس 2025", "السبت 21 نوفمبر 2026، 10:30"},
	} {
		speaking(t, l)
		march := time.Date(2026, 3, 3, 8, 0, 0, 0, time.Local)
		for i, got := range []string{
			When(now, now), When(now.Add(-5*time.Minute), now), When(time.Date(2026, 11, 17, 10, 30, 0, 0, time.Local), now),
			When(march, now), DayName(march, Day(now)), When(march.AddDate(-1, 0, 0), now), FullTime(now),
		} {
			if got != want[i] {
				t.Errorf("%s: %q, want %q", l, got, want[i])
			}
		}
	}
}

func TestEveryCodeIsSaidInEveryLanguage(t *testing.T) {
	for _, l := range shared.Languages()[1:] {
		speaking(t, l)
		for _, code := range shared.Codes() {
			if e := shared.Refuse(code, ""); SayRefused(e) == e.Message {
				t.Errorf("%s: %q is not translated", l, e.Message)
			}
		}
		// What the composer and the fields before the chat say.
		small := shared.Limits{MessageCharacters: 3}
		required := []shared.Field{{Key: "k", Kind: shared.FieldEmail, Required: true}}
		for _, err := range []error{
			shared.SendMessage{}.Validate(small),
			shared.SendMessage{Content: "four"}.Validate(small),
			answer(required, ""), answer(required, "no e-mail"),
			answer(required, "a@b.c"+strings.Repeat("d", 300)), answer(required, "a@\nb.c"),
		} {
			e := shared.AsError(err)
			if Said(e.Message) == e.Message {
				t.Errorf("%s: %q is not translated", l, e.Message)
			}
			for _, field := range e.Fields {
				if Said(field) == field {
					t.Errorf("%s: %q is not translated", l, field)
				}
			}
		}
	}
}

func answer(fields []shared.Field, value string) error {
	_, err := shared.Details{Details: map[string]string{"k": value}}.Answer(fields)
	return err
}

func TestSaid(t *testing.T) {
	const own = "That does not exist: only this server says so."
	if got := Said(own); got != own {
		t.Errorf("in English: %q", got)
	}
	speaking(t, shared.German)
	for sentence, want := range map[string]string{
		own:                    own, // the server's own words rather than half of them
		"":                     "",
		"What is this?":        "What is this?",
		"That does not exist.": "Das gibt es nicht.",
		"Message too long: shorten it by 1, to at most 5000 characters.": "Nachricht zu lang: kürzen Sie sie um 1 auf höchstens 5000 Zeichen.",
		"Answer with a line of 0 to 254 characters; this has 300.":       "Antworten Sie: 0 bis 254 Zeichen; das sind 300.",
		"Tom {n} has entered.": "Tom {n} ist gekommen.",
		// What the log says of calls.
		"Visitor 7F3A called.":             "Besucher 7F3A hat angerufen.",
		"Anna Berg started a video call.":  "Anna Berg hat mit Bild angerufen.",
		"Call ended after 1:02:31.":        "Anruf nach 1:02:31 beendet.",
		"Missed call.":                     "Verpasster Anruf.",
		"Missed call, during another one.": "Verpasster Anruf, während eines anderen.",
		"Call declined.":                   "Anruf abgelehnt.",
	} {
		if got := Said(sentence); got != want {
			t.Errorf("Said(%q) = %q, want %q", sentence, got, want)
		}
	}
}
