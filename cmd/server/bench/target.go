package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"parley/frontend/link"
	"parley/shared"
)

const (
	demoSite     shared.SiteID = "demo"
	demoUser                   = "demo"
	demoPassword               = "parley-demo"
	// openers is how many sockets are opened at a time.
	openers = 16
)

// A target is a server that is measured: Parley, or the bare limit.
type target interface {
	// open opens a conversation: the socket of who speaks, and those of listeners.
	open(conversation, listeners int) ([]*socket, error)
	stop()
	server() *process
}

func (p *process) server() *process { return p }

// bare is the bare limit.
type bare struct{ *process }

// limit starts the bare limit: in memory, with sqlite, or with the URL of a
// PostgreSQL database.
func (b *bench) limit(storing string) (*bare, error) {
	host, err := free()
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	args := []string{"limit", "--listen", host}
	switch storing {
	case "":
	case inSQLite:
		folder, err := os.MkdirTemp(b.folder, "limit")
		if err != nil {
			return nil, err
		}
		args = append(args, "--data", folder)
	default:
		args = append(args, "--database", storing)
	}
	p, err := begin(pin(serverCore, self, args...), host)
	return &bare{p}, err
}

// inSQLite is what a limit stores in that has no other database.
const inSQLite = "sqlite"

func (l *bare) open(conversation, listeners int) (sockets []*socket, err error) {
	for range 1 + listeners {
		s, err := dial(l.host, "/ws/"+strconv.Itoa(conversation))
		if err != nil {
			return nil, err
		}
		if _, err := s.read(); err != nil { // the greeting
			return nil, err
		}
		sockets = append(sockets, s)
	}
	return sockets, nil
}

// parley is the program.
type parley struct {
	*process
	context.Context
	api    link.API
	url    string
	access string // of an agent
}

// parley starts the program with data of its own, or with a folder's, and on
// SQLite there, or with the URL of a PostgreSQL database.
func (b *bench) parley(folder, database string) (*parley, error) {
	return b.parleyOn(serverCore, folder, database)
}

// parleyOn starts it on cores, with further flags.
func (b *bench) parleyOn(cores, folder, database string, flags ...string) (*parley, error) {
	host, err := free()
	if err != nil {
		return nil, err
	}
	if folder == "" {
		if folder, err = os.MkdirTemp(b.folder, "parley"); err != nil {
			return nil, err
		}
	}
	command := pin(cores, b.Binary, append([]string{"serve", "--demo", "--no-rate-limits", "--listen", host, "--data", folder}, flags...)...)
	if database != "" {
		command.Args = append(command.Args, "--database", database)
	}
	var door string
	if len(b.Profile) > 0 {
		door = filepath.Join(folder, "profile.sock")
		command.Env = append(command.Env, "PARLEY_PROFILE="+door)
		if strings.Contains(strings.Join(b.Profile, " "), "block") {
			command.Env = append(command.Env, "PARLEY_PROFILE_BLOCK=1")
		}
	}
	running, err := begin(command, host)
	if err != nil {
		return nil, err
	}
	running.profile = door
	p := &parley{process: running, Context: b.Context, url: "http://" + host, api: link.API{Fetch: link.NativeFetch("http://" + host)}}
	tokens, err := p.api.Login(b, shared.Login{Username: demoUser, Password: demoPassword})
	if err != nil {
		p.stop()
		return nil, err
	}
	p.access = tokens.Access
	return p, nil
}

// visit gets the chat session of a visitor.
func (p *parley) visit(visitor int) (shared.Session, error) {
	return p.api.InitSession(p, demoSite, shared.InitSession{BrowserSessionID: "browser-of-the-bench-" + strconv.Itoa(visitor)})
}

// join opens a socket of a conversation and reads its greeting.
func (p *parley) join(id shared.ConversationID, token string) (*socket, error) {
	s, err := dial(p.host, shared.PathWith(shared.PathSocket, string(id))+"?token="+url.QueryEscape(token))
	if err != nil {
		return nil, err
	}
	frame, err := s.read()
	if err != nil {
		return nil, err
	}
	received, err := shared.DecodeEvents(frame)
	if err != nil {
		return nil, err
	}
	greeting, ok := received[0].Event.(shared.Connected)
	if !ok {
		return nil, fmt.Errorf("greeted with %s", frame)
	}
	s.last = greeting.Conversation.Head
	return s, nil
}

func (p *parley) open(conversation, listeners int) ([]*socket, error) {
	return p.openAcross(p, conversation, listeners)
}

// openAcross opens the sockets of listeners on a server of the same database.
func (p *parley) openAcross(other *parley, conversation, listeners int) ([]*socket, error) {
	session, err := p.visit(conversation)
	if err != nil {
		return nil, err
	}
	visitor, err := p.join(session.SessionID, session.Token)
	if err != nil {
		return nil, err
	}
	sockets := []*socket{visitor}
	// It begins with the first message; nobody can enter it before.
	if err := visitor.write(say(0)); err != nil {
		return nil, err
	}
	if err := visitor.messages(func(int) {}); err != nil {
		return nil, err
	}
	for range listeners {
		s, err := other.join(session.SessionID, other.access)
		if err != nil {
			return nil, err
		}
		sockets = append(sockets, s)
	}
	return sockets, nil
}

// openAll opens conversations 0, 1, 2 … with their listeners.
func openAll(t target, conversations, listeners int) ([][]*socket, error) {
	all := make([][]*socket, conversations)
	err := beside(conversations, openers, func(i int) (err error) {
		all[i], err = t.open(i, listeners)
		return err
	})
	return all, err
}

// beside calls do for 0 … n-1, so many at a time, and returns one of the errors.
func beside(n, many int, do func(i int) error) (err error) {
	var group sync.WaitGroup
	var mu sync.Mutex
	next := make(chan int)
	for range min(n, many) {
		group.Go(func() {
			for i := range next {
				if failed := do(i); failed != nil {
					mu.Lock()
					err = failed
					mu.Unlock()
				}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	group.Wait()
	return err
}

// hangUp closes sockets and adds up what was wrong.
func (b *bench) hangUp(all [][]*socket) {
	for _, sockets := range all {
		for _, s := range sockets {
			if s == nil {
				continue // it could not be opened
			}
			s.conn.Close()
			if s.ended != nil {
				<-s.ended
			}
			b.report.Faults.add(s.tally)
		}
	}
}
