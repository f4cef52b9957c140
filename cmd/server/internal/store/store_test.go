package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"parley/cmd/server/internal/postgrestest"
	"parley/shared"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	ctx     = context.Background()
	noon    = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	visitor = shared.Person{ID: "v1", Role: shared.RoleVisitor, Username: "Visitor V1"}
	agent   = shared.Person{ID: "a1", Role: shared.RoleAgent, Username: "anna"}
)

// source is where a test has a database of its own.
func source(t testing.TB) string {
	t.Helper()
	if postgrestest.Wanted() {
		return postgrestest.Fresh(t)
	}
	return t.TempDir()
}

// open makes a database with one site and one agent.
func open(t testing.TB) *DB {
	t.Helper()
	db, err := Open(ctx, source(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := db.AddSite(ctx, Site{Site: shared.Site{ID: "s1", Name: "Shop"}}, noon); err != nil {
		t.Fatal(err)
	}
	if err := db.AddUser(ctx, User{User: shared.User{Person: agent}}, noon); err != nil {
		t.Fatal(err)
	}
	return db
}

func draft(conversation, id, content string) Draft {
	return Draft{
		Conversation: shared.ConversationID(conversation), Sender: visitor, Content: content, ClientMessageID: id, At: noon,
		Begin: func() NewConversation { return NewConversation{Site: "s1", Visitor: visitor, At: noon} },
	}
}

func post(t testing.TB, db *DB, d Draft) Posted {
	t.Helper()
	posted, err := db.Post(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	return posted
}

func refused(t *testing.T, err error, want shared.Code) {
	t.Helper()
	if !errors.Is(err, shared.Refuse(want, "")) {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestPostOnce(t *testing.T) {
	db := open(t)
	first := post(t, db, draft("c1", "m1", "hello"))
	again := post(t, db, draft("c1", "m1", "hello"))
	if first.Message.Seq != 1 || !again.Repeated || again.Message.ID != first.Message.ID || again.Message.Seq != 1 {
		t.Errorf("%+v then %+v", first, again)
	}
	_, err := db.Post(ctx, draft("c1", "m1", "something else"))
	refused(t, err, shared.CodeConflict)
	other := draft("c1", "m1", "the same id, but of another sender")
	other.Sender = agent
	if got := post(t, db, other); got.Message.Seq != 2 {
		t.Errorf("%+v", got)
	}
	for range 2 { // without an id nothing can be recognised
		post(t, db, draft("c1", "", "bot"))
	}
	orphan := draft("nowhere", "m1", "hello")
	orphan.Begin = nil
	_, err = db.Post(ctx, orphan)
	refused(t, err, shared.CodeRoomInvalid)
	reply := draft("c2", "m1", "to a message of another conversation")
	reply.ReplyTo = &first.Message.ID
	_, err = db.Post(ctx, reply)
	refused(t, err, shared.CodeNotFound)
	if _, err := db.Conversation(ctx, "c2"); !errors.Is(err, shared.Refuse(shared.CodeRoomInvalid, "")) {
		t.Errorf("a refused first message has left a conversation: %v", err)
	}
}

// TestSeqUnderConcurrency has many goroutines write to few conversations, each
// message twice: whatever shares a transaction, seqs are 1, 2, 3 … and every
// message is there once.
func TestSeqUnderConcurrency(t *testing.T) {
	db := open(t)
	const conversations, writers, each = 5, 20, 25
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			for i := range each {
				d := draft(fmt.Sprint("c", (w+i)%conversations), fmt.Sprintf("m%d-%d", w, i), "hello")
				var pair sync.WaitGroup
				var seqs [2]int64
				for twice := range seqs {
					pair.Go(func() { seqs[twice] = post(t, db, d).Message.Seq })
				}
				pair.Wait()
				if seqs[0] != seqs[1] {
					t.Errorf("one message has seqs %v", seqs)
				}
			}
		})
	}
	group.Wait()
	total := 0
	for c := range conversations {
		id := shared.ConversationID(fmt.Sprint("c", c))
		entries, err := db.After(ctx, agent.ID, id, 0, writers*each)
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range entries {
			if e.Seq != int64(i+1) {
				t.Fatalf("%s: place %d has seq %d", id, i, e.Seq)
			}
		}
		total += len(entries)
	}
	if total != writers*each {
		t.Errorf("%d messages, want %d", total, writers*each)
	}
}

// TestOneBadJobHarmsNobody puts a failing write between good ones: its
// neighbours in the transaction are written, it is not.
func TestOneBadJobHarmsNobody(t *testing.T) {
	db := open(t)
	post(t, db, draft("c1", "m0", "before"))
	hold, held := make(chan struct{}), make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() { db.do(ctx, func(*tx) error { close(held); <-hold; return nil }) })
	<-held // everything from here on waits, and shares the next transaction
	broken := errors.New("broken")
	for i := range 10 {
		group.Go(func() { post(t, db, draft("c1", fmt.Sprint("m", i+1), "hello")) })
		group.Go(func() {
			bad := draft("c1", fmt.Sprint("bad", i), "never to be seen")
			err := db.do(ctx, func(t *tx) error {
				if _, err := t.post(&bad); err != nil {
					return err
				}
				return broken
			})
			if !errors.Is(err, broken) {
				t.Errorf("the bad job got %v", err)
			}
		})
	}
	for len(db.jobs) < 20 {
		runtime.Gosched()
	}
	close(hold)
	group.Wait()
	entries, err := db.After(ctx, agent.ID, "c1", 0, 100)
	if err != nil || len(entries) != 11 {
		t.Fatalf("%d entries, want 11; %v", len(entries), err)
	}
	for i, e := range entries {
		if e.Seq != int64(i+1) || e.Message.Content == "never to be seen" {
			t.Errorf("%+v", e)
		}
	}
}

func TestEnd(t *testing.T) {
	db := open(t)
	post(t, db, draft("c1", "m1", "hello"))
	change, header, ended, err := db.End(ctx, "c1", agent, nil, noon)
	if err != nil || !ended || change.Seq != 2 || header.Head != 2 || header.LastMessage.Content != "hello" || change.EndedBy.ID != agent.ID {
		t.Fatalf("%+v %+v %v %v", change, header, ended, err)
	}
	if _, _, ended, err := db.End(ctx, "c1", visitor, nil, noon); ended || err != nil {
		t.Errorf("ended twice: %v", err)
	}
	_, _, _, err = db.End(ctx, "nowhere", agent, nil, noon)
	refused(t, err, shared.CodeRoomInvalid)
	_, err = db.Post(ctx, draft("c1", "m2", "too late"))
	refused(t, err, shared.CodeConversationClosed)
	if got := post(t, db, draft("c1", "m1", "hello")); !got.Repeated {
		t.Errorf("what was stored before the end is acknowledged after it: %+v", got)
	}
	read, err := db.Conversation(ctx, "c1")
	if err != nil || read.Status != shared.StatusEnded || read.EndedBy.Username != "anna" || read.Head != 2 || read.LastMessage.Seq != 1 {
		t.Errorf("%+v %v", read, err)
	}
	count, running, err := db.Sessions(ctx, visitor.ID)
	if count != 1 || running != "" || err != nil {
		t.Errorf("%d %q %v", count, running, err)
	}
}

func TestHistoryPages(t *testing.T) {
	db := open(t)
	for i := range 7 {
		post(t, db, draft("c1", fmt.Sprint("m", i), fmt.Sprint("line ", i+1)))
	}
	if _, _, _, err := db.End(ctx, "c1", visitor, nil, noon); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		before         int64
		limit          int
		first, last    int64
		messages, ends int
	}{
		{0, 3, 5, 7, 3, 1},
		{5, 3, 2, 4, 3, 0},
		{2, 3, 1, 1, 1, 0},
		{1, 3, 0, 0, 0, 0},
		{0, 100, 1, 7, 7, 1},
	} {
		page, err := db.History(ctx, agent.ID, "c1", c.before, c.limit)
		if err != nil || len(page.Messages) != c.messages || len(page.Changes) != c.ends || page.Head != 8 {
			t.Errorf("before %d: %+v %v", c.before, page, err)
			continue
		}
		if c.messages > 0 && (page.Messages[0].Seq != c.first || page.Messages[c.messages-1].Seq != c.last) {
			t.Errorf("before %d: %d … %d", c.before, page.Messages[0].Seq, page.Messages[c.messages-1].Seq)
		}
	}
	entries, err := db.After(ctx, agent.ID, "c1", 6, 100)
	if err != nil || len(entries) != 2 || entries[0].Message == nil || entries[1].Frame == nil {
		t.Errorf("%+v %v", entries, err)
	}
}

func TestMarks(t *testing.T) {
	db := open(t)
	for i := range 4 {
		post(t, db, draft("c1", fmt.Sprint("m", i), "hello"))
	}
	for _, c := range []struct {
		delivered, read         int64
		wantDelivered, wantRead int64
		moved                   bool
	}{
		{0, 2, 2, 2, true},
		{1, 1, 2, 2, false}, // never back
		{99, 3, 4, 3, true}, // never beyond the head
		{99, 99, 4, 4, true},
	} {
		member, moved, err := db.Mark(ctx, "c1", agent, nil, c.delivered, c.read, noon)
		if err != nil || member.Delivered != c.wantDelivered || member.Read != c.wantRead || moved != c.moved {
			t.Errorf("mark %d %d: %+v %v %v", c.delivered, c.read, member, moved, err)
		}
	}
	page, err := db.History(ctx, agent.ID, "c1", 0, 10)
	if err != nil || page.Messages[3].SeenAt == nil || !page.Messages[3].SeenAt.Equal(noon) {
		t.Errorf("%+v %v", page, err)
	}
	post(t, db, draft("c1", "m5", "and on"))
	read, err := db.Conversation(ctx, "c1")
	if err != nil || fmt.Sprint(read.Members[0].Read, read.Members[1].Read) != "4 5" {
		t.Errorf("who says something has read what is above it: %+v %v", read.Members, err)
	}
	if _, moved, err := db.Mark(ctx, "not begun", visitor, nil, 1, 1, noon); moved || err != nil {
		t.Errorf("%v %v", moved, err)
	}
}

func TestInboxOrderAndPages(t *testing.T) {
	db := open(t)
	for _, c := range []string{"c1", "c2", "c3", "c1"} {
		post(t, db, draft(c, "", "in "+c))
	}
	var got []string
	for before := ""; ; {
		page, err := db.Inbox(ctx, agent.ID, shared.InboxEverything, before, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range page.Conversations {
			got = append(got, fmt.Sprint(c.ID, *c.Unread, c.LastMessage.Content, c.Visitor.Username))
		}
		if before = page.Next; before == "" {
			break
		}
	}
	if want := "[c12in c1Visitor V1 c31in c3Visitor V1 c21in c2Visitor V1]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestInboxOverManyMessages compares the pages of the inbox with the order of the
// newest messages, where that goes over many stretches of ids.
func TestInboxOverManyMessages(t *testing.T) {
	db := open(t)
	const conversations, writers, each = 300, 16, 400
	var mu sync.Mutex
	newest := map[shared.ConversationID]shared.MessageID{}
	var group sync.WaitGroup
	for w := range writers {
		random := rand.New(rand.NewPCG(3, uint64(w)))
		group.Go(func() {
			for i := range each {
				// Some are spoken in all the time, and some once.
				id := fmt.Sprint("c", int(float64(conversations)*math.Pow(random.Float64(), 4)))
				posted := post(t, db, draft(id, fmt.Sprintf("m%d-%d", w, i), "hello"))
				mu.Lock()
				newest[posted.Message.ConversationID] = max(newest[posted.Message.ConversationID], posted.Message.ID)
				mu.Unlock()
			}
		})
	}
	group.Wait()
	want := slices.SortedFunc(maps.Keys(newest), func(a, b shared.ConversationID) int { return int(newest[b] - newest[a]) })
	if stretch(newest[want[0]]) == stretch(newest[want[len(want)-1]]) {
		t.Error("all is in one stretch")
	}
	mine := want[len(want)/2]
	if _, err := db.Administer(ctx, mine, Desk{ChangeConversation: shared.ChangeConversation{AssigneeID: &agent.ID}, By: agent, At: noon}); err != nil {
		t.Fatal(err)
	}
	others := slices.DeleteFunc(slices.Clone(want), func(id shared.ConversationID) bool { return id == mine })
	for filter, want := range map[shared.InboxFilter][]shared.ConversationID{
		shared.InboxEverything: want, shared.InboxAll: want, shared.InboxUnassigned: others, shared.InboxMine: {mine},
	} {
		for _, limit := range []int{13, 100} {
			var got []shared.ConversationID
			for before := ""; ; {
				page, err := db.Inbox(ctx, agent.ID, filter, before, limit)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range page.Conversations {
					got = append(got, c.ID)
				}
				if before = page.Next; before == "" {
					break
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%q by %d: %v, want %v", filter, limit, got, want)
			}
		}
	}
}

func TestEpochStaysAndLockHolds(t *testing.T) {
	source := source(t)
	db, err := Open(ctx, source)
	if err != nil {
		t.Fatal(err)
	}
	epoch := db.Epoch()
	db.Close()
	if db, err = Open(ctx, source); err != nil || db.Epoch() != epoch || epoch == "" {
		t.Errorf("epoch %q became %q, %v", epoch, db.Epoch(), err)
	}
	db.Close()
	_, err = db.Post(ctx, draft("c1", "m1", "after the end"))
	refused(t, err, shared.CodeUnavailable)

	folder := t.TempDir()
	unlock, err := Lock(folder)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Lock(folder); err == nil {
		t.Error("locked twice")
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	unlock, err = Lock(folder)
	if err != nil {
		t.Fatal(err)
	}
	unlock()
}

func TestSettingsThatDurabilityNeeds(t *testing.T) {
	postgrestest.SkipIfWanted(t, "its pragmas")
	db := open(t)
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
		var got string
		if err := db.write.Get(&got, `PRAGMA `+pragma); err != nil || got != want {
			t.Errorf("%s is %q, want %q, %v", pragma, got, want, err)
		}
	}
	if _, err := db.read.Exec(`DELETE FROM messages`); err == nil {
		t.Error("a reader's handle can write")
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(ctx, file); err == nil {
		t.Error("opened a file as a folder")
	}
}

func TestOlder(t *testing.T) {
	for _, c := range []struct {
		version string
		want    bool
	}{{"3.51.2", true}, {"3.51.3", false}, {"3.52.0", false}, {"4.0.0", false}, {"3.9.99", true}} {
		if older(c.version, oldestSQLite) != c.want {
			t.Error(c.version)
		}
	}
}

// TestManyReadersAtOnce: more than there are connections, from the first moment
// on, when no statement is prepared yet; none waits for what another holds.
func TestManyReadersAtOnce(t *testing.T) {
	db := open(t)
	var group sync.WaitGroup
	for range 16 * readers {
		group.Go(func() {
			for range 10 {
				if _, err := db.Conversation(t.Context(), "nobody's"); !errors.Is(err, shared.Refuse(shared.CodeRoomInvalid, "")) {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
}
