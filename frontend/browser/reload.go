package browser

const reloadedKey = "parley.reloaded"

// ReloadOnce reloads a page that is too old for the server, unless that was
// tried and brought the same version: then it does nothing and reports false.
func ReloadOnce() bool {
	version := Param("version")
	if Session().Get(reloadedKey) == version {
		return false
	}
	Session().Set(reloadedKey, version)
	Reload()
	return true
}
