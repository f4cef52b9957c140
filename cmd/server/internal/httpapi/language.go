package httpapi

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"parley/shared"
)

// languageOf is the language of a page: what its address asks for, which the
// loader takes from the page around it, or else what the browser prefers.
func languageOf(r *http.Request) shared.Language {
	type offer struct {
		tag    string
		weight float64
	}
	var offers []offer
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		weight, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(quality), "q="), 64)
		if err != nil {
			weight = 1
		}
		if weight > 0 {
			offers = append(offers, offer{strings.TrimSpace(tag), weight})
		}
	}
	slices.SortStableFunc(offers, func(a, b offer) int { return cmp.Compare(b.weight, a.weight) })
	tags := []string{r.URL.Query().Get("lang")}
	for _, o := range offers {
		tags = append(tags, o.tag)
	}
	return shared.MatchLanguage(tags...)
}
