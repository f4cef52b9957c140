package main

import (
	"fmt"
	"time"

	"parley/shared"
)

// storm cuts all sockets at once and measures until everybody is back and has
// what was said meanwhile. Clients come back at once, which ours do not: they
// spread themselves.
func storm(b *bench) error {
	var times, ticketed, cpu []turn
	var limit time.Duration
	var limitCPU float64
	err := b.turns(func() error {
		t, err := b.limit("")
		if err != nil {
			return err
		}
		defer t.stop()
		all, err := openAll(t, b.sizes.Storm, 0)
		if err != nil {
			return err
		}
		limit, limitCPU, err = b.cut(t.server(), all, func(i int) error {
			sockets, err := t.open(i, 0)
			if err == nil {
				all[i] = sockets
			}
			return err
		})
		return err
	}, func() error {
		for _, byTicket := range []bool{false, true} {
			took, each, err := b.comeBack(byTicket)
			switch {
			case err != nil:
				return err
			case byTicket:
				ticketed = append(ticketed, turn{took.Seconds(), limit.Seconds()})
			default:
				times = append(times, turn{took.Seconds(), limit.Seconds()})
				cpu = append(cpu, turn{each, limitCPU})
			}
		}
		return nil
	})
	name := fmt.Sprintf("%s visitors cut at once, %d messages meanwhile, all back and caught up: ", figure(float64(b.sizes.Storm)), b.sizes.News)
	b.report.add(measure{Name: name + "by session token", Unit: "s", Turns: times, Of: ofValue, Must: 0.6, Goal: 0.35})
	b.report.add(measure{Name: name + "by a new ticket each, as our clients do", Unit: "s", Turns: ticketed, Of: ofValue})
	b.report.add(measure{Name: name + "CPU", Unit: "µs per socket", Turns: cpu, Of: ofValue})
	return err
}

// comeBack runs one storm on Parley. With tickets, each client first asks for one
// over HTTP.
func (b *bench) comeBack(byTicket bool) (took time.Duration, cpu float64, err error) {
	p, err := b.parley("", "")
	if err != nil {
		return 0, 0, err
	}
	defer p.stop()
	all, err := openAll(p, b.sizes.Storm, 0)
	if err != nil {
		return 0, 0, err
	}
	sessions := make([]shared.Session, len(all))
	if err := beside(len(sessions), openers, func(i int) (err error) {
		sessions[i], err = p.visit(i)
		return err
	}); err != nil {
		return 0, 0, err
	}
	wait := b.profiles(p.process, "storm", time.Second)
	said := make(chan error, 1)
	took, cpu, err = b.cut(p.process, all, func(i int) error {
		if i == 0 {
			// Said while they come back: some get it by their sync, some live.
			go func() { said <- p.tell(sessions[:b.sizes.News]) }()
		}
		return p.back(all[i][0], sessions[i], byTicket, i < b.sizes.News)
	})
	if err == nil {
		err = <-said
	}
	if err == nil {
		err = wait()
	}
	b.hangUp(all)
	return took, cpu, err
}

// cut closes all sockets and opens them again, many at a time, and returns how
// long that took and the microseconds of CPU for each.
func (b *bench) cut(p *process, all [][]*socket, back func(i int) error) (took time.Duration, cpu float64, err error) {
	began, used := time.Now(), p.cpu()
	for _, sockets := range all {
		sockets[0].conn.Close()
	}
	err = beside(len(all), returning, back)
	took = time.Since(began)
	return took, float64((p.cpu() - used).Microseconds()) / float64(len(all)), err
}

// returning is how many connect at a time: a fleet of browsers would do so all
// at once, for which one generator has not the core.
const returning = 256

// tell says one more thing in conversations, as an agent.
func (p *parley) tell(sessions []shared.Session) error {
	return beside(len(sessions), openers, func(i int) error {
		path := shared.PathWith(shared.PathMessages, string(sessions[i].SessionID))
		status, answer, err := p.api.Fetch(p, "POST", path, p.access, []byte(`{"content":"000000001 news"}`))
		if err == nil && status != 200 {
			err = fmt.Errorf("%d %s", status, answer)
		}
		return err
	})
}

// back opens a visitor's socket anew and reads what they missed: of those who
// have news, one message.
func (p *parley) back(s *socket, session shared.Session, byTicket, news bool) (err error) {
	token := session.Token
	if byTicket {
		if token, err = p.api.Ticket(p, token); err != nil {
			return err
		}
	}
	again, err := p.join(session.SessionID, token)
	if err != nil {
		return err
	}
	head := again.last
	s.conn, s.in = again.conn, again.in // its place in the log stays
	if head > s.last {
		err = s.write(shared.EncodeCommand(shared.Sync{From: s.last}, ""))
	}
	if err == nil && news {
		s.conn.SetReadDeadline(time.Now().Add(10 * time.Second))
		err = s.messages(func(int) {})
	}
	return err
}
