//go:build !js

package e2e

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"unicode/utf8"

	"parley/shared"
)

// TestNothingPlantedAtTheDeskRuns is TestNothingPlantedRuns for what only users
// see or write: titles of rooms, notes, quotes of replies, and the details that
// visitors fill in.
func TestNothingPlantedAtTheDeskRuns(t *testing.T) {
	all := payloads(t)
	browser, s := chromium(t), serve(t, unlimited)
	admin := s.admin()
	begin := func(site shared.SiteID, browserID string) (made shared.Session) {
		t.Helper()
		answer := s.post(shared.PathWith(shared.PathInitSession, string(site)), "", `{"browser_session_id":`+quote(browserID)+`}`)
		if err := json.Unmarshal([]byte(answer), &made); err != nil {
			t.Fatal(err)
		}
		return made
	}
	write := func(id shared.ConversationID, bearer string, said shared.PostMessage) (m shared.Message) {
		t.Helper()
		body, err := json.Marshal(said)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(s.post(shared.PathWith(shared.PathMessages, string(id)), bearer, string(body))), &m); err != nil {
			t.Fatal(err)
		}
		return m
	}
	agent := person(t, browser, "agent")
	agent.trap()
	agent.viewport(1440, 900, false, "light")
	agent.signIn(s, "admin")

	t.Run("titles of rooms", func(t *testing.T) {
		var titles []string
		for i, payload := range all {
			if utf8.RuneCountInString(payload) > shared.MaxTitle || (shared.NewRoom{Title: payload}).Validate() != nil ||
				slices.ContainsFunc(titles, func(other string) bool { return shared.Trim(other) == shared.Trim(payload) }) {
				continue
			}
			body, _ := json.Marshal(shared.NewRoom{Title: payload})
			if status, answer := s.try("POST", shared.PathRooms, admin.token, string(body)); status != 200 && status != 409 {
				t.Fatalf("payload %d: %d %s", i, status, answer)
			}
			titles = append(titles, payload)
		}
		rooms := s.rooms(admin.token)
		if len(rooms) < 50 {
			t.Fatalf("only %d rooms", len(rooms))
		}
		agent.section("Rooms")
		agent.wait(fmt.Sprintf(`document.querySelectorAll("#rooms .line").length === %d`, len(rooms)))
		agent.innocent("list of rooms")
		for i, room := range rooms {
			if i%10 == 0 { // heads, tabs, boxes
				eval[any](agent, fmt.Sprintf(`document.querySelectorAll("#rooms .line-link")[%d].click()`, i))
				agent.wait(`[...document.querySelectorAll("section.room .head-name")].some(e => e.textContent === ` + quote(room.Title) + `)`)
			}
		}
		agent.innocent("open rooms")
		agent.visit(s.url() + "/app/admin/rooms")
		agent.wait(fmt.Sprintf(`document.querySelectorAll(".admin-lines .line").length === %d`, len(rooms)))
		agent.innocent("administration of rooms")
	})

	t.Run("notes and quotes", func(t *testing.T) {
		session := begin("demo", "xss-visitor-of-notes-0123456789")
		for _, payload := range all {
			said := write(session.SessionID, session.Token, shared.PostMessage{Content: payload})
			write(session.SessionID, admin.token, shared.PostMessage{Content: "to that", ReplyTo: &said.ID})
			write(session.SessionID+"-notes", admin.token, shared.PostMessage{Content: payload})
		}
		write(session.SessionID, admin.token, shared.PostMessage{Content: "the last one"})
		agent.visit(s.url() + "/app/c/" + string(session.SessionID))
		agent.wait(confirmed + `.at(-1) === "the last one"`)
		older(agent, 3*len(all)+1)
		agent.wait(fmt.Sprintf(`document.querySelectorAll(".row-note").length === %d && document.querySelectorAll(".quote").length === %d`, len(all), len(all)))
		agent.innocent("notes and quotes")

		visitor := person(t, browser, "visitor")
		visitor.trap()
		visitor.visit(s.url() + "/widget?site=demo")
		eval[any](visitor, `localStorage.setItem("parley.browser", "xss-visitor-of-notes-0123456789")`)
		visitor.visit(s.url() + "/widget?site=demo")
		visitor.wait(confirmed + `.at(-1) === "the last one"`)
		older(visitor, 2*len(all)+1)
		visitor.wait(fmt.Sprintf(`document.querySelectorAll(".quote").length === %d`, len(all)))
		visitor.innocent("quotes in the widget")
	})

	t.Run("details", func(t *testing.T) {
		var fields []shared.Field
		for i := range shared.MaxFields {
			fields = append(fields, shared.Field{Key: fmt.Sprint("f", i), Kind: shared.FieldText, Label: fmt.Sprint("Field ", i)})
		}
		site := admin.set("POST", shared.PathSites, shared.NewSite{Name: "Asking", Origins: []string{"https://asking.example"}, Look: shared.Look{Fields: fields}})
		number := 0
		for group := range slices.Chunk(all, shared.MaxFields) {
			session := begin(site.ID, fmt.Sprintf("xss-visitor-%024d", number))
			number++
			given := map[string]string{}
			var shown []string
			for i, payload := range group {
				if utf8.RuneCountInString(payload) <= shared.MaxFieldText {
					given[fields[i].Key] = payload
					shown = append(shown, payload)
				}
			}
			body, _ := json.Marshal(shared.Details{Details: given})
			if status, _ := s.try("POST", shared.PathWith(shared.PathDetails, string(session.SessionID)), session.Token, string(body)); status != 200 {
				continue // of a line break, say: refused is as good
			}
			write(session.SessionID, session.Token, shared.PostMessage{Content: "hello"})
			agent.visit(s.url() + "/app/c/" + string(session.SessionID))
			agent.wait(`(shown => shown.length && ` + list(shown) + `.every(p => shown.some(s => s.trim() === p.trim())))([...document.querySelectorAll("#details .fact-value")].map(e => e.textContent))`)
			agent.innocent("details")
		}
	})
}
