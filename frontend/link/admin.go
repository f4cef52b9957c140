package link

import (
	"context"
	"encoding/json"
	"net/url"

	"parley/shared"
)

// Rooms reads the list of the rooms that the user may enter.
func (a API) Rooms(ctx context.Context, token string) (list shared.Rooms, err error) {
	err = a.call(ctx, "GET", shared.PathRooms, token, nil, &list)
	return list, err
}

// AddRoom makes a room.
func (a API) AddRoom(ctx context.Context, token string, wanted shared.NewRoom) (room shared.Room, err error) {
	err = a.post(ctx, shared.PathRooms, token, wanted, &room)
	return room, err
}

// ChangeRoom changes what is set of a room.
func (a API) ChangeRoom(ctx context.Context, token string, id shared.ConversationID, wanted shared.ChangeRoom) error {
	return a.send(ctx, "PATCH", of(shared.PathRoom, id), token, wanted, nil)
}

// DeleteRoom deletes a room with what was said there.
func (a API) DeleteRoom(ctx context.Context, token string, id shared.ConversationID) error {
	return a.call(ctx, "DELETE", of(shared.PathRoom, id), token, nil, nil)
}

// Users reads the list of those who sign in.
func (a API) Users(ctx context.Context, token string) (list shared.Users, err error) {
	err = a.call(ctx, "GET", shared.PathUsers, token, nil, &list)
	return list, err
}

// AddUser makes a user; a generated password is in the answer, once.
func (a API) AddUser(ctx context.Context, token string, wanted shared.NewUser) (added shared.UserAdded, err error) {
	err = a.post(ctx, shared.PathUsers, token, wanted, &added)
	return added, err
}

// ChangeUser changes a user.
func (a API) ChangeUser(ctx context.Context, token string, id shared.MemberID, wanted shared.ChangeUser) (user shared.User, err error) {
	err = a.send(ctx, "PATCH", of(shared.PathUser, id), token, wanted, &user)
	return user, err
}

// SetPassword gives a user another password; a generated one is in the answer.
func (a API) SetPassword(ctx context.Context, token string, id shared.MemberID, wanted shared.Password) (made shared.Password, err error) {
	err = a.post(ctx, of(shared.PathUserPassword, id), token, wanted, &made)
	return made, err
}

// Sites reads the list of sites.
func (a API) Sites(ctx context.Context, token string) (list shared.Sites, err error) {
	err = a.call(ctx, "GET", shared.PathSites, token, nil, &list)
	return list, err
}

// AddSite makes a site.
func (a API) AddSite(ctx context.Context, token string, wanted shared.NewSite) (site shared.ListedSite, err error) {
	err = a.post(ctx, shared.PathSites, token, wanted, &site)
	return site, err
}

// SetSite replaces what is set of a site.
func (a API) SetSite(ctx context.Context, token string, id shared.SiteID, wanted shared.NewSite) (site shared.ListedSite, err error) {
	err = a.send(ctx, "PUT", of(shared.PathSite, id), token, wanted, &site)
	return site, err
}

// SetPicture replaces the picture of a site by the content of a file.
func (a API) SetPicture(ctx context.Context, token string, id shared.SiteID, content []byte) (site shared.ListedSite, err error) {
	err = a.call(ctx, "PUT", of(shared.PathSitePicture, id), token, content, &site)
	return site, err
}

// RemovePicture leaves a site without a picture.
func (a API) RemovePicture(ctx context.Context, token string, id shared.SiteID) (site shared.ListedSite, err error) {
	err = a.call(ctx, "DELETE", of(shared.PathSitePicture, id), token, nil, &site)
	return site, err
}

func of[ID ~string](path string, id ID) string {
	return shared.PathWith(path, url.PathEscape(string(id)))
}

// send is post with another method.
func (a API) send(ctx context.Context, method, path, bearer string, body, answer any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return shared.Refuse(shared.CodeInvalidJSON, "").Because(err)
	}
	return a.call(ctx, method, path, bearer, data, answer)
}
