-- +goose Up
-- The stretches of ids, by which conversations stand in the lists, are of 4,096
-- messages in both databases.
UPDATE conversations SET recent = (SELECT id FROM messages m
    WHERE m.conversation_id = conversations.id ORDER BY m.seq DESC LIMIT 1) >> 12 WHERE kind = 'support';
