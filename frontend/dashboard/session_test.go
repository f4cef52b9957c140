package dashboard

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley/frontend/link"
	"parley/shared"
)

// memory is a storage, shared by the tabs of a test.
type memory struct {
	mu   sync.Mutex
	kept map[string]string
}

func newMemory() *memory { return &memory{kept: map[string]string{}} }

func (m *memory) Get(key string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.kept[key]
}

func (m *memory) Set(key, value string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept[key] = value
}

func (m *memory) Delete(key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.kept, key)
}

// authority is the server's half of signing in: a refresh token works once, a
// dead one kills the family.
type authority struct {
	mu        sync.Mutex
	now       func() time.Time
	family    int
	serial    int
	alive     string // the one refresh token that works
	refreshes int
	logouts   []string
	revoked   map[string]bool // access tokens the server no longer takes
	down      bool
	slow      time.Duration
}

func newAuthority() *authority {
	return &authority{now: time.Now, revoked: map[string]bool{}}
}

func (a *authority) fetch(ctx context.Context, method, path, bearer string, body []byte) (int, []byte, error) {
	if a.slow > 0 {
		time.Sleep(a.slow) // under synctest
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.down {
		return 0, nil, errors.New("no route")
	}
	var asked struct{ Username, Password, Refresh string }
	if json.Unmarshal(body, &asked) != nil {
		return 400, nil, nil
	}
	switch path {
	case shared.PathToken:
		if asked.Password != "parley-demo" {
			return refusalBody(401, "Name or password is wrong.")
		}
		a.family++
	case shared.PathRefresh:
		a.refreshes++
		if asked.Refresh != a.alive {
			a.alive = ""
			return refusalBody(401, "Sign in first.")
		}
	case shared.PathBlacklist:
		a.logouts = append(a.logouts, asked.Refresh)
		a.alive = ""
		return 200, []byte(`{"success":true}`), nil
	}
	a.serial++
	a.alive = fmt.Sprintf("refresh-%d-%d", a.family, a.serial)
	answer, err := json.Marshal(shared.Tokens{Access: a.access(), Refresh: a.alive})
	return 200, answer, err
}

func (a *authority) access() string {
	claims := fmt.Sprintf(`{"iat":%d,"exp":%d,"n":%d}`, a.now().Unix(), a.now().Add(10*time.Minute).Unix(), a.serial)
	return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".sig"
}

func refusalBody(status int, sentence string) (int, []byte, error) {
	body, err := json.Marshal(shared.ErrorBody{Error: shared.Failed{Code: shared.CodeUserHasToLogin, Message: sentence}})
	return status, body, err
}

// locks are the browser's, one name at a time over all tabs.
type locks chan struct{}

func newLocks() locks { return make(locks, 1) }

func (l locks) run(_ context.Context, _ string, f func()) error {
	l <- struct{}{}
	defer func() { <-l }()
	f()
	return nil
}

func newTab(a *authority, m *memory, l locks) *Session {
	return NewSession(link.API{Fetch: a.fetch}, m, l.run)
}

func signInDemo(t *testing.T, s *Session) {
	t.Helper()
	if err := s.SignIn(t.Context(), shared.Login{Username: "demo", Password: "parley-demo"}); err != nil {
		t.Fatal(err)
	}
}

func TestWrongPasswordIsTheServersSentence(t *testing.T) {
	s := newTab(newAuthority(), newMemory(), newLocks())
	err := s.SignIn(t.Context(), shared.Login{Username: "demo", Password: "no"})
	if sentence(err) != "Name or password is wrong." || s.SignedIn() {
		t.Fatalf("%v, signed in %v", err, s.SignedIn())
	}
}

func TestTokensSurviveAReload(t *testing.T) {
	a, m := newAuthority(), newMemory()
	signInDemo(t, newTab(a, m, newLocks()))
	var stored shared.Tokens
	if err := json.Unmarshal([]byte(m.Get("parley.tokens")), &stored); err != nil || stored.Access == "" || stored.Refresh == "" {
		t.Fatalf("%q: %v", m.Get("parley.tokens"), err)
	}
	reloaded := newTab(a, m, newLocks())
	if !reloaded.SignedIn() || reloaded.Current() != stored.Access {
		t.Fatal("signed out by a reload")
	}
}

func TestAccessIsRenewedWhenAMinuteIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAuthority()
		s := newTab(a, newMemory(), newLocks())
		signInDemo(t, s)
		use := func() (used string) {
			if err := s.Do(t.Context(), func(access string) error { used = access; return nil }); err != nil {
				t.Fatal(err)
			}
			return used
		}
		first := use()
		time.Sleep(9*time.Minute - time.Second)
		if use() != first || a.refreshes != 0 {
			t.Fatal("renewed too early")
		}
		time.Sleep(2 * time.Second)
		if use() == first || a.refreshes != 1 {
			t.Fatal("not renewed")
		}
	})
}

func TestAWrongClockDoesNotRenewAllTheTime(t *testing.T) {
	a := newAuthority()
	a.now = func() time.Time { return time.Now().Add(-3 * time.Hour) } // to this device every token looks expired
	s := newTab(a, newMemory(), newLocks())
	signInDemo(t, s)
	for range 3 {
		if err := s.Do(t.Context(), func(string) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if a.refreshes != 0 {
		t.Fatalf("%d refreshes", a.refreshes)
	}
}

func TestARefusedTokenIsRenewedOnce(t *testing.T) {
	a := newAuthority()
	s := newTab(a, newMemory(), newLocks())
	signInDemo(t, s)
	worn := s.Current()
	calls := 0
	err := s.Do(t.Context(), func(access string) error {
		calls++
		if access == worn {
			return errSignedOut
		}
		return nil
	})
	if err != nil || calls != 2 || a.refreshes != 1 {
		t.Fatalf("%v after %d calls, %d refreshes", err, calls, a.refreshes)
	}
	calls = 0
	err = s.Do(t.Context(), func(string) error { calls++; return errSignedOut })
	if !signedOut(err) || calls != 2 {
		t.Fatalf("%v after %d calls", err, calls)
	}
}

// Ten requests in each of three tabs find the token worn at once. One refresh
// token is used once, or everybody would be signed out.
func TestTabsRenewOneAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, m, l := newAuthority(), newMemory(), newLocks()
		signInDemo(t, newTab(a, m, l))
		time.Sleep(9*time.Minute + 30*time.Second)
		a.slow = 100 * time.Millisecond
		var all sync.WaitGroup
		for range 3 {
			tab := newTab(a, m, l)
			for range 10 {
				all.Go(func() {
					if err := tab.Do(t.Context(), func(string) error { return nil }); err != nil {
						t.Error(err)
					}
				})
			}
		}
		all.Wait()
		if a.refreshes != 1 || !newTab(a, m, l).SignedIn() {
			t.Fatalf("%d refreshes", a.refreshes)
		}
	})
}

func TestWithoutBrowserLocksOneTabStillRenewsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAuthority()
		s := newTab(a, newMemory(), newLocks())
		s.locked = func(_ context.Context, _ string, f func()) error { f(); return nil }
		signInDemo(t, s)
		worn := s.Current()
		a.slow = 100 * time.Millisecond
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				if _, err := s.Renew(t.Context(), worn); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if a.refreshes != 1 {
			t.Fatalf("%d refreshes", a.refreshes)
		}
	})
}

func TestARefusedRefreshSignsOut(t *testing.T) {
	a, m, l := newAuthority(), newMemory(), newLocks()
	s := newTab(a, m, l)
	signInDemo(t, s)
	a.alive = "" // revoked
	if _, err := s.Renew(t.Context(), s.Current()); !signedOut(err) {
		t.Fatal(err)
	}
	if s.SignedIn() {
		t.Fatal("dead tokens are kept")
	}
	if _, err := s.Renew(t.Context(), ""); !signedOut(err) || a.refreshes != 1 {
		t.Fatalf("%v, %d refreshes", err, a.refreshes)
	}
}

func TestNoNetworkDoesNotSignOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAuthority()
		s := newTab(a, newMemory(), newLocks())
		signInDemo(t, s)
		a.down = true
		time.Sleep(9*time.Minute + 30*time.Second)
		if err := s.Do(t.Context(), func(string) error { return nil }); err != nil {
			t.Fatalf("half a minute was left: %v", err)
		}
		time.Sleep(time.Minute)
		err := s.Do(t.Context(), func(string) error { return nil })
		if shared.AsError(err).Code != shared.CodeUnavailable || !s.SignedIn() {
			t.Fatalf("%v, signed in %v", err, s.SignedIn())
		}
		a.down = false
		if err := s.Do(t.Context(), func(string) error { return nil }); err != nil {
			t.Fatal(err)
		}
	})
}

func TestALockThatIsNotHadIsNoSignOut(t *testing.T) {
	a := newAuthority()
	s := newTab(a, newMemory(), newLocks())
	signInDemo(t, s)
	s.locked = func(ctx context.Context, _ string, _ func()) error { return context.DeadlineExceeded }
	_, err := s.Renew(t.Context(), s.Current())
	if shared.AsError(err).Code != shared.CodeUnavailable || !s.SignedIn() {
		t.Fatalf("%v, signed in %v", err, s.SignedIn())
	}
}

func TestSignOutTellsTheServerAndForgets(t *testing.T) {
	a, m, l := newAuthority(), newMemory(), newLocks()
	s, other := newTab(a, m, l), newTab(a, m, l)
	signInDemo(t, s)
	refresh := a.alive
	s.SignOut(t.Context())
	if other.SignedIn() || len(a.logouts) != 1 || a.logouts[0] != refresh {
		t.Fatalf("other tab signed in: %v, told the server: %v", other.SignedIn(), a.logouts)
	}
	a.down = true
	signedInAgain := newTab(newAuthority(), m, l)
	signInDemo(t, signedInAgain)
	s.SignOut(t.Context())
	if s.SignedIn() {
		t.Fatal("no network keeps the user signed in")
	}
}

// One tab signs out while another one is getting new tokens: those must not
// sign the user in again, here or on the server.
func TestSigningOutWinsOverRenewing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, m, l := newAuthority(), newMemory(), newLocks()
		s, other := newTab(a, m, l), newTab(a, m, l)
		signInDemo(t, s)
		worn := s.Current()
		a.slow = 100 * time.Millisecond
		var both sync.WaitGroup
		both.Go(func() {
			if _, err := other.Renew(t.Context(), worn); !signedOut(err) {
				t.Error(err)
			}
		})
		both.Go(func() {
			time.Sleep(50 * time.Millisecond) // while the other waits for the server
			s.SignOut(t.Context())
		})
		both.Wait()
		if s.SignedIn() || a.alive != "" {
			t.Fatalf("signed in here: %v, on the server: %q", s.SignedIn(), a.alive)
		}
	})
}
