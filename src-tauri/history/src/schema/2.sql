-- Services elsewhere: what was set, what their connectors remember, what was asked and seen.

ALTER TABLE account ADD COLUMN tested TEXT;     -- proven, reachable, refused, unreachable

ALTER TABLE session ADD COLUMN options TEXT NOT NULL DEFAULT '{}';      -- JSON object of strings
ALTER TABLE session ADD COLUMN receivers TEXT NOT NULL DEFAULT '[]';    -- JSON, [{name, email}]
ALTER TABLE session ADD COLUMN memory TEXT NOT NULL DEFAULT '{}';       -- JSON object of strings
ALTER TABLE session ADD COLUMN expires_days INTEGER;
ALTER TABLE session ADD COLUMN remind_days INTEGER;
ALTER TABLE session ADD COLUMN again INTEGER;   -- when its work is taken up again by itself
ALTER TABLE session ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;        -- how often that was in vain
ALTER TABLE session ADD COLUMN hint INTEGER;    -- when something hinted at news, since the last answer
ALTER TABLE session ADD COLUMN postback INTEGER;        -- when the last postback came

ALTER TABLE signer ADD COLUMN options TEXT NOT NULL DEFAULT '{}';       -- JSON object of strings
ALTER TABLE signer ADD COLUMN url BLOB;         -- the signing URL, encrypted

ALTER TABLE document ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';         -- JSON, [session::Tag]

-- What services told that is recorded once.
CREATE TABLE told (
    session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    PRIMARY KEY (session, key)
) STRICT, WITHOUT ROWID;

-- Requests that a service counts, each before it leaves.
CREATE TABLE spent (
    row INTEGER PRIMARY KEY,
    scope TEXT NOT NULL,            -- session:<id> or account:<name>
    kind TEXT NOT NULL,
    time INTEGER NOT NULL
) STRICT;
CREATE INDEX spent_by_kind ON spent (scope, kind, time);

CREATE INDEX session_by_service ON session (service_session) WHERE service_session IS NOT NULL;
