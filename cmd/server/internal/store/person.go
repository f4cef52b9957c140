package store

import (
	"crypto/rand"
	"database/sql"
	"errors"

	"parley/shared"
)

// personColumns and personJoins resolve a member's id to a person: names live
// in one place, so a changed name shows everywhere.
const (
	personColumns = ` coalesce(u.username, v.username, '') AS username,
		coalesce(u.first_name, v.first_name, '') AS first_name,
		coalesce(u.last_name, v.last_name, '') AS last_name `
	personJoins = ` LEFT JOIN users u ON u.id = %[1]s LEFT JOIN visitors v ON v.id = %[1]s `
)

// names are the resolved columns of a person.
type names struct {
	Username  string `db:"username"`
	FirstName string `db:"first_name"`
	LastName  string `db:"last_name"`
}

func (n names) person(id shared.MemberID, role shared.Role) shared.Person {
	if role == shared.RoleSystem {
		return shared.System
	}
	return shared.Person{ID: id, Role: role, Username: n.Username, FirstName: n.FirstName, LastName: n.LastName}
}

// namesVersion is the setting that is another one after names have changed that
// are in the heads of conversations.
const namesVersion = "names"

// renamed makes every writer forget the names it knows.
func (t *tx) renamed() error {
	clear(t.heads)
	_, err := t.Exec(`UPDATE settings SET value = ? WHERE name = ?`, rand.Text(), namesVersion)
	return err
}

// orRefuse turns a missing row into the refusal that fits.
func orRefuse(err error, code shared.Code) error { return orRefuseWith(err, shared.Refuse(code, "")) }

func orRefuseWith(err error, refusal *shared.Error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return refusal
	}
	return err
}
