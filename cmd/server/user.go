package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"

	"parley/cmd/server/internal/auth"
	"parley/cmd/server/internal/store"
	"parley/shared"
)

type userCommand struct {
	Add      userAdd      `cmd:"" help:"Create a user; prints a generated password unless one is given."`
	List     userList     `cmd:"" help:"List the users."`
	Disable  userDisable  `cmd:"" help:"Lock a user out and end their sign-ins."`
	Password userPassword `cmd:"" help:"Give a user a new password and end their sign-ins."`
}

// newMemberID makes the id of a user, as random as a visitor's.
func newMemberID() shared.MemberID { return shared.MemberID(uuid.NewString()) }

// open opens the database of a command that runs beside a server.
func (f dataFlag) open(ctx context.Context, use func(*store.DB) error) error {
	db, err := store.Open(ctx, f.source())
	if err != nil {
		return err
	}
	return errors.Join(use(db), db.Close())
}

type passwordFlag struct {
	PasswordStdin bool `name:"password-stdin" help:"Read the password from the first line of standard input."`
}

// password reads or generates a password; generated says which.
func (f passwordFlag) password(c *console) (password string, generated bool, err error) {
	if !f.PasswordStdin {
		return rand.Text(), true, nil
	}
	line, err := bufio.NewReader(c.in).ReadString('\n')
	password = strings.TrimRight(line, "\r\n")
	if password == "" {
		return "", false, usageError{fmt.Errorf("no password on standard input: %w", err)}
	}
	return password, false, nil
}

type userAdd struct {
	dataFlag
	passwordFlag
	Name      string `arg:"" help:"Name to sign in with."`
	Role      string `required:"" enum:"agent,supervisor,admin" help:"agent, supervisor or admin."`
	FirstName string `name:"first-name" help:"Shown to visitors."`
	LastName  string `name:"last-name" help:"Shown to visitors."`
	Email     string `help:"For notifications."`
}

func (c *userAdd) Run(console *console) error {
	if c.Name != strings.TrimSpace(c.Name) || c.Name == "" || len(c.Name) > 64 {
		return usageError{errors.New("a name has 1 to 64 bytes and no spaces around it")}
	}
	password, generated, err := c.password(console)
	if err != nil {
		return err
	}
	person := shared.Person{Role: shared.Role(c.Role), Username: c.Name, FirstName: c.FirstName, LastName: c.LastName}
	err = c.open(console.ctx, func(db *store.DB) error { return addUser(console.ctx, db, person, c.Email, password) })
	if err != nil {
		return err
	}
	if generated {
		_, err = fmt.Fprintf(console.out, "Added %s (%s). Password, shown only now: %s\n", c.Name, c.Role, password)
	} else {
		_, err = fmt.Fprintf(console.out, "Added %s (%s).\n", c.Name, c.Role)
	}
	return err
}

type userList struct{ dataFlag }

func (c *userList) Run(console *console) error {
	return c.open(console.ctx, func(db *store.DB) error {
		users, err := db.Users(console.ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(console.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "NAME\tROLE\tFULL NAME\tE-MAIL\tSTATE")
		for _, u := range users {
			state := "active"
			if u.Disabled {
				state = "disabled"
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", u.Username, u.Role, strings.TrimSpace(u.FirstName+" "+u.LastName), u.Email, state)
		}
		return table.Flush()
	})
}

type userDisable struct {
	dataFlag
	Name string `arg:""`
}

func (c *userDisable) Run(console *console) error {
	return c.open(console.ctx, func(db *store.DB) error {
		if err := db.DisableUser(console.ctx, c.Name, time.Now()); err != nil {
			return err
		}
		_, err := fmt.Fprintf(console.out, "Disabled %s.\n", c.Name)
		return err
	})
}

type userPassword struct {
	dataFlag
	passwordFlag
	Name string `arg:""`
}

func (c *userPassword) Run(console *console) error {
	password, generated, err := c.password(console)
	if err != nil {
		return err
	}
	hash, err := auth.NewHasher().Hash(console.ctx, password)
	if err != nil {
		return err
	}
	err = c.open(console.ctx, func(db *store.DB) error { return db.SetPassword(console.ctx, c.Name, hash, time.Now()) })
	if err != nil {
		return err
	}
	if generated {
		_, err = fmt.Fprintf(console.out, "New password of %s, shown only now: %s\n", c.Name, password)
	} else {
		_, err = fmt.Fprintf(console.out, "Changed the password of %s.\n", c.Name)
	}
	return err
}
