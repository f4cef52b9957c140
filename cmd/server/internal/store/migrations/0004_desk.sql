-- +goose Up
-- Notes are a conversation beside a support conversation.
ALTER TABLE conversations ADD COLUMN support_id TEXT REFERENCES conversations (id);
-- Who looks after a support conversation.
ALTER TABLE conversations ADD COLUMN assignee_id TEXT REFERENCES users (id);

-- The lists of the desk: open ones by whose they are, ended ones by when.
CREATE INDEX conversations_desk ON conversations (kind, status, assignee_id);
CREATE INDEX conversations_ended ON conversations (kind, status, ended_at, id);
