-- +goose Up
-- PostgreSQL only, where several servers write.

-- Ids of messages: SQLite's one writer counts by itself. A transaction takes
-- blocks of them, as many as it may need.
CREATE SEQUENCE message_ids INCREMENT BY 32;

-- Which server has written to the log last. Another one that does so changes the
-- row, so that the version of a row says whether its log is as one knows it.
ALTER TABLE conversations ADD COLUMN writer TEXT;
ALTER TABLE conversations SET (fillfactor = 80);

-- Each server leaves the name of its last transaction here, in it, to know after
-- a lost connection whether it was committed.
CREATE TABLE writers (
    node  TEXT PRIMARY KEY,
    token BIGINT NOT NULL,
    at    BIGINT NOT NULL
);

-- INTEGER has 64 bits in SQLite alone.
ALTER TABLE messages ALTER COLUMN id TYPE BIGINT;
