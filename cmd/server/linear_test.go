package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/coder/websocket"

	"parley/shared"
)

// An operation of a history is a send or a read of one conversation; its
// content is its client message id.
type (
	send struct{ id string }
	// sent is the seq that was acknowledged; 0 when the socket was lost before.
	sent struct{ seq int64 }
	read struct{ after int64 }
	// logged is what a read was given: everything after its seq up to the head.
	logged struct {
		head int64
		ids  []string
	}
)

// numbered is the log that every history has to look like: one list, to which
// an id is added once. Its states are the list in one string.
var numbered = porcupine.Model{
	Init: func() any { return "" },
	Step: func(state, input, output any) (bool, any) {
		list := strings.Fields(state.(string))
		switch in := input.(type) {
		case send:
			seq := output.(sent).seq
			if at := slices.Index(list, in.id); at >= 0 {
				return seq == 0 || seq == int64(at)+1, state
			}
			return seq == 0 || seq == int64(len(list))+1, state.(string) + in.id + " "
		case read:
			out := output.(logged)
			return out.head == int64(len(list)) && in.after <= out.head && slices.Equal(out.ids, list[in.after:]), state
		}
		return false, state
	},
	DescribeOperation: func(input, output any) string { return fmt.Sprintf("%T%+v → %+v", input, input, output) },
}

// TestLinearizable is F17: what two sockets of a visitor, two of a user and their
// requests are told of one conversation, while they send the same ids again and
// lose their sockets, has to be what one list would have told them, one at a
// time.
func TestLinearizable(t *testing.T) {
	histories, operations := 20, 150
	if long() {
		histories, operations = 200, 500
	}
	seed, random := chance(t)
	server := bear(t)
	access := server.login("demo").Access
	var last []porcupine.Operation
	sends, unknown := 0, 0
	for h := range histories {
		last = server.record(access, fmt.Sprint("linear-", h), random, operations)
		switch porcupine.CheckOperationsTimeout(numbered, last, time.Minute) {
		case porcupine.Illegal:
			t.Fatalf("history %d is not linearizable:\n%s", h, tell(last))
		case porcupine.Unknown:
			t.Fatalf("history %d is too tangled to judge", h)
		}
		for _, o := range last {
			if out, ok := o.Output.(sent); ok {
				sends++
				if out.seq == 0 {
					unknown++
				}
			}
		}
	}
	row{
		number: 17, checker: "linearizable log", seed: seed,
		run:     fmt.Sprintf("%d histories of %d operations, %d sends, %d cut off", histories, operations, sends, unknown),
		control: plantedInHistory(t, last),
	}.report()
}

// plantedInHistory is the control: each fault, planted in a good history, has to
// be found.
func plantedInHistory(t *testing.T, good []porcupine.Operation) string {
	// The read that saw most, and was asked after all was acknowledged.
	at := len(good) - 1
	full := good[at].Output.(logged)
	faults := []struct {
		name  string
		plant func(history []porcupine.Operation)
	}{
		{"lost message", func(h []porcupine.Operation) {
			ids := slices.Delete(slices.Clone(full.ids), len(full.ids)/2, len(full.ids)/2+1)
			h[at].Output = logged{full.head - 1, ids}
		}},
		{"stale read", func(h []porcupine.Operation) {
			h[at].Output = logged{full.head - 1, full.ids[:len(full.ids)-1]}
		}},
		{"hole", func(h []porcupine.Operation) {
			h[at].Output = logged{full.head, slices.Delete(slices.Clone(full.ids), 0, 1)}
		}},
		{"doubled message", func(h []porcupine.Operation) {
			i := slices.IndexFunc(h, func(o porcupine.Operation) bool { out, ok := o.Output.(sent); return ok && out.seq > 0 })
			h[i].Output = sent{h[i].Output.(sent).seq + 1}
		}},
		{"reordered log", func(h []porcupine.Operation) {
			ids := slices.Clone(full.ids)
			slices.Reverse(ids)
			h[at].Output = logged{full.head, ids}
		}},
	}
	var names []string
	for _, f := range faults {
		history := slices.Clone(good)
		f.plant(history)
		if porcupine.CheckOperationsTimeout(numbered, history, time.Minute) != porcupine.Illegal {
			t.Errorf("the checker is green with a %s", f.name)
		}
		names = append(names, f.name)
	}
	return strings.Join(names, ", ") + ", planted in a history: found"
}

func tell(history []porcupine.Operation) string {
	var b strings.Builder
	for _, o := range history {
		fmt.Fprintf(&b, "%d\t%d–%d\t%s\n", o.ClientId, o.Call, o.Return, numbered.DescribeOperation(o.Input, o.Output))
	}
	return b.String()
}

// history is what is being recorded of one conversation.
type history struct {
	*program
	began time.Time
	id    shared.ConversationID

	mu         sync.Mutex
	operations []porcupine.Operation // guarded by mu
	newest     map[string]int        // guarded by mu; per author, the number of its newest id
}

// record lets four sockets send and read in a new conversation. The last
// operation is a read of everything.
func (p *program) record(access, browser string, random *rand.Rand, operations int) []porcupine.Operation {
	session := p.visit(browser)
	h := &history{program: p, began: time.Now(), id: session.SessionID, newest: map[string]int{}}
	opener := &actor{history: h, client: 0, author: "visitor", bearer: session.Token, random: random}
	for opener.head == 0 { // until it is there for users, too
		opener.say()
	}
	var group sync.WaitGroup
	for i := range 4 {
		who := &actor{history: h, client: i, author: "visitor", bearer: session.Token, random: rand.New(rand.NewPCG(random.Uint64(), 0))}
		if i >= 2 {
			who.author, who.bearer, who.stream = "user", access, true
		}
		group.Go(func() {
			for range operations / 4 {
				who.act()
			}
		})
	}
	group.Wait()
	(&actor{history: h, client: 0, bearer: session.Token}).page()
	return h.operations
}

// An actor is one socket after another, which does one thing at a time.
type actor struct {
	*history
	client int
	author string
	bearer string
	stream bool // a user's socket, of several conversations
	random *rand.Rand

	socket *socket // nil: lost, or none yet
	head   int64   // known
	refs   int
}

// act does one operation.
func (p *actor) act() {
	switch n := p.random.IntN(20); {
	case n < 13:
		p.say()
	case n < 16:
		p.page()
	case n < 18 && p.stream:
		p.catchUp()
	default:
		p.drop()
		p.connect()
	}
}

// call notes an operation; the returned function notes its end.
func (p *actor) call(input any) (done func(output any)) {
	began := time.Since(p.began)
	return func(output any) {
		ended := int64(time.Since(p.began))
		if output == (any)(sent{}) {
			ended = math.MaxInt64 // it may still happen, or never
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		p.operations = append(p.operations, porcupine.Operation{ClientId: p.client, Input: input, Call: int64(began), Output: output, Return: ended})
	}
}

// say sends a new id, or one of the newest of the same author once more. Now and
// then the socket is lost before the answer.
func (p *actor) say() {
	if p.socket == nil {
		p.connect()
	}
	p.mu.Lock()
	n := p.newest[p.author] - p.random.IntN(6)
	if n <= 0 || p.random.IntN(2) == 0 {
		p.newest[p.author]++
		n = p.newest[p.author]
	}
	p.mu.Unlock()
	id := fmt.Sprint(p.author, "-", n)
	done := p.call(send{id})
	ref := p.ref()
	p.socket.send(shared.SendMessage{ConversationID: p.id, Content: id, ClientMessageID: id}, ref)
	if p.random.IntN(20) == 0 {
		p.drop()
		done(sent{})
		return
	}
	for {
		posted, answered := nextWithRef[shared.MessagePosted](p.socket)
		if answered == ref {
			p.head = max(p.head, posted.Message.Seq)
			if posted.Message.Content != id {
				p.t.Errorf("%s was acknowledged as %+v", id, posted.Message)
			}
			done(sent{posted.Message.Seq})
			return
		}
	}
}

func (p *actor) ref() shared.Ref {
	p.refs++
	return shared.Ref(fmt.Sprint("r", p.refs))
}

// page reads the history over HTTP.
func (p *actor) page() {
	done := p.call(read{})
	path := shared.PathWith(shared.PathMessages, string(p.id))
	page := ask[shared.History](p.program, http.MethodGet, path, p.bearer, nil)
	head, messages := page.Head, page.Messages
	for len(messages) > 0 && messages[0].Seq > 1 { // what is older does not change any more
		older := ask[shared.History](p.program, http.MethodGet, fmt.Sprint(path, "?before_seq=", messages[0].Seq), p.bearer, nil)
		messages = append(older.Messages, messages...)
	}
	out := logged{head: head}
	for _, m := range messages {
		out.ids = append(out.ids, m.Content)
	}
	done(out)
}

// drop loses the socket.
func (p *actor) drop() {
	if p.socket != nil {
		p.socket.conn.CloseNow()
		p.socket = nil
	}
}

// connect opens a socket and resumes from somewhere behind.
func (p *actor) connect() {
	after := int64(0)
	if p.head > 0 {
		after = p.random.Int64N(p.head + 1)
	}
	done := p.call(read{after})
	options := &websocket.DialOptions{Subprotocols: []string{shared.Subprotocol}}
	if p.stream {
		p.socket = p.dial(shared.PathStreamSocket, p.bearer, options)
		next[shared.Connected](p.socket)
		done(p.resume(after))
		return
	}
	p.socket = p.dial("/ws/chat/"+string(p.id), p.bearer, options)
	done(p.collect(after, next[shared.Connected](p.socket).Conversation.Head))
}

// catchUp asks a socket that is open for what it may know already.
func (p *actor) catchUp() {
	if p.socket == nil {
		p.connect()
		return
	}
	after := p.random.Int64N(p.head + 1)
	done := p.call(read{after})
	done(p.resume(after))
}

// resume joins, which tells the head, and reads up to there.
func (p *actor) resume(after int64) logged {
	p.socket.send(shared.Join{ConversationID: p.id}, p.ref())
	return p.collect(after, next[shared.Joined](p.socket).Conversation.Head)
}

// collect asks for what came after a seq, and reads on to the head.
func (p *actor) collect(after, head int64) logged {
	p.head = max(p.head, head)
	out := logged{head: head}
	if after >= head {
		return out
	}
	p.socket.send(shared.Sync{ConversationID: p.id, From: after}, "")
	for want := after + 1; want <= head; {
		m := next[shared.MessagePosted](p.socket).Message
		if m.ConversationID == p.id && m.Seq == want { // another was on its way before
			out.ids = append(out.ids, m.Content)
			want++
		}
	}
	return out
}
