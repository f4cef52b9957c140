package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parley/cmd/server/internal/postgrestest"
	"parley/shared"
)

// nodes opens one PostgreSQL database several times, as several servers do.
func nodes(t *testing.T, n int) []*DB {
	t.Helper()
	source := postgrestest.Fresh(t)
	opened := make([]*DB, n)
	var group sync.WaitGroup
	for i := range opened { // at once: the migrations are guarded
		group.Go(func() {
			db, err := Open(ctx, source)
			if err != nil {
				t.Error(err)
				return
			}
			opened[i] = db
		})
	}
	group.Wait()
	t.Cleanup(func() {
		for _, db := range opened {
			if db != nil {
				db.Close()
			}
		}
	})
	if t.Failed() {
		t.FailNow()
	}
	if err := opened[0].AddSite(ctx, Site{Site: shared.Site{ID: "s1", Name: "Shop"}}, noon); err != nil {
		t.Fatal(err)
	}
	if err := opened[0].AddUser(ctx, User{User: shared.User{Person: agent}}, noon); err != nil {
		t.Fatal(err)
	}
	return opened
}

// TestNodesStartAtOnce opens one empty database four times at once: all have
// the same epoch and the same secret.
func TestNodesStartAtOnce(t *testing.T) {
	opened := nodes(t, 4)
	secrets := map[string]bool{}
	for i, db := range opened {
		secret, err := db.Secret(ctx, fmt.Sprint("secret of ", i))
		if err != nil || db.Epoch() != opened[0].Epoch() {
			t.Errorf("%v, epochs %q and %q", err, db.Epoch(), opened[0].Epoch())
		}
		secrets[secret] = true
	}
	if len(secrets) != 1 {
		t.Errorf("the servers have the secrets %v", secrets)
	}
}

// TestOneIDOverTwoNodes is F3 over two servers: one id is raced over both, round
// after round, and is stored once; and so it is when the conversation begins
// with it.
func TestOneIDOverTwoNodes(t *testing.T) {
	opened := nodes(t, 2)
	const rounds, racers = 100, 16
	race := func(conversation, id string) map[int64]bool {
		var mu sync.Mutex
		var group sync.WaitGroup
		seqs := map[int64]bool{}
		for i := range racers {
			group.Go(func() {
				posted := post(t, opened[i%2], draft(conversation, id, "hello"))
				mu.Lock()
				defer mu.Unlock()
				seqs[posted.Message.Seq] = true
			})
		}
		group.Wait()
		return seqs
	}
	for round := range rounds {
		// Ten messages in each conversation, the first of which begins it.
		conversation := fmt.Sprint("c", round/10)
		if seqs := race(conversation, fmt.Sprint("m", round)); len(seqs) != 1 || !seqs[int64(round%10)+1] {
			t.Fatalf("round %d: seqs %v", round, seqs)
		}
	}
	// The control: without an id each is a message of its own.
	if seqs := race("control", ""); len(seqs) != racers {
		t.Errorf("without an id there are %d messages, want %d", len(seqs), racers)
	}
}

// TestTailMissesNothing is F8: eight writers over two servers, and a reader who
// follows a conversation by its seq misses nothing and sees nothing twice. In
// the control numbers are given out as bigserial does, before the commit: the
// same reader misses some.
func TestTailMissesNothing(t *testing.T) {
	opened := nodes(t, 2)
	const writers, each = 8, 150
	var written atomic.Int64
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			for i := range each {
				post(t, opened[w%2], draft("c1", fmt.Sprintf("m%d-%d", w, i), "hello"))
				written.Add(1)
			}
		})
	}
	read := int64(0)
	follow := func() {
		entries, err := opened[0].After(ctx, agent.ID, "c1", read, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if e.Seq != read+1 {
				t.Fatalf("after %d comes %d", read, e.Seq)
			}
			read = e.Seq
		}
	}
	for written.Load() < writers*each && !t.Failed() {
		follow()
	}
	group.Wait()
	for before := int64(-1); before < read; {
		before = read
		follow()
	}
	if read != writers*each {
		t.Fatalf("the reader has %d of %d", read, writers*each)
	}
	missed := tailSerial(t, opened)
	if missed == 0 {
		t.Error("the reader is complete where numbers are given out before the commit")
	}
	fmt.Printf("F8 a reader by seq, %d writers over 2 servers: %d messages, 0 missed; control: bigserial: %d missed\n", writers, writers*each, missed)
}

// tailSerial is the control: two transactions of which the later number commits
// first, again and again, and the same reader.
func tailSerial(t *testing.T, opened []*DB) (missed int) {
	t.Helper()
	if _, err := opened[0].write.Exec(`CREATE TABLE serial (seq BIGSERIAL PRIMARY KEY)`); err != nil {
		t.Fatal(err)
	}
	const rounds = 20
	seen, read := 0, int64(0)
	follow := func() {
		var seqs []int64
		if err := opened[0].read.SelectContext(ctx, &seqs, `SELECT seq FROM serial WHERE seq > ? ORDER BY seq`, read); err != nil {
			t.Fatal(err)
		}
		for _, seq := range seqs {
			read = seq
			seen++
		}
	}
	for range rounds {
		early, err := opened[0].write.Begin()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := early.Exec(`INSERT INTO serial DEFAULT VALUES`); err != nil {
			t.Fatal(err)
		}
		if _, err := opened[1].write.Exec(`INSERT INTO serial DEFAULT VALUES`); err != nil {
			t.Fatal(err)
		}
		follow()
		if err := early.Commit(); err != nil {
			t.Fatal(err)
		}
		follow()
	}
	return 2*rounds - seen
}

// TestNodesSeeEachOther changes on one server what the other remembers: names,
// limits, who looks after a conversation, and its end.
func TestNodesSeeEachOther(t *testing.T) {
	opened := nodes(t, 2)
	one, other := opened[0], opened[1]
	said := 0
	say := func(db *DB) Posted {
		said++
		return post(t, db, draft("c1", fmt.Sprint("m", said), "hello"))
	}
	say(one)
	say(other)
	if got := say(one); got.Message.Seq != 3 || got.Conversation.LastMessage.Seq != 3 {
		t.Fatalf("%+v", got)
	}
	take := Desk{ChangeConversation: shared.ChangeConversation{AssigneeID: &agent.ID}, By: agent, At: noon}
	if _, err := other.Administer(ctx, "c1", take); err != nil {
		t.Fatal(err)
	}
	if got := say(one); got.Conversation.Assignee == nil || got.Conversation.Assignee.ID != agent.ID {
		t.Errorf("the assignee is %+v", got.Conversation.Assignee)
	}
	name := "Anna"
	if _, _, _, err := other.ChangeUser(ctx, agent.ID, shared.ChangeUser{FirstName: &name}, agent, noon); err != nil {
		t.Fatal(err)
	}
	if got := say(one); got.Conversation.Assignee.FirstName != name {
		t.Errorf("the assignee is called %+v", got.Conversation.Assignee)
	}
	site := Site{Site: shared.Site{ID: "s1", Name: "Shop"}}
	site.MessageCharacters = 7
	if err := other.SetSite(ctx, site); err != nil {
		t.Fatal(err)
	}
	if got := say(one); got.Conversation.MessageCharacters != 7 {
		t.Errorf("a message may have %d characters", got.Conversation.MessageCharacters)
	}
	begin := NewConversation{Site: "s1", Visitor: visitor, At: noon}
	if _, err := other.SetDetails(ctx, "c1", []shared.Detail{{Kind: shared.FieldName, Value: "Vera"}}, begin); err != nil {
		t.Fatal(err)
	}
	if got := say(one); got.Message.Sender.FirstName != "Vera" || len(got.Conversation.Details) != 1 {
		t.Errorf("%+v", got)
	}
	if _, _, ended, err := other.End(ctx, "c1", agent, nil, noon); !ended || err != nil {
		t.Fatal(ended, err)
	}
	if _, _, ended, err := one.End(ctx, "c1", agent, nil, noon); ended || err != nil {
		t.Errorf("ended twice: %v", err)
	}
	_, err := one.Post(ctx, draft("c1", "late", "too late"))
	refused(t, err, shared.CodeConversationClosed)
}

// TestNodesInEachOthersWay has two servers do, at once, what only one may do.
func TestNodesInEachOthersWay(t *testing.T) {
	opened := nodes(t, 2)
	both := func(do func(db *DB, i int) error) (errs [2]error) {
		var group sync.WaitGroup
		for i, db := range opened {
			group.Go(func() { errs[i] = do(db, i) })
		}
		group.Wait()
		return errs
	}
	// succeed checks that one did it, and the other was refused.
	succeed := func(what string, errs [2]error, refusal shared.Code) {
		t.Helper()
		if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs[:]...), shared.Refuse(refusal, "")) {
			t.Errorf("%s: %v", what, errs)
		}
	}
	if err := opened[0].AddUser(ctx, User{User: shared.User{Person: shared.Person{ID: "a2", Username: "ben", Role: shared.RoleAgent}}}, noon); err != nil {
		t.Fatal(err)
	}
	for round := range 20 {
		name := fmt.Sprint("round ", round)
		succeed("a room's title", both(func(db *DB, i int) error {
			_, err := db.AddRoom(ctx, shared.ConversationID(fmt.Sprint("room", round, i)), shared.NewRoom{Title: name}, noon)
			return err
		}), shared.CodeConflict)
		admins := [2]shared.MemberID{shared.MemberID(fmt.Sprint("one", round)), shared.MemberID(fmt.Sprint("other", round))}
		succeed("a user's name", both(func(db *DB, i int) error {
			return db.AddUser(ctx, User{User: shared.User{Person: shared.Person{ID: shared.MemberID(fmt.Sprint("u", round, i)), Username: name, Role: shared.RoleAgent}}}, noon)
		}), shared.CodeConflict)
		for i, id := range admins {
			person := shared.Person{ID: id, Username: string(id), Role: shared.RoleAdmin}
			if err := opened[i].AddUser(ctx, User{User: shared.User{Person: person}}, noon); err != nil {
				t.Fatal(err)
			}
		}
		gone := true
		succeed("the last admins", both(func(db *DB, i int) error {
			_, _, _, err := db.ChangeUser(ctx, admins[i], shared.ChangeUser{Disabled: &gone}, agent, noon)
			return err
		}), shared.CodeForbidden)
		for _, id := range admins { // for the next round
			if _, err := opened[0].write.Exec(`UPDATE users SET role = 'agent' WHERE id = $1`, id); err != nil {
				t.Fatal(err)
			}
		}
		session := fmt.Sprint("session", round)
		if err := opened[0].AddSession(ctx, session, agent.ID, session+"token", noon, noon.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		var spent [2]bool
		both(func(db *DB, i int) (err error) {
			_, spent[i], err = db.UseRefreshToken(ctx, session+"token", fmt.Sprint(session, "successor", i), noon)
			return err
		})
		if spent[0] == spent[1] {
			t.Errorf("a refresh token that both servers use at once was spent: %v", spent)
		}
		conversation := fmt.Sprint("taken", round)
		post(t, opened[0], draft(conversation, "m1", "hello"))
		succeed("a conversation that two take", both(func(db *DB, i int) error {
			_, err := db.Administer(ctx, shared.ConversationID(conversation), Desk{
				ChangeConversation: shared.ChangeConversation{AssigneeID: &[]shared.MemberID{agent.ID, "a2"}[i]}, By: agent, At: noon,
			})
			return err
		}), shared.CodeConflict)
	}
}

// TestNodesDoNotLockEachOtherOut has two servers begin and write many
// conversations in every order.
func TestNodesDoNotLockEachOtherOut(t *testing.T) {
	opened := nodes(t, 2)
	const writers, each, conversations = 16, 60, 5
	const rounds, begun = 20, 8
	var group sync.WaitGroup
	for round := range rounds {
		for n, db := range opened {
			for _, c := range rand.Perm(begun) {
				group.Go(func() { post(t, db, draft(fmt.Sprint("new", round, "-", c), fmt.Sprint("m", n), "hello")) })
			}
		}
		group.Wait()
	}
	for w := range writers {
		random := rand.New(rand.NewPCG(7, uint64(w)))
		group.Go(func() {
			for i := range each {
				conversation := fmt.Sprint("c", random.IntN(conversations))
				post(t, opened[w%2], draft(conversation, fmt.Sprintf("m%d-%d", w, i), "hello"))
				if _, _, err := opened[w%2].Mark(ctx, shared.ConversationID(conversation), agent, nil, 1<<40, 1<<40, noon); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	for _, db := range opened { // whose connection has counted what it ran into
		if _, err := db.write.Exec(`SELECT pg_stat_force_next_flush()`); err != nil {
			t.Fatal(err)
		}
	}
	var deadlocks, messages int64
	if err := opened[0].read.GetContext(ctx, &deadlocks, `SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`); err != nil {
		t.Fatal(err)
	}
	if err := opened[0].read.GetContext(ctx, &messages, `SELECT count(*) FROM messages`); err != nil {
		t.Fatal(err)
	}
	if want := int64(writers*each + rounds*begun*len(opened)); deadlocks != 0 || messages != want {
		t.Errorf("%d deadlocks, %d messages of %d", deadlocks, messages, want)
	}
}

// TestNULIsNowhere asks for what PostgreSQL cannot store.
func TestNULIsNowhere(t *testing.T) {
	db := nodes(t, 1)[0]
	_, err := db.Conversation(context.Background(), "\x00")
	refused(t, err, shared.CodeRoomInvalid)
	_, _, err = db.Account(context.Background(), "anna\x00")
	refused(t, err, shared.CodeNotFound)
}
