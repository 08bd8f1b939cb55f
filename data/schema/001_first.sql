-- The planning file. What a home is (stock), who looks after it (people), how it could be divided (plans),
-- and what is in force from which day (publications). STRICT tables; every change in one transaction.
--
-- Conventions: *_id integer keys; dates as ISO text (YYYY-MM-DD); moments as UTC text (YYYY-MM-DDTHH:MM:SSZ);
-- yes/no as 1/0; weights and shares in integer thousandths (*_milli); metres as REAL in EPSG:27700.
-- A change that could be long ago is dated (valid from, to), never overwritten.

-- ---------------------------------------------------------------- the file itself

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row per `import` of one file. `counts` of rows: read = good + rejected + repeats.
CREATE TABLE import_run (
    import_id   INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL,           -- homes, postcodes, ...; for areas 'areas:police'
    file_name   TEXT NOT NULL,           -- without folder
    format      TEXT NOT NULL DEFAULT '',-- what was recognised, in words
    started_at  TEXT NOT NULL,
    n_rows      INTEGER NOT NULL DEFAULT 0 CHECK (n_rows >= 0),
    n_added     INTEGER NOT NULL DEFAULT 0 CHECK (n_added >= 0),
    n_changed   INTEGER NOT NULL DEFAULT 0 CHECK (n_changed >= 0),
    n_rejected  INTEGER NOT NULL DEFAULT 0 CHECK (n_rejected >= 0),
    n_missing   INTEGER NOT NULL DEFAULT 0 CHECK (n_missing >= 0), -- known before, not in this file
    header      TEXT NOT NULL DEFAULT '' -- the header row as CSV, so that rejected rows can be written out
) STRICT;

-- What is wrong in the data: collected, never the first-error stop.
CREATE TABLE finding (
    finding_id INTEGER PRIMARY KEY,
    import_id  INTEGER NOT NULL REFERENCES import_run ON DELETE CASCADE,
    row        INTEGER NOT NULL DEFAULT 0, -- line in the file, 0 = the whole file
    field      TEXT NOT NULL DEFAULT '',   -- column
    value      TEXT NOT NULL DEFAULT '',
    rule       TEXT NOT NULL,              -- short stable name: duplicate_ref, bad_postcode, ...
    severity   TEXT NOT NULL CHECK (severity IN ('error', 'warning', 'note')),
    message    TEXT NOT NULL,              -- what is wrong
    remedy     TEXT NOT NULL DEFAULT '',   -- what to do
    n_more     INTEGER NOT NULL DEFAULT 0  -- further rows of the same rule that are only counted
) STRICT;
CREATE INDEX finding_by_import ON finding (import_id);

-- Rows set aside in full, to be mended and imported again (purged after 30 days).
CREATE TABLE rejected_row (
    import_id INTEGER NOT NULL REFERENCES import_run ON DELETE CASCADE,
    row       INTEGER NOT NULL,
    content   TEXT NOT NULL, -- the row as CSV, UTF-8
    reason    TEXT NOT NULL,
    PRIMARY KEY (import_id, row)
) STRICT, WITHOUT ROWID;

-- ---------------------------------------------------------------- places

CREATE TABLE landlord (
    landlord_id INTEGER PRIMARY KEY,
    code        TEXT NOT NULL UNIQUE     -- '' = the one landlord of a file that names none
) STRICT;

CREATE TABLE area (
    area_id INTEGER PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,
    manager TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE team (
    team_id INTEGER PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,
    area_id INTEGER REFERENCES area
) STRICT;

CREATE TABLE ward (
    ward_id INTEGER PRIMARY KEY,
    code    TEXT NOT NULL UNIQUE,
    name    TEXT NOT NULL DEFAULT '',
    team_id INTEGER REFERENCES team,
    shape   BLOB                          -- WKB (multi)polygon, EPSG:27700
) STRICT;

CREATE TABLE neighbourhood (
    neighbourhood_id INTEGER PRIMARY KEY,
    code             TEXT NOT NULL UNIQUE,
    name             TEXT NOT NULL DEFAULT '',
    weight_milli     INTEGER CHECK (weight_milli >= 0), -- NULL: not given
    weight_source    TEXT NOT NULL DEFAULT 'given' CHECK (weight_source IN ('given', 'modelled'))
) STRICT;

CREATE TABLE postcode (
    postcode_id INTEGER PRIMARY KEY,
    code        TEXT NOT NULL UNIQUE,    -- normal form 'S5 6NB'
    easting_m   REAL,                    -- NULL: no position known
    northing_m  REAL,
    ward_id     INTEGER REFERENCES ward,
    CHECK ((easting_m IS NULL) = (northing_m IS NULL))
) STRICT;

CREATE TABLE street (
    street_id INTEGER PRIMARY KEY,
    name      TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE barrier (
    barrier_id INTEGER PRIMARY KEY,
    name       TEXT NOT NULL DEFAULT '',
    shape      BLOB NOT NULL             -- WKB line, EPSG:27700
) STRICT;

-- Blocks or postcodes that count as neighbours.
CREATE TABLE link (
    from_ref TEXT NOT NULL,
    to_ref   TEXT NOT NULL,
    PRIMARY KEY (from_ref, to_ref),
    CHECK (from_ref < to_ref)
) STRICT, WITHOUT ROWID;

-- Other people's areas (police, social care), to compare with.
CREATE TABLE other_area (
    other_area_id INTEGER PRIMARY KEY,
    kind          TEXT NOT NULL,
    name          TEXT NOT NULL,
    shape         BLOB NOT NULL,
    UNIQUE (kind, name)
) STRICT;

-- ---------------------------------------------------------------- homes

CREATE TABLE home (
    home_id          INTEGER PRIMARY KEY,
    landlord_id      INTEGER NOT NULL REFERENCES landlord,
    property_ref     TEXT NOT NULL,
    uprn             TEXT,               -- national number, kept apart from the landlord's own
    address          TEXT,
    street_id        INTEGER REFERENCES street,
    postcode_id      INTEGER REFERENCES postcode,
    easting_m        REAL,               -- the home's own point; NULL: its postcode's
    northing_m       REAL,
    block_ref        TEXT,
    ward_id          INTEGER REFERENCES ward,
    neighbourhood_id INTEGER REFERENCES neighbourhood,
    property_type    TEXT,
    tenure           TEXT,
    managed_by       TEXT,
    status           TEXT CHECK (status IN ('let', 'void')),
    current_patch    TEXT,
    included         INTEGER NOT NULL DEFAULT 1 CHECK (included IN (0, 1)),
    suppressed       INTEGER NOT NULL DEFAULT 0 CHECK (suppressed IN (0, 1)),
    reason           TEXT,               -- why left out or suppressed
    other_ref        TEXT,               -- a number from the UPRN column that is none: the housing system's own
    ended            INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1)), -- no longer in the list
    import_id        INTEGER NOT NULL REFERENCES import_run, -- last import that added or changed it
    row              INTEGER NOT NULL,   -- its line there
    UNIQUE (landlord_id, property_ref),
    CHECK ((easting_m IS NULL) = (northing_m IS NULL))
) STRICT;
-- Lookups by postcode use home_by_postcode; it is dropped and remade round a large import.
CREATE INDEX home_by_postcode ON home (postcode_id);

-- ---------------------------------------------------------------- work and people

CREATE TABLE activity (
    activity_id INTEGER PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    minutes     REAL NOT NULL CHECK (minutes >= 0),
    done_by     TEXT NOT NULL DEFAULT 'patch officer'
                CHECK (done_by IN ('patch officer', 'team leader', 'back office', 'specialist')),
    per         TEXT NOT NULL DEFAULT 'home' CHECK (per IN ('home', 'block', 'patch'))
) STRICT;

-- Summed on import to neighbourhood, activity and month: no home is named.
CREATE TABLE intervention (
    neighbourhood_id INTEGER NOT NULL REFERENCES neighbourhood,
    activity_id      INTEGER NOT NULL REFERENCES activity,
    month            TEXT NOT NULL,      -- YYYY-MM
    n                INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (neighbourhood_id, activity_id, month)
) STRICT, WITHOUT ROWID;

CREATE TABLE officer (
    officer_id     TEXT PRIMARY KEY,
    name           TEXT NOT NULL DEFAULT '', -- '' = vacant post
    public_name    TEXT NOT NULL DEFAULT '',
    post           TEXT NOT NULL DEFAULT '',
    role           TEXT NOT NULL CHECK (role IN ('officer', 'team_leader', 'cover', 'agency')),
    team_id        INTEGER REFERENCES team,
    fte_milli      INTEGER NOT NULL DEFAULT 1000 CHECK (fte_milli BETWEEN 0 AND 1000),
    caseload_pct   INTEGER NOT NULL DEFAULT 100 CHECK (caseload_pct BETWEEN 0 AND 100),
    caseload_until TEXT,
    share_with     TEXT,                 -- officer_id of the other half of a job share
    skills         TEXT NOT NULL DEFAULT '', -- ';' between
    languages      TEXT NOT NULL DEFAULT '',
    lone_working   INTEGER NOT NULL DEFAULT 1 CHECK (lone_working IN (0, 1)),
    max_evenings   INTEGER NOT NULL DEFAULT 0 CHECK (max_evenings >= 0),
    travel         TEXT NOT NULL DEFAULT '',
    email          TEXT NOT NULL DEFAULT '',
    phone          TEXT NOT NULL DEFAULT '',
    starts         TEXT,
    ends           TEXT
) STRICT, WITHOUT ROWID;

-- Working pattern: week A or B, weekday 0 = Monday .. 4 = Friday.
CREATE TABLE officer_day (
    officer_id TEXT NOT NULL REFERENCES officer ON DELETE CASCADE,
    week       TEXT NOT NULL CHECK (week IN ('A', 'B')),
    weekday    INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 4),
    works      TEXT NOT NULL CHECK (works IN ('full', 'am', 'pm', 'off')),
    PRIMARY KEY (officer_id, week, weekday)
) STRICT, WITHOUT ROWID;

-- Today's patches and who leads them (officer_id NULL = vacant).
CREATE TABLE current_officer (
    patch      TEXT PRIMARY KEY,
    officer_id TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE need (
    neighbourhood_id INTEGER NOT NULL REFERENCES neighbourhood,
    skill            TEXT NOT NULL DEFAULT '',
    language         TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (neighbourhood_id, skill, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE home_visit (
    home_id    INTEGER PRIMARY KEY REFERENCES home ON DELETE CASCADE,
    last_visit TEXT,
    two_person INTEGER NOT NULL DEFAULT 0 CHECK (two_person IN (0, 1)), -- never why
    state      TEXT NOT NULL DEFAULT 'due'
               CHECK (state IN ('due', 'offered', 'booked', 'done', 'declined', 'no access')),
    not_before TEXT
) STRICT;

CREATE TABLE venue (
    venue_id      TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    postcode      TEXT NOT NULL DEFAULT '',
    easting_m     REAL NOT NULL,
    northing_m    REAL NOT NULL,
    ward_id       INTEGER REFERENCES ward,
    desks         INTEGER NOT NULL DEFAULT 1 CHECK (desks >= 0),
    step_free     INTEGER NOT NULL DEFAULT 0 CHECK (step_free IN (0, 1)),
    hearing_loop  INTEGER NOT NULL DEFAULT 0 CHECK (hearing_loop IN (0, 1)),
    am_hours      TEXT NOT NULL DEFAULT '',
    pm_hours      TEXT NOT NULL DEFAULT '',
    evening_hours TEXT NOT NULL DEFAULT '',
    booking       TEXT NOT NULL DEFAULT 'drop-in' CHECK (booking IN ('drop-in', 'appointment')),
    hire_cost     REAL NOT NULL DEFAULT 0 CHECK (hire_cost >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE venue_day (
    venue_id TEXT NOT NULL REFERENCES venue ON DELETE CASCADE,
    weekday  INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 4),
    opens    TEXT NOT NULL CHECK (opens IN ('full', 'am', 'pm', 'closed')),
    PRIMARY KEY (venue_id, weekday)
) STRICT, WITHOUT ROWID;

-- Never a reason.
CREATE TABLE leave (
    leave_id   INTEGER PRIMARY KEY,
    officer_id TEXT NOT NULL REFERENCES officer ON DELETE CASCADE,
    first_day  TEXT NOT NULL,
    last_day   TEXT NOT NULL,
    part       TEXT NOT NULL DEFAULT '' CHECK (part IN ('', 'am', 'pm')),
    kind       TEXT NOT NULL DEFAULT 'planned' CHECK (kind IN ('planned', 'unplanned', 'long')),
    CHECK (first_day <= last_day)
) STRICT;
CREATE INDEX leave_by_officer ON leave (officer_id);

CREATE TABLE holiday (
    division TEXT NOT NULL,
    day      TEXT NOT NULL,
    title    TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (division, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE tara (
    tara_id          INTEGER PRIMARY KEY,
    name             TEXT NOT NULL UNIQUE,
    rule             TEXT NOT NULL,      -- 'second Tuesday, not August'
    time             TEXT NOT NULL DEFAULT '',
    neighbourhood_id INTEGER REFERENCES neighbourhood,
    venue_id         TEXT
) STRICT;

CREATE TABLE councillor (
    councillor_id INTEGER PRIMARY KEY,
    ward_id       INTEGER NOT NULL REFERENCES ward,
    name          TEXT NOT NULL,
    email         TEXT NOT NULL DEFAULT '',
    UNIQUE (ward_id, name)
) STRICT;

-- ---------------------------------------------------------------- plans

-- A plan carries its own units and neighbours, so that it stays what it was when the stock changes.
CREATE TABLE plan (
    plan_id        INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: the audit trail names it
    name           TEXT NOT NULL UNIQUE,
    landlord_id    INTEGER REFERENCES landlord, -- NULL: all landlords of the file
    created_at     TEXT NOT NULL,
    changed_at     TEXT NOT NULL,
    origin         TEXT NOT NULL CHECK (origin IN ('drawn', 'imported', 'copied')),
    state          TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'published', 'withdrawn')),
    outcome        TEXT NOT NULL
                   CHECK (outcome IN ('optimal', 'feasible', 'infeasible', 'time_limit', 'cancelled')),
    options        TEXT NOT NULL DEFAULT '{}', -- the command's options as JSON, for repeating it
    min_milli      INTEGER NOT NULL CHECK (min_milli >= 0),
    max_milli      INTEGER NOT NULL CHECK (max_milli >= min_milli),
    within         TEXT NOT NULL CHECK (within IN ('none', 'ward', 'team')),
    cost_kind      TEXT NOT NULL CHECK (cost_kind IN ('distance', 'squared')),
    keep_m         REAL NOT NULL CHECK (keep_m >= 0),
    ward_m         REAL NOT NULL CHECK (ward_m >= 0),
    seed           INTEGER NOT NULL DEFAULT 1,
    seconds        REAL NOT NULL DEFAULT 0,
    cost           REAL NOT NULL,
    distance_cost  REAL NOT NULL,
    keep_cost      REAL NOT NULL,
    ward_cost      REAL NOT NULL,
    bound          REAL,                 -- NULL: none was proven
    n_homes        INTEGER NOT NULL,
    weight_milli   INTEGER NOT NULL,
    n_homes_changing INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE plan_patch (
    plan_id         INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
    patch_ix        INTEGER NOT NULL CHECK (patch_ix >= 0),
    name            TEXT NOT NULL,
    team_id         INTEGER REFERENCES team,
    ward_id         INTEGER REFERENCES ward,
    share_milli     INTEGER NOT NULL DEFAULT 1000 CHECK (share_milli > 0),
    hub_unit_ix     INTEGER NOT NULL,
    weight_milli    INTEGER NOT NULL,
    n_homes         INTEGER NOT NULL,
    distance_cost   REAL NOT NULL,
    mean_distance_m REAL NOT NULL,
    locked          INTEGER NOT NULL DEFAULT 0 CHECK (locked IN (0, 1)),
    PRIMARY KEY (plan_id, patch_ix),
    UNIQUE (plan_id, name)
) STRICT, WITHOUT ROWID;

-- Who leads a patch, dated; a job share has two rows. No row for a date: vacant.
CREATE TABLE plan_lead (
    plan_id     INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
    patch_ix    INTEGER NOT NULL,
    officer_id  TEXT NOT NULL REFERENCES officer,
    role        TEXT NOT NULL CHECK (role IN ('lead', 'share')),
    share_milli INTEGER NOT NULL DEFAULT 1000,
    first_day   TEXT NOT NULL DEFAULT '0001-01-01',
    last_day    TEXT NOT NULL DEFAULT '9999-12-31',
    PRIMARY KEY (plan_id, patch_ix, officer_id, first_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE plan_unit (
    plan_id      INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
    unit_ix      INTEGER NOT NULL CHECK (unit_ix >= 0),
    unit_id      TEXT NOT NULL,
    name         TEXT NOT NULL,
    easting_m    REAL NOT NULL,
    northing_m   REAL NOT NULL,
    weight_milli INTEGER NOT NULL CHECK (weight_milli >= 0),
    n_homes      INTEGER NOT NULL,
    team_id      INTEGER REFERENCES team,
    ward_id      INTEGER REFERENCES ward,
    patch_ix     INTEGER NOT NULL,
    pinned       INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
    cell         BLOB,                   -- WKB polygon, EPSG:27700
    PRIMARY KEY (plan_id, unit_ix),
    UNIQUE (plan_id, unit_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE plan_neighbour (
    plan_id         INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
    u               INTEGER NOT NULL,
    v               INTEGER NOT NULL CHECK (u < v),
    kind            TEXT NOT NULL CHECK (kind IN ('edge', 'point', 'link', 'bridge')),
    crosses_barrier INTEGER NOT NULL DEFAULT 0 CHECK (crosses_barrier IN (0, 1)),
    PRIMARY KEY (plan_id, u, v)
) STRICT, WITHOUT ROWID;

-- Which unit a home is in; its patch is its unit's.
CREATE TABLE plan_home (
    plan_id INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
    home_id INTEGER NOT NULL REFERENCES home,
    unit_ix INTEGER NOT NULL,
    PRIMARY KEY (plan_id, home_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX plan_home_by_unit ON plan_home (plan_id, unit_ix);

-- The unit whose cell holds a postcode's point: every postcode of the area is answered by a patch.
CREATE TABLE plan_postcode (
    plan_id     INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
    postcode_id INTEGER NOT NULL REFERENCES postcode,
    unit_ix     INTEGER NOT NULL,
    PRIMARY KEY (plan_id, postcode_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE plan_reason (
    plan_id   INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
    reason_ix INTEGER NOT NULL,
    broken    INTEGER NOT NULL CHECK (broken IN (0, 1)), -- 1: a rule that gave; 0: a warning
    text      TEXT NOT NULL,
    fix       TEXT,                      -- a command that works when pasted
    PRIMARY KEY (plan_id, reason_ix)
) STRICT, WITHOUT ROWID;

-- Edits by hand, in order; undo walks back over what is done, redo forward over what is undone.
CREATE TABLE edit (
    edit_id  INTEGER PRIMARY KEY,
    plan_id  INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
    at       TEXT NOT NULL,
    who      TEXT NOT NULL DEFAULT '',
    what     TEXT NOT NULL,              -- 'move S5 6NB from L012 to L013'
    why      TEXT NOT NULL DEFAULT '',
    undone   INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;
CREATE INDEX edit_by_plan ON edit (plan_id, edit_id);

CREATE TABLE edit_change (
    edit_id   INTEGER NOT NULL REFERENCES edit ON DELETE CASCADE,
    thing     TEXT NOT NULL CHECK (thing IN ('unit_patch', 'unit_pinned', 'patch_locked')),
    thing_ix  INTEGER NOT NULL,          -- unit_ix or patch_ix
    old_value INTEGER NOT NULL,
    new_value INTEGER NOT NULL,
    PRIMARY KEY (edit_id, thing, thing_ix)
) STRICT, WITHOUT ROWID;

-- ---------------------------------------------------------------- what is in force

-- A plan comes into force from a day, for its scope (no scope row: everything). On any day a home is served
-- by the newest publication not rolled back whose first day has come and whose scope holds its team or ward.
CREATE TABLE publication (
    publication_id INTEGER PRIMARY KEY,
    plan_id        INTEGER NOT NULL REFERENCES plan,
    first_day      TEXT NOT NULL,
    published_at   TEXT NOT NULL,
    published_by   TEXT NOT NULL DEFAULT '',
    approved_by    TEXT NOT NULL DEFAULT '',
    rolled_back_at TEXT
) STRICT;

CREATE TABLE publication_scope (
    publication_id INTEGER NOT NULL REFERENCES publication ON DELETE CASCADE,
    kind           TEXT NOT NULL CHECK (kind IN ('team', 'ward')),
    place_id       INTEGER NOT NULL,     -- team_id or ward_id
    PRIMARY KEY (publication_id, kind, place_id)
) STRICT, WITHOUT ROWID;

-- ---------------------------------------------------------------- who did what

-- Append-only; each row's hash covers the row before it. Holds ids; names stand in `person`.
CREATE TABLE audit (
    audit_id  INTEGER PRIMARY KEY,
    at        TEXT NOT NULL,
    person_id INTEGER REFERENCES person,
    action    TEXT NOT NULL,             -- 'import', 'allocate', 'move', 'publish', ...
    object    TEXT NOT NULL DEFAULT '',  -- 'plan 3', 'import 7'
    detail    TEXT NOT NULL DEFAULT '{}',-- JSON
    hash      TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TRIGGER audit_keeps_rows BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;

CREATE TABLE person (
    person_id INTEGER PRIMARY KEY,
    name      TEXT NOT NULL UNIQUE       -- purge may blank it
) STRICT;
