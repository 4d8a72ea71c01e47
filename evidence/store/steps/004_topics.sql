-- What each topic's last complete run knew, so that the next one can tell what is new, and derived data by topic.
CREATE TABLE listed (
    record_id TEXT NOT NULL,
    topic_id  TEXT NOT NULL,
    state     TEXT NOT NULL CHECK (state IN ('fetched', 'listed', 'gone')),
    PRIMARY KEY (record_id, topic_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE earlier (
    record_id TEXT NOT NULL,
    topic_id  TEXT NOT NULL,
    body      BLOB NOT NULL,
    PRIMARY KEY (record_id, topic_id)
) STRICT;
DROP TABLE clusters;
DROP TABLE findings;
CREATE TABLE derived (
    topic_id TEXT NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('cluster', 'finding', 'summary')),
    place    INTEGER NOT NULL,
    body     BLOB NOT NULL,
    PRIMARY KEY (topic_id, kind, place)
) STRICT;
