-- +goose Up
-- Rooms: conversations with a title of their own. The key is the title as two
-- rooms must not share it; a deleted room gives it free and keeps its row, so
-- that its id stays taken.
ALTER TABLE conversations ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE conversations ADD COLUMN title_key TEXT;
ALTER TABLE conversations ADD COLUMN staff_only BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE conversations ADD COLUMN message_characters BIGINT;
ALTER TABLE conversations ADD COLUMN deleted_at BIGINT;
CREATE UNIQUE INDEX conversations_title ON conversations (title_key);

-- Whom a notice is about.
ALTER TABLE messages ADD COLUMN subject_id TEXT;

-- Whether the log of a room says that a member is in it.
ALTER TABLE members ADD COLUMN inside BOOLEAN NOT NULL DEFAULT FALSE;
