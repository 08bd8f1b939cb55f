-- Officers who leave by what was told on a page: it holds while that is the post's last day. A list of
-- officers that says another day takes its place: decision 0095.
CREATE TABLE officer_leaving (
    officer_id TEXT PRIMARY KEY REFERENCES officer ON DELETE CASCADE,
    last_day   TEXT NOT NULL,
    list_ends  TEXT                      -- what the list of officers says; NULL: nothing
) STRICT, WITHOUT ROWID;
