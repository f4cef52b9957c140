package shared

// Snippet is what is pasted into the pages of a site: the loader, from the origin
// of this server, with the look of the site's launcher. Ids are made by us, of
// letters and digits, so nothing in it has to be escaped.
func Snippet(origin string, id SiteID) string {
	return `<script src="` + origin + "/widget.js?site=" + string(id) + `" data-site="` + string(id) + `" async></script>`
}
