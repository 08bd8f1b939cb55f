-- What people say about drafts, kept with who answered and closed it; columns of lists that were matched by hand.

ALTER TABLE comment ADD COLUMN signed TEXT NOT NULL DEFAULT ''; -- the name somebody consulted gave, if any
ALTER TABLE comment ADD COLUMN reply_at TEXT;
ALTER TABLE comment ADD COLUMN closed_by INTEGER REFERENCES user;
CREATE INDEX comment_by_consult ON comment (consult_id);

-- This heading in lists of this kind stands for that column of ours; '' = for none.
CREATE TABLE matched_column (
    kind    TEXT NOT NULL,
    heading TEXT NOT NULL,
    field   TEXT NOT NULL,
    PRIMARY KEY (kind, heading)
) STRICT, WITHOUT ROWID;
