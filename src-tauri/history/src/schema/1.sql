-- Times are milliseconds since 1970 in UTC; `zone` is the offset in seconds that held there and then.

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    name TEXT PRIMARY KEY,
    service TEXT NOT NULL,
    base_url TEXT,
    settings TEXT NOT NULL          -- JSON object
) STRICT, WITHOUT ROWID;
INSERT INTO account VALUES ('This computer', 'local', NULL, '{}');

-- The certificates of this computer's keys, newest last; the private keys are never here.
CREATE TABLE authority (
    fingerprint TEXT PRIMARY KEY,   -- SHA-256 of the CA certificate, hex
    certificate BLOB NOT NULL,      -- CA, DER
    leaf BLOB NOT NULL,             -- signing certificate, DER
    made INTEGER NOT NULL
) STRICT;

CREATE TABLE draft (
    id TEXT PRIMARY KEY,
    body TEXT NOT NULL,             -- JSON, session::Draft
    changed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    reference TEXT,
    message TEXT,
    service TEXT NOT NULL,
    account TEXT NOT NULL,
    state TEXT NOT NULL,
    service_session TEXT,
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    checked INTEGER,
    expires INTEGER,
    in_order INTEGER NOT NULL,
    receipt TEXT,                   -- SHA-256 in the store
    error_code TEXT,
    error_detail TEXT
) STRICT;
CREATE INDEX session_by_change ON session (changed DESC, id DESC);
CREATE INDEX session_by_state ON session (state);

CREATE TABLE signer (
    session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    email TEXT,
    folded TEXT NOT NULL,           -- e-mail or name, folded: who this is
    state TEXT NOT NULL,
    changed INTEGER,
    act TEXT,                       -- JSON: what the signer did, until it is in every document
    PRIMARY KEY (session, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX signer_by_person ON signer (folded);

CREATE TABLE document (
    session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    original TEXT NOT NULL,         -- SHA-256 in the store
    path TEXT,                      -- where it was taken from
    pages TEXT NOT NULL,            -- JSON, [session::Page]
    text TEXT NOT NULL,             -- JSON, [session::TextLine]
    fields TEXT NOT NULL,           -- JSON, [session::Field]
    prepared TEXT,                  -- SHA-256 in the store
    places TEXT,                    -- JSON, [session::PlaceInCopy]
    revision TEXT,                  -- SHA-256 in the store: the newest signed revision
    verdict TEXT,
    kept_path TEXT,                 -- the readable copy
    PRIMARY KEY (session, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_by_original ON document (original);

CREATE TABLE step (
    session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    word TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    intended INTEGER,
    settled INTEGER,
    detail TEXT,
    PRIMARY KEY (session, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    row INTEGER PRIMARY KEY,
    session TEXT NOT NULL REFERENCES session (id),
    time INTEGER NOT NULL,
    zone INTEGER NOT NULL,
    actor TEXT NOT NULL,
    what TEXT NOT NULL,
    args TEXT NOT NULL              -- JSON object of strings
) STRICT;
CREATE INDEX event_by_session ON event (session, row);
CREATE TRIGGER event_stays BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER event_remains BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

-- Signing links: only the hash of what opens them is kept.
CREATE TABLE link (
    hash BLOB PRIMARY KEY,
    session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    signer INTEGER NOT NULL,
    made INTEGER NOT NULL,
    opened INTEGER NOT NULL DEFAULT 0,
    ended TEXT                      -- NULL while it works; used, replaced, closed
) STRICT, WITHOUT ROWID;
CREATE INDEX link_by_signer ON link (session, signer);

-- Who works on what: one holder at a time.
CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    process INTEGER NOT NULL,
    until INTEGER NOT NULL,
    detail TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Words of each session: title, people, file names, text; folded. rowid = session.row.
CREATE VIRTUAL TABLE find USING fts5 (
    words, content = '', contentless_delete = 1, detail = none,
    prefix = '1 2 3 4 5 6 7 8 9 10', tokenize = 'unicode61 remove_diacritics 2'
);
