package main

import (
	"crypto/tls"
	"log/slog"
	"os"
	"sync"
	"time"
)

// certificate is a pair of PEM files that somebody renews while the server
// runs.
type certificate struct {
	cert, key string
	log       *slog.Logger

	mu     sync.Mutex
	loaded *tls.Certificate // guarded by mu; the last pair that was whole
	stamp  [2]stamp         // guarded by mu; of the files that were looked at last
}

// stamp changes with a file.
type stamp struct {
	at   time.Time
	size int64
}

// load reads the pair for the first time.
func (c *certificate) load() error {
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	c.loaded, c.stamp = &pair, c.stamps()
	return err
}

// get is the certificate for a handshake: what the files say now, or while they
// are half written or gone, what they said before.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.stamps()
	if now == c.stamp {
		return c.loaded, nil
	}
	c.stamp = now
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		c.log.Warn("the certificate has changed and cannot be used; the one before stays", "file", c.cert, "error", err)
		return c.loaded, nil
	}
	c.log.Info("the certificate was renewed", "file", c.cert, "until", pair.Leaf.NotAfter)
	c.loaded = &pair
	return c.loaded, nil
}

func (c *certificate) stamps() (now [2]stamp) {
	for i, file := range []string{c.cert, c.key} {
		if info, err := os.Stat(file); err == nil {
			now[i] = stamp{info.ModTime(), info.Size()}
		}
	}
	return now
}
