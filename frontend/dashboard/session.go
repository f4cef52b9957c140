package dashboard

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"parley/frontend/link"
	"parley/shared"
)

const (
	tokensKey = "parley.tokens"
	// tokensLock is held by the one tab that renews the tokens.
	tokensLock = "parley.tokens"
	// renewBefore is how much of an access token's life is left for a request
	// that starts now.
	renewBefore = 60 * time.Second
	// unknownLife is assumed of a token that does not say: it is used until
	// the server refuses it.
	unknownLife = time.Hour
)

// Storage is one of the browser's storages.
type Storage interface {
	Get(key string) string
	Set(key, value string)
	Delete(key string)
}

// Session is who is signed in: a pair of tokens, kept where every tab of this
// browser finds it. A refresh token works once, and a second use signs the
// user out everywhere, so the pair is renewed by one tab at a time and read
// afresh before it is. Safe for concurrent use; its methods wait for the
// network.
type Session struct {
	api     link.API
	storage Storage
	// locked runs f while no other tab runs under that name, or fails.
	locked func(ctx context.Context, name string, f func()) error
	now    func() time.Time

	// renewing holds one: where the browser has no locks, at least this tab.
	renewing chan struct{}
}

// NewSession is the session of this browser.
func NewSession(api link.API, storage Storage, locked func(context.Context, string, func()) error) *Session {
	return &Session{api: api, storage: storage, locked: locked, now: time.Now, renewing: make(chan struct{}, 1)}
}

// pair is what is stored: the tokens, and until when the access token is good
// by this device's clock, whatever that clock says.
type pair struct {
	shared.Tokens
	Until int64 `json:"until,omitempty"` // Unix milliseconds
}

// SignedIn reports whether there are tokens; whether they still work only the
// server knows.
func (s *Session) SignedIn() bool { return s.read().Refresh != "" }

// SignIn exchanges a name and a password for tokens.
func (s *Session) SignIn(ctx context.Context, login shared.Login) error {
	tokens, err := s.api.Login(ctx, login)
	if err != nil {
		return err
	}
	return s.exclusively(ctx, func() error {
		s.keep(tokens)
		return nil
	})
}

// SignOut forgets the tokens at once, and then has the server forget them.
func (s *Session) SignOut(ctx context.Context) {
	last := s.read()
	s.storage.Delete(tokensKey)
	// After whoever is renewing them now; the user is signed out either way.
	_ = s.exclusively(ctx, func() error {
		if last.Refresh != "" {
			_ = s.api.Logout(ctx, last.Refresh)
		}
		return nil
	})
}

// Do calls f with an access token, and once more with a new one if the server
// refuses the first. USER_HAS_TO_LOGIN from Do means that nobody is signed in.
func (s *Session) Do(ctx context.Context, f func(access string) error) error {
	access, err := s.access(ctx)
	if err != nil {
		return err
	}
	if err = f(access); !signedOut(err) {
		return err
	}
	if access, err = s.Renew(ctx, access); err != nil {
		return err
	}
	return f(access)
}

// access is an access token with time left.
func (s *Session) access(ctx context.Context) (string, error) {
	p := s.read()
	if p.Refresh == "" {
		return "", errSignedOut
	}
	if s.left(p) > renewBefore {
		return p.Access, nil
	}
	access, err := s.Renew(ctx, p.Access)
	if err != nil && !signedOut(err) && s.left(p) > 0 {
		return p.Access, nil // the old one still works, the network did not
	}
	return access, err
}

// Renew replaces an access token that is worn out or refused, unless another
// tab has done so already. When the server refuses, nobody is signed in.
func (s *Session) Renew(ctx context.Context, worn string) (access string, err error) {
	err = s.exclusively(ctx, func() error {
		p := s.read()
		switch {
		case p.Refresh == "":
			return errSignedOut
		case p.Access != worn && s.left(p) > 0:
			access = p.Access
			return nil
		}
		fresh, err := s.api.Refresh(ctx, p.Refresh)
		if err != nil {
			if signedOut(err) && s.read().Refresh == p.Refresh {
				s.storage.Delete(tokensKey)
			}
			return err
		}
		if s.read().Refresh != p.Refresh { // signed out meanwhile
			_ = s.api.Logout(ctx, fresh.Refresh)
			return errSignedOut
		}
		s.keep(fresh)
		access = fresh.Access
		return nil
	})
	return access, err
}

// User is who is signed in, as the access token says; empty if it does not.
func (s *Session) User() shared.MemberID {
	c, _ := readClaims(s.read().Access)
	return c.Subject
}

// Current is the access token as it stands, for Renew.
func (s *Session) Current() string { return s.read().Access }

// exclusively runs f while no other tab touches the tokens.
func (s *Session) exclusively(ctx context.Context, f func() error) (err error) {
	select {
	case s.renewing <- struct{}{}:
		defer func() { <-s.renewing }()
	case <-ctx.Done():
		return shared.Refuse(shared.CodeUnavailable, "").Because(ctx.Err())
	}
	if lost := s.locked(ctx, tokensLock, func() { err = f() }); lost != nil {
		return shared.Refuse(shared.CodeUnavailable, "").Because(lost)
	}
	return err
}

func (s *Session) read() (p pair) {
	if json.Unmarshal([]byte(s.storage.Get(tokensKey)), &p) != nil {
		return pair{}
	}
	return p
}

func (s *Session) keep(tokens shared.Tokens) {
	p := pair{Tokens: tokens}
	if c, ok := readClaims(tokens.Access); ok && c.IssuedAt > 0 {
		p.Until = s.now().Add(time.Duration(c.Expires-c.IssuedAt) * time.Second).UnixMilli()
	}
	stored, err := json.Marshal(p)
	if err != nil {
		return // two strings and a number
	}
	s.storage.Set(tokensKey, string(stored))
}

// left is how long the access token is good for.
func (s *Session) left(p pair) time.Duration {
	if p.Until > 0 {
		return time.UnixMilli(p.Until).Sub(s.now())
	}
	if c, ok := readClaims(p.Access); ok {
		return time.Unix(c.Expires, 0).Sub(s.now())
	}
	return unknownLife
}

// claims is what the desk reads of its own access token. It proves nothing
// here; that is the server's business.
type claims struct {
	Subject  shared.MemberID `json:"sub"`
	Expires  int64           `json:"exp"`
	IssuedAt int64           `json:"iat"`
}

func readClaims(jwt string) (c claims, ok bool) {
	parts := strings.Split(jwt, ".")
	if len(parts) != 3 {
		return c, false
	}
	body, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || json.Unmarshal(body, &c) != nil {
		return c, false
	}
	return c, c.Expires > 0
}

var errSignedOut = shared.Refuse(shared.CodeUserHasToLogin, "")

func signedOut(err error) bool { return errors.Is(err, errSignedOut) }
