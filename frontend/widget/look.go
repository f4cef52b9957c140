package widget

import (
	"slices"

	"parley/frontend/ui"
	"parley/shared"
)

// wear takes what an admin has set of the site.
func (c *Chat) wear(site shared.Site) {
	c.Session.Site = site
	if site.MessageCharacters > 0 {
		c.Limits.MessageCharacters = site.MessageCharacters
	}
	c.Dress(site)
}

// siteChanged takes a new look while the panel is there. A site that begins to
// ask asks whoever has said nothing yet.
func (c *Chat) siteChanged(site shared.Site) {
	if len(c.Session.Site.Fields) == 0 && len(site.Fields) > 0 && !c.told {
		c.Session.DetailsWanted = true
	}
	c.wear(site)
	c.Talk.Push()
}

// Title heads the panel.
func (c *Chat) Title() string {
	if title := c.Session.Site.Title; title != "" {
		return title
	}
	return c.Session.Site.Name
}

// Greeting is what the panel says first, line by line.
func (c *Chat) Greeting() []string {
	if lines := c.Session.Site.Greeting; len(lines) > 0 {
		return lines
	}
	return ui.Greetings()
}

// greet has the site's greeting typed out when the panel is opened for the first
// time in a visit, to whoever has said nothing yet.
func (c *Chat) greet() {
	lines := c.Session.Site.Greeting
	if !c.shown || len(lines) == 0 || !c.Session.Created || c.Tab.Get(c.greetedKey()) != "" {
		return
	}
	c.Tab.Set(c.greetedKey(), "1")
	c.Greet(lines)
}

// Team says in words whether somebody is there to answer. Online is true where
// that is known.
func (c *Chat) Team() (words string, online bool) {
	var here []string
	known := false
	for _, m := range c.Talk.Header.Members {
		if m.ID == c.Talk.Me.ID || m.Role != "" && !m.Role.IsUser() {
			continue
		}
		known = true
		if !m.Online {
			continue
		}
		online = true
		name := m.FirstName
		if name == "" {
			name = m.Name()
		}
		if name != "" && !slices.Contains(here, name) {
			here = append(here, name)
		}
	}
	site := c.Session.Site
	switch {
	case online:
		return ui.SayOnline(here), true
	case known:
		return ui.SayTeamAway, false
	case site.Name != "" && site.Name != c.Title():
		return site.Name, false
	case site.ID != "":
		return ui.SayTeam, false
	}
	return "", false
}
