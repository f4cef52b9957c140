package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"strings"
	"testing"

	"parley/shared"
)

// asking is a site that asks for an e-mail address before the chat.
var asking = shared.NewSite{
	Name: "Bikes", Origins: []string{"https://bikes.example"},
	Look: shared.Look{Fields: []shared.Field{
		{Key: "name", Kind: shared.FieldName, Label: "Your name"},
		{Key: "email", Kind: shared.FieldEmail, Label: "Your e-mail", Required: true},
		{Key: "order", Kind: shared.FieldText, Label: "Your order"},
	}},
}

// dot is a PNG of a size.
func dot(t *testing.T, width, height int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func (p *program) addSite(admin string, site shared.NewSite) shared.ListedSite {
	p.t.Helper()
	return ask[shared.ListedSite](p, "POST", shared.PathSites, admin, site)
}

// visitSite is visit for another site than the demo's.
func (p *program) visitSite(site shared.SiteID, browser string) shared.Session {
	p.t.Helper()
	return ask[shared.Session](p, "POST", shared.PathWith(shared.PathInitSession, string(site)), "",
		shared.InitSession{BrowserSessionID: fmt.Sprintf("browser-%024s", browser), Page: "https://bikes.example/tandem?x=1#top", Language: "de"})
}

// TestSitesRefuseWhatCannotWork: each wrong field has its sentence, and all of
// them come at once.
func TestSitesRefuseWhatCannotWork(t *testing.T) {
	p := start(t, t.TempDir())
	admin := p.login("admin").Access
	for name, c := range map[string]struct {
		change func(*shared.NewSite)
		field  string
		says   string
	}{
		"no name":                  {func(s *shared.NewSite) { s.Name = " " }, "name", "Give the site a name."},
		"no origins":               {func(s *shared.NewSite) { s.Origins = nil }, "origins", "without one, no page can show the widget"},
		"empty origins":            {func(s *shared.NewSite) { s.Origins = []string{" ", ""} }, "origins", "without one, no page can show the widget"},
		"an origin with a path":    {func(s *shared.NewSite) { s.Origins = []string{"https://bikes.example/shop"} }, "origins", "without a path"},
		"an origin without scheme": {func(s *shared.NewSite) { s.Origins = []string{"bikes.example"} }, "origins", "is not an origin"},
		"a policy in an origin":    {func(s *shared.NewSite) { s.Origins = []string{"https://bikes.example;script-src"} }, "origins", "is not an origin"},
		"a colour in words":        {func(s *shared.NewSite) { s.Color = "green" }, "color", "#rrggbb"},
		"text hard to read":        {func(s *shared.NewSite) { s.Color, s.TextColor = "#ffcc00", "#ffffff" }, "text_color", "its contrast is 1.5, and has to be 4.5. Leave it empty for #000000."},
		"text without colour":      {func(s *shared.NewSite) { s.TextColor = "#ffffff" }, "text_color", "Choose the colour behind"},
		"a launcher on top":        {func(s *shared.NewSite) { s.Launcher.Side = "top" }, "launcher", "left or right"},
		"a launcher of words":      {func(s *shared.NewSite) { s.Launcher.Text = strings.Repeat("x", 31) }, "launcher", "this has 31"},
		"an endless greeting":      {func(s *shared.NewSite) { s.Greeting = []string{strings.Repeat("x", 10_000)} }, "greeting", "1 to 300 characters; this has 10000"},
		"a greeting of many lines": {func(s *shared.NewSite) { s.Greeting = []string{"1", "2", "3", "4", "5", "6"} }, "greeting", "at most 5 lines"},
		"a long placeholder":       {func(s *shared.NewSite) { s.Texts.Placeholder = strings.Repeat("x", 201) }, "texts", "this has 201"},
		"a telegram":               {func(s *shared.NewSite) { s.MessageCharacters = 159 }, "message_characters", "160 to 5000"},
		"a novel":                  {func(s *shared.NewSite) { s.MessageCharacters = 5001 }, "message_characters", "160 to 5000"},
		"a long history":           {func(s *shared.NewSite) { s.FirstHistory = 301 }, "first_history", "1 to 300"},
		"a field of no kind":       {func(s *shared.NewSite) { s.Fields = []shared.Field{{Key: "a", Label: "A"}} }, "fields", "a name, an email or a text"},
		"two fields of one key":    {func(s *shared.NewSite) { s.Fields = append(s.Fields[:1:1], s.Fields[0]) }, "fields", "a key of its own"},
		"a field without label":    {func(s *shared.NewSite) { s.Fields = []shared.Field{{Key: "a", Kind: shared.FieldText}} }, "fields", "label"},
	} {
		site := asking
		c.change(&site)
		for method, path := range map[string]string{"POST": shared.PathSites, "PUT": shared.PathWith(shared.PathSite, "demo")} {
			status, answer := p.call(method, path, admin, site)
			var body shared.ErrorBody
			json.Unmarshal(answer, &body)
			if status != http.StatusBadRequest || len(body.Error.Fields) != 1 || !strings.Contains(body.Error.Fields[c.field], c.says) {
				t.Errorf("%s: %d %s", name, status, answer)
			}
		}
	}
	_, answer := p.call("POST", shared.PathSites, admin, shared.NewSite{Look: shared.Look{Color: "x", FirstHistory: -1}})
	for _, field := range []string{"name", "origins", "color", "first_history"} {
		if !strings.Contains(string(answer), `"`+field+`":"`) {
			t.Errorf("%s says nothing of %s", answer, field)
		}
	}
	lead, visitor := p.login("lead").Access, p.visit("1").Token
	for bearer, code := range map[string]shared.Code{"": shared.CodeUserHasToLogin, lead: shared.CodeForbidden, visitor: shared.CodeForbidden} {
		status := map[shared.Code]int{shared.CodeUserHasToLogin: 401, shared.CodeForbidden: 403}[code]
		p.refused(code, status, "GET", shared.PathSites, bearer, nil)
		p.refused(code, status, "POST", shared.PathSites, bearer, asking)
		p.refused(code, status, "PUT", shared.PathWith(shared.PathSite, "demo"), bearer, asking)
		p.refused(code, status, "PUT", shared.PathWith(shared.PathSitePicture, "demo"), bearer, string(dot(t, 1, 1)))
		p.refused(code, status, "DELETE", shared.PathWith(shared.PathSitePicture, "demo"), bearer, nil)
	}
	p.refused(shared.CodeNotFound, 404, "PUT", shared.PathWith(shared.PathSite, "nowhere"), admin, asking)
	p.refused(shared.CodeNotFound, 404, "PUT", shared.PathWith(shared.PathSitePicture, "nowhere"), admin, string(dot(t, 1, 1)))
}

// TestSitesChangeLive: what an admin sets is what new visitors get, what those
// who are there are told, and what the server holds them to.
func TestSitesChangeLive(t *testing.T) {
	p := start(t, t.TempDir())
	admin := p.login("admin").Access
	wanted := shared.NewSite{Name: " Bikes ", Origins: []string{"https://bikes.example", " https://bikes.example "}}
	made := p.addSite(admin, wanted)
	if made.Name != "Bikes" || made.Title != "Bikes" || made.MessageCharacters != shared.MaxMessage || made.FirstHistory != shared.MaxHistory ||
		fmt.Sprint(made.Origins) != "[https://bikes.example]" {
		t.Errorf("%+v", made)
	}
	if want := fmt.Sprintf(`<script src="%s/widget.js?site=%s" data-site="%s" async></script>`, p.url, made.ID, made.ID); made.Snippet != want {
		t.Errorf("%s, want %s", made.Snippet, want)
	}
	session := p.visitSite(made.ID, "1")
	visitor := p.chat(session)
	elsewhere := p.chat(p.visit("2"))
	visitor.send(shared.SendMessage{Content: strings.Repeat("x", 161)}, "")
	next[shared.MessagePosted](visitor)

	wanted.Look = shared.Look{
		Title: "Ask us", Color: "#0A6B5E", Launcher: shared.Launcher{Side: shared.SideLeft, Text: "Questions? </script>"},
		Greeting: []string{"Hello!", " ", "How can we help?"}, MessageCharacters: 160, FirstHistory: 20, Calls: true,
	}
	changed := ask[shared.ListedSite](p, "PUT", shared.PathWith(shared.PathSite, string(made.ID)), admin, wanted)
	told := next[shared.SiteChanged](visitor).Site
	got := p.visitSite(made.ID, "1")
	for _, site := range []shared.Site{changed.Site, told, got.Site} {
		if site.Title != "Ask us" || site.Color != "#0a6b5e" || site.TextColor != "#ffffff" || len(site.Greeting) != 2 || site.FirstHistory != 20 || !site.Calls {
			t.Errorf("%+v", site)
		}
	}
	if got.Limits.MessageCharacters != 160 {
		t.Errorf("%+v", got.Limits)
	}
	visitor.send(shared.SendMessage{Content: strings.Repeat("x", 161)}, "")
	if failed := next[shared.Failed](visitor); failed.Code != shared.CodeMessageTooLong {
		t.Errorf("%+v", failed)
	}
	p.refused(shared.CodeMessageTooLong, 400, "POST", shared.PathWith(shared.PathMessages, string(session.SessionID)), admin, shared.PostMessage{Content: strings.Repeat("x", 161)})
	fresh, hello := p.open("/ws/chat/"+string(p.visitSite(made.ID, "3").SessionID), p.visitSite(made.ID, "3").Token)
	if hello.Limits.MessageCharacters != 160 || hello.Conversation.MessageCharacters != 160 {
		t.Errorf("%+v", hello)
	}
	fresh.send(shared.SendMessage{Content: strings.Repeat("x", 161)}, "")
	if failed := next[shared.Failed](fresh); failed.Code != shared.CodeMessageTooLong {
		t.Errorf("%+v", failed)
	}
	elsewhere.send(shared.SendMessage{Content: strings.Repeat("x", 161)}, "")
	for {
		received, err := elsewhere.receive()
		if err != nil {
			t.Fatal(err)
		}
		if _, told := received.Event.(shared.SiteChanged); told {
			t.Error("visitors of another site were told")
		}
		if _, posted := received.Event.(shared.MessagePosted); posted {
			break
		}
	}

	// The launcher's look comes with the loader, which stays what it was.
	status, plain := p.call("GET", "/widget.js", "", nil)
	_, dressed := p.call("GET", "/widget.js?site="+string(made.ID), "", nil)
	_, unknown := p.call("GET", "/widget.js?site=nowhere", "", nil)
	want := `{const parleyLook={"side":"left","text":"Questions? \u003c/script\u003e","color":"#0a6b5e","text_color":"#ffffff","title":"Ask us","calls":true};` + "\n" + string(plain) + "\n}"
	if status != http.StatusOK || string(dressed) != want || !bytes.Equal(plain, unknown) {
		t.Errorf("%.200s", dressed)
	}

	// New origins count at once.
	wanted.Origins = []string{"https://tandems.example"}
	ask[shared.ListedSite](p, "PUT", shared.PathWith(shared.PathSite, string(made.ID)), admin, wanted)
	init := shared.PathWith(shared.PathInitSession, string(made.ID))
	p.refused(shared.CodeForbidden, 403, "POST", init, "", shared.InitSession{BrowserSessionID: "browser-0123456789"}, "Origin: https://bikes.example")
	if status, answer := p.call("POST", init, "", shared.InitSession{BrowserSessionID: "browser-0123456789"}, "Origin: https://tandems.example"); status != http.StatusOK {
		t.Errorf("%d %s", status, answer)
	}
}

func TestPicturesOfSites(t *testing.T) {
	p := start(t, t.TempDir())
	admin := p.login("admin").Access
	path := shared.PathWith(shared.PathSitePicture, "demo")
	small := dot(t, 32, 32)
	broken := append([]byte{}, small[:len(small)-20]...)
	for name, c := range map[string]struct {
		content string
		says    string
	}{
		"nothing":         {"", "Choose a picture."},
		"an SVG":          {`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "Choose a PNG, JPEG or WebP."},
		"a page":          {"<!doctype html><script>alert(1)</script>", "Choose a PNG, JPEG or WebP."},
		"a GIF":           {"GIF89a" + strings.Repeat("\x00", 40), "Choose a PNG, JPEG or WebP."},
		"a PNG's head":    {string(small[:20]), "Choose a PNG, JPEG or WebP."},
		"half a PNG":      {string(broken), "damaged"},
		"a JPEG's head":   {"\xff\xd8\xff\xe0<script>", "Choose a PNG, JPEG or WebP."},
		"a WebP of words": {"RIFF\x00\x00\x00\x00WEBPVP8 " + strings.Repeat("x", 40), "Choose a PNG, JPEG or WebP."},
		"a wide one":      {string(dot(t, 1025, 1)), "at most 1024 × 1024 pixels; this one has 1025 × 1"},
		"a heavy one":     {string(small) + strings.Repeat("x", shared.MaxPicture), "at most 100 KiB"},
		"an endless one":  {string(small) + strings.Repeat("x", 1<<20), "at most 100 KiB"},
	} {
		status, answer := p.call("PUT", path, admin, c.content)
		if status != http.StatusBadRequest || !strings.Contains(string(answer), c.says) || !strings.Contains(string(answer), `"picture":`) {
			t.Errorf("%s: %d %s", name, status, answer)
		}
	}
	webp := "RIFF\x16\x00\x00\x00WEBPVP8L\x0a\x00\x00\x00\x2f\x1f\xc0\x07\x00" + strings.Repeat("\x00", 10) // 32 × 32
	var before string
	for is, content := range map[string]string{"image/png": string(small), "image/webp": webp} {
		site := ask[shared.ListedSite](p, "PUT", path, admin, content)
		response, err := http.Get(p.url + site.Picture)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		h := response.Header
		if err != nil || string(body) != content || h.Get("Content-Type") != is || h.Get("X-Content-Type-Options") != "nosniff" ||
			h.Get("Content-Security-Policy") != "default-src 'none'; sandbox" || !strings.Contains(h.Get("Cache-Control"), "immutable") {
			t.Errorf("%d %v", response.StatusCode, h)
		}
		if p.visit("1").Site.Picture != site.Picture || site.Picture == before {
			t.Errorf("%q after %q", site.Picture, before)
		}
		before = site.Picture
	}
	if site := ask[shared.ListedSite](p, "DELETE", path, admin, nil); site.Picture != "" {
		t.Errorf("%+v", site)
	}
	p.refused(shared.CodeNotFound, 404, "GET", before, "", nil)
}

// TestDetailsBeforeTheChat: asked once per conversation, judged field by field,
// kept with it and shown to users alone.
func TestDetailsBeforeTheChat(t *testing.T) {
	p := start(t, t.TempDir())
	admin := p.login("admin").Access
	site := p.addSite(admin, asking)
	session := p.visitSite(site.ID, "1")
	if !session.DetailsWanted || !session.Created || len(session.Site.Fields) != 3 || p.visit("1").DetailsWanted {
		t.Fatalf("%+v", session)
	}
	messages := shared.PathWith(shared.PathMessages, string(session.SessionID))
	details := shared.PathWith(shared.PathDetails, string(session.SessionID))
	status, answer := p.call("POST", messages, session.Token, shared.PostMessage{Content: "hello"})
	if status != http.StatusForbidden || !strings.Contains(string(answer), "fill in the form first") {
		t.Errorf("%d %s", status, answer)
	}
	tell := func(values ...string) shared.Details {
		d := shared.Details{Details: map[string]string{}}
		for i := 0; i < len(values); i += 2 {
			d.Details[values[i]] = values[i+1]
		}
		return d
	}
	for name, c := range map[string]struct {
		details shared.Details
		field   string
		says    string
	}{
		"nothing":           {tell(), "email", "Please fill this in."},
		"spaces":            {tell("email", "  "), "email", "Please fill this in."},
		"no address":        {tell("email", "zoe"), "email", "anna@example.com"},
		"two addresses":     {tell("email", "a@b.example, c@d.example"), "email", "anna@example.com"},
		"a letter":          {tell("email", "a@b.example", "order", strings.Repeat("x", 255)), "order", "254"},
		"two lines":         {tell("email", "a@b.example", "name", "a\nb"), "name", "on one line"},
		"what is not asked": {tell("email", "a@b.example", "card", "4111"), "card", "does not ask for that"},
	} {
		status, answer := p.call("POST", details, session.Token, c.details)
		var body shared.ErrorBody
		json.Unmarshal(answer, &body)
		if status != http.StatusBadRequest || len(body.Error.Fields) != 1 || !strings.Contains(body.Error.Fields[c.field], c.says) {
			t.Errorf("%s: %d %s", name, status, answer)
		}
	}
	other := p.visitSite(site.ID, "2")
	good := tell("email", " zoe@example.com ", "name", "Zoë")
	p.refused(shared.CodeUserHasToLogin, 401, "POST", details, "", good)
	p.refused(shared.CodeRoomAccessDenied, 403, "POST", details, other.Token, good)
	p.refused(shared.CodeRoomInvalid, 404, "POST", details, admin, good)
	if again := p.visitSite(site.ID, "1"); !again.DetailsWanted || !again.Created {
		t.Errorf("a refused form has left something: %+v", again)
	}

	ask[shared.Success](p, "POST", details, session.Token, good)
	ask[shared.Success](p, "POST", details, session.Token, good) // the answer was lost
	p.refused(shared.CodeConflict, 409, "POST", details, session.Token, tell("email", "other@example.com"))
	p.refused(shared.CodeForbidden, 403, "POST", details, admin, good)
	if again := p.visitSite(site.ID, "1"); again.DetailsWanted || again.Created || again.SessionID != session.SessionID {
		t.Errorf("asked twice: %+v", again)
	}
	if page := ask[shared.Inbox](p, "GET", shared.PathInbox, admin, nil); len(page.Conversations) != 0 || page.Counts.All != 0 {
		t.Errorf("nothing was said: %+v", page)
	}
	desk, _ := p.open(shared.PathStreamSocket, admin)
	visitor := p.chat(session)
	visitor.send(shared.SendMessage{Content: "hello"}, "")
	if m := next[shared.MessagePosted](visitor).Message; m.Sender.FirstName != "Zoë" {
		t.Errorf("%+v", m)
	}
	fed := desk.changed(session.SessionID)
	listed := ask[shared.Inbox](p, "GET", shared.PathInbox, admin, nil)
	if listed.Counts.All != 1 || len(listed.Conversations) != 1 {
		t.Fatalf("%+v", listed)
	}
	for _, c := range []shared.Conversation{fed.Conversation, listed.Conversations[0], desk.join(session.SessionID).Conversation} {
		if c.Internal == nil || c.Title != "Zoë" || len(c.Details) != 2 ||
			c.Details[0] != (shared.Detail{Key: "name", Kind: shared.FieldName, Label: "Your name", Value: "Zoë"}) || c.Details[1].Value != "zoe@example.com" {
			t.Fatalf("%+v", c.Internal)
		}
		if c.Visit == nil || c.Visit.Page != "https://bikes.example/tandem?x=1" || c.Visit.Language != "de" || !strings.HasPrefix(c.Visit.Browser, "Go-http-client") {
			t.Errorf("%+v", c.Visit)
		}
	}
	// The next conversation asks again; whoever was refused has lost nothing.
	ask[shared.Success](p, "POST", shared.PathWith(shared.PathClose, string(session.SessionID)), session.Token, shared.CloseConversation{})
	if next := p.visitSite(site.ID, "1"); !next.DetailsWanted || next.SessionID == session.SessionID {
		t.Errorf("%+v", next)
	}
	p.refused(shared.CodeConflict, 409, "POST", details, session.Token, tell("email", "late@example.com"))
}
