package shared

import "strings"

const (
	// MaxUsername bounds the name to sign in with, in characters.
	MaxUsername = 64
	// MaxName bounds first and last names and e-mail addresses, in characters.
	MaxName = 254
	// MinPassword and MaxPassword bound what an admin types as a password, in
	// bytes; NIST SP 800-63B wants at least 8 characters.
	MinPassword = 8
	MaxPassword = 256
)

// A User is somebody who signs in, as the list has them.
type User struct {
	Person
	// Disabled users cannot sign in; what they have said stays theirs.
	Disabled bool `json:"disabled"`
	// Email is told to admins only.
	Email string `json:"email,omitempty"`
}

// Users is the list of those who sign in, by username: admins look after them,
// and everybody gives conversations to them.
type Users struct {
	Users []User `json:"users"`
}

// NewUser asks for a user.
type NewUser struct {
	Username  string `json:"username"`
	Role      Role   `json:"role"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	Email     string `json:"email,omitempty"`
	// Password is generated when it is left out.
	Password string `json:"password,omitempty"`
}

// Validate is what both the form and the server say about a new user.
func (u NewUser) Validate() error {
	f := form{}
	f.line("username", "Give the name to sign in with", u.Username, 1, MaxUsername)
	if u.Username != Trim(u.Username) {
		f.add("username", "The name to sign in with has no spaces around it.")
	}
	f.role(u.Role)
	f.names(u.FirstName, u.LastName, u.Email)
	f.password(u.Password)
	return f.refuse()
}

// ChangeUser asks to change a user; what is left out stays. Nobody can disable
// themselves or take their own role away, and one admin always remains.
type ChangeUser struct {
	Role      *Role   `json:"role,omitempty"`
	FirstName *string `json:"first_name,omitempty"`
	LastName  *string `json:"last_name,omitempty"`
	Email     *string `json:"email,omitempty"`
	// Disabled ends the user's sign-ins and closes their sockets with 4010.
	Disabled *bool `json:"disabled,omitempty"`
}

// Validate is what both the form and the server say about a change.
func (c ChangeUser) Validate() error {
	f := form{}
	if c.Role != nil {
		f.role(*c.Role)
	}
	f.names(or(c.FirstName), or(c.LastName), or(c.Email))
	return f.refuse()
}

// Password is a new password, or asks for one: empty, it is generated. It ends
// the user's sign-ins.
type Password struct {
	Password string `json:"password"`
}

// Validate is what both the form and the server say about a password.
func (p Password) Validate() error {
	f := form{}
	f.password(p.Password)
	return f.refuse()
}

// UserAdded is a new user.
type UserAdded struct {
	User
	// Password was generated, and is shown only now; empty if one was given.
	Password string `json:"password,omitempty"`
}

func (f form) role(r Role) {
	if !r.IsUser() {
		f.add("role", "Choose a role: agent, supervisor or admin.")
	}
}

func (f form) names(first, last, email string) {
	f.line("first_name", "Write a first name", first, 0, MaxName)
	f.line("last_name", "Write a last name", last, 0, MaxName)
	f.line("email", "Write an e-mail address", email, 0, MaxName)
	if email != "" && !isEmail(email) {
		f.add("email", notEmail)
	}
}

func (f form) password(p string) {
	if p != "" && (len(p) < MinPassword || len(p) > MaxPassword) {
		f.add("password", "A password has 8 to 256 characters. Left empty, one is made for you.")
	}
}

const notEmail = "That is no e-mail address. Write one such as anna@example.com."

// isEmail accepts what could be an address; only a message to it would tell.
func isEmail(s string) bool {
	local, host, ok := strings.Cut(Trim(s), "@")
	return ok && local != "" && host != "" && !strings.ContainsAny(host, "@ ") && !strings.ContainsAny(local, " <>,;") &&
		!strings.HasPrefix(host, ".") && !strings.HasSuffix(host, ".")
}

func or[T any](value *T) (zero T) {
	if value == nil {
		return zero
	}
	return *value
}
