package auth

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"parley/shared"
)

const (
	// AccessFor is how long an access token is good.
	AccessFor = 10 * time.Minute
	// SessionFor is how long a sign-in can be refreshed.
	SessionFor = 30 * 24 * time.Hour
)

// audiences keep the two kinds of JWT apart, besides their keys.
const (
	audienceUser    = "parley-user"
	audienceVisitor = "parley-visitor"
)

// userClaims are an access token's.
type userClaims struct {
	jwt.RegisteredClaims
	Session string `json:"sid"`
}

// Login trades a name and a password for a sign-in. A wrong name and a wrong
// password are told apart neither by words nor by time.
func (s *Service) Login(ctx context.Context, login shared.Login) (tokens shared.Tokens, err error) {
	defer func() { s.metrics.tried(err) }()
	refusal := shared.Refuse(shared.CodeUserHasToLogin, "")
	refusal.Message = "That name or password is not right."
	person, encoded, err := s.accounts.Account(ctx, login.Username)
	known := err == nil
	if !known {
		if !errors.Is(err, shared.Refuse(shared.CodeNotFound, "")) {
			return shared.Tokens{}, err
		}
		encoded = nobody
	}
	right, err := s.hasher.Matches(ctx, login.Password, encoded)
	if err != nil {
		return shared.Tokens{}, err
	}
	if !known || !right {
		return shared.Tokens{}, refusal
	}
	session, refresh, now := rand.Text(), rand.Text()+rand.Text(), s.now()
	if err := s.accounts.AddSession(ctx, session, person.ID, hash(refresh), now, now.Add(SessionFor)); err != nil {
		return shared.Tokens{}, err
	}
	return s.tokens(person, session, refresh)
}

// Refresh trades a refresh token for a new pair. Using one twice ends the
// sign-in: one of the two users is a thief. The revoked session's id is
// returned then, so that its sockets can be closed.
func (s *Service) Refresh(ctx context.Context, token string) (tokens shared.Tokens, revoked string, err error) {
	successor, now := rand.Text()+rand.Text(), s.now()
	session, spent, err := s.accounts.UseRefreshToken(ctx, hash(token), hash(successor), now)
	if err != nil {
		return tokens, "", err
	}
	if spent {
		return tokens, session, shared.Refuse(shared.CodeUserHasToLogin, "")
	}
	person, err := s.accounts.Session(ctx, session, now)
	if err != nil {
		return tokens, "", err
	}
	tokens, err = s.tokens(person, session, successor)
	return tokens, "", err
}

// Logout ends the sign-in of a refresh token and returns its id; empty when it
// was unknown.
func (s *Service) Logout(ctx context.Context, token string) (session string, err error) {
	return s.accounts.Revoke(ctx, hash(token), s.now())
}

func (s *Service) tokens(person shared.Person, session, refresh string) (shared.Tokens, error) {
	now := s.now()
	access, err := jwt.NewWithClaims(jwt.SigningMethodHS256, userClaims{
		RegisteredClaims: jwt.RegisteredClaims{
			Subject: string(person.ID), Audience: jwt.ClaimStrings{audienceUser},
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(AccessFor)),
		},
		Session: session,
	}).SignedString(s.keys.access)
	return shared.Tokens{Access: access, Refresh: refresh}, err
}

// user reads an access token. The session is looked up each time: a sign-out
// takes effect at once, not ten minutes later.
func (s *Service) user(ctx context.Context, token string) (Identity, error) {
	var claims userClaims
	if err := s.parse(token, &claims, audienceUser, s.keys.access); err != nil {
		return Identity{}, err
	}
	person, err := s.accounts.Session(ctx, claims.Session, s.now())
	return Identity{Person: person, Session: claims.Session}, err
}

func (s *Service) parse(token string, claims jwt.Claims, audience string, key []byte) error {
	_, err := jwt.ParseWithClaims(token, claims, func(*jwt.Token) (any, error) { return key, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithAudience(audience),
		jwt.WithExpirationRequired(), jwt.WithTimeFunc(s.now))
	if err != nil {
		return shared.Refuse(shared.CodeUserHasToLogin, "").Because(err)
	}
	return nil
}
