-- +goose Up
-- Times are unix milliseconds in UTC. Ids of people, sites and conversations
-- are random text made by the server.

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE sites (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE site_origins (
    site_id TEXT NOT NULL REFERENCES sites (id),
    origin  TEXT NOT NULL,
    PRIMARY KEY (site_id, origin)
);

CREATE TABLE users (
    id            TEXT PRIMARY KEY,
    username      TEXT NOT NULL UNIQUE,
    role          TEXT NOT NULL,
    first_name    TEXT NOT NULL DEFAULT '',
    last_name     TEXT NOT NULL DEFAULT '',
    email         TEXT NOT NULL DEFAULT '',
    password_hash TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    disabled_at   BIGINT
);

-- A session is one sign-in: a family of refresh tokens, each good once.
CREATE TABLE sessions (
    id         TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT
);

CREATE TABLE refresh_tokens (
    hash       TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    created_at BIGINT NOT NULL,
    used_at    BIGINT
);

-- A visitor's id is derived from the secret of their browser, which is not
-- stored anywhere.
CREATE TABLE visitors (
    id         TEXT PRIMARY KEY,
    site_id    TEXT NOT NULL REFERENCES sites (id),
    username   TEXT NOT NULL,
    first_name TEXT NOT NULL DEFAULT '',
    last_name  TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL
);

CREATE TABLE conversations (
    id            TEXT PRIMARY KEY,
    kind          TEXT NOT NULL,
    site_id       TEXT REFERENCES sites (id),
    visitor_id    TEXT REFERENCES visitors (id),
    status        TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    ended_at      BIGINT,
    ended_by      TEXT
);
CREATE INDEX conversations_visitor ON conversations (visitor_id, created_at);

-- The log is messages and changes together: seq is 1, 2, 3 … over both.
-- Who stores a message or a change holds its conversation, which is there: no
-- foreign key has it looked up again for every row.
CREATE TABLE messages (
    id                INTEGER PRIMARY KEY, -- SQLite's own row number, no index beside
    conversation_id   TEXT NOT NULL,
    seq               BIGINT NOT NULL,
    kind              TEXT NOT NULL,
    sender_id         TEXT NOT NULL,
    sender_role       TEXT NOT NULL,
    content           TEXT NOT NULL,
    client_message_id TEXT,
    reply_to          BIGINT,
    created_at        BIGINT NOT NULL,
    seen_at           BIGINT,
    edited_at         BIGINT
);
CREATE UNIQUE INDEX messages_place ON messages (conversation_id, seq);
-- Once, for ever: no time window, no cache (contract §4.2). The ids that our
-- clients make begin with the time, so that what is new stands together and few
-- pages change.
CREATE UNIQUE INDEX messages_once ON messages (client_message_id, conversation_id, sender_id);

-- Events of the log that are not messages, as they went over the wire.
CREATE TABLE changes (
    conversation_id TEXT NOT NULL,
    seq             BIGINT NOT NULL,
    frame           TEXT NOT NULL,
    PRIMARY KEY (conversation_id, seq)
);

CREATE TABLE members (
    conversation_id TEXT NOT NULL REFERENCES conversations (id),
    member_id       TEXT NOT NULL,
    role            TEXT NOT NULL,
    delivered       BIGINT NOT NULL DEFAULT 0,
    read            BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (conversation_id, member_id)
);
