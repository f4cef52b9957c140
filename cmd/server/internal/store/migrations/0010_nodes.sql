-- +goose Up
-- PostgreSQL only, where several servers write.

-- By what number each finds what the others have changed. It is given before the
-- commit, so that whoever reads looks back some way.
ALTER TABLE changes ADD COLUMN number BIGINT NOT NULL DEFAULT nextval('message_ids');
CREATE INDEX changes_number ON changes (number);

-- Values that one server keeps for another while Redis is away: tickets.
CREATE TABLE kept (
    name    TEXT PRIMARY KEY,
    value   BYTEA NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX kept_expires ON kept (expires);
