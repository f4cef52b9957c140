package auth

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"parley/shared"
)

// visitorFor is how long a visitor's token is good; the widget gets a new one
// from init_session whenever it needs one.
const visitorFor = 24 * time.Hour

// visitorClaims are a visitor token's.
type visitorClaims struct {
	jwt.RegisteredClaims
	Site         shared.SiteID         `json:"site"`
	Conversation shared.ConversationID `json:"conversation"`
	Visit        shared.Visit          `json:"visit"`
}

// Visitor names the visitor that a browser's secret stands for. The name is
// derived, so that a page view stores nothing, and keyed, so that the secret
// cannot be guessed back.
func (s *Service) Visitor(site shared.SiteID, browserSessionID string) shared.Person {
	return visitorPerson(shared.MemberID(uuid(mac(s.keys.names, "visitor", string(site), browserSessionID))))
}

func visitorPerson(id shared.MemberID) shared.Person {
	return shared.Person{ID: id, Role: shared.RoleVisitor, Username: "Visitor " + strings.ToUpper(string(id[:4]))}
}

// NextConversation names the conversation that a visitor with this many behind
// them starts next: the same one however often it is asked for.
func (s *Service) NextConversation(visitor shared.MemberID, before int) shared.ConversationID {
	return shared.ConversationID(uuid(mac(s.keys.names, "conversation", string(visitor), strconv.Itoa(before))))
}

// VisitorToken signs the token of a visitor for one conversation. Where they
// came from is in it, because nothing is stored before something is said.
func (s *Service) VisitorToken(site shared.SiteID, visitor shared.MemberID, conversation shared.ConversationID, visit shared.Visit) (string, error) {
	now := s.now()
	return jwt.NewWithClaims(jwt.SigningMethodHS256, visitorClaims{
		RegisteredClaims: jwt.RegisteredClaims{
			Subject: string(visitor), Audience: jwt.ClaimStrings{audienceVisitor},
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(visitorFor)),
		},
		Site: site, Conversation: conversation, Visit: visit,
	}).SignedString(s.keys.visitor)
}

func (s *Service) visitor(token string) (Identity, error) {
	var claims visitorClaims
	if err := s.parse(token, &claims, audienceVisitor, s.keys.visitor); err != nil {
		return Identity{}, err
	}
	return Identity{Person: visitorPerson(shared.MemberID(claims.Subject)), Site: claims.Site, Conversation: claims.Conversation, Visit: claims.Visit}, nil
}

// uuid writes 16 bytes as a UUID of version 8, "made by other means".
func uuid(sum []byte) string {
	b := [16]byte(sum[:16])
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	h := hex.EncodeToString(b[:])
	return fmt.Sprintf("%s-%s-%s-%s-%s", h[:8], h[8:12], h[12:16], h[16:20], h[20:])
}
