"""A team leader's quarter with the demo town's roster: what was agreed, found and changed by hand is what the roster says."""
import os
import sys
import tempfile

from program import rows, run, told, write
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


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        made = [*demo_town(200000), run(*BUILD)]
        ok(all(m.returncode == 0 for m in made), "the demo town has a roster", *map(told, made))
        test_booked()
        test_done_before()
        os.chdir("/")
    return finish()


if __name__ == "__main__":
    sys.exit(main())
