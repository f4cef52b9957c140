package chat

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"parley/cmd/server/internal/auth"
	"parley/cmd/server/internal/hub"
	"parley/cmd/server/internal/store"
	"parley/shared"
)

// NewSiteID makes the id of a site, which stands in the customer's pages.
func NewSiteID() shared.SiteID { return shared.SiteID(strings.ToLower(rand.Text()[:16])) }

// Sites reads the list of sites.
func (s *Service) Sites(ctx context.Context, who auth.Identity) (shared.Sites, error) {
	if err := mayAtAll(setSites, who); err != nil {
		return shared.Sites{}, err
	}
	stored, err := s.DB.Sites(ctx)
	list := shared.Sites{Sites: make([]shared.ListedSite, len(stored))}
	for i, site := range stored {
		list.Sites[i] = listedSite(site)
	}
	return list, err
}

// listedSite is a site as admins see it, but for the snippet.
func listedSite(site store.Site) shared.ListedSite {
	return shared.ListedSite{Site: site.Complete(), Origins: append([]string{}, site.Origins...)}
}

// AddSite makes a site.
func (s *Service) AddSite(ctx context.Context, who auth.Identity, wanted shared.NewSite) (shared.ListedSite, error) {
	site, err := setting(who, NewSiteID(), wanted)
	if err != nil {
		return shared.ListedSite{}, err
	}
	if err := s.DB.AddSite(ctx, site, s.Now()); err != nil {
		return shared.ListedSite{}, err
	}
	return s.tellSite(ctx, site.ID)
}

// SetSite replaces what is set of a site, and tells the visitors who are there.
func (s *Service) SetSite(ctx context.Context, who auth.Identity, id shared.SiteID, wanted shared.NewSite) (shared.ListedSite, error) {
	site, err := setting(who, id, wanted)
	if err != nil {
		return shared.ListedSite{}, err
	}
	if err := s.DB.SetSite(ctx, site); err != nil {
		return shared.ListedSite{}, err
	}
	return s.tellSite(ctx, id)
}

// SetPicture replaces the picture of a site; nothing removes it.
func (s *Service) SetPicture(ctx context.Context, who auth.Identity, id shared.SiteID, content []byte) (shared.ListedSite, error) {
	if err := mayAtAll(setSites, who); err != nil {
		return shared.ListedSite{}, err
	}
	var picture *store.Picture
	if len(content) > 0 {
		is, err := pictureType(content)
		if err != nil {
			return shared.ListedSite{}, err
		}
		sum := sha256.Sum256(content)
		picture = &store.Picture{Name: hex.EncodeToString(sum[:16]), Type: is, Content: content}
	}
	if err := s.DB.SetPicture(ctx, id, picture); err != nil {
		return shared.ListedSite{}, err
	}
	return s.tellSite(ctx, id)
}

func setting(who auth.Identity, id shared.SiteID, wanted shared.NewSite) (store.Site, error) {
	if err := mayAtAll(setSites, who); err != nil {
		return store.Site{}, err
	}
	wanted = wanted.Trimmed()
	if err := wanted.Validate(); err != nil {
		return store.Site{}, err
	}
	return store.Site{Site: shared.Site{ID: id, Name: wanted.Name, Look: wanted.Look}, Origins: wanted.Origins}, nil
}

// tellSite tells the visitors of a site what it has become.
func (s *Service) tellSite(ctx context.Context, id shared.SiteID) (shared.ListedSite, error) {
	stored, err := s.DB.Site(ctx, id)
	if err != nil {
		return shared.ListedSite{}, err
	}
	site := listedSite(stored)
	s.Hearer.Publish(showing(site.Site))
	return site, nil
}

func showing(site shared.Site) hub.Publication {
	return hub.Publication{To: hub.SiteFeed(site.ID), Event: shared.SiteChanged{Site: site}, Key: string(site.ID)}
}
