package httpapi

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"parley/shared"
)

// loaderCache lets what an admin sets of a launcher be seen within five minutes.
const loaderCache = "public, max-age=300, stale-while-revalidate=86400"

// loader is the script that customers embed. It is the one thing other sites'
// pages may load from here, and the one whose name cannot change. With a site in
// its address it brings the look of that site's launcher.
func (s *Server) loader(w http.ResponseWriter, r *http.Request) error {
	asset, _ := s.Assets.Open(strings.TrimPrefix(s.Assets.Path("widget.js"), "/assets/"))
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	id := shared.SiteID(r.URL.Query().Get("site"))
	if id == "" {
		s.send(w, r, asset, loaderCache)
		return nil
	}
	site, err := s.Chat.DB.Site(r.Context(), id)
	if errors.Is(err, shared.Refuse(shared.CodeNotFound, "")) {
		s.send(w, r, asset, loaderCache)
		return nil
	}
	if err != nil {
		return err
	}
	plain, err := asset.Plain()
	if err != nil {
		return err
	}
	body, err := dressed(plain, site.Complete())
	if err != nil {
		return err
	}
	h.Set("Content-Type", asset.Type)
	h.Set("Cache-Control", loaderCache)
	h.Add("Vary", "Accept-Encoding")
	if accepts(r, "gzip") {
		if body, err = zipped(body); err != nil {
			return err
		}
		h.Set("Content-Encoding", "gzip")
	}
	w.Write(body)
	return nil
}

// dressed is the loader with the look of a site's launcher before it.
func dressed(loader []byte, site shared.Site) ([]byte, error) {
	look, err := json.Marshal(shared.LauncherLook{Launcher: site.Launcher, Color: site.Color, TextColor: site.TextColor, Title: site.Title, Calls: site.Calls})
	if err != nil {
		return nil, err
	}
	// A block, so that the page does not see the constant.
	return fmt.Appendf(nil, "{const parleyLook=%s;\n%s\n}", look, loader), nil
}

func zipped(body []byte) ([]byte, error) {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	err := w.Close()
	return out.Bytes(), err
}
