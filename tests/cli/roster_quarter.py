"""A team leader's quarter with the demo town's roster: what was agreed, found and changed by hand is what the roster says."""
import datetime
import os
import sys
import tempfile

from program import DEMO, query, rows, run, told, write
from rosters import FROM, copy, demo_town, export, roster
from tap import finish, ok

STEPS = ["--max-steps", "3000"]
BUILD = ["roster", "build", "--plan", "first", *FROM, *STEPS]


def visits(db, folder="seen"):
    wrong = export(folder, db)
    ok(not wrong, "exports are written", *wrong)
    return {v["property_ref"]: v for v in rows(f"{folder}/visits.csv")}


def record(db, *found):
    write("told.csv", ["property_ref", "date", "state"], found)
    return run("roster", "visits", "--record", "told.csv", "--plan", "first", db=db)


# ---- visits ----


def test_booked():
    """A visit agreed with the household is in the week agreed, whatever week stood, also in the next roster."""
    db = copy("booked.db")
    before = visits("town.db")
    away = [ref for ref, v in before.items() if v["week_start"] > "2027-02-15" and v["state"] == "offered"][:3]
    told_all = record(db, (away[0], "2027-01-27", "booked"), (away[1], "2027-03-10", "booked"), (away[2], "2027-01-27", "booked"))
    ok(told_all.returncode == 0, "three visits are booked", told(told_all))
    again = record(db, (away[2], "2027-01-13", "booked"))
    ok(again.returncode == 0, "one of them for another day", told(again))
    wanted = [("2027-01-25", "booked"), ("2027-03-08", "booked"), ("2027-01-11", "booked")]
    now = visits(db)
    ok([(now[r]["week_start"], now[r]["state"]) for r in away] == wanted, "each stands in its week", *(now[r] for r in away))
    built = run(*BUILD, db=db)
    now = visits(db)
    ok(built.returncode == 0 and [(now[r]["week_start"], now[r]["state"]) for r in away] == wanted, "also when the roster is made again",
       told(built)[:400], *(now[r] for r in away))


def test_done_before():
    """Visited before the quarter: the next visit is due 52 weeks later, not in this quarter."""
    db = copy("before.db")
    ref = next(ref for ref, v in visits("town.db").items() if "2027-02-15" < v["week_start"] < "2027-04-01" and v["state"] == "offered")
    done = record(db, (ref, "2026-11-20", "done"))
    now = visits(db)[ref]
    ok(done.returncode == 0 and now["week_start"] > "2027-09-01" and now["state"] == "due", "it is not offered again in March", now, told(done))


def test_second_officer():
    """Who would have gone along is away: somebody else does, or it is said that one would go alone."""
    db = copy("second.db")
    second, monday, n = query("SELECT second_id, week_start, count(*) FROM roster_visit WHERE second_id IS NOT NULL AND state = 'offered' AND "
                              "second_id IN (SELECT officer_id FROM plan_lead) GROUP BY 1, 2 ORDER BY 2, 1", db=db)[0]
    friday = (datetime.date.fromisoformat(monday) + datetime.timedelta(4)).isoformat()
    away = run("roster", "away", second, monday, friday, "--plan", "first", db=db)
    left = query("SELECT count(*) FROM roster_visit WHERE week_start = ? AND two_officers AND state = 'offered' AND (second_id IS NULL OR "
                 "second_id = ?)", monday, second, db=db)[0][0]
    alone = "though two must go" in told(away)
    ok(n and (away.returncode, alone) == ((4, True) if left else (0, False)), "nobody goes alone unsaid", left, told(away))
    ok("goes along instead of" in told(away) and "nobody instead of" not in told(away), "who goes along is told as such", told(away))


# ---- lists that change, and edits by hand ----


def test_lists_change():
    """An officer leaves, by the list: the import, the roster and its check say that it is no longer true."""
    db = copy("lists.db")
    quiet = run("roster", "show", "--plan", "first", db=db)
    ok("have changed" not in told(quiet), "a roster as made is not called outdated", told(quiet)[:300])
    staff = rows(os.path.join(DEMO, "officers.csv"))
    leaver = next(o for o in staff if o["officer_id"] == query("SELECT officer_id FROM plan_lead ORDER BY officer_id", db=db)[0][0])
    leaver["ends"] = "2027-02-12"
    write("officers.csv", list(leaver), [list(o.values()) for o in staff])
    imported = run("import", "officers", "officers.csv", db=db)
    shown = run("roster", "show", "--plan", "first", db=db)
    checked = run("roster", "check", "--plan", "first", *FROM, db=db)
    for done in (imported, shown, checked):
        ok("roster of plan 'first'" in told(done) and leaver["officer_id"] in told(done) and "roster replan --plan first --offer least" in told(done),
           "the lists have changed under the roster, with what to do", told(done)[:800])


def test_hand_edits():
    db = copy("hand.db")
    number, patch = query("SELECT s.session_id, p.name FROM session s JOIN session_patch sp USING (session_id) JOIN plan_patch p ON "
                          "p.plan_id = s.plan_id AND p.patch_ix = sp.patch_ix WHERE s.kind = 'drop-in' AND s.day > '2027-02-01' ORDER BY 1",
                          db=db)[0]
    out = run("roster", "move", number, "--to", "2027-06-01", "--plan", "first", db=db)
    ok(out.returncode == 2 and "this roster, which runs from" in told(out), "a day outside the roster is refused", told(out))
    leader = query("SELECT officer_id FROM officer WHERE role = 'team_leader'", db=db)[0][0]
    pinned = run("roster", "pin", patch, "--officer", leader, "--plan", "first", db=db)
    ok(pinned.returncode == 3 and "never leads" in told(pinned), "who never leads cannot be fixed to a patch", told(pinned))
    moved = run("roster", "move", number, "--to", "2027-03-16", "--plan", "first", db=db)
    ok(f"Patch {patch} now has no drop-in in the two weeks from" in told(moved), "the patch that loses its drop-in is named", told(moved))
    early = run("roster", "away", "T05", "2026-12-01", "--plan", "first", db=db)
    ok(early.returncode == 1 and "begins on Monday 4 January 2027" in told(early), "before the roster begins nobody stands in by it", told(early))
    feed = run("export", "calendar", "--plan", "first", db=db).stdout
    uids = [line for line in feed.splitlines() if line.startswith("UID:")]
    ok(uids and not any(" " in uid for uid in uids), "names of events have no spaces")
    helped = run("roster", "--help", db=db)
    ok(helped.returncode == 0 and "patchplan roster build" in helped.stdout and "patchplan roster away" in helped.stdout,
       "roster --help lists its commands", told(helped)[:300])
    ref = rows("seen/visits.csv")[0]["property_ref"]
    late = record(db, (ref, "2027-03-01", "done"))
    ok(late.returncode == 3 and "still to come" in told(late), "a visit of a day to come cannot be done", told(late))


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        made = [*demo_town(200000), run(*BUILD)]
        ok(all(m.returncode == 0 for m in made), "the demo town has a roster", *map(told, made))
        test_booked()
        test_done_before()
        test_second_officer()
        test_lists_change()
        test_hand_edits()
        os.chdir("/")
    return finish()


if __name__ == "__main__":
    sys.exit(main())
