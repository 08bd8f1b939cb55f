-- Rosters: who leads, who stands in, when every household is visited, which drop-in is where and when.
-- One roster for a plan; building again replaces it, sessions keep their ids. Leads stand in plan_lead (001),
-- which names officers; a patch without any post has no row.

CREATE TABLE roster (
    plan_id    INTEGER PRIMARY KEY REFERENCES plan ON DELETE CASCADE,
    first_day  TEXT NOT NULL,             -- a Monday
    n_weeks    INTEGER NOT NULL CHECK (n_weeks BETWEEN 1 AND 52),
    anchor     TEXT NOT NULL,             -- a Monday that begins a week A
    built_at   TEXT NOT NULL,
    outcome    TEXT NOT NULL CHECK (outcome IN ('optimal', 'feasible', 'infeasible', 'time_limit', 'cancelled')),
    options    TEXT NOT NULL DEFAULT '{}',-- as JSON, for repeating it
    seconds    REAL NOT NULL DEFAULT 0,
    published_at TEXT                     -- NULL: a draft; sessions are published with the plan
) STRICT;

CREATE TABLE roster_pin (                 -- H11
    plan_id    INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
    patch_ix   INTEGER NOT NULL,
    officer_id TEXT NOT NULL REFERENCES officer,
    PRIMARY KEY (plan_id, patch_ix)
) STRICT, WITHOUT ROWID;

CREATE TABLE roster_buddy (
    plan_id    INTEGER NOT NULL REFERENCES roster ON DELETE CASCADE,
    patch_ix   INTEGER NOT NULL,
    officer_id TEXT NOT NULL REFERENCES officer,
    PRIMARY KEY (plan_id, patch_ix)
) STRICT, WITHOUT ROWID;

CREATE TABLE roster_cover (
    plan_id    INTEGER NOT NULL REFERENCES roster ON DELETE CASCADE,
    day        TEXT NOT NULL,
    part       TEXT NOT NULL DEFAULT '' CHECK (part IN ('', 'am', 'pm')),
    patch_ix   INTEGER NOT NULL,
    absent_id  TEXT NOT NULL DEFAULT '',  -- officer; '' = a patch without any post
    cover_id   TEXT REFERENCES officer,   -- NULL: nobody, said as a breach
    reason     TEXT NOT NULL,             -- 'leave', 'vacant post', 'not working that day': never why
    PRIMARY KEY (plan_id, day, patch_ix, part, absent_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    session_id INTEGER PRIMARY KEY AUTOINCREMENT,
    plan_id    INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
    uid        TEXT NOT NULL,             -- stable: series and first dated day
    series     TEXT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('drop-in', 'tara')),
    day        TEXT NOT NULL,
    half_day   TEXT NOT NULL CHECK (half_day IN ('am', 'pm', 'evening')),
    from_min   INTEGER NOT NULL CHECK (from_min BETWEEN 0 AND 1439),
    to_min     INTEGER NOT NULL CHECK (to_min > from_min),
    venue_id   TEXT,
    team_id    INTEGER REFERENCES team,
    tara_id    INTEGER REFERENCES tara ON DELETE SET NULL,
    status     TEXT NOT NULL CHECK (status IN ('draft', 'published', 'moved', 'cancelled')),
    was_day    TEXT,                      -- where the series had it; NULL: not moved
    was_half_day TEXT,
    was_venue_id TEXT,
    sequence   INTEGER NOT NULL DEFAULT 0,
    pinned     INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
    changed_at TEXT NOT NULL,
    n_people   INTEGER CHECK (n_people >= 0), -- who came, when counted
    UNIQUE (plan_id, uid)
) STRICT;
CREATE INDEX session_by_day ON session (plan_id, day);

CREATE TABLE session_officer (
    session_id INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
    officer_id TEXT NOT NULL REFERENCES officer,
    PRIMARY KEY (session_id, officer_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE session_patch (
    session_id INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
    patch_ix   INTEGER NOT NULL,
    PRIMARY KEY (session_id, patch_ix)
) STRICT, WITHOUT ROWID;

CREATE TABLE roster_visit (
    plan_id     INTEGER NOT NULL REFERENCES roster ON DELETE CASCADE,
    home_id     INTEGER NOT NULL REFERENCES home ON DELETE CASCADE,
    patch_ix    INTEGER NOT NULL,
    officer_id  TEXT,                     -- lead or who stands in; NULL: nobody
    second_id   TEXT,
    week_start  TEXT,                     -- a Monday; NULL: not placed
    two_officers INTEGER NOT NULL DEFAULT 0 CHECK (two_officers IN (0, 1)),
    state       TEXT NOT NULL CHECK (state IN ('due', 'offered', 'booked', 'done', 'declined', 'no access')),
    PRIMARY KEY (plan_id, home_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX roster_visit_by_week ON roster_visit (plan_id, week_start);

ALTER TABLE home_visit ADD COLUMN n_no_access INTEGER NOT NULL DEFAULT 0 CHECK (n_no_access >= 0);
-- What was found at a door: purged after 24 months.
CREATE TABLE visit_outcome (
    home_id INTEGER NOT NULL REFERENCES home ON DELETE CASCADE,
    day     TEXT NOT NULL,
    state   TEXT NOT NULL CHECK (state IN ('booked', 'done', 'declined', 'no access')),
    minutes INTEGER CHECK (minutes >= 0),
    PRIMARY KEY (home_id, day, state)
) STRICT, WITHOUT ROWID;

CREATE TABLE roster_hours (
    plan_id    INTEGER NOT NULL REFERENCES roster ON DELETE CASCADE,
    officer_id TEXT NOT NULL,
    available  REAL NOT NULL, visits REAL NOT NULL, dropins REAL NOT NULL, taras REAL NOT NULL,
    activities REAL NOT NULL, travel REAL NOT NULL, standing_in REAL NOT NULL,
    PRIMARY KEY (plan_id, officer_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE roster_breach (
    plan_id   INTEGER NOT NULL REFERENCES roster ON DELETE CASCADE,
    breach_ix INTEGER NOT NULL,
    rule      TEXT NOT NULL,
    broken    INTEGER NOT NULL CHECK (broken IN (0, 1)),
    team_id   INTEGER, patch_ix INTEGER, officer_id TEXT, venue_id TEXT, day TEXT, half_day TEXT,
    n_homes   INTEGER NOT NULL DEFAULT 0,
    text      TEXT NOT NULL,
    fix       TEXT,
    PRIMARY KEY (plan_id, breach_ix)
) STRICT, WITHOUT ROWID;

CREATE TABLE roster_level (
    plan_id INTEGER NOT NULL REFERENCES roster ON DELETE CASCADE,
    team_id INTEGER NOT NULL, model TEXT NOT NULL, level INTEGER NOT NULL,
    value REAL NOT NULL, bound REAL, proven INTEGER NOT NULL CHECK (proven IN (0, 1)), seconds REAL NOT NULL,
    PRIMARY KEY (plan_id, team_id, model, level)
) STRICT, WITHOUT ROWID;

CREATE TABLE roster_role (
    plan_id INTEGER NOT NULL REFERENCES roster ON DELETE CASCADE,
    role    TEXT NOT NULL,
    minutes_a_year REAL NOT NULL,
    fte     REAL NOT NULL,               -- needed
    PRIMARY KEY (plan_id, role)
) STRICT, WITHOUT ROWID;

-- Measures by name, so that a later one needs no migration; team_id 0 = all.
CREATE TABLE roster_measure (
    plan_id INTEGER NOT NULL REFERENCES roster ON DELETE CASCADE,
    team_id INTEGER NOT NULL, name TEXT NOT NULL, value REAL, text TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (plan_id, team_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE roster_change (
    plan_id INTEGER NOT NULL REFERENCES roster ON DELETE CASCADE,
    change_ix INTEGER NOT NULL,
    at TEXT NOT NULL, who TEXT NOT NULL DEFAULT '', what TEXT NOT NULL CHECK (what IN ('lead', 'cover', 'session', 'visit')),
    patch_ix INTEGER, old_officer_id TEXT, new_officer_id TEXT, session_id INTEGER, n_homes INTEGER NOT NULL DEFAULT 0, text TEXT NOT NULL,
    PRIMARY KEY (plan_id, change_ix)
) STRICT, WITHOUT ROWID;


-- Single days on which a venue is shut, and closures of the council.
CREATE TABLE venue_closed (
    venue_id TEXT NOT NULL REFERENCES venue ON DELETE CASCADE,
    day      TEXT NOT NULL,
    PRIMARY KEY (venue_id, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE closure (
    day   TEXT PRIMARY KEY,
    title TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
