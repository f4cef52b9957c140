package dashboard

import (
	"encoding/json"
	"slices"

	"parley/frontend/store"
	"parley/shared"
)

// Kept is what this tab keeps through a reload and through signing in again:
// drafts, and messages that the server has not confirmed.
type Kept struct {
	Storage Storage
}

const (
	draftPrefix  = "parley.draft."
	outboxPrefix = "parley.outbox."
	keptKey      = "parley.kept"
	listKey      = "parley.list"
	tabsKey      = "parley.tabs"
	foldedKey    = "parley.folded"
)

// kept says whose things these are and which conversations have any.
type kept struct {
	Owner         shared.MemberID         `json:"owner"`
	Conversations []shared.ConversationID `json:"conversations"`
}

// Draft is what was typed and not sent.
func (k *Kept) Draft(id shared.ConversationID) string { return k.Storage.Get(draftPrefix + string(id)) }

// SetDraft keeps what is typed.
func (k *Kept) SetDraft(id shared.ConversationID, text string) { k.set(draftPrefix, id, text) }

// Outbox is what was sent and not confirmed.
func (k *Kept) Outbox(id shared.ConversationID) []store.Pending {
	return store.Kept(k.Storage.Get(outboxPrefix + string(id)))
}

// SetOutbox keeps what waits for its confirmation.
func (k *Kept) SetOutbox(id shared.ConversationID, o *store.Outbox) {
	k.set(outboxPrefix, id, o.Keep())
}

// Waiting are the conversations with something unconfirmed.
func (k *Kept) Waiting() (ids []shared.ConversationID) {
	for _, id := range k.read().Conversations {
		if len(k.Outbox(id)) > 0 {
			ids = append(ids, id)
		}
	}
	return ids
}

// List is which list of the inbox is looked at: that of all open conversations,
// unless another was chosen.
func (k *Kept) List() shared.InboxFilter {
	if f := shared.InboxFilter(k.Storage.Get(listKey)); f != shared.InboxEverything && f.Validate() == nil {
		return f
	}
	return shared.InboxAll
}

// SetList keeps it.
func (k *Kept) SetList(f shared.InboxFilter) { k.Storage.Set(listKey, string(f)) }

// Own makes these things belong to somebody. Those of anybody else go, which
// it reports with false.
func (k *Kept) Own(owner shared.MemberID) (theirs bool) {
	mine := k.read()
	if mine.Owner == owner {
		return true
	}
	theirs = mine.Owner == ""
	if !theirs {
		k.Wipe()
		mine = kept{}
	}
	mine.Owner = owner
	k.write(mine)
	return theirs
}

// Wipe forgets everything.
func (k *Kept) Wipe() {
	for _, id := range k.read().Conversations {
		k.Storage.Delete(draftPrefix + string(id))
		k.Storage.Delete(outboxPrefix + string(id))
	}
	k.Storage.Delete(keptKey)
	k.Storage.Delete(listKey)
	k.Storage.Delete(tabsKey)
	k.Storage.Delete(foldedKey)
}

func (k *Kept) set(prefix string, id shared.ConversationID, text string) {
	key := prefix + string(id)
	switch text {
	case k.Storage.Get(key):
		return
	case "":
		k.Storage.Delete(key)
	default:
		k.Storage.Set(key, text)
	}
	mine := k.read()
	keeps := text != "" || k.Draft(id) != "" || len(k.Outbox(id)) > 0
	at := slices.Index(mine.Conversations, id)
	switch {
	case keeps && at < 0:
		mine.Conversations = append(mine.Conversations, id)
	case !keeps && at >= 0:
		mine.Conversations = slices.Delete(mine.Conversations, at, at+1)
	default:
		return
	}
	k.write(mine)
}

func (k *Kept) read() (mine kept) {
	if json.Unmarshal([]byte(k.Storage.Get(keptKey)), &mine) != nil {
		return kept{}
	}
	return mine
}

func (k *Kept) write(mine kept) {
	stored, err := json.Marshal(mine)
	if err != nil {
		return // strings
	}
	k.Storage.Set(keptKey, string(stored))
}
