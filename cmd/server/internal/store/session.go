package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"parley/shared"
)

// AddSession stores a sign-in with its first refresh token.
func (db *DB) AddSession(ctx context.Context, id string, user shared.MemberID, tokenHash string, at, expires time.Time) error {
	return db.do(ctx, func(t *tx) error {
		if _, err := t.Exec(`INSERT INTO sessions (id, user_id, created_at, expires_at) VALUES (?, ?, ?, ?)`,
			id, user, toMillis(at), toMillis(expires)); err != nil {
			return err
		}
		return t.addRefreshToken(tokenHash, id, at)
	})
}

func (t *tx) addRefreshToken(hash, session string, at time.Time) error {
	_, err := t.Exec(`INSERT INTO refresh_tokens (hash, session_id, created_at) VALUES (?, ?, ?)`, hash, session, toMillis(at))
	return err
}

// Session reads whose sign-in this is; USER_HAS_TO_LOGIN when there is none, it
// has expired or was revoked, or its user is disabled.
func (db *DB) Session(ctx context.Context, id string, at time.Time) (shared.Person, error) {
	var row userRow
	err := db.read.GetContext(ctx, &row, `SELECT u.id, u.username, u.role, u.first_name, u.last_name, u.email,
		u.password_hash, u.disabled_at
		FROM sessions s JOIN users u ON u.id = s.user_id
		WHERE s.id = ? AND s.expires_at > ? AND s.revoked_at IS NULL AND u.disabled_at IS NULL`, id, toMillis(at))
	return row.user().Person, orRefuse(err, shared.CodeUserHasToLogin)
}

// Standing reads which of sign-ins stand, and the roles of their users.
func (db *DB) Standing(ctx context.Context, ids []string, at time.Time) (map[string]shared.Role, error) {
	standing := make(map[string]shared.Role, len(ids))
	for some := range slices.Chunk(ids, atOnce) {
		var rows []struct {
			ID   string      `db:"id"`
			Role shared.Role `db:"role"`
		}
		if err := db.read.SelectContext(ctx, &rows, `SELECT s.id, u.role FROM sessions s JOIN users u ON u.id = s.user_id
			WHERE s.id IN (?) AND s.expires_at > ? AND s.revoked_at IS NULL AND u.disabled_at IS NULL`, some, toMillis(at)); err != nil {
			return nil, err
		}
		for _, r := range rows {
			standing[r.ID] = r.Role
		}
	}
	return standing, nil
}

// UseRefreshToken trades a refresh token for its successor. A token that was
// used before revokes its session: somebody else has a copy. The session's id
// is returned in both cases; spent says that it was revoked for that reason.
// USER_HAS_TO_LOGIN when the token is unknown.
func (db *DB) UseRefreshToken(ctx context.Context, hash, successor string, at time.Time) (session string, spent bool, err error) {
	err = db.do(ctx, func(t *tx) error {
		if err := t.Get(&session, `SELECT session_id FROM refresh_tokens WHERE hash = ?`, hash); err != nil {
			return orRefuse(err, shared.CodeUserHasToLogin)
		}
		// Asked in the update, because another server may do the same.
		result, err := t.Exec(`UPDATE refresh_tokens SET used_at = ? WHERE hash = ? AND used_at IS NULL`, toMillis(at), hash)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		if err != nil {
			return err
		}
		if spent = n == 0; spent {
			return t.revoke(session, at)
		}
		return t.addRefreshToken(successor, session, at)
	})
	return session, spent, err
}

// Revoke ends the session of a refresh token and returns its id; empty when the
// token is unknown, which is as good as revoked.
func (db *DB) Revoke(ctx context.Context, tokenHash string, at time.Time) (session string, err error) {
	err = db.do(ctx, func(t *tx) error {
		err := t.Get(&session, `SELECT session_id FROM refresh_tokens WHERE hash = ?`, tokenHash)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		return t.revoke(session, at)
	})
	return session, err
}

func (t *tx) revoke(session string, at time.Time) error {
	_, err := t.Exec(`UPDATE sessions SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?`, toMillis(at), session)
	return err
}

func (t *tx) revokeAll(username string, at time.Time) error {
	_, err := t.Exec(`UPDATE sessions SET revoked_at = coalesce(revoked_at, ?)
		WHERE user_id = (SELECT id FROM users WHERE username = ?)`, toMillis(at), username)
	return err
}

// oneRow refuses when a write hit no row.
func oneRow(result sql.Result, err error, refusal *shared.Error) error {
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return refusal
}
