-- +goose Up
-- PostgreSQL only. In blocks of 32, a server with one message at a time was soon
-- in the next stretch, and moved the conversation with nearly every message.
ALTER SEQUENCE message_ids INCREMENT BY 1;
