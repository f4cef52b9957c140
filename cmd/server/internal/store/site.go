package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"parley/shared"
)

// Site is a site with what only the server needs of it.
type Site struct {
	shared.Site
	// Origins are the exact origins (scheme, host, port) that may embed it.
	Origins []string
}

// AddSite stores a new site.
func (db *DB) AddSite(ctx context.Context, site Site, at time.Time) error {
	return db.do(ctx, func(t *tx) error {
		if _, err := t.Exec(`INSERT INTO sites (id, name, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, site.ID, site.Name, toMillis(at)); err != nil {
			return err
		}
		return t.set(site)
	})
}

// SetSite replaces what is set of a site, but for its picture; NOT_FOUND when
// there is none.
func (db *DB) SetSite(ctx context.Context, site Site) error {
	return db.do(ctx, func(t *tx) error {
		result, err := t.Exec(`UPDATE sites SET name = ? WHERE id = ?`, site.Name, site.ID)
		if err := oneRow(result, err, shared.Refuse(shared.CodeNotFound, "")); err != nil {
			return err
		}
		if err := t.renamed(); err != nil { // heads have the longest message in them, too
			return err
		}
		return t.set(site)
	})
}

// set stores what is set of a site that is there.
func (t *tx) set(site Site) error {
	longest := sql.Null[int]{V: site.MessageCharacters, Valid: site.MessageCharacters != 0}
	look := site.Look
	look.MessageCharacters = 0 // it has a column
	encoded, err := json.Marshal(look)
	if err != nil {
		return err
	}
	if _, err := t.Exec(`UPDATE sites SET message_characters = ?, look = ? WHERE id = ?`, longest, string(encoded), site.ID); err != nil {
		return err
	}
	return t.setOrigins(site.ID, site.Origins)
}

// SetOrigins replaces the origins of a site.
func (db *DB) SetOrigins(ctx context.Context, id shared.SiteID, origins []string) error {
	return db.do(ctx, func(t *tx) error { return t.setOrigins(id, origins) })
}

func (t *tx) setOrigins(id shared.SiteID, origins []string) error {
	if _, err := t.Exec(`DELETE FROM site_origins WHERE site_id = ?`, id); err != nil {
		return err
	}
	for _, origin := range origins {
		if _, err := t.Exec(`INSERT INTO site_origins (site_id, origin) VALUES (?, ?) ON CONFLICT DO NOTHING`, id, origin); err != nil {
			return err
		}
	}
	return nil
}

type siteRow struct {
	ID      shared.SiteID  `db:"id"`
	Name    string         `db:"name"`
	Longest sql.Null[int]  `db:"message_characters"`
	Look    string         `db:"look"`
	Picture sql.NullString `db:"picture"`
}

const siteQuery = `SELECT s.id, s.name, s.message_characters, s.look, p.name AS picture FROM sites s LEFT JOIN pictures p ON p.site_id = s.id`

func (r *siteRow) site() (shared.Site, error) {
	site := shared.Site{ID: r.ID, Name: r.Name}
	err := json.Unmarshal([]byte(r.Look), &site.Look)
	site.MessageCharacters = r.Longest.V
	if r.Picture.Valid {
		site.Picture = shared.PathWith(shared.PathPicture, r.Picture.String)
	}
	return site, err
}

// site reads one site without its origins; NOT_FOUND when there is none.
func site(q selecter, id shared.SiteID) (shared.Site, error) {
	var row siteRow
	if err := q.Get(&row, siteQuery+` WHERE s.id = ?`, id); err != nil {
		return shared.Site{}, orRefuse(err, shared.CodeNotFound)
	}
	return row.site()
}

// Site reads one site; NOT_FOUND when there is none.
func (db *DB) Site(ctx context.Context, id shared.SiteID) (found Site, err error) {
	if found.Site, err = site(db.read.with(ctx), id); err != nil {
		return found, err
	}
	err = db.read.SelectContext(ctx, &found.Origins, `SELECT origin FROM site_origins WHERE site_id = ? ORDER BY origin`, id)
	return found, err
}

// Sites reads all sites by name.
func (db *DB) Sites(ctx context.Context) ([]Site, error) {
	var ids []shared.SiteID
	if err := db.read.SelectContext(ctx, &ids, `SELECT id FROM sites ORDER BY name, id`); err != nil {
		return nil, err
	}
	sites := make([]Site, 0, len(ids))
	for _, id := range ids {
		site, err := db.Site(ctx, id)
		if err != nil {
			return nil, err
		}
		sites = append(sites, site)
	}
	return sites, nil
}

// HasOrigin reports whether any site may be embedded by an origin.
func (db *DB) HasOrigin(ctx context.Context, origin string) (has bool, err error) {
	err = db.read.GetContext(ctx, &has, `SELECT EXISTS (SELECT 1 FROM site_origins WHERE origin = ?)`, origin)
	return has, err
}

// Picture is the picture of a site. Its name is another one for every content.
type Picture struct {
	Name    string `db:"name"`
	Type    string `db:"type"`
	Content []byte `db:"content"`
}

// SetPicture replaces the picture of a site, or removes it if there is no new
// one; NOT_FOUND when there is no such site.
func (db *DB) SetPicture(ctx context.Context, id shared.SiteID, picture *Picture) error {
	return db.do(ctx, func(t *tx) error {
		if _, err := site(t, id); err != nil {
			return err
		}
		if _, err := t.Exec(`DELETE FROM pictures WHERE site_id = ?`, id); err != nil || picture == nil {
			return err
		}
		_, err := t.Exec(`INSERT INTO pictures (site_id, name, type, content) VALUES (?, ?, ?, ?)`, id, picture.Name, picture.Type, picture.Content)
		return err
	})
}

// Picture reads a picture by its name; NOT_FOUND when no site has it any more.
func (db *DB) Picture(ctx context.Context, name string) (picture Picture, err error) {
	err = db.read.GetContext(ctx, &picture, `SELECT name, type, content FROM pictures WHERE name = ? LIMIT 1`, name)
	return picture, orRefuse(err, shared.CodeNotFound)
}

// SetDetails keeps what a visitor has told before the chat, which begins the
// conversation if it has not begun. CONFLICT when something else was told before.
func (db *DB) SetDetails(ctx context.Context, id shared.ConversationID, details []shared.Detail, begin NewConversation) (header shared.Conversation, err error) {
	encoded, err := json.Marshal(details)
	if err != nil {
		return header, err
	}
	err = db.do(ctx, func(t *tx) error {
		h, err := t.head(id)
		if err != nil {
			return err
		}
		if h == nil {
			if h, err = t.begin(id, begin); err != nil {
				return err
			}
		}
		var before sql.NullString
		if err := t.Get(&before, `SELECT details FROM conversations WHERE id = ?`, id); err != nil {
			return err
		}
		switch {
		case before.String == string(encoded):
			header = *h
			return nil
		case before.Valid:
			return shared.Refuse(shared.CodeConflict, "your details are here already. Tell us what has changed in the chat.")
		case h.Status != shared.StatusOpen:
			return shared.Refuse(shared.CodeConversationClosed, "")
		}
		if _, err := t.Exec(`UPDATE conversations SET details = ? WHERE id = ?`, string(encoded), id); err != nil {
			return err
		}
		for _, d := range details {
			if d.Kind == shared.FieldName {
				if _, err := t.Exec(`UPDATE visitors SET first_name = ? WHERE id = ?`, d.Value, begin.Visitor.ID); err != nil {
					return err
				}
			}
		}
		var theirs []shared.ConversationID // which have the name in them
		if err := t.Select(&theirs, `SELECT id FROM conversations WHERE visitor_id = ? ORDER BY id`, begin.Visitor.ID); err != nil {
			return err
		}
		for _, other := range theirs {
			if err := t.dialect.hold(t, other); err != nil {
				return err
			}
			delete(t.heads, other)
		}
		// A new version of their rows tells other servers.
		if _, err := t.Exec(`UPDATE conversations SET visitor_id = visitor_id WHERE visitor_id = ?`, begin.Visitor.ID); err != nil {
			return err
		}
		if h, err = t.head(id); err == nil {
			header = *h
		}
		return err
	}, id)
	return header, err
}

// HasDetails reports whether details were told in a conversation.
func (db *DB) HasDetails(ctx context.Context, id shared.ConversationID) (has bool, err error) {
	err = db.read.GetContext(ctx, &has, `SELECT details IS NOT NULL FROM conversations WHERE id = ?`, id)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return has, err
}
