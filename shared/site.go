package shared

import (
	"slices"
	"strconv"
	"strings"
)

// The bounds of what can be set of a site; lengths are in characters.
const (
	MaxSiteName     = 80
	MaxOrigins      = 50
	MaxGreeting     = 5 // lines
	MaxGreetingLine = 300
	MaxLauncherText = 30
	MaxFieldText    = 200
	MaxFields       = 10
	MaxFieldLabel   = 80
	MaxDetail       = 254
	// MaxPicture bounds the picture of a site, in bytes, and MaxPictureSide its
	// width and height, in pixels.
	MaxPicture     = 100 << 10
	MaxPictureSide = 1024
)

// A Site is a place the widget is embedded, as its visitors may know it. It comes
// complete: what was not set has its default.
type Site struct {
	ID   SiteID `json:"site_id"`
	Name string `json:"name"`
	// Picture is the path of a PNG, JPEG or WebP on the server, and another path
	// for every other picture; empty: none.
	Picture string `json:"picture,omitempty"`
	Look
}

// A Look is what an admin sets of a site besides its name, origins and picture.
type Look struct {
	// Title heads the panel; the site's name when it is empty.
	Title string `json:"title"`
	// Color is of the launcher, the head of the panel and one's own messages, as
	// #rrggbb; empty: the colour of the stylesheet.
	Color string `json:"color"`
	// TextColor is of the text on Color, with at least MinContrast. Left empty by
	// the admin it is TextOn(Color).
	TextColor string   `json:"text_color"`
	Launcher  Launcher `json:"launcher"`
	// Greeting is shown, line by line, when the panel is opened.
	Greeting []string `json:"greeting"`
	Texts    Texts    `json:"texts"`
	// Fields are asked before the chat begins, once per conversation: see
	// Session.DetailsWanted.
	Fields []Field `json:"fields"`
	// MessageCharacters is the longest message, MinMessage to MaxMessage.
	MessageCharacters int `json:"message_characters"`
	// FirstHistory is how many messages are shown at first, 1 to MaxHistory.
	FirstHistory int `json:"first_history"`
	// Calls says that voice and video calls may be offered.
	Calls bool `json:"calls"`
}

// Side is where on the page the launcher sits.
type Side string

// The sides of a page.
const (
	// SideEnd is the right in languages that are written from the left, and the
	// left in the others.
	SideEnd   Side = ""
	SideLeft  Side = "left"
	SideRight Side = "right"
)

// A Launcher is the button on the customer's page. The loader asks for nothing
// before the visitor's click, so its look comes with the loader itself: the
// snippet of ListedSite has the site in the loader's address, and the server puts
// a LauncherLook before the script. Attributes of the script tag outrank it; a
// tag with data-site alone has the default look.
type Launcher struct {
	Side Side `json:"side"`
	// Text makes the launcher a pill; empty: an icon.
	Text string `json:"text"`
}

// LauncherLook is what the loader knows of a site, as the constant parleyLook.
type LauncherLook struct {
	Launcher
	Color     string `json:"color"`
	TextColor string `json:"text_color"`
	Title     string `json:"title"`
	// Calls makes the loader let the panel use microphone and camera.
	Calls bool `json:"calls,omitempty"`
}

// Texts replace words of the panel; an empty one stays as it is.
type Texts struct {
	// Placeholder stands in the empty message box.
	Placeholder string `json:"placeholder"`
	// BeforeFields stands above the Fields.
	BeforeFields string `json:"before_fields"`
	// Ended is said when the conversation has ended.
	Ended string `json:"ended"`
}

// FieldKind says what belongs into a field.
type FieldKind string

// The kinds of fields.
const (
	// FieldName is what the visitor wants to be called: agents see it instead of
	// "Visitor 7F3A". At most one.
	FieldName  FieldKind = "name"
	FieldEmail FieldKind = "email"
	FieldText  FieldKind = "text"
)

// A Field is one question before the chat.
type Field struct {
	// Key names the field in Details: a to z, 0 to 9 and _, and no other has it.
	Key      string    `json:"key"`
	Kind     FieldKind `json:"kind"`
	Label    string    `json:"label"`
	Required bool      `json:"required"`
}

// NewSite is a site as an admin sets it, to be made or to replace what was set:
// the whole form, not only what has changed. A number that is 0 means the most.
type NewSite struct {
	Name string `json:"name"`
	// Origins are scheme, host and port of the pages that may embed it; one at
	// least.
	Origins []string `json:"origins"`
	Look
}

// ListedSite is a site as admins see it.
type ListedSite struct {
	Site
	Origins []string `json:"origins"`
	// Snippet is the HTML to paste into the customer's pages. What is changed here
	// later needs no other one.
	Snippet string `json:"snippet"`
}

// Sites is the list of sites, by name.
type Sites struct {
	Sites []ListedSite `json:"sites"`
}

// Trimmed is the form without the spaces around what was typed.
func (s NewSite) Trimmed() NewSite {
	for _, text := range []*string{&s.Name, &s.Title, &s.Color, &s.TextColor, &s.Launcher.Text, &s.Texts.Placeholder, &s.Texts.BeforeFields, &s.Texts.Ended} {
		*text = Trim(*text)
	}
	s.Color, s.TextColor = strings.ToLower(s.Color), strings.ToLower(s.TextColor)
	s.Origins = trimmed(s.Origins)
	slices.Sort(s.Origins)
	s.Origins = slices.Compact(s.Origins)
	s.Greeting = trimmed(s.Greeting)
	s.Fields = slices.Clone(s.Fields)
	for i := range s.Fields {
		s.Fields[i].Label = Trim(s.Fields[i].Label)
	}
	return s
}

// trimmed is a list without spaces and empty lines.
func trimmed(lines []string) []string {
	var kept []string
	for _, line := range lines {
		if line = Trim(line); line != "" {
			kept = append(kept, line)
		}
	}
	return kept
}

// Validate is what both the form and the server say about a site that is
// Trimmed.
func (s NewSite) Validate() error {
	f := form{}
	f.line("name", "Give the site a name", s.Name, 1, MaxSiteName)
	f.origins(s.Origins)
	f.line("title", "Write a title", s.Title, 0, MaxSiteName)
	f.colors(s.Color, s.TextColor)
	if s.Launcher.Side != SideEnd && s.Launcher.Side != SideLeft && s.Launcher.Side != SideRight {
		f.add("launcher", "The launcher sits left or right.")
	}
	f.line("launcher", "Write a text for the launcher", s.Launcher.Text, 0, MaxLauncherText)
	if len(s.Greeting) > MaxGreeting {
		f.add("greeting", "Greet with at most "+strconv.Itoa(MaxGreeting)+" lines.")
	}
	for _, line := range s.Greeting {
		f.line("greeting", "Write greeting lines", line, 1, MaxGreetingLine)
	}
	f.line("texts", "Write a text for the message box", s.Texts.Placeholder, 0, MaxFieldText)
	f.line("texts", "Write a text before the fields", s.Texts.BeforeFields, 0, MaxFieldText)
	f.line("texts", "Write a text for the end", s.Texts.Ended, 0, MaxFieldText)
	f.fields(s.Fields)
	f.messageCharacters(s.MessageCharacters)
	if s.FirstHistory < 0 || s.FirstHistory > MaxHistory {
		f.add("first_history", "Show 1 to "+strconv.Itoa(MaxHistory)+" messages at first.")
	}
	return f.refuse()
}

func (f form) origins(origins []string) {
	if len(origins) == 0 {
		f.add("origins", "Add the origin of a page, such as https://shop.example: without one, no page can show the widget.")
	}
	if len(origins) > MaxOrigins {
		f.add("origins", "A site has at most "+strconv.Itoa(MaxOrigins)+" origins.")
	}
	for _, origin := range origins {
		if _, err := ParseOrigin(origin); err != nil {
			f.add("origins", err.Error()+".")
		}
	}
}

func (f form) colors(color, text string) {
	if color != "" && Contrast(color, color) == 0 {
		f.add("color", "Write the colour as #rrggbb.")
		return
	}
	switch contrast := Contrast(color, text); {
	case text == "":
	case color == "":
		f.add("text_color", "Choose the colour behind the text, too.")
	case contrast == 0:
		f.add("text_color", "Write the colour as #rrggbb.")
	case contrast < MinContrast:
		f.add("text_color", "This text is hard to read: its contrast is "+strconv.FormatFloat(contrast, 'f', 1, 64)+
			", and has to be 4.5. Leave it empty for "+TextOn(color)+".")
	}
}

func (f form) fields(fields []Field) {
	if len(fields) > MaxFields {
		f.add("fields", "Ask at most "+strconv.Itoa(MaxFields)+" questions.")
	}
	keys, names := map[string]bool{}, 0
	for _, field := range fields {
		f.line("fields", "Give each field a label", field.Label, 1, MaxFieldLabel)
		odd := func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' }
		if field.Key == "" || len(field.Key) > 40 || strings.ContainsFunc(field.Key, odd) || keys[field.Key] {
			f.add("fields", "Each field has a key of its own, of up to 40 of a to z, 0 to 9 and _.")
		}
		keys[field.Key] = true
		switch field.Kind {
		case FieldName:
			names++
		case FieldEmail, FieldText:
		default:
			f.add("fields", "A field asks for a name, an email or a text.")
		}
	}
	if names > 1 {
		f.add("fields", "Ask for a name once.")
	}
}

// Complete is the site with the defaults of what was not set.
func (s Site) Complete() Site {
	if s.Title == "" {
		s.Title = s.Name
	}
	if s.TextColor == "" && s.Color != "" {
		s.TextColor = TextOn(s.Color)
	}
	if s.MessageCharacters == 0 {
		s.MessageCharacters = MaxMessage
	}
	if s.FirstHistory == 0 {
		s.FirstHistory = MaxHistory
	}
	if s.Greeting == nil {
		s.Greeting = []string{}
	}
	if s.Fields == nil {
		s.Fields = []Field{}
	}
	return s
}
