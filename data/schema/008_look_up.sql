-- Look-ups read the drop-ins of one patch, not of all, and find the publication in force and the leader of a team without
-- sorting all there are.

CREATE INDEX session_patch_by_patch ON session_patch (patch_ix);
CREATE INDEX publication_by_day ON publication (first_day);
CREATE INDEX officer_leading ON officer (team_id) WHERE role = 'team_leader';
