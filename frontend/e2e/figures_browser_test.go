//go:build !js

package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"

	"parley/shared"
)

// expect has the page wait for a line with a text in its inbox; window.shown is
// when that is there, in milliseconds since the epoch.
func (b *tab) expect(text string) {
	b.t.Helper()
	eval[any](b, `(window.shown = new Promise(f => {
		const look = () => [...document.querySelectorAll(".line-link")].some(l => l.innerText.includes(`+quote(text)+`)) && (o.disconnect(), f(performance.timeOrigin + performance.now()));
		const o = new MutationObserver(look);
		o.observe(document.body, {childList: true, subtree: true, characterData: true});
		look();
	}), 0)`)
}

// BenchmarkFirstMessage reports how long a visitor's first message takes from
// the press of Enter in the widget, on a page of another site, to its line in an
// inbox that is open elsewhere; and the same for the next message, whose line is
// there already. Medians.
func BenchmarkFirstMessage(b *testing.B) {
	const rounds = 10
	browser, s := chromium(b), serve(b)
	shop := s.shop()
	agent := person(b, browser, "agent")
	agent.signIn(s, "demo")
	times := map[string][]float64{}
	for b.Loop() {
		for round := range rounds {
			visitor := person(b, browser, "visitor")
			visitor.visit(shop)
			widget := visitor.openChat(s)
			eval[any](widget, `addEventListener("keydown", e => e.key === "Enter" && (window.pressed = performance.timeOrigin + e.timeStamp), true)`)
			for _, which := range []string{"first", "next"} {
				text := fmt.Sprint(which, " of ", round)
				visitor.keys(text)
				agent.expect(text)
				visitor.press("\r")
				times[which] = append(times[which], eval[float64](agent, `window.shown`)-eval[float64](widget, `window.pressed`))
			}
			visitor.visit("about:blank")
		}
	}
	b.ReportMetric(median(times["first"]), "first-line-ms")
	b.ReportMetric(median(times["next"]), "next-line-ms")
	b.ReportMetric(median(times["first"])/median(times["next"]), "first/next")
}

// BenchmarkAppend reports the time of the browser's main thread that one more
// message costs in a conversation of 100 and of 10,000 messages, all of them in
// the page: program, style and layout.
func BenchmarkAppend(b *testing.B) {
	const more = 100
	browser, s := chromium(b), serve(b, unlimited)
	agent := s.access("demo")
	for b.Loop() {
		cost := map[int]float64{}
		for _, length := range []int{100, 10_000} {
			const browserID = "append-browser-%04d-000000000000000000000"
			id := fmt.Sprintf(browserID, length%9999)
			var session shared.Session
			if err := json.Unmarshal([]byte(s.post(shared.PathWith(shared.PathInitSession, "demo"), "", `{"browser_session_id":`+quote(id)+`}`)), &session); err != nil {
				b.Fatal(err)
			}
			path := shared.PathWith(shared.PathMessages, string(session.SessionID))
			s.post(path, session.Token, `{"content":"The first, or no agent could write."}`)
			say := func(text string) { s.post(path, agent, `{"content":`+quote(text)+`}`) }
			visitor := person(b, browser, "visitor")
			visitor.viewport(400, 704, false, "light")
			visitor.visit(s.url() + "/widget?site=demo")
			eval[any](visitor, `localStorage.setItem("parley.browser", `+quote(id)+`)`)
			visitor.visit(s.url() + "/widget?site=demo")
			visitor.wait(`document.documentElement.dataset.boot === "done"`)
			// They come over the socket, so all of them stay in the page; no more at
			// once than it can follow, or it would begin anew with the newest.
			const batch = 100
			for said := 0; said < length; said += batch {
				var group sync.WaitGroup
				for worker := range 10 {
					group.Go(func() {
						for i := range batch / 10 {
							say(fmt.Sprint("line ", said+worker*10+i))
						}
					})
				}
				group.Wait()
				visitor.wait(fmt.Sprint(`document.getElementsByClassName("bubble").length > `, said))
			}
			visitor.wait(fmt.Sprint(`document.getElementsByClassName("bubble").length > `, length))
			before := visitor.busy()
			for i := range more {
				text := fmt.Sprint("one more ", i)
				eval[any](visitor, `(window.shown = new Promise(f => {
					// Only the end is looked at: a look at all of it would be measured, too.
					const newest = () => [...[...document.querySelectorAll(".messages-log .block")].at(-1).querySelectorAll(".bubble")].at(-1);
					const o = new MutationObserver(() => newest()?.textContent.trim() === `+quote(text)+` && (o.disconnect(), requestAnimationFrame(() => setTimeout(() => f(true)))));
					o.observe(document.querySelector(".messages"), {childList: true, subtree: true});
				}), 0)`)
				say(text)
				eval[bool](visitor, `window.shown`)
			}
			cost[length] = (visitor.busy() - before) / more
			b.ReportMetric(cost[length], fmt.Sprint("append-", length, "-ms"))
			visitor.visit("about:blank")
		}
		b.ReportMetric(cost[10_000]/cost[100], "append-10000/100")
	}
}

// BenchmarkGuest reports what the loader costs the page that embeds it, against
// the same page without it: time of the main thread until that is idle, and, with
// the panel opened and closed, the greatest layout shift
// and tasks over 50 ms. Medians.
func BenchmarkGuest(b *testing.B) {
	const rounds = 20
	browser, s := chromium(b), serve(b)
	shop := s.customer(shared.NewSite{Name: "Kiln & Clay"}, `<script>
		window.shift = window.long = 0;
		new PerformanceObserver(l => l.getEntries().forEach(e => window.shift += e.value)).observe({type: "layout-shift", buffered: true});
		new PerformanceObserver(l => l.getEntries().forEach(e => window.long += e.duration)).observe({type: "longtask", buffered: true});
	</script>`)
	const idle = `new Promise(f => requestAnimationFrame(() => requestIdleCallback(() => f(0))))`
	for b.Loop() {
		times, shift, long := map[bool][]float64{}, map[bool][]float64{}, map[bool][]float64{}
		for range rounds {
			for _, guest := range []bool{false, true} {
				visitor := person(b, browser, "visitor")
				page := shop.page
				if !guest {
					page += "?without"
				}
				visitor.do(onCPU)
				visitor.visit(page)
				if guest {
					visitor.wait(`window.parley?.destroy`)
				}
				eval[any](visitor, idle)
				times[guest] = append(times[guest], visitor.busy())
				if guest {
					visitor.openPanel(s)
					eval[any](visitor, `(parley.close(), `+idle+`)`)
				}
				shift[guest] = append(shift[guest], eval[float64](visitor, `window.shift`))
				long[guest] = append(long[guest], eval[float64](visitor, `window.long`))
				visitor.visit("about:blank")
			}
		}
		b.ReportMetric(median(times[false]), "page-ms")
		b.ReportMetric(median(times[true])-median(times[false]), "loader-ms")
		b.ReportMetric(median(times[true])/median(times[false]), "with/without")
		b.ReportMetric(slices.Max(shift[true])-slices.Max(shift[false]), "loader-shift")
		b.ReportMetric(median(long[false]), "page-longtasks-ms")
		b.ReportMetric(median(long[true]), "with-longtasks-ms")
	}
}

// onCPU has the browser count what a thread worked, not what it waited for a core.
var onCPU = performance.Enable().WithTimeDomain(performance.EnableTimeDomainThreadTicks)

// busy is how long the page's main thread has worked so far, in milliseconds.
func (b *tab) busy() (ms float64) {
	b.t.Helper()
	b.do(onCPU, chromedp.ActionFunc(func(ctx context.Context) error {
		metrics, err := performance.GetMetrics().Do(ctx)
		for _, m := range metrics {
			if m.Name == "TaskDuration" {
				ms = m.Value * 1000
			}
		}
		return err
	}))
	return ms
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}
