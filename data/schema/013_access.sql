-- What a list of places does not say about access is not known: before, it counted as "no". An old "no" may be either, and
-- is asked for again; the next list of places says.
ALTER TABLE venue ADD COLUMN step_free_said INTEGER CHECK (step_free_said IN (0, 1));
UPDATE venue SET step_free_said = nullif(step_free, 0);
ALTER TABLE venue DROP COLUMN step_free;
ALTER TABLE venue RENAME COLUMN step_free_said TO step_free;
ALTER TABLE venue ADD COLUMN hearing_loop_said INTEGER CHECK (hearing_loop_said IN (0, 1));
UPDATE venue SET hearing_loop_said = nullif(hearing_loop, 0);
ALTER TABLE venue DROP COLUMN hearing_loop;
ALTER TABLE venue RENAME COLUMN hearing_loop_said TO hearing_loop;
