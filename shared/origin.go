package shared

import (
	"fmt"
	"net/url"
	"strings"
)

// ParseOrigin reads an exact origin, and says how to write one.
func ParseOrigin(s string) (string, error) {
	u, err := url.Parse(s)
	// The host goes into a Content-Security-Policy: nothing in it may end one.
	odd := func(r rune) bool { return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789.-:[]", r) }
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || s != u.Scheme+"://"+u.Host || strings.ContainsFunc(u.Host, odd) {
		return "", fmt.Errorf("%q is not an origin: write scheme and host, such as https://shop.example or http://localhost:3000, without a path", s)
	}
	return s, nil
}
