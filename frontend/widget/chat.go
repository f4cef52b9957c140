package widget

import (
	"context"
	"net/url"
	"slices"
	"time"

	"parley/frontend/link"
	"parley/frontend/store"
	"parley/frontend/talk"
	"parley/frontend/ui"
	"parley/shared"
)

// renewEvery bounds how often a refused session is replaced by a new one.
const renewEvery = 10 * time.Second

// reviewWithin spreads the questions of those who have come back at once.
const reviewWithin = 5 * time.Second

// A Linker is the chat's socket: *link.Link.
type Linker interface {
	Run(context.Context)
	Send(shared.Command, shared.Ref) bool
	Nudge()
	Drop()
}

// API is what the chat asks of the server over HTTP: link.API.
type API interface {
	InitSession(ctx context.Context, site shared.SiteID, browser shared.InitSession) (shared.Session, error)
	Ticket(ctx context.Context, token string) (string, error)
	History(ctx context.Context, token string, id shared.ConversationID, beforeSeq int64) (shared.History, error)
	Newest(ctx context.Context, token string, id shared.ConversationID, limit int) (shared.History, error)
	Details(ctx context.Context, token string, id shared.ConversationID, details shared.Details) error
	End(ctx context.Context, token string, id shared.ConversationID, agent *shared.MemberID) error
}

// World is everything outside the chat.
type World struct {
	API API
	// Link makes a link; Socket is its dialer's address for a path.
	Link   func(link.Config) Linker
	Dial   func(ctx context.Context, url string) (link.Socket, error)
	Socket func(path string) string
	// UI runs f where the chat lives and draws what it changed.
	UI func(f func())
	// Local outlives the visit, Tab the reload.
	Local, Tab Storage
	// Page is the address of the page around us, without what may be private in it,
	// and Language the browser's.
	Page, Language string
	Now            func() time.Time
	After          func(d time.Duration, f func()) (stop func()) // f runs in UI
	NewID          func() string                                 // of messages and calls
	NewSecret      func() string                                 // of this browser
	Random         func() float64
	Online         func() bool
	Reload         func()
	// Unread and Thread tell the page around us.
	Unread func(int)
	Thread func(shared.ConversationID)
	// Dress puts on a site's colours and title.
	Dress func(shared.Site)
	// Greet has a site's greeting read out, and typed out where it is drawn.
	Greet func(lines []string)
	// Attend moves the keyboard to an element that may be about to be drawn, where
	// there is a keyboard.
	Attend func(id string)
	// Open gets microphone and camera for a call, and Called is told how far it is;
	// ring says that somebody calls.
	Open   func(video bool, then func(talk.Media, error))
	Called func(call store.Call, ring bool)
	// Typed is the text in the box, and SetTyped puts some there.
	Typed    func() string
	SetTyped func(string)
	Log      func(error)
}

// Chat is the visitor's side of one conversation, and of the session around
// it. It belongs to the UI goroutine; what waits for the network does so
// elsewhere and comes back through World.UI.
type Chat struct {
	World
	Site shared.SiteID

	// What is drawn.
	Session    shared.Session
	Talk       *talk.Talk
	Calls      *talk.Calls
	Limits     shared.Limits
	State      link.State
	Problem    *shared.Error // why there is no session
	Number     int           // of the conversation, in this panel
	EndProblem string
	// Answers are what stands in the fields before the chat, by key; Wrong says
	// what is wrong with them, AskProblem what else is. Telling is true while they
	// are on their way.
	Answers, Wrong map[string]string
	AskProblem     string
	Telling        bool

	ctx        context.Context
	link       Linker
	stop       context.CancelFunc
	life       int // counts sessions and links: an answer to an earlier one is void
	starting   bool
	awaited    bool // there is something to read, once there is a session
	attempt    int
	lost       bool // the link was online, or should have been
	renewed    time.Time
	retry      func() // set while another session is to be tried
	unread     int
	shown      bool // the panel
	visible    bool // the page
	atEnd      bool // the list
	draftKnown bool // the kept draft was put back, or overtaken
	told       bool // what the site asks
}

// NewChat makes a chat that has not begun.
func NewChat(ctx context.Context, site shared.SiteID, w World) *Chat {
	c := &Chat{World: w, Site: site, ctx: ctx, Limits: shared.LimitsFor(shared.RoleVisitor), visible: true, atEnd: true}
	c.Talk = c.newTalk()
	c.Calls = talk.NewCalls(&talk.CallWorld{
		Send:  func(command shared.Command, ref shared.Ref) bool { return c.link != nil && c.link.Send(command, ref) },
		Open:  func(video bool, then func(talk.Media, error)) { c.Open(video, then) },
		After: func(d time.Duration, f func()) { c.After(d, f) },
		Now:   func() time.Time { return c.Now() }, NewID: func() string { return c.NewID() },
		Changed: func(ring bool) { c.Called(c.Calls.Call, ring) },
	})
	return c
}

// newTalk makes a talk that has no session yet.
func (c *Chat) newTalk() *talk.Talk {
	return talk.New("", &talk.World{
		Send: func(command shared.Command, ref shared.Ref) bool { return c.link != nil && c.link.Send(command, ref) },
		Drop: func() {
			if c.link != nil {
				c.link.Drop()
			}
		},
		History: c.history,
		After:   func(d time.Duration, f func()) { c.After(d, f) },
		Now:     c.Now,
		Keep:    func(*talk.Talk) { c.keepOutbox() },
		Hold:    c.Asks,
		Only:    true,
	})
}

// history fetches a page for a talk.
func (c *Chat) history(t *talk.Talk, before int64, then func(shared.History, error)) {
	if t.Header.Head == 0 {
		then(shared.History{}, nil) // nothing was said yet
		return
	}
	session := c.Session
	if before == 0 {
		t.First = session.Site.FirstHistory
	}
	go func() {
		var page shared.History
		var err error
		if before == 0 {
			page, err = c.API.Newest(c.ctx, session.Token, session.SessionID, session.Site.FirstHistory)
		} else {
			page, err = c.API.History(c.ctx, session.Token, session.SessionID, before)
		}
		c.UI(func() {
			if err != nil {
				c.Log(err)
			}
			then(page, err)
			c.look()
		})
	}()
}

// Begin starts a session unless there is one, or one on its way.
func (c *Chat) Begin() {
	if !c.starting && c.link == nil {
		c.start()
	}
}

// start gets a session: this browser's open one, or a new one.
func (c *Chat) start() {
	c.halt()
	c.starting, c.Problem, c.life = true, nil, c.life+1
	// A visitor who has been here may have something to read; nobody else waits.
	c.awaited = c.Local.Get(c.spokeKey()) != ""
	c.ask(c.started)
}

// ask asks for this browser's session.
func (c *Chat) ask(then func(shared.Session, error)) {
	life, site, browser := c.life, c.Site, shared.InitSession{BrowserSessionID: c.browserID(), Page: c.Page, Language: c.Language}
	go func() {
		session, err := c.API.InitSession(c.ctx, site, browser)
		c.inLife(life, func() { then(session, err) })
	}()
}

// review takes what was set of the site while there was no socket to tell of it.
func (c *Chat) review() {
	c.ask(func(session shared.Session, err error) {
		if err == nil && session.SessionID == c.Session.SessionID {
			c.siteChanged(session.Site)
		}
	})
}

func (c *Chat) started(session shared.Session, err error) {
	c.starting = false
	if err != nil {
		c.Problem = shared.AsError(err)
		c.awaited = false
		c.Log(err)
		if c.Problem.Passes() {
			wait := max(c.Problem.Retry, link.Backoff(c.attempt, c.Random), time.Second)
			c.attempt++
			c.retry = c.After(wait, func() { c.retry = nil; c.Begin() })
		}
		return
	}
	c.attempt = 0
	if c.Session.SessionID != session.SessionID {
		c.adopt(session.SessionID)
	}
	c.Session, c.Limits = session, session.Limits
	c.wear(session.Site)
	c.greet()
	if c.shown && c.Asks() {
		c.Attend(c.First())
	}
	c.connect()
}

// First is where the keyboard belongs when the panel is opened.
func (c *Chat) First() string {
	if !c.Asks() {
		return ui.ComposerInput
	}
	for _, field := range c.Session.Site.Fields {
		if c.Answers[field.Key] == "" {
			return fieldID(field.Key)
		}
	}
	return fieldID(c.Session.Site.Fields[0].Key)
}

// adopt makes the conversation that of a session, with what this tab kept of
// it. What was written before the session was there comes along.
func (c *Chat) adopt(id shared.ConversationID) {
	early := c.Talk.Outbox.Items()
	if c.Talk.Header.ID != "" {
		c.Talk, early = c.newTalk(), nil
		c.Number++
	}
	kept := store.Kept(c.Tab.Get(outboxKey(id)))
	for _, p := range early {
		if !slices.ContainsFunc(kept, func(k store.Pending) bool { return k.ClientMessageID == p.ClientMessageID }) {
			kept = append(kept, p)
		}
	}
	c.Talk.Outbox.Restore(kept)
	c.Talk.Rev++
	c.Talk.ID, c.Session.SessionID = id, id
	c.keepOutbox()
	c.refill(id)
	c.Thread(id)
	if draft := c.Tab.Get(draftKey(id)); draft != "" && c.Typed() == "" && !c.draftKnown {
		c.SetTyped(draft)
	} else {
		c.KeepDraft(c.Typed())
	}
	c.draftKnown = true
}

// connect opens the session's link.
func (c *Chat) connect() {
	c.halt()
	ctx, stop := context.WithCancel(c.ctx)
	c.stop = stop
	c.life++
	life, session := c.life, c.Session
	path := c.Socket(shared.PathWith(shared.PathSocket, url.PathEscape(string(session.SessionID))))
	c.link = c.Link(link.Config{
		Dial: c.Dial,
		Address: func(ctx context.Context) (string, error) {
			ticket, err := c.API.Ticket(ctx, session.Token)
			return path + "?token=" + url.QueryEscape(ticket), err
		},
		Receive: func(batch []shared.Received) { c.inLife(life, func() { c.receive(batch) }) },
		State:   func(s link.State) { c.inLife(life, func() { c.changed(s) }) },
		Random:  c.Random,
	})
	go c.link.Run(ctx)
}

// inLife runs f unless what it is about is over.
func (c *Chat) inLife(life int, f func()) {
	c.UI(func() {
		if life == c.life {
			f()
		}
	})
}

// halt ends the link, if any; the conversation stays as it is.
func (c *Chat) halt() {
	for _, stop := range []*func(){(*func())(&c.stop), &c.retry} {
		if *stop != nil {
			(*stop)()
			*stop = nil
		}
	}
	c.link = nil
	c.State, c.lost = link.State{}, false
	c.Talk.Lost(0)
	c.Calls.Lost()
}

// Again is the visitor's wish to try once more, whatever went wrong.
func (c *Chat) Again() {
	switch {
	case c.link == nil:
		c.Begin()
	case c.State.Phase != link.Stopped:
		c.link.Nudge()
	case c.State.After == shared.SignInAgain:
		c.start()
	default:
		c.connect()
	}
}

// Wake tells of signs that the network may be back.
func (c *Chat) Wake() {
	switch {
	case c.link != nil:
		c.link.Nudge()
	case c.retry != nil:
		c.retry()
		c.retry = nil
		c.Begin()
	}
}

// changed takes the link's new state.
func (c *Chat) changed(s link.State) {
	c.State = s
	switch s.Phase {
	case link.Connecting:
		return
	case link.Online:
		if c.lost { // with all the others, perhaps
			life := c.life
			c.After(time.Duration(c.Random()*float64(reviewWithin)), func() {
				if life == c.life {
					c.review()
				}
			})
		}
		c.lost = false
		return
	}
	c.lost = true
	c.Talk.Lost(s.Code)
	c.Calls.Lost()
	if s.Err != nil {
		c.Log(s.Err)
	}
	if s.Phase != link.Stopped {
		return
	}
	switch s.After {
	case shared.SignInAgain:
		c.renew()
	case shared.Reload:
		c.Reload()
	}
}

// renew replaces a session that the server no longer takes. One that it refuses
// at once again is left to the visitor.
func (c *Chat) renew() {
	if c.Now().Sub(c.renewed) < renewEvery {
		return
	}
	c.renewed = c.Now()
	c.start()
}

// Ended reports whether the conversation is over.
func (c *Chat) Ended() bool { return c.Talk.Header.Status == shared.StatusEnded }

// CanEnd reports whether there is something to end.
func (c *Chat) CanEnd() bool { return c.Talk.Header.Head > 0 && !c.Ended() }

// End ends the conversation, as the visitor.
func (c *Chat) End() {
	c.EndProblem = ""
	life, session := c.life, c.Session
	go func() {
		err := c.API.End(c.ctx, session.Token, session.SessionID, nil)
		c.inLife(life, func() {
			if err != nil {
				c.Log(err)
				c.EndProblem = ui.SayCannotEnd
			} // otherwise the socket tells
		})
	}()
}

// Anew begins another conversation after one has ended. What the ended one no
// longer took comes along.
func (c *Chat) Anew() {
	unsent := c.Talk.Outbox.Items()
	c.Talk.Lost(0)
	c.Tab.Delete(outboxKey(c.Session.SessionID))
	c.Tab.Delete(draftKey(c.Session.SessionID))
	c.Local.Delete(c.spokeKey())
	c.Session = shared.Session{Site: c.Session.Site}
	c.Talk = c.newTalk()
	c.Number++
	for _, p := range unsent {
		p.Problem = ""
		c.Talk.Outbox.Add(p)
	}
	c.EndProblem, c.draftKnown = "", true
	c.start()
}

// Loading reports whether there is something to come that can be read.
func (c *Chat) Loading() bool {
	return c.Talk.Loading || c.awaited && !c.Talk.Loaded && c.Talk.Problem == nil
}

// PageProblem is why a page of history did not come.
func (c *Chat) PageProblem() string {
	if c.Talk.Problem == nil {
		return ""
	}
	return ui.SayOlderFailed
}

// TypingNames are who is typing, by the names the visitor knows them by.
func (c *Chat) TypingNames() []string {
	names := c.Talk.Typing()
	for i, name := range names {
		for _, m := range c.Talk.Header.Members {
			if m.Username == name && m.FirstName != "" {
				names[i] = m.FirstName
			}
		}
	}
	return names
}

// Notice is what the banner says.
func (c *Chat) Notice() ui.Notice {
	state := c.State
	if state.Phase == link.Connecting && c.lost {
		state.Phase = link.Waiting // still the same absence
	}
	switch {
	case c.Problem != nil && !c.Problem.Passes():
		return ui.Notice{Text: ui.SayUnknownSite, Bad: true, Action: ui.SayTryAgain}
	case c.Problem != nil && !c.Online():
		return ui.Notice{Text: ui.SayOffline}
	case c.Problem != nil:
		return ui.Notice{Text: ui.SayAway, Bad: true, Action: ui.SayTryAgain}
	case c.EndProblem != "":
		return ui.Notice{Text: c.EndProblem, Bad: true}
	case c.link == nil, c.Ended() && state.Phase == link.Stopped:
		return ui.Notice{}
	}
	return ui.Connection(state, c.Online())
}
