package main

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"parley/cmd/server/internal/auth"
	"parley/cmd/server/internal/store"
	"parley/shared"
)

const (
	demoSiteID   shared.SiteID = "demo"
	demoPassword               = "parley-demo"
)

// demoUsers are the people of the demo.
var demoUsers = []shared.Person{
	{Username: "demo", Role: shared.RoleAgent, FirstName: "Anna", LastName: "Berg"},
	{Username: "lead", Role: shared.RoleSupervisor, FirstName: "Ben", LastName: "Okafor"},
	{Username: "admin", Role: shared.RoleAdmin, FirstName: "Chiara", LastName: "Conti"},
}

func demoNames() (names []string) {
	for _, u := range demoUsers {
		names = append(names, u.Username)
	}
	return names
}

// demoRooms are the rooms of the demo.
var demoRooms = []shared.NewRoom{{Title: "Everybody"}, {Title: "Orders and deliveries"}, {Title: "Team leads", StaffOnly: true}}

// seedDemo makes the demo's site, users and rooms once; the site's origins
// follow the address the server has this time.
func seedDemo(ctx context.Context, db *store.DB, public string, origins []string) (shared.SiteID, error) {
	if err := seedRooms(ctx, db); err != nil {
		return "", err
	}
	_, err := db.Site(ctx, demoSiteID)
	switch {
	case err == nil:
		return demoSiteID, db.SetOrigins(ctx, demoSiteID, origins)
	case !errors.Is(err, shared.Refuse(shared.CodeNotFound, "")):
		return "", err
	}
	for _, person := range demoUsers {
		if err := addUser(ctx, db, person, "", demoPassword); err != nil && !errors.Is(err, shared.Refuse(shared.CodeConflict, "")) {
			return "", err
		}
	}
	site := store.Site{Site: shared.Site{ID: demoSiteID, Name: "Kiln & Clay", Look: shared.Look{Calls: true}}, Origins: origins}
	return demoSiteID, db.AddSite(ctx, site, time.Now())
}

// seedRooms makes the demo's rooms, unless there have ever been any.
func seedRooms(ctx context.Context, db *store.DB) error {
	had, err := db.HadRooms(ctx)
	if err != nil || had {
		return err
	}
	for _, room := range demoRooms {
		_, err := db.AddRoom(ctx, shared.ConversationID(uuid.NewString()), room, time.Now())
		if err != nil && !errors.Is(err, shared.Refuse(shared.CodeConflict, "")) { // another server is quicker
			return err
		}
	}
	return nil
}

// addUser stores a user with a password that is hashed here.
func addUser(ctx context.Context, db *store.DB, person shared.Person, email, password string) error {
	hash, err := auth.NewHasher().Hash(ctx, password)
	if err != nil {
		return err
	}
	person.ID = newMemberID()
	return db.AddUser(ctx, store.User{User: shared.User{Person: person, Email: email}, PasswordHash: hash}, time.Now())
}
