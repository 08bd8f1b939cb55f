"""A file of several landlords: drawn one by one, taken up again after a kill, spread over shards and merged."""
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from program import PROGRAM, run, start, wait_for
from tap import finish, ok

QUICK = ["--max-steps", "60000", "--jobs", "1"]


def write_homes(path, sizes, shared="P1"):
    """Landlords on grids of postcodes beside each other; "Elm" and "Oak" share their ground, postcodes and a name of
    today's patches."""
    pick = random.Random(7)
    rows, n = ["property_ref,postcode,easting,northing,ward_code,landlord,current_patch"], 0
    for k, (landlord, n_homes) in enumerate(sizes.items()):
        west = 400000 + 20000 * (1 if landlord in ("Elm", "Oak") else k + 2)
        zone = 1 if landlord in ("Elm", "Oak") else k + 2
        for i in range(n_homes):
            cell = pick.randrange(max(1, n_homes // 5))
            x, y = cell % 25, cell // 25
            n += 1
            patch = shared if landlord in ("Elm", "Oak") and cell < 20 else ""
            letters = "ABDEFGHJLNPQRSTUWXYZ"
            code = f"AB{zone} {cell // 400}{letters[cell % 20]}{letters[cell // 20 % 20]}"
            rows.append(f"H{n:05d},{code},{west + 90 * x},{200000 + 90 * y},W{zone},{landlord},{patch}")
    if len(sizes) > 1:
        rows += [f"N{i},AB9 9AA,,,W1,Elm," for i in range(3)]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(rows) + "\n")


def make(db, sizes=None):
    sizes = sizes or {"Elm": 1160, "Oak": 870, "Ash": 2320, "Fir": 40, "Yew": 580}
    write_homes("homes.csv", sizes)
    with open("postcodes.csv", "w", encoding="utf-8") as file:
        file.write("postcode,easting,northing\nAB9 9AA,400100,200100\n")
    run("init", db=db)
    run("import", "postcodes", "postcodes.csv", db=db)
    done = run("import", "homes", "homes.csv", db=db)
    change(db, "UPDATE postcode SET easting_m = NULL, northing_m = NULL WHERE code = 'AB9 9AA'")
    change(db, "UPDATE home SET easting_m = NULL, northing_m = NULL WHERE property_ref LIKE 'N%'")
    return done


def change(db, sql):
    """What nobody should do; closed again, so that copying the file takes it along."""
    file = sqlite3.connect(db, isolation_level=None)
    file.execute(sql)
    file.close()


def allocation(db, plan="draft"):
    run("export", "allocation", "--plan", plan, "-o", "out.csv", db=db)
    with open("out.csv", encoding="utf-8") as file:
        return file.read()


def ask(db, sql):
    file = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
    try:
        return file.execute(sql).fetchall()
    finally:
        file.close()


def sound(db):
    return ask(db, "PRAGMA integrity_check") == [("ok",)] and ask(db, "PRAGMA foreign_key_check") == []


def test_all():
    done = run("allocate", *QUICK, "-f", "json")
    told = json.loads(done.stdout)
    ok(done.returncode == 4, "a landlord of 40 homes cannot keep the limits", done.stderr)
    ok(told["landlords_done"] == told["landlords_wanted"] == 5, "every landlord is drawn", told)
    ok(told["homes"] == 4970 and told["homes_without_position"] == 3, "homes without a place are counted", told)
    rows = {row["landlord"]: row for row in told["landlords"]}
    ok([name for name, row in rows.items() if not row["limits_possible"]] == ["Fir"], "and only there the limits give", rows)
    ok(abs(sum(row["cost"] for row in rows.values()) - told["cost"]) < 1e-6 * told["cost"], "costs add up")
    proven = [row for row in rows.values() if row["bound"]]
    ok(told["proven"]["landlords"] == len(proven) and
       abs(sum(row["bound"] for row in proven) - told["proven"]["bound"]) < 1e-6 * told["proven"]["bound"],
       "bounds add up over those that have one", told["proven"])
    ok(all(row["bound"] <= row["cost"] * (1 + 1e-9) for row in proven), "no bound is above its cost")
    said = run("allocate", *QUICK)
    ok(said.returncode == 4 and "All landlords were drawn" in said.stderr, "again: nothing to do, and it says so", said.stderr)
    ok(said.stdout.count("Cannot be done") == 1 and "for 1 landlord no number" in said.stdout, "one line for all that gave", said.stdout)
    ok("3 homes have no position" in said.stdout, "one line for homes without position", said.stdout)
    ok(sound("town.db"), "the file is sound")


def test_two_at_once():
    """Two runs into one plan: neither tells totals of its part as if they were all; one more command ends it."""
    shutil.copy("start.db", "two.db")
    runs = [subprocess.Popen([PROGRAM, "-d", "two.db", "allocate", *QUICK], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            for _ in range(2)]
    said = [each.communicate()[1] for each in runs]
    ok(not any("constraint" in text for text in said), "two runs at once: no words of the database", said)
    ok(run("allocate", *QUICK, db="two.db").returncode == 4 and sound("two.db"), "the same command again ends it")
    totals = "SELECT n_homes, weight_milli, cost, outcome FROM plan WHERE name = 'draft'"
    ok(ask("two.db", totals) == ask("town.db", totals), "and the totals are of all landlords", ask("two.db", totals))
    os.remove("two.db")


def test_apart():
    mixed = ask("town.db", "SELECT count(*) FROM (SELECT u.patch_ix FROM plan_home ph JOIN home h USING (home_id)"
                " JOIN plan_unit u USING (plan_id, unit_ix) GROUP BY u.patch_ix HAVING count(DISTINCT h.landlord_id) > 1)")
    ok(mixed == [(0,)], "no patch has homes of two landlords")
    homes = ask("town.db", "SELECT count(*), count(DISTINCT home_id) FROM plan_home")
    ok(homes == [(4970, 4970)], "each home once", homes)
    dense = ask("town.db", "SELECT count(*) = max(unit_ix) + 1 FROM plan_unit UNION ALL SELECT count(*) = max(patch_ix) + 1 FROM plan_patch")
    ok(dense == [(1,), (1,)], "units and patches are numbered through")
    names = [name for (name,) in ask("town.db", "SELECT name FROM plan_patch")]
    ok({"Elm P1", "Oak P1"} <= set(names) and "P1" not in names, "a name of today that two landlords have tells them apart", names)
    ok(run("check").returncode in (0, 3) and run("show", "draft").returncode == 0, "the plan is shown like any other")
    found = run("lookup", "H00001")
    ok(found.returncode == 0 and "Elm" in found.stdout, "a home is looked up", found.stdout + found.stderr)
    units, edges = run("export", "units", "-o", "u.csv"), run("export", "neighbours", "-o", "n.csv")
    ok(units.returncode == edges.returncode == 0, "units and neighbours are exported", units.stderr, edges.stderr)


def test_one():
    done = run("allocate", "--landlord", "ash", "--plan", "ash", *QUICK)
    ok(done.returncode == 0, "one landlord alone", done.stderr)
    homes = ask("town.db", "SELECT count(*), count(DISTINCT home.landlord_id) FROM plan p JOIN plan_home USING (plan_id)"
                " JOIN home USING (home_id) WHERE p.name = 'ash'")
    ok(homes == [(2320, 1)], "its homes and no others", homes)
    for words, pattern in ((["--landlord", "Asj"], "did you mean 'Ash'"), (["--landlord", "Ash"], "would lose the others"),
                           (["--patches", "9"], "--landlord CODE"), (["--shard", "4/3"], "as 3/8"), (["--into", "x"], "for --shard only")):
        done = run("allocate", *words, *QUICK)
        ok(done.returncode in (1, 2) and pattern in done.stderr, "refused: " + " ".join(words), done.stderr)
    ok(run("lock", "Ash Patch 1", "--plan", "draft").returncode == 0, "a patch of the plan is locked")
    done = run("allocate", "--restart", *QUICK)
    ok(done.returncode == 1 and "locked patches" in done.stderr, "what is locked is not lost by drawing anew", done.stderr)


def test_killed():
    whole = allocation("town.db")
    shutil.copy("start.db", "killed.db")
    command = [PROGRAM, "-d", "killed.db", "allocate", *QUICK]
    for number in range(2):
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(2000):
            time.sleep(0.01)
            try:
                if ask("killed.db", "SELECT count(*) FROM plan_landlord")[0][0] > number or child.poll() is not None:
                    break
            except sqlite3.OperationalError:
                pass
        child.send_signal(signal.SIGKILL)
        child.wait()
        ok(sound("killed.db"), "killed: the file is sound")
        halves = ask("killed.db", "SELECT count(*) FROM plan_landlord l WHERE n_units <> (SELECT count(*) FROM plan_unit u WHERE"
                     " u.plan_id = l.plan_id AND u.unit_ix >= l.first_unit_ix AND u.unit_ix < l.first_unit_ix + l.n_units)")
        extra = ask("killed.db", "SELECT (SELECT count(*) FROM plan_unit) - (SELECT coalesce(sum(n_units), 0) FROM plan_landlord)")
        ok(halves == extra == [(0,)], "with whole landlords only", halves, extra)
    done = run("allocate", *QUICK, db="killed.db")
    ok("drawn by an earlier run: going on" in done.stderr or "All landlords" in done.stderr, "the same command goes on, and says so", done.stderr)
    ok(allocation("killed.db") == whole, "and ends with the plan of a run that nobody disturbed")
    done = run("allocate", *QUICK, "--seed", "2", db="killed.db")
    ok("under other rules" in done.stderr, "another seed: drawn anew, and it says so", done.stderr)
    run("import", "homes", "homes.csv", db="killed.db")
    done = run("allocate", *QUICK, "--seed", "2", db="killed.db")
    ok("What was imported has changed" in done.stderr, "another import: drawn anew, and it says so", done.stderr)


def test_stopped():
    shutil.copy("start.db", "stopped.db")
    done = run("allocate", "--time-limit", "0.05", db="stopped.db")
    ok(done.returncode == 5 and "goes on from here" in done.stdout, "no time: what is left is said", done.stdout + done.stderr)
    child = start("-d", "stopped.db", "allocate", "--time-limit", "8")
    ok(wait_for("drawing patches", child), "landlords are being drawn")
    child.send_signal(signal.SIGINT)
    out, _ = child.communicate(timeout=30)
    ok(child.returncode == 130 and sound("stopped.db"), "Ctrl-C: landlords that are done stay", child.returncode, out)
    done = run("-n", "allocate", "--restart", *QUICK, db="start.db")
    ok(done.returncode == 4 and ask("start.db", "SELECT count(*) FROM plan") == [(0,)], "a dry run saves nothing", done.stderr)


def test_changed_meanwhile():
    """An edit while landlords are drawn stands, and counts; what is published meanwhile grows no more."""
    for act, db in (("move", "edited.db"), ("publish", "published.db")):
        shutil.copy("start.db", db)
        child = start("-d", db, "allocate", "--max-steps", "8000000", "--jobs", "1")
        ok(wait_for("drawing patches", child, least_done=1), f"{act} while landlords are drawn")
        unit, patch = ask(db, "SELECT u.unit_id, q.name FROM plan_neighbour n JOIN plan_unit u USING (plan_id) JOIN plan_unit v USING (plan_id) JOIN plan_patch q"
                          " USING (plan_id) WHERE u.unit_ix = n.u AND v.unit_ix = n.v AND u.patch_ix <> v.patch_ix AND q.patch_ix = v.patch_ix")[0]
        words = {"move": ("move", unit, "--to", patch, "--anyway", "--plan", "draft"),
                 "publish": ("publish", "draft", "--from", "2099-01-01", "--broken-rules-known")}[act]
        done, n_then = run(*words, db=db), ask(db, "SELECT count(*) FROM plan_landlord")[0][0]
        child.communicate(timeout=120)
        ok(done.returncode == 0 and n_then < 5, f"{act} comes between", done.stderr, n_then)
        n = ask(db, "SELECT count(*) FROM plan_landlord")[0][0]
        ok((child.returncode, n) == {"move": (4, 5), "publish": (1, n_then)}[act], "all are drawn of a draft, no more of a published plan", child.returncode, n)
    settled = ask("edited.db", "SELECT cost, distance_cost, n_homes_changing FROM plan")
    run("undo", db="edited.db")
    undone = ask("edited.db", "SELECT cost, distance_cost, n_homes_changing FROM plan")
    run("redo", db="edited.db")
    ok(ask("edited.db", "SELECT cost, distance_cost, n_homes_changing FROM plan") == settled != undone, "the totals have the move in them", settled, undone)
    os.remove("edited.db")
    os.remove("published.db")


def test_merge():
    whole = allocation("town.db")
    totals = ask("town.db", "SELECT cost, bound, outcome, n_homes FROM plan WHERE name = 'draft'")
    shutil.copy("start.db", "split.db")
    for i in (1, 2, 3):
        done = run("allocate", *QUICK, "--shard", f"{i}/3", db="split.db")
        ok(done.returncode in (0, 4), f"shard {i} of 3", done.stderr)
    shards = [f"split.draft.{i}-of-3.db" for i in (1, 2, 3)]
    ok(ask("split.db", "SELECT count(*) FROM plan") == [(0,)], "the planning file is only read")
    spread = sorted(sum(([code for (code,) in ask(shard, "SELECT code FROM plan_landlord")] for shard in shards), []))
    ok(spread == ["Ash", "Elm", "Fir", "Oak", "Yew"], "each landlord in one shard", spread)
    for words, pattern in ((shards[:2], "1 of 3 shards is missing: 3"), (shards + shards[:1], "both shard 1 of 3"),
                           (["town.db"], "is no shard"), (["no.db"], "no.db: this shard is not there; check its name, or draw")):
        done = run("merge", *words, db="split.db")
        ok(done.returncode == 1 and pattern in done.stderr, "refused: merge " + " ".join(words), done.stderr)
    run("allocate", *QUICK, "--seed", "3", "--shard", "3/3", "--into", "other.db", db="split.db")
    done = run("merge", *shards[:2], "other.db", db="split.db")
    ok(done.returncode == 1 and "under other rules" in done.stderr, "refused: a shard of other rules", done.stderr)
    change("other.db", "DELETE FROM plan_landlord")
    done = run("merge", *shards[:2], "other.db", db="split.db")
    ok(done.returncode == 1 and "not finished" in done.stderr, "refused: a shard that is not finished", done.stderr)
    ok(ask("split.db", "SELECT count(*) FROM plan") == [(0,)], "after refusals nothing is changed")
    done = run("merge", *shards, db="split.db")
    ok(done.returncode == 4 and "5 of 5 landlords" in done.stdout, "merged", done.stdout + done.stderr)
    ok(allocation("split.db") == whole, "the merged plan is the plan of one run")
    ok(ask("split.db", "SELECT cost, bound, outcome, n_homes FROM plan WHERE name = 'draft'") == totals, "with its costs, to the last bit")
    for table in ("plan_patch", "plan_unit", "plan_neighbour", "plan_home", "plan_postcode", "plan_label", "plan_reason"):
        columns = "plan_id, reason_ix, broken, text" if table == "plan_reason" else "*"  # a way out names its file
        rows = [ask(db, f"SELECT {columns} FROM {table} WHERE plan_id = (SELECT plan_id FROM plan WHERE name = 'draft') ORDER BY 2, 3")
                for db in ("whole.db", "split.db")]
        ok([row[1:] for row in rows[0]] == [row[1:] for row in rows[1]], f"the same rows of {table}")
    ok(sound("split.db"), "the file is sound")
    run("import", "homes", "homes.csv", db="split.db")
    done = run("merge", *shards, db="split.db")
    ok(done.returncode == 1 and "not drawn from what is in" in done.stderr, "refused: the list has changed since", done.stderr)
    make("single.db", {"Elm": 600})
    done = run("allocate", "--shard", "1/2", *QUICK, db="single.db")
    ok(done.returncode == 2 and "only one" in done.stderr, "refused: nothing to divide", done.stderr)
    done = run("allocate", "--restart", *QUICK, db="single.db")
    ok(done.returncode == 2 and "--restart draws all landlords" in done.stderr, "and nothing to take up", done.stderr)


def main():
    global PROGRAM
    PROGRAM = os.path.abspath(PROGRAM) if os.sep in PROGRAM else PROGRAM
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        made = make("start.db")
        ok(made.returncode == 0, "the list is imported", made.stderr)
        shutil.copy("start.db", "town.db")
        test_all()
        test_two_at_once()
        shutil.copy("town.db", "whole.db")
        test_apart()
        test_killed()
        test_stopped()
        test_changed_meanwhile()
        test_merge()
        test_one()
        os.chdir("/")
    return finish()


if __name__ == "__main__":
    sys.exit(main())
