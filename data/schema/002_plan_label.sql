-- What a plan knows of its homes beside its units: how much of each unit is of which patch today and which
-- ward, as the list of homes said when the plan was drawn. With it a plan is measured by itself, and an edit
-- is priced by what the plan was drawn and proven for, whatever the list says by then.
CREATE TABLE plan_label (
    plan_id      INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
    unit_ix      INTEGER NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('patch', 'ward')),
    label        TEXT NOT NULL,          -- today's patch by name, the ward by code
    weight_milli INTEGER NOT NULL CHECK (weight_milli >= 0),
    n_homes      INTEGER NOT NULL CHECK (n_homes > 0),
    PRIMARY KEY (plan_id, unit_ix, kind, label)
) STRICT, WITHOUT ROWID;

-- Plans drawn before: from the list as it is now.
INSERT INTO plan_label
SELECT ph.plan_id, ph.unit_ix, 'patch', h.current_patch, sum(coalesce(n.weight_milli, 1000)), count(*)
FROM plan_home ph JOIN home h ON h.home_id = ph.home_id
LEFT JOIN neighbourhood n ON n.neighbourhood_id = h.neighbourhood_id
WHERE h.included AND NOT h.ended AND h.current_patch IS NOT NULL
GROUP BY ph.plan_id, ph.unit_ix, h.current_patch;

INSERT INTO plan_label
SELECT ph.plan_id, ph.unit_ix, 'ward', w.code, sum(coalesce(n.weight_milli, 1000)), count(*)
FROM plan_home ph JOIN home h ON h.home_id = ph.home_id
LEFT JOIN neighbourhood n ON n.neighbourhood_id = h.neighbourhood_id
LEFT JOIN postcode p ON p.postcode_id = h.postcode_id
JOIN ward w ON w.ward_id = coalesce(h.ward_id, p.ward_id)
WHERE h.included AND NOT h.ended
GROUP BY ph.plan_id, ph.unit_ix, w.code;
