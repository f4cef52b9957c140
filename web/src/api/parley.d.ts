// The words of Parley's API, made from the Go types in package shared.
// Do not edit: go test ./cmd/server/internal/describe -update writes it.

/** AcceptCall answers a call that rings. Kind "call_accept". Of several tabs the first to accept is in the call: it gets the CallAccepted with its ref. After that the caller's browser sends an offer, and the callee's an answer. */
export interface AcceptCallFrame {
  type: "call_accept";
  ref?: Ref;
  call_id: CallID;
}

/** CallAccepted tells both sides that a call was answered. Kind "call_accepted". A tab of the callee that gets it without its ref has stopped ringing. */
export interface CallAcceptedFrame {
  type: "call_accepted";
  ref?: Ref;
  call_id: CallID;
}

/** CallEnd says why a call is over. */
export type CallEnd = "hung_up" | "declined" | "missed" | "busy" | "offline" | "lost" | "closed";

/** CallEnded tells both sides that a call is over. Kind "call_ended". */
export interface CallEndedFrame {
  type: "call_ended";
  ref?: Ref;
  call_id: CallID;
  reason: CallEnd;
  /** Seconds is how long it lasted, from its acceptance. */
  seconds?: number;
}

/** CallID names a call; its caller makes it, random, at most MaxRef bytes. */
export type CallID = string;

/** CallRinging tells both sides, in all their tabs, that a call rings. Kind "call_ringing". */
export interface CallRingingFrame {
  type: "call_ringing";
  ref?: Ref;
  call_id: CallID;
  conversation_id: ConversationID;
  video: boolean;
  caller: Person;
  callee: Person;
  /** ICEServers are those that the operator has set, for this call. */
  ice_servers?: Array<ICEServer>;
}

/** CallSignaled is what the other side's browser tells ours. Kind "call_signal". */
export interface CallSignaledFrame {
  type: "call_signal";
  ref?: Ref;
  call_id: CallID;
  signal: SignalKind;
  /** SDP is of an offer or an answer, at most MaxSDP bytes. */
  sdp?: string;
  /** Candidate is one way to the sender, at most MaxCandidate bytes; Mid and Line say of which medium. */
  candidate?: string;
  sdp_mid?: string;
  sdp_m_line_index?: number;
}

/** ChangeConversation asks to assign, end or reopen a support conversation; what is left out stays. All of it happens or nothing. */
export interface ChangeConversation {
  /** AssigneeID is who is to look after it; empty: nobody. */
  assignee_id?: MemberID;
  /** ExpectAssigneeID is who looks after it as far as the asker knows; empty or left out: nobody. Where it is somebody else the answer is CONFLICT, which names them: of two who take a conversation at one moment, one wins. */
  expect_assignee_id?: MemberID;
  status?: Status;
}

/** ChangeRoom asks to change what is set of a room. */
export interface ChangeRoom {
  title?: string;
  staff_only?: boolean;
  message_characters?: number;
}

/** ChangeUser asks to change a user; what is left out stays. Nobody can disable themselves or take their own role away, and one admin always remains. */
export interface ChangeUser {
  role?: Role;
  first_name?: string;
  last_name?: string;
  email?: string;
  /** Disabled ends the user's sign-ins and closes their sockets with 4010. */
  disabled?: boolean;
}

/** CloseCode is why a socket was closed (contract §3). */
export type CloseCode = 1000 | 1007 | 1009 | 1011 | 1012 | 1013 | 4001 | 4003 | 4008 | 4009 | 4010 | 4011 | 4012 | 4426;

/** CloseConversation ends a conversation; a nil agent means that the visitor ended it. */
export interface CloseConversation {
  support_agent_id: MemberID | null;
}

/** Code says what went wrong in one word of the contract. */
export type Code = "INVALID_JSON" | "UNKNOWN_TYPE" | "EMPTY_MESSAGE" | "MESSAGE_TOO_LONG" | "MESSAGE_ID_REQUIRED" | "USER_HAS_TO_LOGIN" | "ROOM_INVALID" | "ROOM_ACCESS_DENIED" | "NOT_FOUND" | "FORBIDDEN" | "CONFLICT" | "CONVERSATION_CLOSED" | "RATE_LIMITED" | "STORAGE_FULL" | "UNAVAILABLE" | "INTERNAL";

/** A Command is what a client asks of the server. Names are imperative. */
export type CommandFrame = AcceptCallFrame | DeclineCallFrame | HangUpFrame | OfferCallFrame | SendSignalFrame | SendMessageFrame | DeleteMessageFrame | EditMessageFrame | JoinFrame | LeaveFrame | MarkFrame | PingFrame | PongFrame | ReactFrame | SyncFrame | SetTypingFrame;

/** Connected is the first event on every socket. Kind "connection_established". */
export interface ConnectedFrame {
  type: "connection_established";
  ref?: Ref;
  message: string;
  protocol: number;
  /** Epoch names the database: after a restore it is another one, and what was cached of the old one is void. */
  epoch: string;
  now: string;
  me: Person;
  heartbeat_seconds: number;
  limits: Limits;
  /** Conversation is set on a socket of one conversation. */
  conversation?: Conversation;
}

/** A Conversation is the header of a conversation: all but its log. */
export interface Conversation {
  conversation_id: ConversationID;
  kind: ConversationKind;
  title: string;
  site_id?: SiteID;
  status: Status;
  created_at: string;
  ended_at: string | null;
  ended_by: Person | null;
  /** Head is the seq of the newest event; 0 while nothing was said. */
  head: number;
  /** Of is the support conversation that notes are beside. */
  of?: ConversationID;
  /** StaffOnly is true for a room that only supervisors and admins enter. */
  staff_only?: boolean;
  /** MessageCharacters is the longest message here: the site or the room may set less than MaxMessage. */
  message_characters: number;
  /** Calls says that the site allows calls here. It is told in the header that answers whoever opens the conversation; elsewhere it is false. */
  calls?: boolean;
  /** Visitor is nil for conversations without one. */
  visitor: Person | null;
  last_message: Message | null;
  /** Unread counts messages of others above the reader's own read watermark, notices of entering and leaving aside; whoever reads stops counting at 100. It is nil where one header is sent to several readers. */
  unread?: number;
  members?: Array<Member>;
  /** Assignee is who looks after the conversation; nil: nobody. Changes of it are events of the log of the notes, where it is the only field set. */
  assignee?: Person | null;
  /** NotesID names the notes beside the conversation. They can be joined like any other conversation, also before anything was written there. */
  notes_id?: ConversationID;
  /** Details is what the visitor has told before the chat. */
  details?: Array<Detail>;
  /** Visit is where they came from. */
  visit?: Visit;
}

/** ConversationChanged carries a conversation's header. Kind "conversation_changed". With a Seq it is an event of the log: the status, or a room's title or settings, changed at that place; it then says when and by whom. Without a Seq it feeds the lists of a user's stream, joined or not: something newer was said or changed, or a room was made. Its Kind says which list it belongs to. */
export interface ConversationChangedFrame {
  type: "conversation_changed";
  ref?: Ref;
  seq?: number;
  /** At and By are set on an event of the log. */
  at?: string;
  by?: Person;
  conversation_id: ConversationID;
  kind: ConversationKind;
  title: string;
  site_id?: SiteID;
  status: Status;
  created_at: string;
  ended_at: string | null;
  ended_by: Person | null;
  /** Head is the seq of the newest event; 0 while nothing was said. */
  head: number;
  /** Of is the support conversation that notes are beside. */
  of?: ConversationID;
  /** StaffOnly is true for a room that only supervisors and admins enter. */
  staff_only?: boolean;
  /** MessageCharacters is the longest message here: the site or the room may set less than MaxMessage. */
  message_characters: number;
  /** Calls says that the site allows calls here. It is told in the header that answers whoever opens the conversation; elsewhere it is false. */
  calls?: boolean;
  /** Visitor is nil for conversations without one. */
  visitor: Person | null;
  last_message: Message | null;
  /** Unread counts messages of others above the reader's own read watermark, notices of entering and leaving aside; whoever reads stops counting at 100. It is nil where one header is sent to several readers. */
  unread?: number;
  members?: Array<Member>;
  /** Assignee is who looks after the conversation; nil: nobody. Changes of it are events of the log of the notes, where it is the only field set. */
  assignee?: Person | null;
  /** NotesID names the notes beside the conversation. They can be joined like any other conversation, also before anything was written there. */
  notes_id?: ConversationID;
  /** Details is what the visitor has told before the chat. */
  details?: Array<Detail>;
  /** Visit is where they came from. */
  visit?: Visit;
}

/** ConversationID names a conversation; random, never guessable. */
export type ConversationID = string;

/** ConversationKind says which doors a conversation has. */
export type ConversationKind = "support" | "room" | "notes";

/** ConversationRemoved tells a user's stream, joined or not, that a conversation has gone from the lists it feeds: a room was deleted, or is for staff only now. Kind "conversation_removed". Those who had joined it get a Left besides. */
export interface ConversationRemovedFrame {
  type: "conversation_removed";
  ref?: Ref;
  conversation_id: ConversationID;
  title: string;
}

/** DeclineCall says no to a call that rings, for all tabs. Kind "call_decline". */
export interface DeclineCallFrame {
  type: "call_decline";
  ref?: Ref;
  call_id: CallID;
}

/** DeleteMessage hides a message from oneself, or takes it back from everybody. Kind "delete_message". */
export interface DeleteMessageFrame {
  type: "delete_message";
  ref?: Ref;
  conversation_id?: ConversationID;
  message_id: MessageID;
  /** For is ForMe when it is left out. */
  for?: DeletedFor;
}

/** DeletedFor says who no longer sees a message. */
export type DeletedFor = "me" | "everyone";

/** A Detail is an answer as it was given, with the label it was asked by. */
export interface Detail {
  key: string;
  kind: FieldKind;
  label: string;
  value: string;
}

/** Details are what a visitor has filled into the fields of a site, by their keys. */
export interface Details {
  details: Record<string, string>;
}

/** EditMessage replaces the content of one's own message. Kind "edit_message". */
export interface EditMessageFrame {
  type: "edit_message";
  ref?: Ref;
  conversation_id?: ConversationID;
  message_id: MessageID;
  content: string;
}

/** ErrorBody is the body of every HTTP refusal. */
export interface ErrorBody {
  error: Failed;
}

/** An Event is what the server tells: what happened, in the past tense. */
export type EventFrame = CallAcceptedFrame | CallEndedFrame | CallRingingFrame | CallSignaledFrame | ConnectedFrame | ConversationChangedFrame | ConversationRemovedFrame | FailedFrame | JoinedFrame | LeftFrame | MarkedFrame | MessageDeletedFrame | MessageEditedFrame | MessagePostedFrame | HeartbeatFrame | PongedFrame | PresenceChangedFrame | ReactionChangedFrame | RestartingFrame | SiteChangedFrame | TypingChangedFrame;

/** Failed tells that a command was refused. Kind "error". */
export interface Failed {
  code: Code;
  message: string;
  /** RetryMS says when trying again makes sense; 0: not without a change. */
  retry_ms?: number;
  /** Fields say what is wrong with single fields of a form, by their JSON name. */
  fields?: Record<string, string>;
}

/** Failed tells that a command was refused. Kind "error". */
export interface FailedFrame {
  type: "error";
  ref?: Ref;
  code: Code;
  message: string;
  /** RetryMS says when trying again makes sense; 0: not without a change. */
  retry_ms?: number;
  /** Fields say what is wrong with single fields of a form, by their JSON name. */
  fields?: Record<string, string>;
}

/** A Field is one question before the chat. */
export interface Field {
  /** Key names the field in Details: a to z, 0 to 9 and _, and no other has it. */
  key: string;
  kind: FieldKind;
  label: string;
  required: boolean;
}

/** FieldKind says what belongs into a field. */
export type FieldKind = "name" | "email" | "text";

/** HangUp ends a call, answered or not. Kind "call_hang_up". */
export interface HangUpFrame {
  type: "call_hang_up";
  ref?: Ref;
  call_id: CallID;
}

/** Heartbeat comes every HeartbeatEvery; a client answers it with Pong and syncs where a head is beyond what it has. Kind "ping". */
export interface HeartbeatFrame {
  type: "ping";
  ref?: Ref;
  n: number;
  heads: Record<string, number>;
}

/** History is a page of a conversation's log, newest last. */
export interface History {
  messages: Array<Message>;
  /** Changes are the status changes within the page's seqs, as they went over the wire: each decodes with DecodeEvents. */
  changes: Array<EventFrame>;
  /** Head is the seq of the conversation's newest event when the page was read. */
  head: number;
}

/** ICEServer is a STUN or TURN server, as browsers take it. */
export interface ICEServer {
  urls: string;
  username?: string;
  credential?: string;
}

/** Inbox is the agents' list of conversations, newest first. */
export interface Inbox {
  conversations: Array<Conversation>;
  /** Next is the "before" of the next page; empty at the end. */
  next?: string;
  /** Counts come with the first page. They change when the feed tells of another status or assignee, or of a conversation not heard of before: ask again then, with limit=1. */
  counts?: InboxCounts;
}

/** InboxCounts is how many conversations each list has for its reader; 1000 is that many or more. */
export interface InboxCounts {
  mine: number;
  unassigned: number;
  all: number;
  ended: number;
}

/** InitSession asks for the chat session of this browser. */
export interface InitSession {
  /** BrowserSessionID is a random UUID the widget keeps to itself. */
  browser_session_id: string;
  /** Page and Language are of the page around the widget, for the agents: see Visit. */
  page?: string;
  language?: string;
}

/** Join subscribes a stream socket to a conversation. Kind "join". */
export interface JoinFrame {
  type: "join";
  ref?: Ref;
  conversation_id: ConversationID;
}

/** Joined answers a join with the conversation's header. Kind "joined". */
export interface JoinedFrame {
  type: "joined";
  ref?: Ref;
  conversation_id: ConversationID;
  kind: ConversationKind;
  title: string;
  site_id?: SiteID;
  status: Status;
  created_at: string;
  ended_at: string | null;
  ended_by: Person | null;
  /** Head is the seq of the newest event; 0 while nothing was said. */
  head: number;
  /** Of is the support conversation that notes are beside. */
  of?: ConversationID;
  /** StaffOnly is true for a room that only supervisors and admins enter. */
  staff_only?: boolean;
  /** MessageCharacters is the longest message here: the site or the room may set less than MaxMessage. */
  message_characters: number;
  /** Calls says that the site allows calls here. It is told in the header that answers whoever opens the conversation; elsewhere it is false. */
  calls?: boolean;
  /** Visitor is nil for conversations without one. */
  visitor: Person | null;
  last_message: Message | null;
  /** Unread counts messages of others above the reader's own read watermark, notices of entering and leaving aside; whoever reads stops counting at 100. It is nil where one header is sent to several readers. */
  unread?: number;
  members?: Array<Member>;
  /** Assignee is who looks after the conversation; nil: nobody. Changes of it are events of the log of the notes, where it is the only field set. */
  assignee?: Person | null;
  /** NotesID names the notes beside the conversation. They can be joined like any other conversation, also before anything was written there. */
  notes_id?: ConversationID;
  /** Details is what the visitor has told before the chat. */
  details?: Array<Detail>;
  /** Visit is where they came from. */
  visit?: Visit;
}

/** A Launcher is the button on the customer's page. The loader asks for nothing before the visitor's click, so its look comes with the loader itself: the snippet of ListedSite has the site in the loader's address, and the server puts a LauncherLook before the script. Attributes of the script tag outrank it; a tag with data-site alone has the default look. */
export interface Launcher {
  side: Side;
  /** Text makes the launcher a pill; empty: an icon. */
  text: string;
}

/** Leave ends the subscription of a stream socket. Kind "leave". */
export interface LeaveFrame {
  type: "leave";
  ref?: Ref;
  conversation_id: ConversationID;
}

/** Left answers a leave. Kind "left". Without having been asked for it says that the room was deleted, or is no longer open to the reader. */
export interface LeftFrame {
  type: "left";
  ref?: Ref;
  conversation_id: ConversationID;
  title: string;
}

/** Limits are what a connection may send; the composer counts with them too. */
export interface Limits {
  /** MessageCharacters is the longest message, in characters. */
  message_characters: number;
  /** FrameBytes is the largest frame; a larger one closes the socket. */
  frame_bytes: number;
  /** FramesPerSecond may be sent for ever and FramesBurst at once, but for pings and pongs; 0: nobody counts. What comes faster is RATE_LIMITED. */
  frames_per_second?: number;
  frames_burst?: number;
}

/** ListedSite is a site as admins see it. */
export interface ListedSite {
  site_id: SiteID;
  name: string;
  /** Picture is the path of a PNG, JPEG or WebP on the server, and another path for every other picture; empty: none. */
  picture?: string;
  /** Title heads the panel; the site's name when it is empty. */
  title: string;
  /** Color is of the launcher, the head of the panel and one's own messages, as #rrggbb; empty: the colour of the stylesheet. */
  color: string;
  /** TextColor is of the text on Color, with at least MinContrast. Left empty by the admin it is TextOn(Color). */
  text_color: string;
  launcher: Launcher;
  /** Greeting is shown, line by line, when the panel is opened. */
  greeting: Array<string>;
  texts: Texts;
  /** Fields are asked before the chat begins, once per conversation: see Session.DetailsWanted. */
  fields: Array<Field>;
  /** MessageCharacters is the longest message, MinMessage to MaxMessage. */
  message_characters: number;
  /** FirstHistory is how many messages are shown at first, 1 to MaxHistory. */
  first_history: number;
  /** Calls says that voice and video calls may be offered. */
  calls: boolean;
  origins: Array<string>;
  /** Snippet is the HTML to paste into the customer's pages. What is changed here later needs no other one. */
  snippet: string;
}

/** Login is a name and a password. */
export interface Login {
  username: string;
  password: string;
}

/** Mark moves the sender's watermarks forward. Kind "mark". A field that is 0 or behind what is known changes nothing; one beyond the head counts as the head. */
export interface MarkFrame {
  type: "mark";
  ref?: Ref;
  conversation_id?: ConversationID;
  delivered?: number;
  read?: number;
}

/** Marked tells how far somebody has received and read. Kind "marked". */
export interface MarkedFrame {
  type: "marked";
  ref?: Ref;
  conversation_id: ConversationID;
  who: MemberID;
  delivered: number;
  read: number;
  at: string;
}

/** A Member is somebody in a conversation and how far they have got. */
export interface Member {
  id: MemberID;
  role: Role;
  username: string;
  first_name: string;
  last_name: string;
  delivered: number;
  read: number;
  online: boolean;
  /** LastSeenAt is when the last socket of somebody who is away was closed; nil when they are online or nobody remembers. */
  last_seen_at: string | null;
}

/** MemberID names a visitor or a user. */
export type MemberID = string;

/** A Message is one thing said. */
export interface Message {
  id: MessageID;
  conversation_id: ConversationID;
  seq: number;
  kind: MessageKind;
  sender: Person;
  content: string;
  /** Subject is whom a notice is about, such as who entered; Content says the same in English. */
  subject?: Person;
  timestamp: string;
  seen_at: string | null;
  edited_at: string | null;
  /** DeletedAt is set on what is left of a message that was taken back: its place, without content. */
  deleted_at: string | null;
  /** Hidden is true for a message that its reader has deleted for themselves; it has no content either. */
  hidden?: boolean;
  reply_to: MessageID | null;
  reactions: Array<Reaction>;
}

/** MessageDeleted tells that a message is gone. Kind "message_deleted". Deleted for everyone it has a seq; deleted for oneself it has none, and only one's own sockets hear of it. */
export interface MessageDeletedFrame {
  type: "message_deleted";
  ref?: Ref;
  conversation_id: ConversationID;
  message_id: MessageID;
  for: DeletedFor;
  deleted_at: string;
  seq?: number;
}

/** MessageEdited tells that an author has replaced a content. Kind "message_edited". */
export interface MessageEditedFrame {
  type: "message_edited";
  ref?: Ref;
  conversation_id: ConversationID;
  message_id: MessageID;
  content: string;
  edited_at: string;
  seq: number;
}

/** MessageID numbers messages across all conversations of one database. */
export type MessageID = number;

/** MessageKind tells messages from notices. */
export type MessageKind = "message" | "warning" | "alert" | "muted" | "enter" | "leave";

/** MessagePosted carries one message of the log. Kind "new_message". For its author it is the acknowledgement, and only then has ClientMessageID. */
export interface MessagePostedFrame {
  type: "new_message";
  ref?: Ref;
  message: Message;
  client_message_id?: string;
}

/** NewRoom asks for a room. */
export interface NewRoom {
  /** Title has 1 to MaxTitle characters after trimming, and no other room has it, whatever its case. */
  title: string;
  staff_only?: boolean;
  /** MessageCharacters is MaxMessage when it is left out. */
  message_characters?: number;
}

/** NewSite is a site as an admin sets it, to be made or to replace what was set: the whole form, not only what has changed. A number that is 0 means the most. */
export interface NewSite {
  name: string;
  /** Origins are scheme, host and port of the pages that may embed it; one at least. */
  origins: Array<string>;
  /** Title heads the panel; the site's name when it is empty. */
  title: string;
  /** Color is of the launcher, the head of the panel and one's own messages, as #rrggbb; empty: the colour of the stylesheet. */
  color: string;
  /** TextColor is of the text on Color, with at least MinContrast. Left empty by the admin it is TextOn(Color). */
  text_color: string;
  launcher: Launcher;
  /** Greeting is shown, line by line, when the panel is opened. */
  greeting: Array<string>;
  texts: Texts;
  /** Fields are asked before the chat begins, once per conversation: see Session.DetailsWanted. */
  fields: Array<Field>;
  /** MessageCharacters is the longest message, MinMessage to MaxMessage. */
  message_characters: number;
  /** FirstHistory is how many messages are shown at first, 1 to MaxHistory. */
  first_history: number;
  /** Calls says that voice and video calls may be offered. */
  calls: boolean;
}

/** NewUser asks for a user. */
export interface NewUser {
  username: string;
  role: Role;
  first_name?: string;
  last_name?: string;
  email?: string;
  /** Password is generated when it is left out. */
  password?: string;
}

/** OfferCall rings the other side: an agent's is the visitor; a visitor's is who looks after the conversation, or else who has answered last. Kind "call_offer". Answered with a CallRinging, or with a CallEnded where it cannot ring. */
export interface OfferCallFrame {
  type: "call_offer";
  ref?: Ref;
  /** ConversationID may be left out on a socket of one conversation. */
  conversation_id?: ConversationID;
  call_id: CallID;
  video?: boolean;
}

/** Password is a new password, or asks for one: empty, it is generated. It ends the user's sign-ins. */
export interface Password {
  password: string;
}

/** A Person is how a member is shown to others. */
export interface Person {
  id: MemberID;
  role: Role;
  username: string;
  first_name: string;
  last_name: string;
}

/** Ping asks for a pong. Kind "ping". */
export interface PingFrame {
  type: "ping";
  ref?: Ref;
}

/** Pong answers a heartbeat. Kind "pong". */
export interface PongFrame {
  type: "pong";
  ref?: Ref;
  n: number;
}

/** Ponged answers a Ping. Kind "pong". */
export interface PongedFrame {
  type: "pong";
  ref?: Ref;
}

/** PostMessage is a chat_message over HTTP. */
export interface PostMessage {
  content: string;
  client_message_id?: string;
  reply_to?: MessageID;
  /** Kind is as in a chat_message frame. */
  kind?: MessageKind;
}

/** PresenceChanged tells that a member of a conversation came online or went. Kind "presence". It may get lost; every header tells it anew. */
export interface PresenceChangedFrame {
  type: "presence";
  ref?: Ref;
  conversation_id: ConversationID;
  who: MemberID;
  online: boolean;
  /** LastSeenAt is when the last socket of somebody who is away was closed; nil when they are online or nobody remembers. */
  last_seen_at: string | null;
}

/** React puts an emoji under a message, or takes it away. Kind "react". */
export interface ReactFrame {
  type: "react";
  ref?: Ref;
  conversation_id?: ConversationID;
  message_id: MessageID;
  emoji: string;
  on: boolean;
}

/** A Reaction is one emoji under a message and who put it there. */
export interface Reaction {
  emoji: string;
  users: Array<MemberID>;
}

/** ReactionChanged tells that somebody has put an emoji under a message, or taken it away. Kind "reaction_changed". */
export interface ReactionChangedFrame {
  type: "reaction_changed";
  ref?: Ref;
  conversation_id: ConversationID;
  message_id: MessageID;
  emoji: string;
  user: MemberID;
  on: boolean;
  seq: number;
}

/** Readiness is the answer of a server that is able to serve. What is degraded goes on, more slowly, without what is named: "redis". */
export interface Readiness {
  status: string;
  degraded: Array<string>;
}

/** Ref is a client's own mark on a command, echoed on its answer; ≤ MaxRef bytes. */
export type Ref = string;

/** Refresh carries a refresh token. */
export interface Refresh {
  refresh: string;
}

/** Restarting says that this server is about to close the socket and when to come back. Kind "restarting". */
export interface RestartingFrame {
  type: "restarting";
  ref?: Ref;
  retry_ms: number;
}

/** Role says what somebody is. */
export type Role = "visitor" | "agent" | "supervisor" | "admin" | "bot" | "system";

/** A Room is a room as the list has it: with what its reader has to know before joining. The header comes with Joined. */
export interface Room {
  id: ConversationID;
  title: string;
  staff_only: boolean;
  message_characters: number;
  /** Head is the seq of the newest event; 0 while nothing has happened. */
  head: number;
  /** Unread counts as in a Conversation. */
  unread: number;
  last_message: Message | null;
}

/** Rooms is the list of the rooms that its reader may enter, sorted by CompareTitles. */
export interface Rooms {
  rooms: Array<Room>;
}

/** SendMessage says something. Kind "chat_message". */
export interface SendMessageFrame {
  type: "chat_message";
  ref?: Ref;
  /** ConversationID may be left out on a socket of one conversation. */
  conversation_id?: ConversationID;
  content: string;
  /** ClientMessageID is made once per message by its author and kept through every retry, so that the message is stored once. ≤ MaxRef bytes. */
  client_message_id?: string;
  reply_to?: MessageID;
  /** Kind is KindMessage when it is left out; staff may send KindWarning and KindAlert to a room. */
  kind?: MessageKind;
}

/** SendSignal tells the other side's browser something, once the call was accepted. Kind "call_signal". */
export interface SendSignalFrame {
  type: "call_signal";
  ref?: Ref;
  call_id: CallID;
  signal: SignalKind;
  /** SDP is of an offer or an answer, at most MaxSDP bytes. */
  sdp?: string;
  /** Candidate is one way to the sender, at most MaxCandidate bytes; Mid and Line say of which medium. */
  candidate?: string;
  sdp_mid?: string;
  sdp_m_line_index?: number;
}

/** Session is a visitor's chat session. */
export interface Session {
  session_id: ConversationID;
  token: string;
  /** Created is true as long as nothing was said or filled in in this session. */
  created: boolean;
  /** DetailsWanted says that the fields of the site are still to be asked. */
  details_wanted: boolean;
  site: Site;
  me: Person;
  limits: Limits;
}

/** SetTyping tells the others that somebody is, or is no longer, typing. Kind "typing". It expires after TypingExpires. */
export interface SetTypingFrame {
  type: "typing";
  ref?: Ref;
  conversation_id?: ConversationID;
  is_typing: boolean;
  preview?: string;
}

/** Side is where on the page the launcher sits. */
export type Side = "" | "left" | "right";

/** SignalKind says what the sides' browsers tell each other. */
export type SignalKind = "offer" | "answer" | "candidate";

/** A Site is a place the widget is embedded, as its visitors may know it. It comes complete: what was not set has its default. */
export interface Site {
  site_id: SiteID;
  name: string;
  /** Picture is the path of a PNG, JPEG or WebP on the server, and another path for every other picture; empty: none. */
  picture?: string;
  /** Title heads the panel; the site's name when it is empty. */
  title: string;
  /** Color is of the launcher, the head of the panel and one's own messages, as #rrggbb; empty: the colour of the stylesheet. */
  color: string;
  /** TextColor is of the text on Color, with at least MinContrast. Left empty by the admin it is TextOn(Color). */
  text_color: string;
  launcher: Launcher;
  /** Greeting is shown, line by line, when the panel is opened. */
  greeting: Array<string>;
  texts: Texts;
  /** Fields are asked before the chat begins, once per conversation: see Session.DetailsWanted. */
  fields: Array<Field>;
  /** MessageCharacters is the longest message, MinMessage to MaxMessage. */
  message_characters: number;
  /** FirstHistory is how many messages are shown at first, 1 to MaxHistory. */
  first_history: number;
  /** Calls says that voice and video calls may be offered. */
  calls: boolean;
}

/** SiteChanged tells the visitors of a site what an admin has set of it, so that an open panel changes with it. Kind "site_changed". */
export interface SiteChangedFrame {
  type: "site_changed";
  ref?: Ref;
  site: Site;
}

/** SiteID names a site; public, it stands in the customer's page. */
export type SiteID = string;

/** Sites is the list of sites, by name. */
export interface Sites {
  sites: Array<ListedSite>;
}

/** Status says whether more can be said. */
export type Status = "open" | "ended";

/** Success is the body of a request that has nothing else to say. */
export interface Success {
  success: boolean;
}

/** Sync asks for every event after From. Kind "sync". */
export interface SyncFrame {
  type: "sync";
  ref?: Ref;
  conversation_id?: ConversationID;
  from: number;
}

/** Texts replace words of the panel; an empty one stays as it is. */
export interface Texts {
  /** Placeholder stands in the empty message box. */
  placeholder: string;
  /** BeforeFields stands above the Fields. */
  before_fields: string;
  /** Ended is said when the conversation has ended. */
  ended: string;
}

/** Ticket opens one socket within 30 s. */
export interface Ticket {
  ticket: string;
}

/** Tokens are a user's access and refresh tokens. */
export interface Tokens {
  /** Access is a JWT, good for 10 minutes. */
  access: string;
  /** Refresh buys the next pair, once. */
  refresh: string;
}

/** TypingChanged tells that somebody else types or stopped. Kind "typing". */
export interface TypingChangedFrame {
  type: "typing";
  ref?: Ref;
  conversation_id: ConversationID;
  user_id: MemberID;
  username: string;
  is_typing: boolean;
  preview?: string;
}

/** A User is somebody who signs in, as the list has them. */
export interface User {
  id: MemberID;
  role: Role;
  username: string;
  first_name: string;
  last_name: string;
  /** Disabled users cannot sign in; what they have said stays theirs. */
  disabled: boolean;
  /** Email is told to admins only. */
  email?: string;
}

/** UserAdded is a new user. */
export interface UserAdded {
  id: MemberID;
  role: Role;
  username: string;
  first_name: string;
  last_name: string;
  /** Disabled users cannot sign in; what they have said stays theirs. */
  disabled: boolean;
  /** Email is told to admins only. */
  email?: string;
  /** Password was generated, and is shown only now; empty if one was given. */
  password?: string;
}

/** Users is the list of those who sign in, by username: admins look after them, and everybody gives conversations to them. */
export interface Users {
  users: Array<User>;
}

/** A Visit is where a visitor wrote first, as far as their browser told. It is decoration: nothing is refused because of it. */
export interface Visit {
  /** Page is an http or https URL without a fragment, of up to 500 bytes. */
  page?: string;
  /** Browser is the User-Agent, of up to 300 bytes. */
  browser?: string;
  /** Language is a BCP 47 tag, of up to 35 bytes. */
  language?: string;
}
