package talk

import (
	"time"

	"parley/shared"
)

const (
	// syncAgain is how long a sync may be under way without bringing the next
	// event.
	syncAgain = 3 * time.Second
	// mostSyncs is how many syncs from one place may bring nothing before the
	// hole is taken to be for ever: the client loads afresh (design: delivery,
	// 2.4). A log may hold what an old client cannot read.
	mostSyncs = 3
	// nowhere is where no sync is asked from.
	nowhere = -1
)

// catching is what is known of closing holes.
type catching struct {
	asked   int64 // from where the sync under way was asked; nowhere: none is
	asks    int   // counts syncs, so that timers know theirs
	from    int64 // the place of the tries
	tries   int
	afresh  bool // the log is being loaded again
	missing bool // a sync is to be sent
	starved bool // the reader was full
}

// apply takes an event of the log, or one that tells where the log's head is.
func (t *Talk) apply(e shared.Event) {
	if t.full() {
		return
	}
	if t.Apply(e, t.world.Now()) {
		t.sync()
	}
}

// full reports whether the reader takes nothing now, and remembers that it
// missed something.
func (t *Talk) full() bool {
	full := t.world.Full != nil && t.world.Full()
	t.catching.starved = t.catching.starved || full
	return full
}

// Resume goes on after the reader was full.
func (t *Talk) Resume() {
	if t.catching.starved {
		t.catching.starved = false
		t.sync()
	}
}

// sync asks for what follows, unless that is on its way. What three syncs did
// not bring, no sync will.
func (t *Talk) sync() {
	c := &t.catching
	c.missing = false
	from := t.Applied()
	if !t.joined || !t.Loaded || t.full() || c.asked == from {
		return
	}
	if c.from != from {
		c.from, c.tries = from, 0
	}
	if c.tries == mostSyncs {
		if !c.afresh {
			c.afresh = true
			t.load(0)
		}
		return
	}
	if c.missing = !t.send(shared.Sync{ConversationID: t.ID, From: from}, syncRef+string(t.ID)); c.missing {
		return
	}
	c.tries++
	c.asked = from
	c.asks++
	asks := c.asks
	t.later(syncAgain, func() {
		if c.asks == asks {
			c.asked = nowhere
			if t.Header.Head > t.Applied() {
				t.sync()
			}
		}
	})
}

// Older loads the page before the oldest message, or the first page again.
func (t *Talk) Older() {
	switch {
	case t.Loading || t.ID == "":
	case !t.Loaded:
		t.Problem = nil
		t.load(0)
	case !t.Log().Complete():
		t.Problem = nil
		t.load(t.Log().Oldest())
	}
}

// load gets the newest page of history, or the one before a seq.
func (t *Talk) load(before int64) {
	t.pages++
	t.Loading = true
	t.Rev++
	page := t.pages
	t.world.History(t, before, func(h shared.History, err error) {
		if t.pages == page {
			t.loaded(before, h, err)
		}
	})
}

func (t *Talk) loaded(before int64, h shared.History, err error) {
	t.Loading = false
	t.Rev++
	switch {
	case err != nil:
		t.Problem = shared.AsError(err)
		if before > 0 {
			return // the reader may ask again
		}
		if t.Final = !t.Problem.Passes(); t.Final {
			return
		}
		page := t.pages
		t.later(max(t.Problem.Retry, askAgain), func() {
			if t.pages == page {
				t.load(0)
			}
		})
		return
	case before == 0 && t.Loaded:
		t.Problem = nil
		t.catching.afresh, t.catching.tries = false, 0
		t.Reload(h)
	default:
		t.Problem = nil
		t.Load(h)
	}
	if t.Header.Head > t.Applied() {
		t.sync()
	}
}
