-- What a plan was when it was drawn, so that edits can be judged by themselves and taken back whole.
ALTER TABLE plan ADD COLUMN drawn_outcome TEXT
    CHECK (drawn_outcome IN ('optimal', 'feasible', 'infeasible', 'time_limit', 'cancelled')); -- NULL: never edited
-- 1: it speaks of the division that was drawn ("two patches are over"), not of the rules; not told of an edited one.
ALTER TABLE plan_reason ADD COLUMN of_division INTEGER NOT NULL DEFAULT 0 CHECK (of_division IN (0, 1));
