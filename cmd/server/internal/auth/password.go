package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/argon2"

	"parley/shared"
)

// Parameters of argon2id, OWASP's minimum: about 40 ms and 19 MiB for a guess.
const (
	argonTime    = 2
	argonMemory  = 19 << 10 // KiB
	argonThreads = 1
	argonSalt    = 16
	argonKey     = 32
)

const (
	// MinPassword and MaxPassword bound a password in bytes.
	MinPassword = 10
	MaxPassword = 1024
	// waiting is how many may stand in line for a hash before it is "try again".
	waiting = 32
)

// Hasher hashes passwords, a few at a time: a thousand guesses at once must not
// take the memory and the cores that the chat needs.
type Hasher struct {
	slots chan struct{}
	line  *atomic.Int32
}

// NewHasher makes a hasher for this machine.
func NewHasher() Hasher {
	return Hasher{slots: make(chan struct{}, min(4, runtime.NumCPU())), line: new(atomic.Int32)}
}

// Hash makes the hash of a new password, in the usual PHC string form.
func (h Hasher) Hash(ctx context.Context, password string) (string, error) {
	if len(password) < MinPassword || len(password) > MaxPassword {
		return "", shared.Refuse(shared.CodeForbidden, fmt.Sprintf("a password has %d to %d bytes.", MinPassword, MaxPassword))
	}
	salt := make([]byte, argonSalt)
	rand.Read(salt)
	key, err := h.derive(ctx, password, salt, argonTime, argonMemory, argonThreads)
	if err != nil {
		return "", err
	}
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads, encode(salt), encode(key)), nil
}

// Matches reports whether a password has a hash.
func (h Hasher) Matches(ctx context.Context, password, encoded string) (bool, error) {
	var version, memory, rounds int
	var threads uint8
	var rest string
	if _, err := fmt.Sscanf(encoded, "$argon2id$v=%d$m=%d,t=%d,p=%d$%s", &version, &memory, &rounds, &threads, &rest); err != nil {
		return false, fmt.Errorf("password hash: %w", err)
	}
	salt := make([]byte, argonSalt)
	want := make([]byte, argonKey)
	split := base64.RawStdEncoding.EncodedLen(argonSalt)
	if len(rest) != split+1+base64.RawStdEncoding.EncodedLen(argonKey) {
		return false, fmt.Errorf("password hash: wrong length")
	}
	if _, err := base64.RawStdEncoding.Decode(salt, []byte(rest[:split])); err != nil {
		return false, fmt.Errorf("password hash: %w", err)
	}
	if _, err := base64.RawStdEncoding.Decode(want, []byte(rest[split+1:])); err != nil {
		return false, fmt.Errorf("password hash: %w", err)
	}
	if len(password) > MaxPassword {
		return false, nil
	}
	got, err := h.derive(ctx, password, salt, uint32(rounds), uint32(memory), threads)
	return err == nil && subtle.ConstantTimeCompare(got, want) == 1, err
}

func (h Hasher) derive(ctx context.Context, password string, salt []byte, rounds, memory uint32, threads uint8) ([]byte, error) {
	if h.line.Add(1) > waiting {
		h.line.Add(-1)
		return nil, shared.Refuse(shared.CodeUnavailable, "").After(2 * time.Second)
	}
	defer h.line.Add(-1)
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(password), salt, rounds, memory, threads, argonKey), nil
}

// nobody is the hash that an unknown name is checked against, so that guessing
// names takes as long, and says as little, as guessing passwords.
const nobody = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
