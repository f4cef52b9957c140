package browser

import (
	"context"
	"sync"
)

// turns holds a channel of one place for each name.
var turns sync.Map

// Locked calls f while nobody else, in this tab or another one of this origin,
// is in a call with the same name. It waits for its turn and for f, so it
// needs a goroutine of its own. When ctx ends before the turn comes, f is not
// called and Locked returns the ctx's error.
//
// On plain http, browsers have no locks across tabs; there it guards this tab
// only.
func Locked(ctx context.Context, name string, f func()) error {
	made, _ := turns.LoadOrStore(name, make(chan struct{}, 1))
	turn := made.(chan struct{})
	select {
	case turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-turn }()
	return lockTabs(ctx, name, f)
}
