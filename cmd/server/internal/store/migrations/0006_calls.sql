-- +goose Up
-- A call from its offer to its end. What the browsers tell each other is not
-- here: it is relayed and forgotten.
CREATE TABLE calls (
    id              TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversations (id),
    caller_id       TEXT NOT NULL,
    caller_role     TEXT NOT NULL,
    callee_id       TEXT NOT NULL,
    callee_role     TEXT NOT NULL,
    video           BOOLEAN NOT NULL,
    offered_at      BIGINT NOT NULL,
    answered_at     BIGINT,
    held_at         BIGINT NOT NULL,
    ended_at        BIGINT,
    reason          TEXT
);
-- At most one at a time in a conversation; and who is in one.
CREATE UNIQUE INDEX calls_open ON calls (conversation_id) WHERE ended_at IS NULL;
