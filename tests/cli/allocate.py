"""Drawing patches end to end, on a small town made here and, when it is there, on Sheffield."""
import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time

from program import PROGRAM, SHARED, SLOW, WORK, call, patch_of_home, pieces, query, run, show, start, told, wait_for, write
from tap import finish, ok, skip

SHOW_KEYS = (
    "plan outcome patches homes weighted_homes in_band cost distance_cost keep_cost ward_cost bound gap "
    "homes_changing_patch reasons"
).split()
PATCH_KEYS = "patch team ward share homes weighted_homes mean_distance_m officer".split()
CITY_WORK = ("--max-steps", "2000000", "--jobs", "1")
SIDE = 18  # postcodes on a grid of 100 m; three homes each


def disconnected(plan, db="town.db"):
    """Patches that are not in one piece, by a search that shares nothing with the program."""
    patch = dict(query("SELECT unit_ix, patch_ix FROM plan_unit JOIN plan USING (plan_id) WHERE plan.name = ?", plan, db=db))
    pairs = query("SELECT u, v FROM plan_neighbour JOIN plan USING (plan_id) WHERE plan.name = ?", plan, db=db)
    return [p for p, count in pieces(patch, pairs).items() if count > 1]


def team_of(column, row):
    """Two large teams and, in a corner, one too small for its limits."""
    if column < 4 and row < 4:
        return "Corner"
    return "West" if column < 9 else "East"


def make_town():
    postcodes, homes, officers, current = [], [], [], []
    today = set()
    for i in range(SIDE * SIDE):
        column, row = i % SIDE, i // SIDE
        code = f"T{1 + i // 400} {i // 20 % 9 + 1}{'ABDEFGHJLNPQRSTUWXYZ'[i % 20]}{'ABDEFGHJLN'[i // 180]}"
        ward = {"Corner": "W1", "West": "W2", "East": "W3"}[team_of(column, row)]
        postcodes.append((code, 400000 + 100 * column + row % 3, 300000 + 100 * row + column % 3, ward))
        patch = f"P{1 + column // 6 + 3 * (row // 6):02d}"
        today.add(patch)
        for h in range(3):
            homes.append((f"R{3 * i + h:04d}", f"{h + 1} Row {row}", f"Row {row}", code, ward, f"N{column // 6}", patch))
    for number, patch in enumerate(sorted(today)):
        officers.append((f"O{number}", f"Officer {number}", "officer", "West"))
        current.append((patch, f"O{number}" if number else ""))
    os.mkdir("town")
    write("town/postcodes.csv", ["postcode", "easting", "northing", "ward_code"], postcodes)
    write("town/neighbourhoods.csv", ["neighbourhood_code", "weight"], [("N0", 1), ("N1", 1.05), ("N2", 1.15)])
    write("town/teams.csv", ["ward_code", "ward_name", "team"], [("W1", "One", "Corner"), ("W2", "Two", "West"), ("W3", "Three", "East")])
    header = ["property_ref", "address", "street", "postcode", "ward_code", "neighbourhood_code", "current_patch"]
    write("town/homes.csv", header, homes)
    write("town/officers.csv", ["officer_id", "name", "role", "team"], officers)
    write("town/current_officers.csv", ["patch", "officer_id"], current)
    made = [run("init"), run("import", "town")]
    ok(all(m.returncode == 0 for m in made), "a town of 972 homes is imported", *(told(m) for m in made))
    return homes


def test_open(homes):
    drawn = run("allocate", "--plan", "open", "--within", "none", "--size", "50:62", *WORK)
    ok(drawn.returncode == 0, "without borders every rule is kept: exit 0", drawn.stdout, told(drawn))
    plan = show("open")
    ok(list(plan) == SHOW_KEYS, "show -f json has exactly its keys", list(plan))
    ok(all(list(p) == PATCH_KEYS for p in plan["patches"]), "and each patch its own")
    ok(plan["outcome"] in ("feasible", "optimal") and plan["in_band"] == len(plan["patches"]), "all inside the limits")
    ok(all(50 <= p["weighted_homes"] <= 62 for p in plan["patches"]), "by their own numbers too")
    ok(disconnected("open") == [], "every patch is in one piece")
    ok(sum(p["homes"] for p in plan["patches"]) == plan["homes"] == len(homes), "every home is counted once")
    weights = sum({"N0": 1, "N1": 1.05, "N2": 1.15}[home[5]] for home in homes)
    ok(abs(plan["weighted_homes"] - weights) < 1e-6, "weights are conserved", plan["weighted_homes"], weights)
    where = patch_of_home("open")
    ok(sorted(where) == sorted(home[0] for home in homes), "every home is in exactly one patch")
    parts = plan["distance_cost"] + plan["keep_cost"] + plan["ward_cost"]
    ok(abs(plan["cost"] - parts) < 1e-6 * parts, "the cost is the sum of its parts")
    distance = sum(p["weighted_homes"] * p["mean_distance_m"] for p in plan["patches"])
    ok(abs(plan["distance_cost"] - distance) < 1e-6 * distance, "distance is weight times average distance")
    bound_fits = plan["bound"] is None or abs(plan["cost"] / plan["bound"] - 1 - plan["gap"]) < 1e-9
    ok(bound_fits and (plan["gap"] is None or plan["gap"] >= -1e-9), "bound and gap belong together")
    changing = sum(where[home[0]] != home[6] for home in homes)
    ok(plan["homes_changing_patch"] == changing, "homes changing patch are those", plan["homes_changing_patch"], changing)
    table = run("show", "open")
    ok("inside the size limits" in table.stdout and "Average distance" in table.stdout, "the table ends in words")
    forbidden = re.findall(r"\b(hub|gap|bound|band|infeasible|unit)\b", table.stdout)
    ok(not forbidden, "none of them ours", forbidden)
    proven = [line for line in table.stdout.splitlines() if " % shorter" in line]
    counted = all("homes that change patch" in line and "counted in" in line for line in proven)
    ok((plan["bound"] is None or proven) and counted, "what is proven of more than distance says so", proven)
    n_postcodes = query("SELECT count(*) FROM plan_postcode JOIN plan USING (plan_id) WHERE plan.name = 'open'")[0][0]
    ok(n_postcodes == SIDE * SIDE, "every postcode belongs to a patch", n_postcodes)


def test_names(homes):
    plan, where = show("open"), patch_of_home("open")
    todays = {home[6] for home in homes}
    carried = [p for p in plan["patches"] if p["patch"] in todays]
    ok(len(carried) == len(todays), "every patch of today has a successor of its name", len(carried))
    kept = all(any(where[home[0]] == p["patch"] == home[6] for home in homes) for p in carried)
    ok(kept, "which keeps some of its homes")
    leads = {f"P{i + 1:02d}": f"O{i}" if i else None for i in range(9)}
    ok(all(p["officer"] == leads[p["patch"]] for p in carried), "its officer goes with the name, a vacancy too")
    new = [p for p in plan["patches"] if p["patch"] not in todays]
    ok(all(re.fullmatch(r"(Corner|West|East) \d+", p["patch"]) and p["officer"] is None for p in new), "others are numbered by team")


def test_teams():
    drawn = run("allocate", "--plan", "teams", "--size", "50:62", "--keep", "0", "--ward", "0", *WORK)
    # Corner: 16 postcodes x 3 homes x 1.00 = 48: one patch would hold 48
    ok(drawn.returncode == 4, "a team that cannot be divided: exit 4", drawn.returncode, told(drawn))
    ok("Corner has 48 workload-equivalent homes" in told(drawn), "said at once, in words", told(drawn))
    plan = show("teams")
    outside = [p["patch"] for p in plan["patches"] if not 50 <= p["weighted_homes"] <= 62]
    ok(plan["outcome"] == "infeasible" and len(outside) == 1, "only its patch is outside the limits", outside)
    ok(any(reason.startswith("Corner has 48") for reason in plan["reasons"]), "the reason is kept with the plan")
    ok(plan["bound"] is None and plan["gap"] is None, "nothing is claimed for the whole")
    ok(disconnected("teams") == [], "every patch is in one piece")
    teams = query(
        "SELECT count(DISTINCT u.team_id) FROM plan_unit u JOIN plan p USING (plan_id) WHERE p.name = 'teams' GROUP BY patch_ix"
    )
    ok(all(row[0] == 1 for row in teams), "no patch crosses a team's border")
    fixes = re.findall(r"Try: (.*)", told(drawn))
    ok(len(fixes) >= 2, "with ways out", told(drawn))
    for fix in fixes:
        words = shlex.split(fix)
        tried = call(*words[1:])
        ok(words[0] == "patchplan" and tried.returncode == 0, f"that work when pasted: {fix}", tried.returncode, told(tried))


def test_counts():
    drawn = run("allocate", "--plan", "k", "--patches", "West=8,East=9", "--size", "40:80", *WORK)
    counts = {}
    for patch in show("k")["patches"]:
        counts[patch["team"]] = counts.get(patch["team"], 0) + 1
    ok(drawn.returncode == 0 and counts.get("West") == 8 and counts.get("East") == 9, "--patches TEAM=K", counts, told(drawn))
    drawn = run("allocate", "--plan", "k", "--patches", "15", "--within", "none", "--size", "40:80", *WORK)
    ok(len(show("k")["patches"]) == 15, "--patches K", told(drawn))
    drawn = run("allocate", "--plan", "k", "--patches", "40", "--within", "none", "--size", "50:62", *WORK)
    ok(drawn.returncode == 4 and "40 patches would hold" in told(drawn), "a number that cannot be: exit 4, in words", told(drawn))
    offered = [line.split("Try: ")[1] for line in drawn.stdout.splitlines() if "Try: " in line]
    ok(offered and all("--within none" in command for command in offered), "the ways out keep the borders asked for", offered)
    for words, says in (
        (["--patches", "Wst=3"], "did you mean 'West'"),
        (["--size", "300"], "280:300"),
        (["--lock", "P99"], "there is no patch called"),
        (["--from", "nothing"], "there is no plan called"),
        (["--within", "street"], "team|ward|none"),
    ):
        refused = run("allocate", "--plan", "bad", *words)
        ok(refused.returncode in (1, 2) and says in told(refused), f"{' '.join(words)} is refused in words", told(refused))
    ok(run("show", "bad").returncode == 1, "and leaves no plan")


def test_impossible_numbers():
    """Too few or too many patches: no team could give one, or take one, and the largest (or least) average be better."""
    for wanted, step in (("11", -1), ("31", 1)):
        drawn = run("allocate", "--plan", "wrong", "--patches", wanted, "--size", "50:62", *WORK)
        loads = {}
        for patch in show("wrong")["patches"]:
            loads.setdefault(patch["team"], []).append(patch["weighted_homes"])
        averages = {team: sum(each) / len(each) for team, each in loads.items()}
        moved = {team: sum(each) / (len(each) + step) for team, each in loads.items() if len(each) + step > 0}
        fair = max(averages.values()) <= min(moved.values()) + 1e-6 if step < 0 else min(averages.values()) >= max(moved.values()) - 1e-6
        ok(drawn.returncode == 4 and sum(map(len, loads.values())) == int(wanted) and fair, f"{wanted} patches are shared out by weight", averages, moved)
        spread = max(abs(load / averages[team] - 1) for team, each in loads.items() for load in each)
        ok(spread < 0.1, "and even inside each team", spread, loads)


def test_locks():
    before = patch_of_home("open")
    name = show("open")["patches"][0]["patch"]
    inside = {home for home, patch in before.items() if patch == name}
    words = ("--within", "none", "--size", "50:62", *WORK)
    drawn = run("allocate", "--plan", "locked", "--from", "open", "--lock", name, "--seed", "5", *words)
    after = patch_of_home("locked")
    ok(drawn.returncode in (0, 4, 5), "a locked patch", told(drawn))
    ok({home for home, patch in after.items() if patch == name} == inside, "stays home by home")
    drawn = run("allocate", "--plan", "locked", "--seed", "6", *words)
    after = patch_of_home("locked")
    ok({home for home, patch in after.items() if patch == name} == inside, "and stays when the draft is drawn again", told(drawn))
    pinned = query("SELECT unit_id FROM plan_unit u JOIN plan p USING (plan_id) WHERE p.name = 'locked' ORDER BY unit_ix")[40][0]
    home = query("SELECT property_ref FROM home JOIN postcode USING (postcode_id) WHERE code = ?", pinned)[0][0]
    kept = run("lock", "--unit", pinned, "--plan", "locked")
    drawn = run("allocate", "--plan", "locked", "--seed", "7", *words)
    ok(kept.returncode == 0 and patch_of_home("locked")[home] == after[home], "so does a pinned block", told(kept), told(drawn))
    todays = dict(query("SELECT property_ref, current_patch FROM home"))
    drawn = run("allocate", "--plan", "locked2", "--lock", "P05", "--patches", "12", "--within", "none", "--size", "40:130", *WORK)
    after = patch_of_home("locked2")
    same = {home for home, patch in after.items() if patch == "P05"} == {home for home, patch in todays.items() if patch == "P05"}
    ok(same, "a patch of today can be locked too", told(drawn))


def test_new_only():
    todays = dict(query("SELECT property_ref, current_patch FROM home"))
    with contextlib.closing(sqlite3.connect("town.db")) as connection, connection:
        connection.execute("UPDATE home SET current_patch = NULL WHERE property_ref IN ('R0400', 'R0600', 'R0601', 'R0602')")
    drawn = run("allocate", "--plan", "filled", "--new-only", "--size", "90:140")
    after = patch_of_home("filled")
    ok(drawn.returncode == 0, "--new-only: exit 0", drawn.stdout, told(drawn))
    new = {"R0400", "R0600", "R0601", "R0602"}
    ok(all(after[home] == patch for home, patch in todays.items() if home not in new), "nothing else moves")
    ok(new <= set(after), "what had no patch has one")
    ok(after["R0400"] == todays["R0400"], "a home inside a patch joins it", after["R0400"])
    with contextlib.closing(sqlite3.connect("town.db")) as connection, connection:
        connection.execute("UPDATE home SET current_patch = 'P04' WHERE property_ref = 'R0400'")
        connection.executemany("UPDATE home SET current_patch = ? WHERE property_ref = ?", [(todays[h], h) for h in new])


def test_imported(homes):
    rows = [(home[0], home[6]) for home in homes[:-2]] + [("R9999", "P01"), (homes[0][0], "P02")]
    rows[4] = (rows[4][0], "P09")  # one home of a postcode elsewhere: it is cut
    write("marked.csv", ["Property Ref", "Patch"], rows)
    taken = run("import", "plan", "marked", "marked.csv", "--size", "90:130")
    ok(taken.returncode == 3, "rows that name nothing: exit 3", taken.returncode, told(taken))
    line = len(rows)
    ok(f"marked.csv:{line}:" in told(taken) and "R9999" in told(taken), "told with file and row", told(taken))
    ok(f"marked.csv:{line + 1}:" in told(taken) and "another patch further up" in told(taken), "so is a second patch")
    after = patch_of_home("marked")
    wanted = dict(rows[:-2])
    ok(after == wanted, "every other home is where the file has it, and the rest in no patch")
    plan = show("marked")
    ok(plan["outcome"] == "infeasible" and plan["homes"] == len(wanted), "it is measured like any other", plan["outcome"])
    by_postcode = sorted({(home[3].lower().replace(" ", ""), home[6]) for home in homes})
    write("codes.csv", ["postcode", "patch"], by_postcode)
    taken = run("import", "plan", "codes", "codes.csv", "--size", "90:130")
    ok(taken.returncode == 0 and patch_of_home("codes") == {h[0]: h[6] for h in homes}, "by postcode, however written", told(taken))
    ok(show("codes")["homes_changing_patch"] == 0, "today as a plan changes nothing")
    write("none.csv", ["postcode", "patch"], [("ZZ1 1ZZ", "P01")])
    ok(run("import", "plan", "none", "none.csv").returncode == 3, "a file that names nothing at all is refused")
    ok(run("import", "plan", "none", "town").returncode != 0, "so is a folder")


def test_compare(homes):
    same = json.loads(run("compare", "open", "open", "-f", "json").stdout)
    ok(same["homes_changing_patch"] == 0 and same["patches"] == [], "a plan compared with itself")
    both = json.loads(run("compare", "codes", "open", "-f", "json").stdout)
    a, b = patch_of_home("codes"), patch_of_home("open")
    ok(both["homes_changing_patch"] == sum(a[h] != b[h] for h in a), "homes changing patch between two plans")
    ok(sum(p["leaving"] for p in both["patches"]) == both["homes_changing_patch"], "leaving adds up")
    ok(sum(p["joining"] for p in both["patches"]) == both["homes_changing_patch"], "joining adds up")
    for patch in both["patches"][:5]:
        told = patch["homes_a"] - patch["leaving"] + patch["joining"]
        ok(told == patch["homes_b"], f"before, leaving, joining, after: {patch['patch']}")
    teams = {t["team"]: t for t in json.loads(run("compare", "codes", "teams", "-f", "json").stdout)["teams"]}
    of_b, b = {}, show("teams")
    for patch in b["patches"]:
        of_b[patch["team"]] = of_b.get(patch["team"], 0) + patch["homes"]
    ok({name: t["homes_b"] for name, t in teams.items()} == of_b and len(of_b) > 1, "the homes of each team", teams)
    ok(sum(t["homes_changing_patch"] for t in teams.values()) == b["homes_changing_patch"], "changes by team add up", teams)
    read = run("compare", "codes", "teams").stdout
    ok("Team" in read and all(name in read for name in of_b), "told as a table too", read)
    ok(run("compare", "codes", "nothing").returncode == 1, "an unknown plan is refused")


def test_explain():
    plan = show("open")
    patch = plan["patches"][3]
    story = json.loads(run("explain", *patch["patch"].split(), "--plan", "open", "-f", "json").stdout)
    ok(story["homes"] == patch["homes"] and story["mean_distance_m"] == patch["mean_distance_m"], "explain agrees with show")
    for key in ("streets", "postcodes", "wards", "today"):
        ok(sum(row["homes"] for row in story[key]) == patch["homes"], f"homes by {key} add up", story[key])
    move = next((m for m in story["moves"] if m["inside_limits"] and m["connected"]), story["moves"][0])
    weights = {p["patch"]: p["weighted_homes"] for p in plan["patches"]}
    total = weights[move["from"]] + weights[move["to"]]
    ok(abs(move["from_weighted_homes"] + move["to_weighted_homes"] - total) < 1e-6, "a move conserves weight")
    words = run("explain", *patch["patch"].split(), "--plan", "open").stdout
    ok("Middle of the patch" in words and "If something" in words, "and says it in words", words)
    unknown = run("explain", "P0", "--plan", "open")
    ok(unknown.returncode == 1 and "has no patch called" in told(unknown), "an unknown patch is refused", told(unknown))


def dump(plan, db):
    sql = "SELECT unit_id, q.name FROM plan p JOIN plan_unit u USING (plan_id) JOIN plan_patch q USING (plan_id, patch_ix) WHERE p.name = ? ORDER BY 1"
    return query(sql, plan, db=db)


def test_repeat():
    words = ("allocate", "--plan", "same", "--within", "none", "--size", "50:62", *WORK)
    made = []
    for db in ("one.db", "two.db"):
        shutil.copy("town.db", db)
        drawn = run(*words, "--seed", "9", db=db)
        made.append((drawn.returncode, dump("same", db), show("same", db=db)))
    ok(made[0] == made[1], "same seed, one core, so many steps: the same plan")
    ok(len(made[0][1]) == SIDE * SIDE, "of every postcode")


def test_dry_run():
    # Others may use this machine too: then all but the search takes longer.
    crowd = min(4.0, max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1)))
    begun = time.monotonic()
    drawn = run("allocate", "--plan", "never", "-n", "--within", "none", "--size", "50:62", "--time-limit", "1")
    seconds = time.monotonic() - begun
    ok(seconds < 1 + crowd * SLOW, "the time limit is the whole command's", seconds)
    ok(drawn.returncode in (0, 5) and "patches" in drawn.stdout, "a dry run answers", told(drawn))
    ok(run("show", "never").returncode == 1, "and saves nothing")


def test_changed_meanwhile():
    """Two at one draft: an edit made, or the draft published, while it is drawn anew. Nobody's work is lost."""
    area = ("--within", "none", "--size", "50:62", "--patches", "5")
    for _ in range(2):
        run("allocate", "--plan", "two", *area, *WORK)
    ok(query("SELECT name FROM plan WHERE name LIKE 'two%'") == [("two",)], "nobody changed it: a redraw takes its place")
    patch = show("two")["patches"][0]["patch"]
    for act, last in ((("lock", patch, "--plan", "two"), "two-2"), (("publish", "two", "--from", "2099-01-01", "--broken-rules-known"), "two-3")):
        running = start("-d", "town.db", "allocate", "--plan", "two", *area, "--time-limit", "60")
        ok(wait_for("drawing patches", running), f"{act[0]} while it is drawn")
        done = run(*act)
        running.send_signal(signal.SIGINT)
        out, _ = running.communicate(timeout=60)
        with open("said", encoding="utf-8") as file:
            said = out + file.read()
        ok(done.returncode == 0 and running.returncode == 130 and show(last)["plan"] == last, f"{act[0]}: what was drawn is kept beside", told(done), said)
        ok(f"'two' was changed or published by somebody else while this one was drawn. It stays as it is; the new patches are in draft '{last}'" in said, "and that is said", said)
        ways = re.findall(r"Try: (.*)", said)
        ok(ways and all(f"--plan {last}" in way for way in ways), "what to try is to be tried on it", *ways)
    ok(query("SELECT locked FROM plan_patch q JOIN plan USING (plan_id) WHERE plan.name = 'two' AND q.name = ?", patch) == [(1,)], "the edit stands")
    running = start("-d", "town.db", "allocate", "--tradeoff", "--plan", "two", "--points", "5", *area[:4], "--max-steps", "2000000", "--jobs", "1")
    ok(wait_for("drawing patches", running) and run("plans", "two-2", "--rename", "two-1").returncode == 0, "a plan gets the name of one of a curve that is drawn")
    out, _ = running.communicate(timeout=120)
    names = [name for (name,) in query("SELECT name FROM plan WHERE name LIKE 'two-%' ORDER BY name")]
    ok("two-1-2" in names and "two-2" in names and "two-1-2" in out, "only that one is saved beside", names, out)
    ok(("rename",) in query("SELECT action FROM audit"), "and the audit trail has the renaming")


def test_interrupted():
    words = ("allocate", "--within", "none", "--size", "50:62", "--time-limit", "60")
    running = start("-d", "town.db", *words, "--plan", "stopped")
    ok(wait_for("drawing patches", running), "patches are being drawn")
    begun = time.monotonic()
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=60)
    ok(running.returncode == 130 and time.monotonic() - begun < 10 * SLOW, "Ctrl-C ends soon, exit 130", running.returncode)
    plan = show("stopped")
    ok(plan["outcome"] == "cancelled" and plan["homes"] == 3 * SIDE * SIDE, "and the best so far is saved", out)
    n_before = query("SELECT count(*) FROM plan")[0][0]
    for phase in (None, "drawing patches"):
        running = start("-d", "town.db", *words, "--plan", "killed")
        ok(phase is None or wait_for(phase, running), f"killed while {phase or 'it starts'}")
        running.kill()
        running.communicate()
    ok(query("PRAGMA integrity_check")[0][0] == "ok", "kill -9 leaves the file whole")
    ok(query("SELECT count(*) FROM plan")[0][0] == n_before, "and no half plan in it")
    ok(run("plans").returncode == 0, "which opens again")


def test_plans():
    ok(run("plans", "stopped", "--rename", "renamed").returncode == 0, "a plan is renamed")
    listed = json.loads(run("plans", "-f", "json").stdout)
    names = [row["plan"] for row in listed]
    ok("renamed" in names and "stopped" not in names, "and listed", names)
    outcomes = {row["outcome"] for row in listed}
    table = run("plans").stdout
    ok("infeasible" in outcomes and "infeasible" not in table and "some rules gave" in table, "the table says outcomes in words", table)
    ok(run("plans", "renamed", "--delete").returncode == 0 and run("show", "renamed").returncode == 1, "and deleted")
    ok(run("publish", "open", "--from", "2027-01-04").returncode == 0, "a plan is published")
    again = run("allocate", "--plan", "open", "--within", "none", "--size", "50:62", "--time-limit", "1")
    ok(again.returncode == 1 and "published" in told(again), "and never drawn over", again.returncode, told(again))
    empty = run("init", db="empty.db"), run("allocate", db="empty.db"), run("show", db="empty.db")
    ok("no homes to plan" in empty[1].stderr and "no plan yet" in empty[2].stderr, "an empty file says what to do next")


def test_sheffield():
    folder = os.path.join(SHARED, "sheffield")
    if not os.path.isdir(folder):
        skip("Sheffield", "no shared data")
        return
    made = run("init", db="city.db"), run("import", folder, "-q", db="city.db")
    ok(made[1].returncode == 0, "Sheffield is imported", made[1].stderr)
    drawn = run("allocate", "--plan", "draft", *CITY_WORK, db="city.db")
    ok(drawn.returncode == 4 and "South West has 948 workload-equivalent homes" in told(drawn), "South West in words", told(drawn))
    plan = show("draft", db="city.db")
    outside = [p["patch"] for p in plan["patches"] if not 280 <= p["weighted_homes"] <= 300 and p["team"] != "South West"]
    ok(len(outside) == 0, "every other team inside the limits", outside)
    ok(disconnected("draft", db="city.db") == [], "every patch in one piece")
    ok(any("S2 4FW" in reason for reason in plan["reasons"]), "Central's S2 4FW is joined, and listed")
    bridges = query("SELECT count(*), sum(crosses_barrier) FROM plan_neighbour WHERE kind = 'bridge'", db="city.db")[0]
    ok(bridges == (1, 0), "by one bridge that crosses nothing", bridges)
    ok(plan["homes"] == 36101 and abs(plan["weighted_homes"] - 39837.47) < 0.005, "36,101 homes, 39,837.47 weighted")
    ok(query("SELECT count(*) FROM plan_postcode", db="city.db")[0][0] == 11831, "all 11,831 postcodes are answered")
    drawn = run("allocate", "--plan", "open", "--within", "none", *CITY_WORK, db="city.db")
    plan = show("open", db="city.db")
    ok(drawn.returncode == 0, "without borders: exit 0", drawn.returncode, told(drawn))
    ok(len(plan["patches"]) == plan["in_band"] == 137 and disconnected("open", db="city.db") == [], "137 patches, all good")


def main():
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    try:
        homes = make_town()
        test_open(homes)
        test_names(homes)
        test_teams()
        test_counts()
        test_impossible_numbers()
        test_locks()
        test_imported(homes)
        test_compare(homes)
        test_explain()
        test_new_only()
        test_repeat()
        test_dry_run()
        test_changed_meanwhile()
        test_interrupted()
        test_plans()
        test_sheffield()
    finally:
        os.chdir("/")
        shutil.rmtree(folder)
    raise SystemExit(finish())


main()
