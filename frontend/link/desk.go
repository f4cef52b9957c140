package link

import (
	"context"
	"encoding/json"
	"net/url"

	"parley/shared"
)

// Inbox reads a page of one of the agents' lists; before is the Next of the page
// before it, or empty.
func (a API) Inbox(ctx context.Context, token string, filter shared.InboxFilter, before string) (page shared.Inbox, err error) {
	query := url.Values{}
	if filter != shared.InboxEverything {
		query.Set("filter", string(filter))
	}
	if before != "" {
		query.Set("before", before)
	}
	err = a.call(ctx, "GET", withQuery(shared.PathInbox, query), token, nil, &page)
	return page, err
}

// Count reads how many conversations the lists have.
func (a API) Count(ctx context.Context, token string) (counts shared.InboxCounts, err error) {
	var page shared.Inbox
	err = a.call(ctx, "GET", shared.PathInbox+"?limit=1", token, nil, &page)
	if page.Counts != nil {
		counts = *page.Counts
	}
	return counts, err
}

// Change assigns, ends or reopens a support conversation.
func (a API) Change(ctx context.Context, token string, id shared.ConversationID, change shared.ChangeConversation) error {
	body, err := json.Marshal(change)
	if err != nil {
		return shared.Refuse(shared.CodeInvalidJSON, "").Because(err)
	}
	return a.call(ctx, "PATCH", shared.PathWith(shared.PathConversation, url.PathEscape(string(id))), token, body, nil)
}

func withQuery(path string, query url.Values) string {
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}
