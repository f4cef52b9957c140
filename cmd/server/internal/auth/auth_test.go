package auth

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"parley/shared"
)

var ctx = context.Background()

// memory keeps accounts as the store does, for one test.
type memory struct {
	person   shared.Person
	password string
	sessions map[string]bool // by id: alive
	tokens   map[string]token
}

type token struct {
	session string
	used    bool
}

func (m *memory) Account(_ context.Context, name string) (shared.Person, string, error) {
	if name != m.person.Username {
		return shared.Person{}, "", shared.Refuse(shared.CodeNotFound, "")
	}
	return m.person, m.password, nil
}

func (m *memory) Standing(context.Context, []string, time.Time) (map[string]shared.Role, error) {
	return nil, nil
}

func (m *memory) AddSession(_ context.Context, id string, _ shared.MemberID, hash string, _, _ time.Time) error {
	m.sessions[id], m.tokens[hash] = true, token{session: id}
	return nil
}

func (m *memory) Session(_ context.Context, id string, _ time.Time) (shared.Person, error) {
	if !m.sessions[id] {
		return shared.Person{}, shared.Refuse(shared.CodeUserHasToLogin, "")
	}
	return m.person, nil
}

func (m *memory) UseRefreshToken(_ context.Context, hash, successor string, _ time.Time) (string, bool, error) {
	t, ok := m.tokens[hash]
	if !ok {
		return "", false, shared.Refuse(shared.CodeUserHasToLogin, "")
	}
	if t.used {
		m.sessions[t.session] = false
		return t.session, true, nil
	}
	m.tokens[hash], m.tokens[successor] = token{t.session, true}, token{session: t.session}
	return t.session, false, nil
}

func (m *memory) Revoke(_ context.Context, hash string, _ time.Time) (string, error) {
	m.sessions[m.tokens[hash].session] = false
	return m.tokens[hash].session, nil
}

// fixture is a service with one user and a clock that tests turn.
func fixture(t *testing.T) (s *Service, turn func(time.Duration)) {
	t.Helper()
	hash, err := NewHasher().Hash(ctx, "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	m := &memory{person: shared.Person{ID: "u1", Role: shared.RoleAgent, Username: "anna"}, password: hash,
		sessions: map[string]bool{}, tokens: map[string]token{}}
	return New(m, []byte(strings.Repeat("k", secretBytes)), func() time.Time { return now }), func(d time.Duration) { now = now.Add(d) }
}

func refused(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, shared.Refuse(shared.CodeUserHasToLogin, "")) {
		t.Errorf("%v, want USER_HAS_TO_LOGIN", err)
	}
}

func TestSignIn(t *testing.T) {
	s, turn := fixture(t)
	for _, wrong := range []shared.Login{{Username: "anna", Password: "wrong"}, {Username: "nobody", Password: "correct horse"}, {Username: "anna"}} {
		_, err := s.Login(ctx, wrong)
		refused(t, err)
	}
	tokens, err := s.Login(ctx, shared.Login{Username: "anna", Password: "correct horse"})
	if err != nil {
		t.Fatal(err)
	}
	who, err := s.Identify(ctx, tokens.Access)
	if err != nil || who.ID != "u1" || who.Role != shared.RoleAgent || who.Session == "" {
		t.Fatalf("%+v %v", who, err)
	}
	turn(AccessFor + time.Second)
	_, err = s.Identify(ctx, tokens.Access)
	refused(t, err)

	renewed, _, err := s.Refresh(ctx, tokens.Refresh)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Identify(ctx, renewed.Access); err != nil {
		t.Fatal(err)
	}
	_, revoked, err := s.Refresh(ctx, tokens.Refresh)
	refused(t, err)
	if revoked != who.Session {
		t.Errorf("reuse revoked %q, not %q", revoked, who.Session)
	}
	_, err = s.Identify(ctx, renewed.Access)
	refused(t, err)
	refused(t, s.Alive(ctx, who))
}

func TestTokensOfOneKindAreNoOther(t *testing.T) {
	s, turn := fixture(t)
	tokens, err := s.Login(ctx, shared.Login{Username: "anna", Password: "correct horse"})
	if err != nil {
		t.Fatal(err)
	}
	visitor := s.Visitor("site", "browser-1")
	token, err := s.VisitorToken("site", visitor.ID, "c1", shared.Visit{})
	if err != nil {
		t.Fatal(err)
	}
	who, err := s.Identify(ctx, token)
	if err != nil || who.Person != visitor || who.Conversation != "c1" || who.Site != "site" || who.Session != "" {
		t.Fatalf("%+v %v", who, err)
	}
	_, err = s.user(ctx, token)
	refused(t, err)
	_, err = s.visitor(tokens.Access)
	refused(t, err)
	other := New(s.accounts, []byte(strings.Repeat("x", secretBytes)), s.now)
	_, err = other.Identify(ctx, token)
	refused(t, err)
	for _, forged := range []string{
		"", "x.y.z", tokens.Refresh, token[:len(token)-2], token + "x",
		// {"alg":"none"} with the claims of a real token
		"eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + strings.Split(token, ".")[1] + ".",
	} {
		_, err := s.Identify(ctx, forged)
		refused(t, err)
	}
	turn(visitorFor + time.Second)
	_, err = s.Identify(ctx, token)
	refused(t, err)
}

func TestTicketsAreGoodOnceAndBriefly(t *testing.T) {
	s, turn := fixture(t)
	who := Identity{Person: s.Visitor("site", "browser-1"), Conversation: "c1", Address: netip.MustParsePrefix("192.0.2.1/32")}
	issue := func() string {
		t.Helper()
		ticket, err := s.Ticket(ctx, who)
		if err != nil {
			t.Fatal(err)
		}
		return ticket
	}
	ticket := issue()
	if got, err := s.Socket(ctx, ticket); err != nil || got != who {
		t.Errorf("%+v %v", got, err)
	}
	_, err := s.Socket(ctx, ticket)
	refused(t, err)
	late := issue()
	turn(TicketFor)
	_, err = s.Socket(ctx, late)
	refused(t, err)
	for range 3 {
		turn(TicketFor + time.Second)
		issue()
	}
	if n := len(s.Tickets[0].(*inMemory).open); n != 1 {
		t.Errorf("%d tickets are kept, expired ones too", n)
	}
	for _, forged := range []string{"t.", "t.b" + ticket[3:], "t.~", ticket[2:]} {
		_, err = s.Socket(ctx, forged)
		refused(t, err)
	}
}

// place is a keeper that is away now and then.
type place struct {
	inMemory
	away bool
}

func (p *place) Keep(ctx context.Context, name string, value []byte, lasting time.Duration) error {
	if p.away {
		return errors.New("away")
	}
	return p.inMemory.Keep(ctx, name, value, lasting)
}

func (p *place) Take(ctx context.Context, name string) ([]byte, error) {
	if p.away {
		return nil, errors.New("away")
	}
	return p.inMemory.Take(ctx, name)
}

// A ticket stays good once, however the places where it might be come and go.
func TestATicketIsInOnePlace(t *testing.T) {
	s, _ := fixture(t)
	first, second := &place{inMemory: inMemory{now: s.now, open: map[string]kept{}}}, &place{inMemory: inMemory{now: s.now, open: map[string]kept{}}}
	s.Tickets = []Keeper{first, second}
	who := Identity{Person: s.Visitor("site", "browser-1"), Conversation: "c1"}
	for _, away := range []bool{false, true} {
		first.away = away
		ticket, err := s.Ticket(ctx, who)
		if err != nil {
			t.Fatal(err)
		}
		first.away = !away
		_, err = s.Socket(ctx, ticket)
		if (err == nil) != away {
			t.Errorf("where the first place was away first: %v: %v", away, err)
		}
		first.away = false
		if _, again := s.Socket(ctx, ticket); (again == nil) != (err != nil) {
			t.Errorf("used twice, or never: %v %v", err, again)
		}
	}
	first.away, second.away = true, true
	if _, err := s.Ticket(ctx, who); !errors.Is(err, shared.Refuse(shared.CodeUnavailable, "")) {
		t.Error(err)
	}
}

func TestNamesAreDerived(t *testing.T) {
	s, _ := fixture(t)
	a, again, other, elsewhere := s.Visitor("s1", "b1"), s.Visitor("s1", "b1"), s.Visitor("s1", "b2"), s.Visitor("s2", "b1")
	if a != again || a.ID == other.ID || a.ID == elsewhere.ID || strings.Contains(string(a.ID), "b1") {
		t.Error(a, again, other, elsewhere)
	}
	if s.NextConversation(a.ID, 0) != s.NextConversation(a.ID, 0) || s.NextConversation(a.ID, 0) == s.NextConversation(a.ID, 1) {
		t.Error("conversations are not told apart")
	}
	if len(a.ID) != 36 || a.ID[14] != '8' {
		t.Errorf("%s is no UUID of version 8", a.ID)
	}
	if string(mac(nil, "ab", "c")) == string(mac(nil, "a", "bc")) {
		t.Error("parts run into each other")
	}
}

func TestPasswords(t *testing.T) {
	h := NewHasher()
	one, err := h.Hash(ctx, "correct horse")
	if err != nil || !strings.HasPrefix(one, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatal(one, err)
	}
	if two, _ := h.Hash(ctx, "correct horse"); one == two {
		t.Error("no salt")
	}
	for password, want := range map[string]bool{"correct horse": true, "correct horsf": false, "": false, strings.Repeat("x", MaxPassword+1): false} {
		if got, err := h.Matches(ctx, password, one); got != want || err != nil {
			t.Errorf("%q: %v %v", password, got, err)
		}
	}
	for _, bad := range []string{"short", strings.Repeat("x", MaxPassword+1)} {
		if _, err := h.Hash(ctx, bad); err == nil {
			t.Errorf("%d bytes are no password", len(bad))
		}
	}
	for _, broken := range []string{"", "plain", one[:len(one)-1], strings.Replace(one, "argon2id", "argon2i", 1)} {
		if ok, err := h.Matches(ctx, "correct horse", broken); ok || err == nil {
			t.Errorf("%q matched: %v", broken, err)
		}
	}
	if ok, err := h.Matches(ctx, "", nobody); ok || err != nil {
		t.Errorf("the hash of nobody is not sound: %v %v", ok, err)
	}
	h.line.Add(waiting)
	if _, err := h.Matches(ctx, "correct horse", one); !errors.Is(err, shared.Refuse(shared.CodeUnavailable, "")) {
		t.Errorf("the line has no end: %v", err)
	}
}

func TestSecretIsKept(t *testing.T) {
	folder := t.TempDir()
	one, err := Secret(folder)
	if err != nil || len(one) != secretBytes {
		t.Fatal(one, err)
	}
	if two, err := Secret(folder); err != nil || string(one) != string(two) {
		t.Error("another secret the second time", err)
	}
}
