// Package shared is the protocol: the words that server, widget, desk and bots
// speak to each other. The same types and the same validation are compiled into
// all of them, so this package imports only small standard packages.
//
// # A session, frame by frame
//
// A client opens a socket with a token and is told [Connected]. What it asks is
// a [Command]; what happened is an [Event]. On the wire both are flat JSON
// objects with a "type":
//
//	→ {"type":"chat_message","ref":"a1","content":"Hello","client_message_id":"…"}
//	← {"type":"new_message","ref":"a1","message":{…,"seq":7},"client_message_id":"…"}
//
// Events that change what readers see carry a seq: 1, 2, 3 … without holes in
// each conversation (see [Logged]). A client applies n+1 only after n, drops
// what it has, and asks [Sync] for what it misses.
//
// # Compatibility
//
// Fields are added, never renamed and never given a new meaning. A peer ignores
// fields and types it does not know. When that is not enough, [Protocol] rises
// and old clients are closed with [CloseTooOld].
//
// # Adding a kind
//
// One struct and one table line here, one case on the server, one case in the
// client's store. The tests of this package name what was forgotten.
//
// # Glossary
//
//   - Site: a place the widget is embedded (avoid: inbox, account, connection)
//   - Visitor: the person on the website (avoid: customer, contact, user)
//   - User: somebody who signs in: agent, supervisor or admin (avoid: operator)
//   - Conversation: an ordered, numbered log of events and its members (avoid: chat, thread, ticket)
//   - Member: a visitor or a user in a conversation, with watermarks
//   - Message: one thing said, and notices
//   - Event: one numbered change of a conversation's log
package shared
