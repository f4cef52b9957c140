package ui

import (
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"parley/frontend/link"
	"parley/shared"
)

// Skeleton shapes.
const (
	// Bubbles are messages to come.
	Bubbles = "bubbles"
	// Lines are a list to come: an avatar and two lines each.
	Lines = "lines"
)

// Skeleton has the shape of n things of one of the shapes above that are still
// to come.
func Skeleton(shape string, n int) app.UI {
	items := make([]app.UI, 0, n)
	for range n {
		items = append(items, app.Span().Class("skeleton-item").Body(
			app.Span().Class("skeleton-disc"),
			app.Span().Class("skeleton-bar"),
		))
	}
	return app.Div().Class("skeleton", "skeleton-"+shape).Attr("aria-hidden", "true").Body(items...)
}

// GreetingID is the id of the greeting.
const GreetingID = "greeting"

// Greeting is what is said first: a title, and a line for each further one.
func Greeting(lines []string) app.UI {
	if len(lines) == 0 {
		return app.Div().ID(GreetingID).Class("greeting")
	}
	body := []app.UI{app.H2().Class("greeting-title").Dir("auto").Text(lines[0])}
	for _, line := range lines[1:] {
		body = append(body, app.P().Class("greeting-more").Dir("auto").Text(line))
	}
	return app.Div().ID(GreetingID).Class("greeting").Body(body...)
}

// A Notice is what a banner says: nothing, or one sentence and perhaps one
// thing to do.
type Notice struct {
	Text string
	// Bad is for what will not mend itself.
	Bad bool
	// Action is the label of the button, if any.
	Action string
}

// Banner tells the state of the connection over the top of what it belongs to,
// and so moves nothing. It is always there, so that a change is announced.
func Banner(n Notice, act app.EventHandler) app.UI {
	class := "banner"
	if n.Text != "" {
		class += " banner-on"
	}
	if n.Bad {
		class += " banner-bad"
	}
	return app.Div().Class(class).Role("status").Body(
		app.If(n.Text != "", func() app.UI { return app.Span().Class("banner-text").Text(n.Text) }),
		app.If(n.Action != "", func() app.UI {
			return app.Button().Type("button").Class("banner-action").Text(n.Action).OnClick(act)
		}),
	)
}

// Connection is what a banner says about a link: nothing while all is well.
func Connection(s link.State, online bool) Notice {
	switch {
	case s.Phase == link.Stopped:
		return stopped(s.Code)
	case !online:
		return Notice{Text: SayOffline}
	case s.Phase == link.Waiting:
		return Notice{Text: SayReconnecting}
	}
	return Notice{}
}

func stopped(code shared.CloseCode) Notice {
	switch code {
	case shared.CloseSuperseded:
		return Notice{Text: SaySuperseded, Action: SayContinueHere}
	case shared.CloseForbidden:
		return Notice{Text: SayForbidden, Bad: true}
	}
	return Notice{Text: SayStopped, Bad: true, Action: SayTryAgain}
}

// Unread is a count in a fixed width: "3", "99+". Nothing at 0.
func Unread(n int) string {
	switch {
	case n <= 0:
		return ""
	case n > 99:
		return "99+"
	case n > 9:
		return string([]byte{byte('0' + n/10), byte('0' + n%10)})
	}
	return string([]byte{byte('0' + n)})
}

// OneLine is a message's beginning for a list: no line breaks, no more than is
// ever seen.
func OneLine(text string) string {
	const most = 160
	line := strings.Join(strings.Fields(text), " ")
	if len(line) <= most {
		return line
	}
	for i := range line {
		if i >= most {
			return line[:i] + "…"
		}
	}
	return line
}
