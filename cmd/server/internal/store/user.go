package store

import (
	"context"
	"time"

	"parley/shared"
)

// User is somebody who signs in, with what only the server may know.
type User struct {
	shared.User
	PasswordHash string
}

type userRow struct {
	ID           shared.MemberID `db:"id"`
	Role         shared.Role     `db:"role"`
	Email        string          `db:"email"`
	PasswordHash string          `db:"password_hash"`
	DisabledAt   *millis         `db:"disabled_at"`
	names
}

const userQuery = `SELECT id, username, role, first_name, last_name, email, password_hash, disabled_at FROM users`

func (r *userRow) user() User {
	return User{
		User:         shared.User{Person: r.person(r.ID, r.Role), Email: r.Email, Disabled: r.DisabledAt != nil},
		PasswordHash: r.PasswordHash,
	}
}

// AddUser stores a new user; CONFLICT when the name is taken.
func (db *DB) AddUser(ctx context.Context, u User, at time.Time) error {
	return db.do(ctx, func(t *tx) error {
		result, err := t.Exec(`INSERT INTO users (id, username, role, first_name, last_name, email, password_hash, created_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (username) DO NOTHING`,
			u.ID, u.Username, u.Role, u.FirstName, u.LastName, u.Email, u.PasswordHash, toMillis(at))
		return oneRow(result, err, shared.Refuse(shared.CodeConflict, "a user with this name exists."))
	})
}

// Account reads who may sign in under a name, and with what password hash;
// NOT_FOUND when there is nobody, or they are disabled.
func (db *DB) Account(ctx context.Context, username string) (person shared.Person, passwordHash string, err error) {
	var row userRow
	err = db.read.GetContext(ctx, &row, userQuery+` WHERE username = ? AND disabled_at IS NULL`, username)
	return row.user().Person, row.PasswordHash, orRefuse(err, shared.CodeNotFound)
}

// Users reads all users by name.
func (db *DB) Users(ctx context.Context) ([]User, error) {
	var rows []userRow
	if err := db.read.SelectContext(ctx, &rows, userQuery+` ORDER BY username`); err != nil {
		return nil, err
	}
	users := make([]User, len(rows))
	for i := range rows {
		users[i] = rows[i].user()
	}
	return users, nil
}

// Username reads the name somebody signs in with; NOT_FOUND when there is none.
func (db *DB) Username(ctx context.Context, id shared.MemberID) (name string, err error) {
	err = db.read.GetContext(ctx, &name, `SELECT username FROM users WHERE id = ?`, id)
	return name, orRefuse(err, shared.CodeNotFound)
}

// ChangeUser changes a user; disabling them revokes their sessions and frees the
// open conversations they look after. NOT_FOUND when there is none, FORBIDDEN
// when no admin would be left.
func (db *DB) ChangeUser(ctx context.Context, id shared.MemberID, c shared.ChangeUser, by shared.Person, at time.Time) (before, after shared.User, freed []Administered, err error) {
	err = db.do(ctx, func(t *tx) (err error) {
		before, after, err = t.changeUser(id, c, at)
		if err == nil && after.Disabled && !before.Disabled {
			freed, err = t.release(id, by, at)
		}
		return err
	})
	return before, after, freed, err
}

func (t *tx) changeUser(id shared.MemberID, c shared.ChangeUser, at time.Time) (before, after shared.User, err error) {
	// First, because it makes another server wait that changes a user: of two
	// last admins each could disable the other.
	if err := t.renamed(); err != nil {
		return before, after, err
	}
	var row userRow
	if err := t.Get(&row, userQuery+` WHERE id = ?`, id); err != nil {
		return before, after, orRefuse(err, shared.CodeNotFound)
	}
	before = row.user().User
	after = changed(before, c)
	isAdmin := func(u shared.User) bool { return u.Role == shared.RoleAdmin && !u.Disabled }
	if isAdmin(before) && !isAdmin(after) {
		var others int
		if err := t.Get(&others, `SELECT count(*) FROM users WHERE role = ? AND disabled_at IS NULL AND id <> ?`, shared.RoleAdmin, id); err != nil {
			return before, after, err
		}
		if others == 0 {
			return before, after, shared.Refuse(shared.CodeForbidden, "one admin has to remain who can sign in. Make somebody else an admin first.")
		}
	}
	disabledAt := row.DisabledAt
	switch {
	case !after.Disabled:
		disabledAt = nil
	case !before.Disabled:
		now := toMillis(at)
		disabledAt = &now
	}
	if _, err := t.Exec(`UPDATE users SET role = ?, first_name = ?, last_name = ?, email = ?, disabled_at = ? WHERE id = ?`,
		after.Role, after.FirstName, after.LastName, after.Email, disabledAt, id); err != nil {
		return before, after, err
	}
	if after.Disabled && !before.Disabled {
		err = t.revokeAll(after.Username, at)
	}
	return before, after, err
}

// changed is a user after a change.
func changed(u shared.User, c shared.ChangeUser) shared.User {
	set(&u.Role, c.Role)
	set(&u.FirstName, c.FirstName)
	set(&u.LastName, c.LastName)
	set(&u.Email, c.Email)
	set(&u.Disabled, c.Disabled)
	return u
}

func set[T any](field, value *T) {
	if value != nil {
		*field = *value
	}
}

// Staff reads who enters staff rooms.
func (db *DB) Staff(ctx context.Context) (ids []shared.MemberID, err error) {
	err = db.read.SelectContext(ctx, &ids, `SELECT id FROM users WHERE role IN (?, ?)`, shared.RoleSupervisor, shared.RoleAdmin)
	return ids, err
}

// DisableUser locks a user out and revokes their sessions; NOT_FOUND when there
// is none, FORBIDDEN when no admin would be left. It is for a command beside a
// server, which alone writes logs: ReleaseDisabled does the rest at its start.
func (db *DB) DisableUser(ctx context.Context, username string, at time.Time) error {
	return db.do(ctx, func(t *tx) error {
		var id shared.MemberID
		if err := t.Get(&id, `SELECT id FROM users WHERE username = ?`, username); err != nil {
			return orRefuseWith(err, shared.Refuse(shared.CodeNotFound, "no user has this name."))
		}
		disabled := true
		_, _, err := t.changeUser(id, shared.ChangeUser{Disabled: &disabled}, at)
		return err
	})
}

// ReleaseDisabled frees the open conversations that disabled users still look
// after. In the logs they put them back themselves.
func (db *DB) ReleaseDisabled(ctx context.Context, at time.Time) error {
	return db.do(ctx, func(t *tx) error {
		var rows []userRow
		if err := t.Select(&rows, userQuery+` WHERE disabled_at IS NOT NULL AND id IN (SELECT assignee_id FROM conversations WHERE status = ?)`, shared.StatusOpen); err != nil {
			return err
		}
		for _, row := range rows {
			if _, err := t.release(row.ID, row.user().Person, at); err != nil {
				return err
			}
		}
		return nil
	})
}

// SetPassword replaces a user's password and revokes their sessions; NOT_FOUND
// when there is none.
func (db *DB) SetPassword(ctx context.Context, username, hash string, at time.Time) error {
	return db.do(ctx, func(t *tx) error {
		result, err := t.Exec(`UPDATE users SET password_hash = ? WHERE username = ?`, hash, username)
		if err := oneRow(result, err, shared.Refuse(shared.CodeNotFound, "no user has this name.")); err != nil {
			return err
		}
		return t.revokeAll(username, at)
	})
}
