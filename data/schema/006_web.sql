-- The web: who may sign in, who is, what runs, what is said about drafts, who asked for what to be published.
-- Accounts' names stand in `user` alone; everything else holds user_id. Moments of sign-in are seconds since 1970.

CREATE TABLE user (
    user_id       INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: comments and requests name it
    name          TEXT NOT NULL UNIQUE COLLATE NOCASE,
    role          TEXT NOT NULL CHECK (role IN ('viewer', 'officer', 'team leader', 'area manager', 'publisher', 'admin', 'auditor')),
    team_id       INTEGER REFERENCES team,
    officer_id    TEXT,                     -- whose patch is "mine"
    password_hash TEXT NOT NULL DEFAULT '', -- Argon2id; '' = signs in by the proxy's word alone
    one_time      INTEGER NOT NULL DEFAULT 0 CHECK (one_time IN (0, 1)), -- to be changed at the first sign-in
    created_at    TEXT NOT NULL,
    disabled      INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1))
) STRICT;

-- Somebody signed in: the digest of the cookie's token, never the token.
CREATE TABLE sign_in (
    digest  TEXT PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES user ON DELETE CASCADE,
    csrf    TEXT NOT NULL,
    made    INTEGER NOT NULL,
    seen    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_by_user ON sign_in (user_id);

-- Wrong passwords, by the digest of the name that was typed: it may be anything, a password too.
CREATE TABLE sign_in_try (
    digest TEXT NOT NULL,
    at     INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_in_try_by_digest ON sign_in_try (digest, at);

-- Long work, run as a child of the server. A row whose process is gone was killed.
CREATE TABLE job (
    job_id   INTEGER PRIMARY KEY AUTOINCREMENT,
    kind     TEXT NOT NULL,               -- 'import', 'allocate', 'roster build', 'letters'
    argv     TEXT NOT NULL,               -- a JSON array
    state    TEXT NOT NULL DEFAULT 'waiting'
             CHECK (state IN ('waiting', 'running', 'stopping', 'done', 'failed', 'cancelled', 'killed')),
    pid      INTEGER,
    pid_start TEXT NOT NULL DEFAULT '',   -- when that process began: numbers are used again
    progress TEXT NOT NULL DEFAULT '{}',  -- the last line of --progress json
    messages TEXT NOT NULL DEFAULT '',    -- what it said, for people
    result   TEXT NOT NULL DEFAULT '',    -- where to look: a path of ours
    status   INTEGER,                     -- its exit status
    user_id  INTEGER REFERENCES user,
    made_at  TEXT NOT NULL,
    began_at TEXT,
    ended_at TEXT
) STRICT;

-- Said about a draft, or about one of its patches.
CREATE TABLE comment (
    comment_id INTEGER PRIMARY KEY AUTOINCREMENT,
    plan_id    INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
    patch      TEXT NOT NULL DEFAULT '',  -- by name; '' = the plan
    text       TEXT NOT NULL,
    user_id    INTEGER REFERENCES user,   -- NULL: by somebody consulted
    consult_id INTEGER REFERENCES consult ON DELETE CASCADE,
    made_at    TEXT NOT NULL,
    closed_at  TEXT,                      -- NULL: open
    reply      TEXT NOT NULL DEFAULT '',
    reply_by   INTEGER REFERENCES user
) STRICT;
CREATE INDEX comment_by_plan ON comment (plan_id);

-- A draft shown to others as unlisted, read-only pages, by an address that can be taken back.
CREATE TABLE consult (
    consult_id INTEGER PRIMARY KEY AUTOINCREMENT,
    plan_id    INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
    digest     TEXT NOT NULL UNIQUE,      -- of the secret in the address
    title      TEXT NOT NULL,
    until      TEXT,                      -- the last day
    user_id    INTEGER REFERENCES user,
    made_at    TEXT NOT NULL,
    closed_at  TEXT
) STRICT;

-- Proposed by one person, approved by another.
CREATE TABLE publication_request (
    request_id     INTEGER PRIMARY KEY AUTOINCREMENT,
    plan_id        INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
    plan_changed_at TEXT NOT NULL,        -- as proposed: a plan edited since is proposed again
    first_day      TEXT NOT NULL,
    teams          TEXT NOT NULL DEFAULT '[]', -- JSON arrays of names; both empty: everywhere
    wards          TEXT NOT NULL DEFAULT '[]',
    why            TEXT NOT NULL DEFAULT '',
    proposed_by    INTEGER NOT NULL REFERENCES user,
    proposed_at    TEXT NOT NULL,
    state          TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'approved', 'declined', 'withdrawn')),
    decided_by     INTEGER REFERENCES user,
    decided_at     TEXT,
    publication_id INTEGER REFERENCES publication,
    CHECK (state <> 'approved' OR decided_by <> proposed_by)
) STRICT;

-- An officer's own calendar: a secret address that can be taken back.
CREATE TABLE feed (
    digest     TEXT PRIMARY KEY,
    officer_id TEXT NOT NULL,
    made_at    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
