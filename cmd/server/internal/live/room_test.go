package live

import (
	"testing"
	"testing/synctest"
	"time"

	"parley/cmd/server/internal/auth"
	"parley/cmd/server/internal/store"
	"parley/shared"
)

// grace is what chat gives those whose socket is lost.
const grace = 30 * time.Second

// room makes a room and a user; notices tells what its log says about
// their coming and going.
func (n *node) room() (id shared.ConversationID, anna auth.Identity, notices func() string) {
	n.t.Helper()
	id, n.chat.RoomNotices = "room", true
	if _, err := n.db.AddRoom(n.t.Context(), id, shared.NewRoom{Title: "Workshop"}, time.Now()); err != nil {
		n.t.Fatal(err)
	}
	anna = auth.Identity{Person: shared.Person{ID: "anna", Role: shared.RoleAgent, Username: "anna"}, Session: "s"}
	now := time.Now()
	if err := n.db.AddUser(n.t.Context(), store.User{User: shared.User{Person: anna.Person}}, now); err != nil {
		n.t.Fatal(err)
	}
	if err := n.db.AddSession(n.t.Context(), anna.Session, anna.ID, "token", now, now.Add(auth.SessionFor)); err != nil {
		n.t.Fatal(err)
	}
	return id, anna, func() (list string) {
		n.t.Helper()
		synctest.Wait()
		page, err := n.db.History(n.t.Context(), anna.ID, id, 0, 100)
		if err != nil {
			n.t.Fatal(err)
		}
		for _, m := range page.Messages {
			if m.Subject.ID != anna.ID || m.Sender != shared.System {
				n.t.Errorf("%+v", m)
			}
			list += string(m.Kind) + " "
		}
		return list
	}
}

// enters opens a socket into a room; what is returned loses it without a word.
func (n *node) enters(id shared.ConversationID, who auth.Identity) (lose func()) {
	p := n.dial("/"+string(id), who)
	p.read()
	synctest.Wait()
	return func() { p.conn.CloseNow(); p.Conn.Close(); synctest.Wait() }
}

// TestReloadIsNoComingAndGoing: who comes back within the grace has not left,
// and who does not has.
func TestReloadIsNoComingAndGoing(t *testing.T) {
	for name, c := range map[string]struct {
		away time.Duration
		want string
	}{
		"a reload":       {0, "enter "},
		"a tunnel":       {grace - time.Second, "enter "},
		"a lunch":        {grace + time.Second, "enter leave enter "},
		"the next day":   {24 * time.Hour, "enter leave enter "},
		"several sleeps": {3 * grace, "enter leave enter "},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, n *node) {
				id, anna, notices := n.room()
				lose := n.enters(id, anna)
				if got := notices(); got != "enter " {
					t.Fatal(got)
				}
				lose()
				time.Sleep(c.away)
				lose = n.enters(id, anna)
				time.Sleep(time.Hour) // what was waited for has come
				if got := notices(); got != c.want {
					t.Errorf("%s, want %s", got, c.want)
				}
				lose()
				time.Sleep(grace + time.Second)
				if got := notices(); got != c.want+"leave " {
					t.Errorf("%s, want %sleave", got, c.want)
				}
			})
		})
	}
}

// TestSecondTabIsNoEntering: a member is in a room once, and leaves it with the
// last socket.
func TestSecondTabIsNoEntering(t *testing.T) {
	inBubble(t, func(t *testing.T, n *node) {
		id, anna, notices := n.room()
		first := n.enters(id, anna)
		second := n.enters(id, anna)
		first()
		time.Sleep(time.Hour)
		if got := notices(); got != "enter " {
			t.Error(got)
		}
		second()
		time.Sleep(time.Hour)
		if got := notices(); got != "enter leave " {
			t.Error(got)
		}
	})
}

// TestAttendanceSurvivesARestart: what the log says counts, and who does not come
// back after a restart leaves.
func TestAttendanceSurvivesARestart(t *testing.T) {
	for _, back := range []bool{true, false} {
		inBubble(t, func(t *testing.T, n *node) {
			id, anna, notices := n.room()
			now := time.Now()
			if err := n.db.Enter(t.Context(), id, anna.Person); err != nil {
				t.Fatal(err)
			}
			if _, noted, err := n.db.Attend(t.Context(), id, anna.Person, true, now); err != nil || !noted {
				t.Fatal(noted, err)
			}
			// A server that starts on this log.
			if err := n.chat.Resume(t.Context()); err != nil {
				t.Fatal(err)
			}
			want := "enter leave "
			if back {
				time.Sleep(grace - time.Second)
				n.enters(id, anna)
				want = "enter "
			}
			time.Sleep(time.Hour)
			if got := notices(); got != want {
				t.Errorf("back %v: %s, want %s", back, got, want)
			}
		})
	}
}

// TestNoticesCanBeOff: without them nothing is written.
func TestNoticesCanBeOff(t *testing.T) {
	inBubble(t, func(t *testing.T, n *node) {
		id, anna, notices := n.room()
		n.chat.RoomNotices = false
		n.enters(id, anna)()
		time.Sleep(time.Hour)
		if got := notices(); got != "" {
			t.Error(got)
		}
	})
}
