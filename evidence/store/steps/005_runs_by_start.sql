-- A run is known by its topic, command and start, so that its beginning can be kept before its end is known.
ALTER TABLE runs RENAME TO runs_by_id;
CREATE TABLE runs (
    topic_id TEXT NOT NULL,
    command  TEXT NOT NULL,
    started  TEXT NOT NULL,
    body     BLOB NOT NULL,
    PRIMARY KEY (topic_id, command, started)
) STRICT;
INSERT OR REPLACE INTO runs
    SELECT topic_id, json_extract(CAST(body AS TEXT), '$.command'), started, body FROM runs_by_id;
DROP TABLE runs_by_id;
