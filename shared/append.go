package shared

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// appender is a value of which so many are sent that its fields are written one
// by one: a third of the time and half the memory that encoding/json takes
// for it. What comes out is the same, byte for byte.
type appender interface {
	// size is room for a frame, in bytes; it may turn out to be too little.
	size() int
	// appendTo appends the fields and the end of a frame.
	appendTo(frame []byte) []byte
}

func (e MessagePosted) size() int { return 600 + len(e.Message.Content) }

func (e MessagePosted) appendTo(frame []byte) []byte {
	frame = e.Message.appendTo(append(frame, `,"message":`...))
	if e.ClientMessageID != "" {
		frame = appendString(append(frame, `,"client_message_id":`...), e.ClientMessageID)
	}
	return append(frame, '}')
}

func (m *Message) appendTo(frame []byte) []byte {
	frame = strconv.AppendInt(append(frame, `{"id":`...), int64(m.ID), 10)
	frame = appendString(append(frame, `,"conversation_id":`...), string(m.ConversationID))
	frame = strconv.AppendInt(append(frame, `,"seq":`...), m.Seq, 10)
	frame = appendString(append(frame, `,"kind":`...), string(m.Kind))
	frame = m.Sender.appendTo(append(frame, `,"sender":`...))
	frame = appendString(append(frame, `,"content":`...), m.Content)
	if m.Subject != nil {
		frame = m.Subject.appendTo(append(frame, `,"subject":`...))
	}
	frame = appendTime(append(frame, `,"timestamp":`...), &m.Timestamp)
	frame = appendTime(append(frame, `,"seen_at":`...), m.SeenAt)
	frame = appendTime(append(frame, `,"edited_at":`...), m.EditedAt)
	frame = appendTime(append(frame, `,"deleted_at":`...), m.DeletedAt)
	if m.Hidden {
		frame = append(frame, `,"hidden":true`...)
	}
	frame = append(frame, `,"reply_to":`...)
	if m.ReplyTo == nil {
		frame = append(frame, `null`...)
	} else {
		frame = strconv.AppendInt(frame, int64(*m.ReplyTo), 10)
	}
	frame = append(frame, `,"reactions":`...)
	if m.Reactions != nil && len(m.Reactions) == 0 {
		frame = append(frame, `[]`...)
	} else {
		frame = append(frame, marshal(m.Reactions)...)
	}
	return append(frame, '}')
}

func (e ConversationChanged) size() int {
	if e.LastMessage != nil {
		return 1600 + len(e.LastMessage.Content)
	}
	return 1000
}

func (e ConversationChanged) appendTo(frame []byte) []byte {
	if e.Seq != 0 {
		frame = strconv.AppendInt(append(frame, `,"seq":`...), e.Seq, 10)
	}
	if e.At != nil {
		frame = appendTime(append(frame, `,"at":`...), e.At)
	}
	if e.By != nil {
		frame = e.By.appendTo(append(frame, `,"by":`...))
	}
	return append(appendHeader(frame, &e.Conversation), '}')
}

// appendHeader is no method: what embeds a conversation would have it, too.
func appendHeader(frame []byte, c *Conversation) []byte {
	frame = appendString(append(frame, `,"conversation_id":`...), string(c.ID))
	frame = appendString(append(frame, `,"kind":`...), string(c.Kind))
	frame = appendString(append(frame, `,"title":`...), c.Title)
	if c.SiteID != "" {
		frame = appendString(append(frame, `,"site_id":`...), string(c.SiteID))
	}
	frame = appendString(append(frame, `,"status":`...), string(c.Status))
	frame = appendTime(append(frame, `,"created_at":`...), &c.CreatedAt)
	frame = appendTime(append(frame, `,"ended_at":`...), c.EndedAt)
	frame = appendPerson(append(frame, `,"ended_by":`...), c.EndedBy)
	frame = strconv.AppendInt(append(frame, `,"head":`...), c.Head, 10)
	if c.Of != "" {
		frame = appendString(append(frame, `,"of":`...), string(c.Of))
	}
	if c.StaffOnly {
		frame = append(frame, `,"staff_only":true`...)
	}
	frame = strconv.AppendInt(append(frame, `,"message_characters":`...), int64(c.MessageCharacters), 10)
	if c.Calls {
		frame = append(frame, `,"calls":true`...)
	}
	frame = appendPerson(append(frame, `,"visitor":`...), c.Visitor)
	frame = append(frame, `,"last_message":`...)
	if c.LastMessage == nil {
		frame = append(frame, `null`...)
	} else {
		frame = c.LastMessage.appendTo(frame)
	}
	if c.Unread != nil {
		frame = strconv.AppendInt(append(frame, `,"unread":`...), int64(*c.Unread), 10)
	}
	if len(c.Members) > 0 {
		frame = append(append(frame, `,"members":`...), marshal(c.Members)...)
	}
	if c.Internal == nil {
		return frame
	}
	frame = appendPerson(append(frame, `,"assignee":`...), c.Assignee)
	if c.NotesID != "" {
		frame = appendString(append(frame, `,"notes_id":`...), string(c.NotesID))
	}
	if len(c.Details) > 0 {
		frame = append(append(frame, `,"details":`...), marshal(c.Details)...)
	}
	if c.Visit != nil {
		frame = append(append(frame, `,"visit":`...), marshal(c.Visit)...)
	}
	return frame
}

// appendPerson appends a person; nil is null.
func appendPerson(frame []byte, p *Person) []byte {
	if p == nil {
		return append(frame, `null`...)
	}
	return p.appendTo(frame)
}

func (p *Person) appendTo(frame []byte) []byte {
	frame = appendString(append(frame, `{"id":`...), string(p.ID))
	frame = appendString(append(frame, `,"role":`...), string(p.Role))
	frame = appendString(append(frame, `,"username":`...), p.Username)
	frame = appendString(append(frame, `,"first_name":`...), p.FirstName)
	frame = appendString(append(frame, `,"last_name":`...), p.LastName)
	return append(frame, '}')
}

// appendTime appends a time of the years 0 to 9999, which are the ones that JSON
// has; nil is null.
func appendTime(frame []byte, t *time.Time) []byte {
	if t == nil {
		return append(frame, `null`...)
	}
	return append(t.AppendFormat(append(frame, '"'), time.RFC3339Nano), '"')
}

// appendString appends a string, which encoding/json does where anything in it
// is to be escaped or may be.
func appendString(frame []byte, s string) []byte {
	ascii := true
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c == 0x7f || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return append(frame, marshal(s)...)
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	if !ascii && (!utf8.ValidString(s) || strings.ContainsAny(s, "\u2028\u2029")) {
		return append(frame, marshal(s)...)
	}
	return append(append(append(frame, '"'), s...), '"')
}
