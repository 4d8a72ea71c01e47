CREATE TABLE records (
    record_id    TEXT PRIMARY KEY,
    content_hash TEXT NOT NULL,
    status       TEXT NOT NULL CHECK (status IN ('current', 'retracted', 'vanished')),
    body         BLOB NOT NULL
) STRICT;
