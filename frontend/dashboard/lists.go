package dashboard

import (
	"context"
	"time"

	"parley/shared"
)

// countEvery spaces the questions how many conversations the lists have: a busy
// desk hears of a change several times a second.
const countEvery = time.Second

// filters are the lists of the inbox, in the order they are shown.
var filters = []shared.InboxFilter{shared.InboxMine, shared.InboxUnassigned, shared.InboxAll, shared.InboxEnded}

// counting is the state of asking for counts.
type counting struct {
	under bool // asked, or about to ask
	again bool // something has moved since
}

// Show looks at another list of the inbox.
func (l *Live) Show(filter shared.InboxFilter) {
	if filter == l.Inbox.Filter {
		return
	}
	l.Kept.SetList(filter)
	l.Inbox.Show(filter)
	l.Listing, l.Problem = false, ""
	if !l.Inbox.Loaded && l.connected != nil {
		l.LoadList()
	}
}

// LoadList asks for the newest page of the list that is looked at.
func (l *Live) LoadList() { l.list(l.Inbox.Filter, false) }

// loadLists is LoadList, and besides what is unread in all open conversations,
// whatever list is looked at.
func (l *Live) loadLists() {
	l.LoadList()
	if f := l.Inbox.Filter; f == shared.InboxEnded || f == shared.InboxMine || f == shared.InboxUnassigned {
		l.list(shared.InboxAll, false)
	}
}

// MoreList asks for the page after what is there.
func (l *Live) MoreList() {
	if !l.Listing && l.Inbox.Next != "" {
		l.list(l.Inbox.Filter, true)
	}
}

func (l *Live) list(filter shared.InboxFilter, more bool) {
	seen := func() bool { return filter == l.Inbox.Filter }
	if seen() {
		l.Listing = true
	}
	l.Inbox.Rev++
	page := l.Inbox.Ask(filter, more)
	ask(l, func(ctx context.Context) (shared.Inbox, error) { return l.List(ctx, filter, page.Before) }, func(answer shared.Inbox, err error) {
		if seen() {
			l.Listing = false
		}
		l.Inbox.Rev++
		if err == nil {
			if seen() {
				l.Problem = ""
			}
			l.Inbox.Take(page, answer)
			if l.users == nil {
				l.meet(func(error) {}) // without names, people are called as they sign in
			}
			return
		}
		if !seen() {
			return // it is asked for again when it is looked at
		}
		l.Problem = sentence(err)
		if again := shared.AsError(err).Retry; again > 0 || !l.Inbox.Loaded || l.Inbox.Recalled {
			socket := l.connected
			l.After(max(again, askAgain), func() {
				if socket != nil && l.connected == socket && l.Problem != "" && !l.Listing && seen() {
					l.list(filter, more)
				}
			})
		}
	})
}

// count asks how many conversations the lists have, once for all that moves
// within a moment. What cannot be had is asked for with the next change.
func (l *Live) count() {
	if l.counting.under {
		l.counting.again = true
		return
	}
	l.counting = counting{under: true}
	ask(l, l.Count, func(counts shared.InboxCounts, err error) {
		if err == nil {
			l.Inbox.Counts, l.Inbox.Counted = counts, true
			l.Inbox.Rev++
		}
		l.After(countEvery, func() {
			again := l.counting.again
			l.counting = counting{}
			if again {
				l.count()
			}
		})
	})
}
