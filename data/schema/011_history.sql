-- The history as a chain, and names in one table. Each line's hash covers the hash of the line before it, so that no line
-- can be changed, put in or taken out unseen; names are outside it and can be blanked.

-- Where the chain begins and ends. Lines too old are taken out from the beginning: the hash of the last of them stays
-- as what the first line that is left follows from.
CREATE TABLE audit_chain (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    start_id   INTEGER NOT NULL DEFAULT 0,  -- 0: nothing was ever taken out
    start_hash TEXT NOT NULL DEFAULT '',
    end_id     INTEGER NOT NULL DEFAULT 0,  -- 0: no line has its hash yet
    end_hash   TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO audit_chain (one) VALUES (1);

-- A line gets its hash once; nothing else of it ever changes.
DROP TRIGGER audit_keeps_rows;
CREATE TRIGGER audit_keeps_rows BEFORE UPDATE ON audit
WHEN OLD.hash <> '' OR NEW.hash = '' OR NEW.audit_id <> OLD.audit_id OR NEW.at <> OLD.at
  OR NEW.person_id IS NOT OLD.person_id OR NEW.action <> OLD.action OR NEW.object <> OLD.object
  OR NEW.detail <> OLD.detail
BEGIN
    SELECT RAISE(ABORT, 'the history is only added to');
END;
CREATE TRIGGER audit_keeps_young BEFORE DELETE ON audit
WHEN date(OLD.at) >= date('now', '-6 years')
BEGIN
    SELECT RAISE(ABORT, 'the history is kept for 6 years');
END;
CREATE TRIGGER audit_starts_later AFTER DELETE ON audit
BEGIN
    UPDATE audit_chain SET start_id = OLD.audit_id, start_hash = OLD.hash WHERE start_id < OLD.audit_id;
END;
CREATE TRIGGER audit_chain_stays BEFORE DELETE ON audit_chain
BEGIN
    SELECT RAISE(ABORT, 'the history is only added to');
END;

-- A name may be blanked, never be given to somebody else.
CREATE TRIGGER person_keeps_name BEFORE UPDATE ON person
WHEN NEW.person_id <> OLD.person_id
  OR (NEW.name <> OLD.name AND NEW.name <> 'person ' || OLD.person_id || ' (name removed)')
BEGIN
    SELECT RAISE(ABORT, 'a name in the history can only be taken out');
END;

-- Who edited, published and changed a roster, by number as everywhere else.
INSERT OR IGNORE INTO person (name)
SELECT who FROM edit WHERE who <> '' UNION SELECT published_by FROM publication WHERE published_by <> ''
UNION SELECT who FROM roster_change WHERE who <> '';

ALTER TABLE edit ADD COLUMN person_id INTEGER REFERENCES person;
UPDATE edit SET person_id = (SELECT person_id FROM person WHERE name = who);
ALTER TABLE edit DROP COLUMN who;

ALTER TABLE publication ADD COLUMN person_id INTEGER REFERENCES person;
UPDATE publication SET person_id = (SELECT person_id FROM person WHERE name = published_by);
ALTER TABLE publication DROP COLUMN published_by;
ALTER TABLE publication DROP COLUMN approved_by; -- who approved stands in publication_request

ALTER TABLE roster_change ADD COLUMN person_id INTEGER REFERENCES person;
UPDATE roster_change SET person_id = (SELECT person_id FROM person WHERE name = who);
ALTER TABLE roster_change DROP COLUMN who;
