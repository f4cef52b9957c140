-- +goose Up
-- Where a support conversation stands in the lists: the id of its newest message,
-- roughly, so that few messages write it. Nothing was said: NULL.
ALTER TABLE conversations ADD COLUMN recent BIGINT;
UPDATE conversations SET recent = (SELECT max(id) >> 10 FROM messages WHERE conversation_id = conversations.id) WHERE kind = 'support';

DROP INDEX conversations_desk;
CREATE INDEX conversations_recent ON conversations (kind, recent);
CREATE INDEX conversations_recent_status ON conversations (kind, status, recent);
CREATE INDEX conversations_recent_assignee ON conversations (kind, status, assignee_id, recent);
