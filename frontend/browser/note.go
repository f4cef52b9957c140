package browser

// A Note is a notification. A newer one takes the place of one with its tag.
type Note struct {
	Tag, Title, Text string
	Icon             string // an address
	Path             string // of this app, where a click leads
}

// Permission is what the reader lets a page do.
type Permission string

// The permissions. Impossible is where browsers have no notifications, such as
// on plain http.
const (
	Impossible Permission = ""
	NotAsked   Permission = "default"
	Granted    Permission = "granted"
	Denied     Permission = "denied"
)
