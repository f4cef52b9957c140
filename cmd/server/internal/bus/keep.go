package bus

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

// Keep keeps a value under a name for a while. An error means that it is not
// kept, at once while Redis is away.
func (b *Bus) Keep(ctx context.Context, name string, value []byte, lasting time.Duration) error {
	if !b.Up() {
		return errAway
	}
	return b.client.Set(ctx, b.cluster+"kept:"+name, value, lasting).Err()
}

// Take takes what is kept under a name: whoever asks first gets it, and nobody
// after that. nil means that there is nothing.
func (b *Bus) Take(ctx context.Context, name string) ([]byte, error) {
	if !b.Up() {
		return nil, errAway
	}
	value, err := b.client.GetDel(ctx, b.cluster+"kept:"+name).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	return value, err
}

// Replace keeps a value under a name for a while and returns the one that was
// there. Of several that do so at once, on any server, each gets another's.
func (b *Bus) Replace(ctx context.Context, name, value string, lasting time.Duration) (before string, err error) {
	if !b.Up() {
		return "", errAway
	}
	before, err = b.client.SetArgs(ctx, b.cluster+"is:"+name, value, redis.SetArgs{TTL: lasting, Get: true}).Result()
	if errors.Is(err, redis.Nil) {
		err = nil
	}
	return before, err
}
