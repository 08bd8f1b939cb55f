-- From when to when a change of a roster holds; last_day NULL beside a first_day: to stay. Both NULL: kept before this step.
ALTER TABLE roster_change ADD COLUMN first_day TEXT;
ALTER TABLE roster_change ADD COLUMN last_day TEXT;
