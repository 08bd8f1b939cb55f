-- Plans of a file with several landlords: drawn, kept and taken up again landlord by landlord.

-- A plan that is drawn landlord by landlord; a plan drawn at once has no row here. `rules` and `stock_mark` say
-- what a later run must find unchanged to go on with it, or to merge it.
CREATE TABLE plan_run (
    plan_id     INTEGER PRIMARY KEY REFERENCES plan ON DELETE CASCADE,
    rules       TEXT NOT NULL,           -- all that what is drawn depends on, in one line
    stock_mark  TEXT NOT NULL,           -- what stood in the file: imports, weights
    n_landlords INTEGER NOT NULL CHECK (n_landlords > 0), -- to be drawn in this run, done or not
    shard       INTEGER NOT NULL DEFAULT 1 CHECK (shard BETWEEN 1 AND n_shards),
    n_shards    INTEGER NOT NULL DEFAULT 1
) STRICT;

-- A landlord that is done. Its units are first_unit_ix .. + n_units - 1, its patches and reasons likewise.
CREATE TABLE plan_landlord (
    plan_id            INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
    landlord_id        INTEGER NOT NULL REFERENCES landlord,
    code               TEXT NOT NULL,
    outcome            TEXT NOT NULL
                       CHECK (outcome IN ('optimal', 'feasible', 'infeasible', 'time_limit', 'cancelled')),
    first_unit_ix      INTEGER NOT NULL CHECK (first_unit_ix >= 0),
    n_units            INTEGER NOT NULL CHECK (n_units >= 0),
    first_patch_ix     INTEGER NOT NULL CHECK (first_patch_ix >= 0),
    n_patches          INTEGER NOT NULL CHECK (n_patches >= 0),
    first_reason_ix    INTEGER NOT NULL CHECK (first_reason_ix >= 0),
    n_reasons          INTEGER NOT NULL CHECK (n_reasons >= 0),
    n_in_limits        INTEGER NOT NULL CHECK (n_in_limits BETWEEN 0 AND n_patches),
    limits_give        INTEGER NOT NULL CHECK (limits_give IN (0, 1)), -- the totals forbid the size limits
    n_homes            INTEGER NOT NULL, -- in its patches
    n_without_position INTEGER NOT NULL, -- in none
    weight_milli       INTEGER NOT NULL,
    n_homes_changing   INTEGER NOT NULL,
    cost               REAL NOT NULL,
    distance_cost      REAL NOT NULL,
    keep_cost          REAL NOT NULL,
    ward_cost          REAL NOT NULL,
    bound              REAL,             -- NULL: none was proven
    seconds            REAL NOT NULL,
    PRIMARY KEY (plan_id, landlord_id)
) STRICT, WITHOUT ROWID;

-- Look-ups by street without reading every home; dropped and remade round a first import, as home_by_postcode.
CREATE INDEX home_by_street ON home (street_id) WHERE street_id IS NOT NULL;
-- The postcodes without homes that a landlord's patches answer for.
CREATE INDEX postcode_by_ward ON postcode (ward_id) WHERE ward_id IS NOT NULL;
