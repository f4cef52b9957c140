package chat

import (
	"context"
	"crypto/rand"

	"github.com/google/uuid"

	"parley/cmd/server/internal/auth"
	"parley/cmd/server/internal/store"
	"parley/shared"
)

// Users reads the list of those who sign in. Addresses are for admins.
func (s *Service) Users(ctx context.Context, who auth.Identity) (shared.Users, error) {
	if err := mayAtAll(seeUsers, who); err != nil {
		return shared.Users{}, err
	}
	stored, err := s.DB.Users(ctx)
	list := shared.Users{Users: make([]shared.User, len(stored))}
	for i, u := range stored {
		if list.Users[i] = u.User; who.Role != shared.RoleAdmin {
			list.Users[i].Email = ""
		}
	}
	return list, err
}

// AddUser makes a user.
func (s *Service) AddUser(ctx context.Context, who auth.Identity, wanted shared.NewUser) (shared.UserAdded, error) {
	if err := mayAtAll(setUsers, who); err != nil {
		return shared.UserAdded{}, err
	}
	if err := wanted.Validate(); err != nil {
		return shared.UserAdded{}, err
	}
	password, generated, hash, err := s.password(ctx, wanted.Password)
	if err != nil {
		return shared.UserAdded{}, err
	}
	user := store.User{PasswordHash: hash, User: shared.User{Email: shared.Trim(wanted.Email), Person: shared.Person{
		ID: shared.MemberID(uuid.NewString()), Role: wanted.Role, Username: wanted.Username,
		FirstName: shared.Trim(wanted.FirstName), LastName: shared.Trim(wanted.LastName),
	}}}
	if err := s.DB.AddUser(ctx, user, s.Now()); err != nil {
		return shared.UserAdded{}, err
	}
	added := shared.UserAdded{User: user.User}
	if generated {
		added.Password = password
	}
	return added, nil
}

// password generates a password if none is given, and hashes it.
func (s *Service) password(ctx context.Context, given string) (password string, generated bool, hash string, err error) {
	if password = given; password == "" {
		password, generated = rand.Text(), true
	}
	hash, err = s.Auth.HashPassword(ctx, password)
	return password, generated, hash, err
}

// ChangeUser changes a user, and says what their open sockets have to do about
// it.
func (s *Service) ChangeUser(ctx context.Context, who auth.Identity, id shared.MemberID, wanted shared.ChangeUser) (user shared.User, then SocketsThen, err error) {
	if err := mayAtAll(setUsers, who); err != nil {
		return user, StayOpen, err
	}
	if err := wanted.Validate(); err != nil {
		return user, StayOpen, err
	}
	if id == who.ID && (wanted.Disabled != nil && *wanted.Disabled || wanted.Role != nil && *wanted.Role != who.Role) {
		return user, StayOpen, shared.Refuse(shared.CodeForbidden, "nobody disables themselves or changes their own role. Ask another admin.")
	}
	before, after, freed, err := s.DB.ChangeUser(ctx, id, wanted, who.Person, s.Now())
	for _, done := range freed {
		s.administered(done, who)
	}
	switch {
	case err != nil:
		return user, StayOpen, err
	case after.Disabled && !before.Disabled:
		then = EndWithSignIn
	case after.Role != before.Role:
		then = ComeBack
	}
	return after, then, nil
}

// SocketsThen is what becomes of somebody's open sockets.
type SocketsThen int

// What becomes of sockets.
const (
	StayOpen SocketsThen = iota
	// ComeBack is for a role that has changed: sockets have the one they were
	// opened with.
	ComeBack
	// EndWithSignIn is for sign-ins that are over.
	EndWithSignIn
)

// SetPassword gives a user a new password, generated if none is given, and ends
// their sign-ins. The password is returned if it was generated.
func (s *Service) SetPassword(ctx context.Context, who auth.Identity, id shared.MemberID, wanted shared.Password) (shared.Password, error) {
	if err := mayAtAll(setUsers, who); err != nil {
		return shared.Password{}, err
	}
	if err := wanted.Validate(); err != nil {
		return shared.Password{}, err
	}
	password, generated, hash, err := s.password(ctx, wanted.Password)
	if err != nil {
		return shared.Password{}, err
	}
	username, err := s.DB.Username(ctx, id)
	if err != nil {
		return shared.Password{}, err
	}
	if err := s.DB.SetPassword(ctx, username, hash, s.Now()); err != nil || !generated {
		return shared.Password{}, err
	}
	return shared.Password{Password: password}, nil
}
