package chat

import (
	"context"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"unicode/utf8"

	"parley/cmd/server/internal/auth"
	"parley/cmd/server/internal/store"
	"parley/shared"
)

// maxBrowserSessionID bounds the secret a browser is known by; a UUID has 36.
const (
	minBrowserSessionID = 16
	maxBrowserSessionID = 128
)

// InitSession gets or creates the chat session of a browser. It writes nothing:
// visitor and conversation have derived names until something is said. from is
// the browser's address.
func (s *Service) InitSession(ctx context.Context, from netip.Prefix, site shared.SiteID, browserSessionID string, visit shared.Visit) (shared.Session, error) {
	if err := s.Limits.Session(from); err != nil {
		return shared.Session{}, err
	}
	if n := len(browserSessionID); n < minBrowserSessionID || n > maxBrowserSessionID || !utf8.ValidString(browserSessionID) {
		return shared.Session{}, shared.Refuse(shared.CodeInvalidJSON, "browser_session_id has to be a random UUID")
	}
	found, err := s.DB.Site(ctx, site)
	if err != nil {
		return shared.Session{}, err
	}
	visitor := s.Auth.Visitor(site, browserSessionID)
	before, open, err := s.DB.Sessions(ctx, visitor.ID)
	if err != nil {
		return shared.Session{}, err
	}
	session := shared.Session{
		SessionID: open, Created: open == "", Site: found.Site.Complete(), Me: visitor, Limits: shared.LimitsFor(shared.RoleVisitor),
	}
	session.Limits.MessageCharacters = session.Site.MessageCharacters
	if session.Created {
		session.SessionID = s.Auth.NextConversation(visitor.ID, before)
	}
	if len(session.Site.Fields) > 0 {
		told, err := s.DB.HasDetails(ctx, session.SessionID)
		if err != nil {
			return shared.Session{}, err
		}
		session.DetailsWanted = !told
	}
	session.Token, err = s.Auth.VisitorToken(site, visitor.ID, session.SessionID, bounded(visit))
	return session, err
}

// bounded keeps of a visit what fits and makes sense.
func bounded(v shared.Visit) shared.Visit {
	page, err := url.Parse(v.Page)
	if v.Page = ""; err == nil && (page.Scheme == "https" || page.Scheme == "http") {
		page.User, page.Fragment = nil, ""
		v.Page = page.String()
	}
	if len(v.Page) > 500 {
		v.Page = ""
	}
	v.Browser = strings.ToValidUTF8(v.Browser[:min(len(v.Browser), 300)], "")
	odd := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-'
	}
	if len(v.Language) > 35 || strings.ContainsFunc(v.Language, odd) {
		v.Language = ""
	}
	return v
}

// SetDetails keeps what a visitor has filled into the fields of their site.
func (s *Service) SetDetails(ctx context.Context, who auth.Identity, id shared.ConversationID, given shared.Details) error {
	if err := s.mayIn(ctx, tell, who, id); err != nil {
		return err
	}
	site, err := s.DB.Site(ctx, who.Site)
	if err != nil {
		return err
	}
	details, err := given.Answer(site.Fields)
	if err != nil {
		return err
	}
	header, err := s.DB.SetDetails(ctx, id, details, s.begin(who))
	if err != nil {
		return err
	}
	if header.LastMessage != nil { // otherwise the first message will tell
		s.feed(header)
	}
	return nil
}

// begin is the conversation that a visitor's first word brings into being.
func (s *Service) begin(who auth.Identity) store.NewConversation {
	return store.NewConversation{
		Site: who.Site, Visitor: who.Person, Visit: who.Visit, At: s.Now(),
		// Once, however often the writer has to begin again.
		Admit: sync.OnceValue(func() error { return s.Limits.Begin(who.ID, who.Address) }),
	}
}
