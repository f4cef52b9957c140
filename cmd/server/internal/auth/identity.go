// Package auth says who is asking: passwords, access tokens, families of refresh
// tokens, visitor tokens and socket tickets all end in an [Identity]. It knows
// neither HTTP nor SQL.
package auth

import (
	"context"
	"net/netip"
	"time"

	"parley/shared"
)

// Identity is who asks. What they may do is for chat to say.
type Identity struct {
	shared.Person
	// Session is a user's sign-in; empty for visitors.
	Session string
	// Site and Conversation are the only ones a visitor's token opens; empty
	// for users.
	Site         shared.SiteID
	Conversation shared.ConversationID
	// Address is where the request or socket comes from, as far as limits go:
	// an IPv4 address, or the /64 that one household of IPv6 has. The zero
	// prefix is unknown. No token holds it; the door sets it.
	Address netip.Prefix
	// Visit is where a visitor came from.
	Visit shared.Visit
}

// Accounts is what auth needs to be kept; the store keeps it.
type Accounts interface {
	// Account finds who may sign in under a name; NOT_FOUND when nobody.
	Account(ctx context.Context, username string) (person shared.Person, passwordHash string, err error)
	// AddSession keeps a sign-in with its first refresh token.
	AddSession(ctx context.Context, id string, user shared.MemberID, tokenHash string, at, expires time.Time) error
	// Session finds whose living sign-in this is; USER_HAS_TO_LOGIN otherwise.
	Session(ctx context.Context, id string, at time.Time) (shared.Person, error)
	// Standing finds those of sign-ins that stand, with the roles of their users.
	Standing(ctx context.Context, ids []string, at time.Time) (map[string]shared.Role, error)
	// UseRefreshToken trades a token for its successor; spent says that it had
	// been used before and its session is now revoked.
	UseRefreshToken(ctx context.Context, hash, successor string, at time.Time) (session string, spent bool, err error)
	// Revoke ends the session of a refresh token; empty when unknown.
	Revoke(ctx context.Context, tokenHash string, at time.Time) (session string, err error)
}

// Service answers who is asking. Its methods may be called from any goroutine.
type Service struct {
	accounts Accounts
	now      func() time.Time
	keys     keys
	hasher   Hasher
	metrics  metrics
	// Tickets are where tickets are kept: the first that can keeps it.
	Tickets []Keeper
}

// New makes the service of one server. The secret signs every token; servers
// that share a database share it.
func New(accounts Accounts, secret []byte, now func() time.Time) *Service {
	return &Service{
		accounts: accounts, now: now, keys: deriveKeys(secret), hasher: NewHasher(), metrics: newMetrics(),
		Tickets: []Keeper{&inMemory{open: map[string]kept{}, now: now}},
	}
}

// Identify reads the bearer of an access token or a visitor token;
// USER_HAS_TO_LOGIN when it is neither, or no longer.
func (s *Service) Identify(ctx context.Context, token string) (Identity, error) {
	if who, err := s.visitor(token); err == nil {
		return who, nil
	}
	return s.user(ctx, token)
}

// Socket reads whatever opens a socket: a ticket, or a token.
func (s *Service) Socket(ctx context.Context, token string) (Identity, error) {
	who, ok, err := s.redeem(ctx, token)
	switch {
	case err != nil:
		return Identity{}, err
	case !ok:
		return s.Identify(ctx, token)
	}
	if who.Session == "" {
		return who, nil
	}
	// A sign-in may have ended since, or its user have another role.
	person, err := s.accounts.Session(ctx, who.Session, s.now())
	who.Person = person
	return who, err
}

// Alive reports whether a user's sign-in still stands, with the role it had;
// visitors have none to lose.
func (s *Service) Alive(ctx context.Context, who Identity) error {
	if who.Session == "" {
		return nil
	}
	person, err := s.accounts.Session(ctx, who.Session, s.now())
	if err == nil && person.Role != who.Role {
		err = shared.Refuse(shared.CodeUserHasToLogin, "your role has changed.")
	}
	return err
}

// Standing reports which of sign-ins stand, and the role that each has now.
func (s *Service) Standing(ctx context.Context, signIns []string) (map[string]shared.Role, error) {
	if len(signIns) == 0 {
		return nil, nil
	}
	return s.accounts.Standing(ctx, signIns, s.now())
}

// HashPassword hashes a password as Login wants it.
func (s *Service) HashPassword(ctx context.Context, password string) (string, error) {
	return s.hasher.Hash(ctx, password)
}
