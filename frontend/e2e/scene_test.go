//go:build !js

package e2e

import (
	"encoding/json"
	"fmt"
	"testing"
)

// scene fills a server with conversations as a shop has them. The first one is
// of the visitor whose browser id is given.
func (s *server) scene(browserID string) {
	s.t.Helper()
	var tokens struct{ Access string }
	if err := json.Unmarshal([]byte(s.post("/api/token", "", `{"username":"demo","password":"parley-demo"}`)), &tokens); err != nil {
		s.t.Fatal(err)
	}
	for i, lines := range [][]string{
		{"<Does the oatmeal glaze stand the dishwasher?", ">It does, on the top rack. For the large bowls we would wash by hand."},
		{"<Can I change the address of order 2214?", ">Of course. Where should it go?", "<Lindenweg 4, 8005 Zürich", ">Done. It leaves us tomorrow.", "<Wonderful, thank you"},
		{"<مرحبا، هل تشحنون إلى دبي؟"},
		{"<Pneumonoultramicroscopicsilicovolcanoconiosis_and_a_very_long_address_without_a_single_space@example.org"},
		{"<One of the cups arrived with a crack", ">I am sorry. Could you tell me the order number?", "<It is 2198", "<The blue one, the other three are fine"},
		{"<Hi, I am looking for a gift for two people who love tea", ">Hello. How lovely. Is there a colour they like?",
			"<Something dark, maybe green", "<And do you ship to Norway before Christmas?",
			">We do: order by **10 December** and it is there in time.", ">Have a look at the *Moss* set: https://kiln.example/sets/moss"},
	} {
		id := fmt.Sprintf("scene-browser-%022d", i)
		if i == 5 {
			id = browserID
		}
		var session struct {
			ID    string `json:"session_id"`
			Token string `json:"token"`
		}
		if err := json.Unmarshal([]byte(s.post("/platform_connections/widget/chat/demo/init_session", "", `{"browser_session_id":`+quote(id)+`}`)), &session); err != nil {
			s.t.Fatal(err)
		}
		for _, line := range lines {
			token := session.Token
			if line[0] == '>' {
				token = tokens.Access
			}
			s.post("/api/v1/conversations/"+session.ID+"/messages", token, `{"content":`+quote(line[1:])+`}`)
		}
		if i == 1 {
			s.post("/close_chat_thread/"+session.ID, session.Token, `{"support_agent_id":null}`)
		}
	}
}

// TestScenes opens both apps, busy, in every look: light and dark, desktop and
// phone. It checks that nothing sticks out; the pictures are for people.
func TestScenes(t *testing.T) {
	browser, s := chromium(t), serve(t)
	const browserID = "scene-visitor-0123456789"
	s.scene(browserID)
	agent, visitor := person(t, browser, "agent"), person(t, browser, "visitor")
	agent.signIn(s, "demo")
	visitor.visit(s.url() + "/widget?site=demo")
	eval[any](visitor, `localStorage.setItem("parley.browser", `+quote(browserID)+`)`)
	visitor.visit(s.url() + "/widget?site=demo")
	for _, scheme := range []string{"light", "dark"} {
		agent.viewport(1280, 800, false, scheme)
		agent.visit(s.url() + "/app")
		agent.line("kiln.example")
		agent.ends("Have a look at the Moss set: https://kiln.example/sets/moss")
		agent.fits("desk-" + scheme)
		agent.viewport(768, 1024, true, scheme)
		agent.fits("desk-tablet-" + scheme)
		agent.viewport(360, 740, true, scheme)
		agent.fits("desk-phone-" + scheme)
		agent.click(".head-back")
		agent.wait(`document.querySelector(".inbox-list").getBoundingClientRect().width > 300`)
		agent.fits("desk-phone-list-" + scheme)

		visitor.viewport(400, 704, false, scheme)
		visitor.visit(s.url() + "/widget?site=demo")
		visitor.ends("Have a look at the Moss set: https://kiln.example/sets/moss")
		visitor.fits("widget-" + scheme)
		visitor.viewport(360, 640, true, scheme)
		visitor.fits("widget-phone-" + scheme)
	}

	// The shop as its visitors see it; the frame is cross-site by its host name.
	shopper := person(t, browser, "shopper")
	for _, scheme := range []string{"light", "dark"} {
		shopper.viewport(1280, 800, false, scheme)
		shopper.visit(s.alias() + "/demo")
		shopper.wait(`window.parley`)
		shopper.fits("shop-closed-" + scheme)
		widget := shopper.openChat(s)
		if scheme == "light" {
			shopper.say("Hello, is the dark green tea set still there?")
			widget.ends("Hello, is the dark green tea set still there?")
		}
		shopper.fits("shop-" + scheme)
	}
	shopper.viewport(390, 800, true, "dark")
	shopper.visit(s.alias() + "/demo")
	shopper.wait(`window.parley`)
	shopper.fits("shop-phone-closed-dark")
	eval[any](shopper, `parley.open()`)
	widget := shopper.frame(s.url() + "/widget")
	widget.ends("Hello, is the dark green tea set still there?")
	shopper.fits("shop-phone-dark")
}

// fits checks that the page does not scroll sideways, and takes its picture.
func (b *tab) fits(name string) {
	b.t.Helper()
	b.wait(`document.fonts.status === "loaded"`)
	eval[any](b, `new Promise(f => requestAnimationFrame(() => requestAnimationFrame(() => f(0))))`)
	b.show(name)
	if over := eval[float64](b, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
		b.t.Errorf("%s is %v px too wide", name, over)
	}
}
