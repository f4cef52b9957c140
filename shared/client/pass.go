//go:build !js

package client

import (
	"context"
	"errors"
	"sync"

	"parley/frontend/link"
	"parley/shared"
)

// pass is the token a client shows, and how it gets the next one.
type pass struct {
	// renew gets a new token. Calls do not overlap.
	renew func(context.Context) (string, error)

	mu    sync.Mutex
	token string // guarded by mu; empty: none yet
}

// do calls f with a token, and once more with a new one when the server
// refuses the first.
func (p *pass) do(ctx context.Context, f func(token string) error) error {
	token, err := p.other(ctx, "")
	if err != nil {
		return err
	}
	if err = f(token); !refused(err) {
		return err
	}
	if token, err = p.other(ctx, token); err != nil {
		return err
	}
	return f(token)
}

// other is a token that is not the worn one.
func (p *pass) other(ctx context.Context, worn string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.token != worn {
		return p.token, nil
	}
	token, err := p.renew(ctx)
	if err == nil {
		p.token = token
	}
	return token, err
}

// drop makes the next call get a new token.
func (p *pass) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.token = ""
}

// userTokens renews by the refresh token, and by the password where there is
// none or the server no longer takes it. A refresh whose answer was lost has
// used its token up: only the password helps then.
func userTokens(api link.API, login shared.Login) func(context.Context) (string, error) {
	var refresh string
	return func(ctx context.Context) (string, error) {
		tokens, err := shared.Tokens{}, error(errSignedOut)
		if refresh != "" {
			tokens, err = api.Refresh(ctx, refresh)
		}
		if refused(err) {
			tokens, err = api.Login(ctx, login)
		}
		if err == nil {
			refresh = tokens.Refresh
		}
		return tokens.Access, err
	}
}

var errSignedOut = shared.Refuse(shared.CodeUserHasToLogin, "")

// refused reports whether the server wants another token.
func refused(err error) bool { return errors.Is(err, errSignedOut) }
