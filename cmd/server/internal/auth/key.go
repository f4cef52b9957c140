package auth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// secretBytes is the size of the server's secret.
const secretBytes = 32

// SecretFile is where the secret is kept in a data folder.
const SecretFile = "secret.key"

// Secret reads the server's secret from a data folder, making it once. What it
// returns is on the disk: every token hangs on it.
func Secret(folder string) ([]byte, error) {
	file := filepath.Join(folder, SecretFile)
	encoded, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		encoded = []byte(NewSecret())
		err = keep(folder, file, encoded)
	}
	if err != nil {
		return nil, fmt.Errorf("secret: %w", err)
	}
	secret, err := ParseSecret(string(encoded))
	if err != nil {
		return nil, fmt.Errorf("%s: %w; remove it to make a new one (everybody signs in again)", file, err)
	}
	return secret, nil
}

// NewSecret makes a secret as it is stored.
func NewSecret() string {
	fresh := make([]byte, secretBytes)
	rand.Read(fresh)
	return hex.EncodeToString(fresh)
}

// ParseSecret reads a secret as it is stored.
func ParseSecret(encoded string) ([]byte, error) {
	secret, err := hex.DecodeString(encoded)
	if err != nil || len(secret) != secretBytes {
		return nil, fmt.Errorf("this is not a secret of %d hex bytes", secretBytes)
	}
	return secret, nil
}

// keep writes a file so that a power cut leaves all of it or nothing, and once
// keep has returned, all.
func keep(folder, file string, content []byte) error {
	written, err := os.CreateTemp(folder, "*.new")
	if err != nil {
		return err
	}
	defer os.Remove(written.Name())
	_, err = written.Write(content)
	if err := errors.Join(err, written.Sync(), written.Close()); err != nil {
		return err
	}
	if err := os.Rename(written.Name(), file); err != nil {
		return err
	}
	names, err := os.Open(folder) // a file's name is the folder's content
	if err != nil {
		return err
	}
	return errors.Join(names.Sync(), names.Close())
}

// keys are one key per purpose, so that no token of one kind passes as another.
type keys struct {
	access, visitor, names []byte
}

func deriveKeys(secret []byte) keys {
	return keys{
		access:  mac(secret, "access token"),
		visitor: mac(secret, "visitor token"),
		names:   mac(secret, "derived names"),
	}
}

// mac is HMAC-SHA-256 over parts, unambiguous by a separator none can hold.
func mac(key []byte, parts ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, part := range parts {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return h.Sum(nil)
}

// hash is how a bearer secret is kept: it is random, so one round suffices.
func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
