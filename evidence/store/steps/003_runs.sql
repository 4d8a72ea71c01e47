CREATE TABLE runs (
    run_id   TEXT NOT NULL,
    topic_id TEXT NOT NULL,
    started  TEXT NOT NULL,
    finished TEXT NOT NULL,
    complete INTEGER NOT NULL CHECK (complete IN (0, 1)),
    body     BLOB NOT NULL,
    PRIMARY KEY (run_id, started)
) STRICT;
