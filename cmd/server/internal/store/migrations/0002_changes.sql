-- +goose Up
-- A message that was taken back keeps its place, without content.
ALTER TABLE messages ADD COLUMN deleted_at BIGINT;

-- Messages that somebody has deleted for themselves.
CREATE TABLE hidden (
    message_id BIGINT NOT NULL REFERENCES messages (id),
    member_id  TEXT   NOT NULL,
    PRIMARY KEY (message_id, member_id)
);

CREATE TABLE reactions (
    message_id BIGINT NOT NULL REFERENCES messages (id),
    emoji      TEXT   NOT NULL,
    member_id  TEXT   NOT NULL,
    PRIMARY KEY (message_id, emoji, member_id)
);
