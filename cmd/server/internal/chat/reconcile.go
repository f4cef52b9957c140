package chat

import (
	"context"
	"encoding/json"
	"time"

	"parley/cmd/server/internal/hub"
	"parley/cmd/server/internal/store"
	"parley/shared"
)

const (
	// pollEvery is how often a server asks the database what it has missed, and
	// pollDown while it hears of nothing otherwise.
	pollEvery = 2 * time.Second
	pollDown  = time.Second
	// lookBack is how long before a poll a commit may have begun that it sees
	// for the first time.
	lookBack = 10 * time.Second
	// mostFed is of how many conversations one poll tells the lists.
	mostFed = 1000
)

// known is what the polls have found so far.
type known struct {
	rooms  map[shared.ConversationID]shared.Room
	sites  map[shared.SiteID]string
	marks  map[watermark]store.Watermark
	fed    map[shared.ConversationID]fed
	looked []look
}

// fed is what tells two headers of a conversation apart.
type fed struct {
	head     int64
	assignee shared.MemberID
}

type watermark struct {
	conversation shared.ConversationID
	member       shared.MemberID
}

// look is the number that was the newest at a time.
type look struct {
	at     time.Time
	number int64
}

// poll finds what no hint has told.
func (n *Node) poll(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	// Hints that were lost leave lists and watermarks behind, which are looked at
	// only then: once more after all is well again.
	blind, failing := true, false
	var last time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-n.missed:
			blind = true
			if since := time.Since(last); since < pollDown {
				timer.Reset(pollDown - since)
				continue
			}
		case <-timer.C:
		}
		up := n.bus.Up()
		err := n.reconcile(ctx, blind || !up)
		last = time.Now()
		if err == nil {
			blind = !up
		} else if !failing && ctx.Err() == nil {
			n.log.Warn("not in step with the other servers", "error", err)
		}
		failing = err != nil
		if up {
			timer.Reset(pollEvery)
		} else {
			timer.Reset(pollDown)
		}
	}
}

// reconcile brings everybody who listens here up to date. blind says that hints
// were lost.
func (n *Node) reconcile(ctx context.Context, blind bool) error {
	ids := n.hub.Conversations()
	heads, err := n.service.DB.Heads(ctx, ids)
	if err != nil {
		return err
	}
	for id, head := range heads {
		if _, missing := n.hub.Gap(id, head); missing {
			n.missing(id)
		}
	}
	if err := n.recheck(ctx); err != nil {
		return err
	}
	if err := n.lookAtRooms(ctx); err != nil {
		return err
	}
	since, err := n.look(ctx)
	if err != nil {
		return err
	}
	if !blind {
		n.known.marks, n.known.fed, n.known.sites = nil, nil, nil
		return nil
	}
	if err := n.lookAtLists(ctx, since); err != nil {
		return err
	}
	if err := n.lookAtMarks(ctx, ids); err != nil {
		return err
	}
	return n.lookAtSites(ctx)
}

// look finds the number after which is what may not have been seen yet.
func (n *Node) look(ctx context.Context) (since int64, err error) {
	now := time.Now()
	newest, err := n.service.DB.Newest(ctx)
	if err != nil {
		return 0, err
	}
	looked := append(n.known.looked, look{now, newest})
	for len(looked) > 1 && now.Sub(looked[1].at) > lookBack {
		looked = looked[1:]
	}
	n.known.looked = looked
	return looked[0].number, nil
}

// lookAtLists tells the lists of conversations that have changed.
func (n *Node) lookAtLists(ctx context.Context, since int64) error {
	changed, err := n.service.DB.Since(ctx, since, mostFed)
	if err != nil {
		return err
	}
	now := make(map[shared.ConversationID]fed, len(changed))
	for _, header := range changed {
		is := fed{head: header.Head}
		if header.Internal != nil && header.Internal.Assignee != nil {
			is.assignee = header.Internal.Assignee.ID
		}
		now[header.ID] = is
		if was, told := n.known.fed[header.ID]; !told || was != is {
			n.hub.PublishHere(feeding(*header))
		}
	}
	n.known.fed = now
	return nil
}

// lookAtRooms tells of rooms that are new, have another name or are gone.
func (n *Node) lookAtRooms(ctx context.Context) error {
	list, err := n.service.DB.Rooms(ctx, "", true)
	if err != nil {
		return err
	}
	rooms := make(map[shared.ConversationID]shared.Room, len(list))
	for _, room := range list {
		rooms[room.ID] = room
	}
	before := n.known.rooms
	n.known.rooms = rooms
	if before == nil {
		return nil
	}
	for id, was := range before {
		is, there := rooms[id]
		header := shared.Conversation{ID: id, Kind: shared.KindRoom, Title: was.Title, StaffOnly: was.StaffOnly}
		switch {
		case !there:
			n.publishHere(closing(header, feedOf(header), nil))
		case is.StaffOnly && !was.StaffOnly:
			staff, err := n.service.DB.Staff(ctx)
			if err != nil {
				return err
			}
			n.publishHere(closing(header, hub.Inbox, staff))
		}
	}
	for id, is := range rooms {
		if was, known := before[id]; known && was.Title == is.Title && was.StaffOnly == is.StaffOnly && was.MessageCharacters == is.MessageCharacters {
			continue
		}
		header, err := n.service.DB.Conversation(ctx, id)
		if err != nil {
			return err
		}
		header.Members = nil
		n.hub.PublishHere(feeding(header))
	}
	return nil
}

func (n *Node) publishHere(list []hub.Publication) {
	for _, p := range list {
		n.hub.PublishHere(p)
	}
}

// lookAtMarks tells how far the members have got of what is listened to here.
func (n *Node) lookAtMarks(ctx context.Context, ids []shared.ConversationID) error {
	list, err := n.service.DB.Watermarks(ctx, ids)
	if err != nil {
		return err
	}
	marks := make(map[watermark]store.Watermark, len(list))
	for _, m := range list {
		of := watermark{m.Conversation, m.Member}
		marks[of] = m
		if n.known.marks[of] == m {
			continue
		}
		who := shared.Person{ID: m.Member, Role: m.Role}
		n.publishHere(marking(who, shared.Marked{
			ConversationID: m.Conversation, Who: m.Member, Delivered: m.Delivered, Read: m.Read, At: n.service.Now().UTC(),
		}))
	}
	n.known.marks = marks
	return nil
}

// lookAtSites tells the visitors who are there how their site looks.
func (n *Node) lookAtSites(ctx context.Context) error {
	list, err := n.service.DB.Sites(ctx)
	if err != nil {
		return err
	}
	sites := make(map[shared.SiteID]string, len(list))
	for _, site := range list {
		is := listedSite(site).Site
		looks, err := json.Marshal(is)
		if err != nil {
			return err
		}
		sites[site.ID] = string(looks)
		if n.known.sites[site.ID] != string(looks) {
			n.hub.PublishHere(showing(is))
		}
	}
	n.known.sites = sites
	return nil
}
