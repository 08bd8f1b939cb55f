"""The life of a plan after it is drawn: edited by hand, published by stages, taken back, looked up."""
import csv
import io
import json
import os
import random
import re
import shutil
import sqlite3
import sys
import tempfile

from program import WORK, make_demo, query, run
from tap import finish, ok

os.environ["PATCHPLAN_USER"] = "Tester"


def table(*words, db="town.db"):
    done = run(*words, "-f", "csv", db=db)
    if done.returncode not in (0, 4):
        ok(False, " ".join(words), done.stderr)
    return list(csv.DictReader(io.StringIO(done.stdout)))


def plan(name):
    return json.loads(run("show", name, "-f", "json").stdout)


def patch_of_unit(name):
    return {row["id"]: row["patch"] for row in table("export", "units", "--plan", name)}


def border_pairs(name):
    """Units beside another patch, with that patch."""
    patch = patch_of_unit(name)
    for pair in table("export", "neighbours", "--plan", name):
        for u, v in ((pair["u"], pair["v"]), (pair["v"], pair["u"])):
            if patch[u] != patch[v]:
                yield u, patch[v]


def measures(name):
    """What must come back exactly after an undo."""
    shown = plan(name)
    rows = [(p["patch"], p["homes"], p["weighted_homes"], round(p["mean_distance_m"], 6))
            for p in shown["patches"]]
    return rows, round(shown["cost"], 6), shown["homes_changing_patch"], shown["outcome"]


def effects(*words):
    """What a move is told to do, in full."""
    return json.loads(run("move", *words, "--plan", "draft", "-f", "json").stdout)


def find_edit(wanted_status):
    """A move along a border that -n says is fine (0) or breaks a rule (told by the real one: 4)."""
    for unit, patch in border_pairs("draft"):
        told = effects(unit, "--to", patch, "-n")["moves"][0]
        if told["possible"] and told["keeps_rules"] == (wanted_status == 0):
            return unit, patch, table("move", unit, "--to", patch, "--plan", "draft", "-n")
    return None


def test_move():
    before = measures("draft")
    unit, patch, rows = find_edit(0)
    ok(measures("draft") == before, "-n changes nothing")
    done = run("move", unit, "--to", patch, "--plan", "draft", "--why", "same estate")
    ok(done.returncode == 0, "a move inside the rules is done", done.stderr)
    ok(patch_of_unit("draft")[unit] == patch, "the unit is in its new patch")
    after = {p["patch"]: p for p in plan("draft")["patches"]}
    told = {r["patch"]: r for r in rows}
    ok(all(abs(after[name]["weighted_homes"] - float(r["weighted_homes"])) < 1e-9
           for name, r in told.items()), "the effect told is the effect had")
    moved = measures("draft")
    ok(run("undo", "--plan", "draft").returncode == 0 and measures("draft") == before,
       "undo brings back every measure")
    ok(run("redo", "--plan", "draft").returncode == 0 and measures("draft") == moved,
       "redo does it again")
    ok(run("redo", "--plan", "draft").returncode == 1, "then there is nothing to redo")
    ok(table("history") == table("history", "--plan", "draft"),
       "without a name the newest draft is meant, not the plan in force")
    line = table("history", "--plan", "draft")[0]
    moment = r"\b\d{1,2} [A-Z][a-z]+ \d{4}, (midday|midnight|\d{1,2}(:\d\d)?[ap]m)"
    ok(re.fullmatch(r"[\d-]+T[\d:]+Z", line["at"]), "files keep moments as they are", line)
    for words in (("history", "--plan", "draft"), ("plans",), ("publish", "--list"), ("audit",)):
        shown = run(*words).stdout
        ok(re.search(moment, shown) and not re.search(r"\dT\d", shown), f"people read the time of day: {words[0]}", shown[:400])
    ok(line["who"] == "Tester" and line["why"] == "same estate" and unit in line["what"],
       "the history says who, what and why", line)
    run("undo", "--plan", "draft")
    ok(table("history", "--plan", "draft")[0]["taken_back"] == "yes", "and what was taken back")


def test_quiet():
    shown, quiet = run("show", "first"), run("show", "first", "-q")
    sizes = [line for line in shown.stdout.split("\n\n")[0].splitlines()[1:] if line]
    ok("Size limits" in shown.stdout and sizes and all(" inside " in row or " over " in row or " under " in row for row in sizes),
       "each row says where it stands to the limits", sizes)
    ok("Note: " in shown.stdout and "Note: " not in quiet.stdout and not quiet.stderr, "quiet: the answer without notes", quiet.stdout[-600:])


def test_names():
    for name in ("", "two\nlines", "x" * 101, "\x1b[31m"):
        done = run("allocate", "--plan", name, *WORK)
        ok(done.returncode == 2 and "name" in done.stderr.lower() and "\x1b" not in done.stderr,
           "a name that cannot be shown is refused at once", done.stderr)


def test_audit():
    done = [(row["who"], row["action"]) for row in table("audit", "--last", "500")]
    ok(("Tester", "edit") in done and ("Tester", "allocate") in done and
       ("Tester", "publish") in done and ("Tester", "import") in done,
       "the audit trail names who did what", done)
    n_before = len(done)
    table("lookup", "TY1 1DL")
    ok(len(table("audit", "--last", "500")) == n_before, "looking up leaves no line")


def test_rules_on_moves():
    unit, patch, _ = find_edit(4)
    before = measures("draft")
    done = run("move", unit, "--to", patch, "--plan", "draft")
    ok(done.returncode == 4 and measures("draft") == before, "a move that breaks a rule is not done",
       done.stderr)
    done = run("move", unit, "--to", patch, "--plan", "draft", "--anyway")
    ok(done.returncode == 0 and plan("draft")["outcome"] == "infeasible",
       "with --anyway it is, and the plan says so", done.stderr)
    ok(run("redo", "--plan", "draft").returncode == 1, "a new edit ends what could be redone")
    run("undo", "--plan", "draft")
    ok(measures("draft") == before, "and undo mends it")
    for words, said in ((("move", "nowhere at all", "--to", patch), "no homes at"),
                        (("move", unit, "--to", "P99"), "did you mean"),
                        (("move", unit, "--to", patch_of_unit("draft")[unit]), "already")):
        done = run(*words, "--plan", "draft")
        ok(done.returncode in (1, 2) and said in done.stderr, f"refused in words: {said}",
           done.stderr)


def rows_of(name):
    """Every row of a plan in the file but the moment it was changed."""
    file = sqlite3.connect("town.db")
    plan_id = file.execute("SELECT plan_id FROM plan WHERE name = ?", (name,)).fetchone()[0]
    told = [file.execute(f"SELECT * FROM {t} WHERE plan_id = ?", (plan_id,)).fetchall()
            for t in ("plan_patch", "plan_unit", "plan_lead", "plan_reason", "plan_home",
                      "plan_label", "plan_neighbour", "plan_postcode")]
    columns = [c[1] for c in file.execute("PRAGMA table_info(plan)")
               if c[1] not in ("changed_at", "drawn_outcome")]
    told.append(file.execute(f"SELECT {', '.join(columns)} FROM plan WHERE plan_id = ?",
                             (plan_id,)).fetchall())
    return told


def test_effects():
    """What is told of every patch beside is what is measured when it is done, on moves by chance."""
    chance, before, rows = random.Random(5), measures("draft"), rows_of("draft")
    pairs = list(border_pairs("draft"))
    n_done = n_right = n_back = 0
    while n_done < 12:
        units = sorted({unit for unit, _ in chance.sample(pairs, chance.choice((1, 1, 2, 4)))})
        moves = [m for m in effects(*units)["moves"] if m["possible"]]
        if not moves:
            continue
        told = chance.choice(moves)
        ok_done = run("move", *units, "--to", told["to"], "--plan", "draft", "--anyway")
        after = plan("draft")
        found = {p["patch"]: p for p in after["patches"]}
        n_done += 1
        n_right += ok_done.returncode == 0 and all(
            found[p["patch"]]["homes"] == p["homes"] and
            abs(found[p["patch"]]["weighted_homes"] - p["weighted_homes"]) < 1e-9 and
            abs(found[p["patch"]]["mean_distance_m"] - p["mean_distance_m"]) < 1e-6
            for p in told["patches"]) and all(
            abs(after[key] - told[key]) < 1e-6 * max(1, after["cost"])
            for key in ("cost", "distance_cost", "keep_cost", "ward_cost")) and (
            after["homes_changing_patch"] == told["homes_changing_patch"]) and (
            told["keeps_rules"] or after["outcome"] == "infeasible")
        if chance.random() < 0.5:
            n_back += run("undo", "--plan", "draft").returncode == 0
    ok(n_right == n_done, "what a move is told to do is what it does", f"{n_right} of {n_done}")
    for _ in range(n_done - n_back):
        run("undo", "--plan", "draft")
    ok(measures("draft") == before and rows_of("draft") == rows,
       "undone, every row is as it was")


def test_proof():
    """What was proven stays with the plan through edits, but not once a lock of its drawing is off."""
    unit, patch, _ = find_edit(0)
    bound = plan("draft")["bound"]
    run("move", unit, "--to", patch, "--plan", "draft")
    moved = plan("draft")
    ok(bound and moved["bound"] == bound and abs(moved["gap"] - (moved["cost"] / bound - 1)) < 1e-9,
       "the bound stays through a move and the gap follows", bound, moved["bound"], moved["gap"])
    run("undo", "--plan", "draft")
    run("lock", patch, "--plan", "draft")
    run("lock", patch, "--off", "--plan", "draft")
    ok(plan("draft")["bound"] == bound, "a lock set and taken off since proves nothing less")
    run("undo", "--plan", "draft")
    done = run("allocate", "--plan", "locked", "--from", "draft", *WORK)
    before = plan("locked")
    ok(any(p["patch"] == patch for p in before["patches"]), "drawn again round a lock", done.stderr)
    run("lock", patch, "--off", "--plan", "locked")
    ok(plan("locked")["bound"] is None and plan("locked")["gap"] is None,
       "a lock of the drawing taken off takes what was proven under it")
    run("undo", "--plan", "locked")
    ok(plan("locked")["bound"] == before["bound"], "and undo brings it back")
    run("undo", "--plan", "draft")


def test_locks():
    unit, patch, _ = find_edit(0)
    ok(run("lock", patch, "--plan", "draft").returncode == 0, "a patch is locked")
    done = run("move", unit, "--to", patch, "--plan", "draft")
    ok(done.returncode == 1 and "locked" in done.stderr, "nothing goes into it", done.stderr)
    ok(run("lock", patch, "--off", "--plan", "draft").returncode == 0, "it is unlocked")
    ok(run("lock", "--unit", unit, "--plan", "draft").returncode == 0, "a unit is pinned")
    what = [row["what"] for row in table("history", "--plan", "draft")[:3]]
    ok(what == [f"pin {unit}", f"unlock patch {patch}", f"lock patch {patch}"], "the history tells locks and pins apart", what)
    done = run("move", unit, "--to", patch, "--plan", "draft")
    ok(done.returncode == 1 and "pinned" in done.stderr, "it stays where it is", done.stderr)
    run("undo", "--plan", "draft")
    ok(run("move", unit, "--to", patch, "--plan", "draft", "-n").returncode == 0,
       "undo frees it again")
    other = next(p["patch"] for p in plan("draft")["patches"] if p["patch"] != patch)
    run("lock", patch, "--plan", "draft")
    run("lock", "--unit", unit, "--plan", "draft")
    done = run("allocate", "-n", "--plan", "draft", *(word for name in (patch, other, unit) for word in ("--unlock", name)), *WORK)
    ok(f"--unlock {other} freed nothing: nothing of it is locked or pinned." in done.stdout and done.stdout.count("freed nothing") == 1,
       "what is not locked is not unlocked, and that is said", done.stdout, done.stderr)
    run("undo", "--plan", "draft")
    run("undo", "--plan", "draft")


def answered_plan(place, day):
    return {row["plan"] for row in table("lookup", place, "--on", day)}


def test_stages():
    patches = plan("draft")["patches"]
    teams = sorted({p["team"] for p in patches})
    before = plan("first")
    done = run("publish", "draft", "--from", "2030-06-01", "--teams", teams[0], "-n")
    ok(done.returncode == 0 and not any(r["plan"] == "draft" for r in table("publish", "--list")),
       "publishing is first only told", done.stderr)
    past = run("publish", "draft", "--from", "2020-01-01", "-n")
    long_ago = run("publish", "draft", "--from", "2020-01-01")
    ok(long_ago.returncode == 2 and "--sure" in long_ago.stderr and "1 January 2020" in long_ago.stderr and not any(r["plan"] == "draft" for r in
       table("publish", "--list")), "a day long ago is to be confirmed", long_ago.stderr)
    ok("has passed" in past.stderr and "has passed" not in done.stderr, "a day that has passed is told", past.stderr)
    ok(run("publish", "draft", "--from", "2030-06-01", "--teams", teams[0]).returncode == 0,
       "a stage is published")
    stage = ("publish", "draft", "--from", "2030-06-01", "--teams")
    listed, again = table("publish", "--list"), [run(*stage, teams[0].upper(), *more) for more in (["-n"], [])]
    ok(all(done.returncode == 0 and f"already (publication {listed[0]['publication']}); nothing was changed" in done.stderr for done in again) and
       table("publish", "--list") == listed, "the same again changes nothing, and says so", *(done.stderr for done in again))
    shutil.copy("town.db", "again.db")
    for words in ((*stage, teams[1]), ("publish", "first", "--from", "2030-06-01"), (*stage, teams[0])):
        ok("Published plan" in run(*words, db="again.db").stderr, "another stage, another plan for that day, and the first once more are new")
    places = [table("export", "allocation", "--plan", "draft")[0]["postcode"]]
    in_stage = next(r for r in table("export", "units", "--plan", "draft") if r["team"] == teams[0])
    outside = next(r for r in table("export", "units", "--plan", "draft") if r["team"] == teams[1])
    stage_code, other_code = in_stage["ward_code"], outside["ward_code"]
    ok(answered_plan(stage_code, "2030-06-01") == {"draft"}, "from its day the stage has the new plan")
    told = run("lookup", stage_code, "--on", "2030-06-01").stdout.split("\n\n")[1].splitlines()
    ok(len(told) > 2 and len({len(line) for line in told}) == 1, "a ward's patches stand in columns", *told)
    ok(answered_plan(stage_code, "2030-05-31") == {"first"}, "the day before the old one")
    ok(answered_plan(other_code, "2030-06-01") == {"first"}, "elsewhere the old one stays")
    ok(plan("first") == before and places, "the old plan is untouched")
    done = run("move", in_stage["id"], "--to", patches[-1]["patch"], "--plan", "draft")
    ok(done.returncode == 1 and "published" in done.stderr, "a published plan is not edited")
    done = run("rollback", "-n")
    ok(done.returncode == 0 and "Would take back" in done.stderr and
       answered_plan(stage_code, "2030-06-01") == {"draft"}, "taking back is told first", done.stderr)
    done = run("rollback")
    ok(done.returncode == 0 and "is in force again" in done.stderr and answered_plan(stage_code, "2030-06-01") == {"first"},
       "taken back, the old plan is in force again", done.stderr)
    shutil.copy("town.db", "none.db")
    done = run("rollback", db="none.db")
    ok(done.returncode == 0 and "Nothing is in force now" in done.stderr and "again" not in done.stderr,
       "after the last one nothing is in force, and it says so", done.stderr)
    row = table("publish", "--list")[0]
    ok(row["rolled_back_at"] != "" and row["published_by"] == "Tester", "and the list says so", row)
    for words, said in ((("publish", "draft", "--from", "2030-06-01", "--teams", "Nowhere"), "no team"),
                        (("publish", "nothing", "--from", "2030-06-01"), "no plan"),
                        (("compare", "today", "draft"), "import plan today"),
                        (("publish", "draft"), "--from"),
                        (("publish", "draft", "--from", "31/2/2030"), "date"),
                        (("rollback", "99"), "no such publication")):
        done = run(*words)
        ok(done.returncode in (1, 2) and said in done.stderr, f"refused in words: {said}",
           done.stderr)


def test_before_a_publication():
    """A plan published from a later day: until then who it is today comes first, then the plan with its day."""
    shutil.copy("town.db", "later.db")
    with sqlite3.connect("later.db") as file:
        file.execute("UPDATE publication SET rolled_back_at = '2026-01-01T00:00:00Z'")
        home = file.execute("SELECT h.property_ref, h.current_patch FROM home h JOIN plan_home m USING (home_id) JOIN plan p USING (plan_id)"
                            " WHERE p.name = 'draft' AND h.current_patch <> '' LIMIT 1").fetchone()
        file.execute("UPDATE plan SET outcome = 'infeasible' WHERE name = 'draft'")
    done = run("publish", "draft", "--from", "2031-01-01", "--teams", "Nowhere", db="later.db")
    ok("no team" in done.stderr, "names are looked at before rules", done.stderr)
    done = run("publish", "draft", "--from", "2031-01-01", db="later.db")
    ok(done.returncode == 1 and "--broken-rules-known" in done.stderr, "then rules", done.stderr)
    run("publish", "draft", "--from", "2031-01-01", "--broken-rules-known", db="later.db")
    said = run("lookup", home[0], "--on", "2030-12-31", db="later.db").stdout
    ok(f"Patch {home[1]}" in said and said.index(f"Patch {home[1]}") < said.index("From Wednesday 1 January 2031"),
       "the day before, today's officer comes first, then the plan from its day", home, said)
    first = table("lookup", home[0], "--on", "2030-12-31", db="later.db")[0]
    ok(first["patch"] == home[1] and first["plan"] == "" and first["in_force"] == "yes", "in files too", first)
    after = table("lookup", home[0], "--on", "2031-01-01", db="later.db")
    ok(len(after) == 1 and after[0]["plan"] == "draft" and after[0]["in_force"] == "yes", "on the day the plan alone", after)


def test_reasons_of_a_patch():
    name = plan("draft")["patches"][0]["patch"]
    with sqlite3.connect("town.db") as file:
        for ix, text in ((900, f"It is said of {name}."), (901, f"It is said of {name}0, not of it.")):
            file.execute("INSERT INTO plan_reason SELECT plan_id, ?, 0, ?, NULL, 0 FROM plan WHERE name = 'draft'", (ix, text))
    said = run("explain", name, "--plan", "draft").stdout
    ok("pieces" not in said, "nothing is said of pieces where there is one", said)
    ok(f"said of {name}." in said and f"{name}0" not in said, "explain tells what was said of a patch, not of another",
       said)


def test_pieces_of_a_patch():
    """A far block given to a patch, in the file itself: every way to change a plan would refuse or heal it."""
    shutil.copy("town.db", "pieces.db")
    name = plan("draft")["patches"][0]["patch"]
    with sqlite3.connect("pieces.db") as file:
        plan_id, patch_ix, x, y = file.execute(
            "SELECT plan_id, patch_ix, avg(easting_m), avg(northing_m) FROM plan_unit JOIN plan USING (plan_id) JOIN plan_patch q"
            " USING (plan_id, patch_ix) WHERE plan.name = 'draft' AND q.name = ? GROUP BY 1, 2", (name,)).fetchone()
        far = max(file.execute("SELECT abs(easting_m - ?) + abs(northing_m - ?), unit_ix, n_homes, name FROM plan_unit WHERE plan_id = ?",
                               (x, y, plan_id)))
        file.execute("UPDATE plan_unit SET patch_ix = ? WHERE plan_id = ? AND unit_ix = ?", (patch_ix, plan_id, far[1]))
    said = run("explain", name, "--plan", "draft", db="pieces.db").stdout
    ok("It is in 2 pieces that do not touch: " in said and f"; {far[2]} home" in said and f" round {far[3]}." in said,
       "explain says that a patch is in pieces, and where they are", said)
    pieces = json.loads(run("explain", name, "--plan", "draft", "-f", "json", db="pieces.db").stdout)["pieces"]
    ok(len(pieces) == 2 and pieces[1]["homes"] == far[2] < pieces[0]["homes"], "as JSON too", pieces)


def test_wards_from_postcodes():
    """A list of homes without ward codes: their postcodes know the ward, and so the team."""
    demo = os.path.join(os.environ["PATCHPLAN_DATADIR"], "demo")
    os.mkdir("list")
    for name in os.listdir(demo):
        if name.endswith((".csv", ".geojson")) and name != "homes.csv":
            shutil.copy(os.path.join(demo, name), "list")
    with open(os.path.join(demo, "homes.csv"), encoding="utf-8", newline="") as file:
        homes = list(csv.DictReader(file))
    with open("list/homes.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [key for key in homes[0] if key != "ward_code"],
                                extrasaction="ignore")
        writer.writeheader()
        writer.writerows(homes)
    run("init", db="bare.db")
    run("import", "list", "-q", db="bare.db")
    run("allocate", "--plan", "bare", *WORK, "-q", db="bare.db")
    units = table("export", "units", "--plan", "bare", db="bare.db")
    team = units[0]["team"]
    done = run("publish", "bare", "--from", "2026-01-01", "--sure", "--teams", team, db="bare.db")
    ok(done.returncode == 0, "a stage finds homes whose ward only their postcode knows", done.stderr)
    listed = int(re.sub(r"\D", "", re.search(r"homes covered\s+([\d,]+)", done.stdout + done.stderr)[1]))
    wanted = sum(int(row["homes"]) for row in units if row["team"] == team)
    ok(listed == wanted, "all of them", listed, wanted)
    code = next(row for row in units if row["team"] == team)["ward_code"]
    done = run("lookup", code, db="bare.db")
    ok(done.returncode == 0 and "draft" not in done.stdout + done.stderr,
       "and the plan in force answers for their ward", done.stdout, done.stderr)


def test_lookup():
    allocation = table("export", "allocation", "--plan", "first")
    by_code = {}
    for row in allocation:
        by_code.setdefault(row["postcode"], set()).add(row["patch"])
    wrong = [code for code in sorted(by_code)[:60]
             if {r["patch"] for r in table("lookup", code)} != by_code[code]]
    ok(not wrong, "a postcode is answered by the patches of its homes", wrong)
    with open(os.path.join(os.environ["PATCHPLAN_DATADIR"], "demo", "postcodes.csv"),
              encoding="utf-8") as file:
        known = [row["postcode"] for row in csv.DictReader(file)]
    empty = [code for code in known if code not in by_code][:40]
    unanswered = [code for code in empty if len(table("lookup", code)) != 1]
    ok(empty and not unanswered, "and one without homes by the patch its point lies in", unanswered)
    split = [code for code in by_code if len(by_code[code]) > 1]
    ok(all(r["where"] for code in split[:20] for r in table("lookup", code)),
       "a split postcode says which numbers are whose")
    code = allocation[0]["postcode"]
    packed = code.replace(" ", "").lower()
    same = [table("lookup", *words) for words in ((code,), (packed,), tuple(code.split()))]
    ok(same[0] == same[1] == same[2], "however the postcode is typed")
    home = allocation[0]
    ok(table("lookup", home["property_ref"])[0]["patch"] == home["patch"], "a property reference")
    done = run("lookup", "ZZ9 9ZZ")
    ok(done.returncode == 1 and "could not find" in done.stderr, "an unknown place", done.stderr)
    street = query("SELECT name FROM street WHERE length(name) BETWEEN 11 AND 40 ORDER BY name")[0][0]
    done = run("lookup", street[:3] + "x" + street[4:])
    ok(done.returncode == 1 and f"did you mean {street}" in done.stderr, "a street spelt wrong", done.stderr)
    ok(run("lookup", "'; DROP TABLE home; --").returncode == 1 and table("lookup", code) == same[0],
       "a place is never taken for a command")


def test_part_of_a_list():
    with open(os.path.join(os.environ["PATCHPLAN_DATADIR"], "demo", "homes.csv"),
              encoding="utf-8") as file:
        few = [next(file) for _ in range(6)]
    with open("few.csv", "w", encoding="utf-8") as file:
        file.writelines(few)
    before = len(table("export", "allocation", "--plan", "first"))
    done = run("import", "homes", "few.csv", "--missing", "end")
    ok(done.returncode == 1 and "--sure" in done.stderr, "five rows do not end a town", done.stderr)
    done = run("import", "homes", "few.csv", "--missing", "end", "--sure", "-n")
    ok(done.returncode == 0, "unless that is said twice", done.stderr)
    ok(len(table("export", "allocation", "--plan", "first")) == before, "and nothing was ended")
    with open("leave.csv", "w", encoding="utf-8") as file:
        person = table("import", "officers",
                       os.path.join(os.environ["PATCHPLAN_DATADIR"], "demo", "officers.csv"), "-n")
        ok(len(person) == 1, "officers are read")
        with open(os.path.join(os.environ["PATCHPLAN_DATADIR"], "demo", "officers.csv"),
                  encoding="utf-8") as officers:
            officer_id = next(csv.DictReader(officers))["officer_id"]
        file.write("officer_id,from,to,part,kind\n"
                   f"{officer_id},2031-03-03,2031-03-03,am,planned\n"
                   f"{officer_id},2031-03-01,2031-03-09,,long\n")
    done = run("import", "leave", "leave.csv", "-n")
    ok(done.returncode == 0 and "overlaps" in done.stderr,
       "half a day inside a long leave is told", done.stderr)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ.pop("PATCHPLAN_DB", None)
        if not make_demo():
            print("Bail out! no demo town")
            return 1
        done = run("allocate", "--plan", "draft", *WORK, "--seed", "9")
        ok(done.returncode == 0, "a second plan is drawn", done.stderr)
        test_quiet()
        test_move()
        test_effects()
        test_proof()
        test_rules_on_moves()
        test_locks()
        test_stages()
        test_lookup()
        test_names()
        test_audit()
        test_before_a_publication()
        test_reasons_of_a_patch()
        test_pieces_of_a_patch()
        test_wards_from_postcodes()
    return finish()


sys.exit(main())
