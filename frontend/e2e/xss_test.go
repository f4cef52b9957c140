//go:build !js

package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"parley/shared"
	"parley/shared/client"
)

// payloads are texts that run a script, which calls xss, where text is taken
// for anything else.
func payloads(t *testing.T) (all []string) {
	t.Helper()
	file, err := os.ReadFile("testdata/xss.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(file, &all); err != nil || len(all) < 100 {
		t.Fatalf("%d payloads, %v", len(all), err)
	}
	return all
}

// trap has every page of a tab note what runs, from before its first script.
func (b *tab) trap() {
	b.t.Helper()
	b.do(chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := cdppage.AddScriptToEvaluateOnNewDocument(`globalThis.ran = 0; globalThis.xss = () => ran++`).Do(ctx)
		return err
	}))
}

// innocent checks that nothing ran, and that no link leads to a script.
func (b *tab) innocent(sink string) {
	b.t.Helper()
	if n := eval[int](b, `globalThis.ran`); n != 0 {
		b.t.Errorf("%s: %d scripts ran", sink, n)
	}
	for _, link := range eval[[]string](b, `[...document.querySelectorAll("a[href]")].filter(a => !["http:", "https:", "mailto:"].includes(a.protocol)).map(a => a.href)`) {
		b.t.Errorf("%s: a link to %s", sink, link)
	}
	if odd := eval[[]string](b, `[...document.querySelectorAll("#desk *, #widget *")].flatMap(e => [...e.attributes]).filter(a => a.name.startsWith("on") || a.name === "srcdoc").map(a => a.name + "=" + a.value)`); len(odd) > 0 {
		b.t.Errorf("%s: attributes %v", sink, odd)
	}
}

// everywhere makes a server of our own say a payload wherever it says
// somebody's name, and react with one to every message. Each kind of place goes
// through all payloads, one after the other.
func everywhere(all []string) func(path, body string) string {
	var mu sync.Mutex
	next := map[string]int{} // guarded by mu
	take := func(kind string) string {
		next[kind]++
		return quote(all[(next[kind]-1)%len(all)])
	}
	person := regexp.MustCompile(`("[a-z_]+":|\{)(\{?"id":"[^"]*","role":"[a-z]*","username":)"[^"]*","first_name":"[^"]*"`)
	return func(_, body string) string {
		mu.Lock()
		defer mu.Unlock()
		body = person.ReplaceAllStringFunc(body, func(found string) string {
			part := person.FindStringSubmatch(found)
			return part[1] + part[2] + `"x","first_name":` + take(part[1])
		})
		for strings.Contains(body, `"reactions":[]`) {
			body = strings.Replace(body, `"reactions":[]`, `"reactions":[{"emoji":`+take("emoji")+`,"users":["x"]}]`, 1)
		}
		return body
	}
}

func TestNothingPlantedRuns(t *testing.T) {
	all := payloads(t)
	browser := chromium(t)
	s, p := behind(t, unlimited)
	p.edits(everywhere(all))
	var token struct{ Access string }
	if err := json.Unmarshal([]byte(s.post("/api/token", "", `{"username":"demo","password":"parley-demo"}`)), &token); err != nil {
		t.Fatal(err)
	}
	type session struct {
		ID    string `json:"session_id"`
		Token string `json:"token"`
	}
	begin := func(browserID string) (made session) {
		t.Helper()
		if err := json.Unmarshal([]byte(s.post("/platform_connections/widget/chat/demo/init_session", "", `{"browser_session_id":`+quote(browserID)+`}`)), &made); err != nil {
			t.Fatal(err)
		}
		return made
	}
	write := func(to session, bearer, text string) {
		t.Helper()
		s.post("/api/v1/conversations/"+to.ID+"/messages", bearer, `{"content":`+quote(text)+`}`)
	}

	// A conversation for each payload, for the inbox; one with all of them from
	// both sides.
	for i, payload := range all {
		one := begin(fmt.Sprintf("xss-visitor-%024d", i))
		write(one, one.Token, payload)
	}
	const busyID = "xss-visitor-of-the-busy-conversation"
	busy := begin(busyID)
	for _, payload := range all {
		write(busy, busy.Token, payload)
		write(busy, token.Access, payload)
	}
	const mark = "the last one" // its bubble also has a reaction
	const last = confirmed + `.at(-1)?.startsWith("` + mark + `")`
	write(busy, token.Access, mark)

	agent := person(t, browser, "agent")
	agent.allow()
	agent.trap()
	agent.visit(p.url + "/app/c/" + url.PathEscape(all[5]) + "?x=" + url.QueryEscape(all[1]) + "#" + all[2])
	agent.wait(`document.activeElement.id === "name"`)
	agent.innocent("address")
	// What a server answers to a wrong password.
	p.edits(func(path, body string) string {
		if path != "/api/token" {
			return body
		}
		return `{"error":{"code":"USER_HAS_TO_LOGIN","message":` + quote(strings.Join(all, " ")) + `}}`
	})
	agent.keys("demo")
	agent.press("\t")
	agent.keys("wrong")
	agent.press("\r")
	agent.wait(`document.querySelector("#sign-in-problem").textContent === ` + quote(strings.Join(all, " ")))
	agent.innocent("sign-in problem")
	p.edits(everywhere(all))
	agent.visit(p.url + "/app")
	agent.enter("demo")
	agent.counts()

	t.Run("inbox", func(t *testing.T) {
		agent.wait(`document.querySelector(".line")`)
		for {
			agent.wait(`!document.querySelector("#load-more")?.disabled`)
			if !eval[bool](agent, `!!document.querySelector("#load-more")`) {
				break
			}
			eval[any](agent, `document.querySelector("#load-more").click()`)
		}
		agent.wait(fmt.Sprintf(`document.querySelectorAll(".line").length === %d`, len(all)+1))
		for _, c := range []struct{ part, space string }{{".line-name .isolated", ``}, {".line-said .isolated", `.replace(/\s+/g, " ").trim()`}} {
			shown := eval[[]string](agent, `[...document.querySelectorAll(`+quote(c.part)+`)].map(e => e.textContent)`)
			for _, want := range eval[[]string](agent, list(all)+`.map(p => p`+c.space+`)`) {
				if !slices.ContainsFunc(shown, func(is string) bool { return bare(is) == bare(want) }) {
					t.Errorf("%s never shows %q", c.part, want)
				}
			}
		}
		agent.innocent("inbox")
	})

	t.Run("desk's conversation", func(t *testing.T) {
		eval[any](agent, fmt.Sprintf(`document.querySelector("[data-id='%s']").click()`, busy.ID))
		agent.wait(last)
		older(agent, 2*len(all)+1)
		chips := map[string]bool{}
		for _, chip := range eval[[]string](agent, `[...document.querySelectorAll(".reaction")].map(e => e.textContent)`) {
			chips[bare(chip)] = true
		}
		for _, want := range all {
			if !chips[bare(want)] {
				t.Errorf("no reaction shows %q", want)
			}
		}
		agent.innocent("desk's conversation")
	})

	t.Run("live", func(t *testing.T) {
		for _, payload := range all {
			write(busy, busy.Token, payload)
		}
		write(busy, busy.Token, mark)
		agent.wait(last)
		agent.innocent("live messages")
	})

	t.Run("notifications", func(t *testing.T) {
		other := begin(fmt.Sprintf("xss-visitor-%024d", 0))
		agent.click("#account")
		agent.click("#notify")
		agent.wait(`document.querySelector("#notify").getAttribute("aria-checked") === "true"`)
		agent.until("it shows notifications", func() bool {
			return eval[bool](agent, `navigator.locks.query().then(q => q.held.some(l => l.name === "parley.notify"))`)
		})
		for i, payload := range all {
			write(other, other.Token, payload)
			agent.wait(fmt.Sprintf(`shown.length > %d`, i))
		}
		if got := eval[[]string](agent, `shown`); len(got) != len(all) {
			t.Errorf("%d notifications of %d messages", len(got), len(all))
		}
		if title := eval[string](agent, `document.title`); !regexp.MustCompile(`^(\(\d+\) )?Parley$`).MatchString(title) {
			t.Errorf("the title is %q", title)
		}
		agent.innocent("notifications")
		if n := eval[int](agent.worker(), `globalThis.ran ?? 0`); n != 0 {
			t.Error("a script ran in the worker")
		}
	})

	t.Run("widget", func(t *testing.T) {
		visitor := person(t, browser, "visitor")
		visitor.trap()
		visitor.visit(p.url + "/widget?site=demo")
		eval[any](visitor, `localStorage.setItem("parley.browser", `+quote(busyID)+`)`)
		visitor.visit(p.url + "/widget?site=demo")
		visitor.wait(last)
		older(visitor, 3*len(all)+2)
		visitor.innocent("widget")

		// Who is typing, in groups.
		bot, err := client.SignIn(t.Context(), s.url(), "demo", "parley-demo")
		if err != nil {
			t.Fatal(err)
		}
		defer bot.Close()
		id := shared.ConversationID(busy.ID)
		if _, err := bot.Join(t.Context(), id, 0); err != nil {
			t.Fatal(err)
		}
		name := regexp.MustCompile(`"username":"[^"]*"`)
		for group := range slices.Chunk(all, 20) {
			says := "It is " + strings.Join(group, " ")
			p.edits(func(_, body string) string {
				if !strings.Contains(body, `"type":"typing"`) {
					return body
				}
				return name.ReplaceAllLiteralString(body, `"username":`+quote(says))
			})
			for _, on := range []bool{true, false} {
				if err := bot.Typing(t.Context(), id, on); err != nil {
					t.Fatal(err)
				}
				visitor.wait(fmt.Sprintf(`(document.querySelector(".typing-who")?.textContent ?? "").includes(%s) === %v`, quote(says), on))
			}
		}
		visitor.innocent("typing")

		// The name of the site.
		site := regexp.MustCompile(`"name":"[^"]*"`)
		p.edits(func(path, body string) string {
			if !strings.HasSuffix(path, "/init_session") {
				return body
			}
			return site.ReplaceAllLiteralString(body, `"name":`+quote(strings.Join(all, " ")))
		})
		visitor.visit(p.url + "/widget?site=demo")
		visitor.wait(`document.querySelector(".head-site").textContent === ` + quote(strings.Join(all, " ")))
		visitor.innocent("site's name")

		// What a server says when it refuses.
		p.edits(func(path, body string) string {
			if !strings.HasSuffix(path, "/init_session") {
				return body
			}
			return `{"error":{"code":"FORBIDDEN","message":` + quote(strings.Join(all, " ")) + `}}`
		})
		visitor.visit(p.url + "/widget?site=demo")
		visitor.wait(`document.documentElement.dataset.boot === "done"`)
		visitor.innocent("refusal")
	})
}

// bare is a text without the white space around it, in any browser's opinion.
func bare(text string) string { return strings.Trim(text, " \t\n\ufeff") }

// older scrolls up until so many messages are there.
func older(b *tab, n int) {
	b.t.Helper()
	b.until(fmt.Sprint(n, " messages"), func() bool {
		return eval[bool](b, fmt.Sprintf(`(() => { document.querySelector("#messages").scrollTo(0, 0); return %s.length >= %d })()`, confirmed, n))
	})
}

// TestPlantedMarkupRuns is the control: in a page that takes text for markup,
// and has no policy, the payloads run.
func TestPlantedMarkupRuns(t *testing.T) {
	browser, s := chromium(t), serve(t)
	b := person(t, browser, "victim")
	b.trap()
	b.visit(s.shop())
	b.wait(`window.parley`)
	for _, payload := range payloads(t) {
		if strings.Contains(payload, "refresh") || strings.Contains(payload, "<base") {
			continue // would lead away from here
		}
		eval[any](b, `(() => { const e = document.createElement("div"); document.body.append(e); e.innerHTML = `+quote(payload)+` })()`)
	}
	b.wait(`ran >= 20`)
	t.Logf("%d scripts ran", eval[int](b, `ran`))
}

// TestPagesDoNotEcho asks for the pages themselves with payloads where they
// read anything: what the server writes is a template's.
func TestPagesDoNotEcho(t *testing.T) {
	s := serve(t, unlimited)
	for _, payload := range payloads(t) {
		q := url.QueryEscape(payload)
		for _, path := range []string{"/app/" + url.PathEscape(payload), "/app/c/" + url.PathEscape(payload), "/app?x=" + q,
			"/widget?site=" + q, "/widget?site=demo&o=" + q, "/demo?x=" + q} {
			request, err := http.NewRequest("GET", s.url()+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Referer", "http://x/"+q)
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			var body strings.Builder
			fmt.Fprint(&body, response.Header)
			buffer := make([]byte, 1<<20)
			for {
				n, err := response.Body.Read(buffer)
				body.Write(buffer[:n])
				if err != nil {
					break
				}
			}
			response.Body.Close()
			if len(payload) > 12 && strings.Contains(body.String(), payload) {
				t.Errorf("%s echoes it", path)
			}
		}
	}
}
