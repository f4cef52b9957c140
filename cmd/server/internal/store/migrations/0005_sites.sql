-- +goose Up
-- What an admin sets of a site: the longest message, which every header reads,
-- and the rest as JSON.
ALTER TABLE sites ADD COLUMN message_characters BIGINT;
ALTER TABLE sites ADD COLUMN look TEXT NOT NULL DEFAULT '{}';

CREATE TABLE pictures (
    site_id TEXT PRIMARY KEY REFERENCES sites (id),
    name    TEXT NOT NULL,
    type    TEXT NOT NULL,
    content BYTEA NOT NULL
);
CREATE INDEX pictures_name ON pictures (name);

-- What a visitor has told of themselves, and where they came from, as JSON.
ALTER TABLE conversations ADD COLUMN details TEXT;
ALTER TABLE conversations ADD COLUMN visit TEXT;
