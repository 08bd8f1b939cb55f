-- What a job answered on standard output, and the file sent in for it, which goes when it has ended.

ALTER TABLE job ADD COLUMN output TEXT NOT NULL DEFAULT '';
ALTER TABLE job ADD COLUMN file TEXT NOT NULL DEFAULT '';
CREATE INDEX job_by_state ON job (state);
