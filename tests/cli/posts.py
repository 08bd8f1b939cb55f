"""One patch for each post: `allocate --posts` and `--staffing` on a small town with part-timers, a job share, a starter,
spare, missing, vacant and ended posts; on Sheffield when it is there."""
import csv
import json
import math
import os
import re
import shlex
import shutil
import sys
import tempfile

from program import SHARED, SOURCE, WORK, call, query, run, show, told, write
from tap import finish, ok, skip

WIDE, NORTH, SOUTH = 13, 104, 57  # homes in a grid, WIDE columns; the first NORTH of them in the north
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"

OFFICERS = [  # id, name, role, team, fte, caseload_pct, caseload_until, share_with, ends
    ("A1", "Ann Lee", "officer", "North", 1, "", "", "", ""),
    ("A2", "Bo Hart", "officer", "North", 0.8, "", "", "", ""),
    ("A3", "Cy Dunn", "officer", "North", 0.6, "", "", "A4", ""),
    ("A4", "Di Moss", "officer", "North", 0.4, "", "", "", ""),
    ("A5", "", "officer", "North", 1, "", "", "", ""),
    ("A6", "Ed Ruse", "officer", "North", 1, 50, "2027-03-31", "", ""),
    ("A7", "Flo Gill", "officer", "North", 1, "", "", "", "2026-06-30"),
    ("A8", "Gus Wray", "team_leader", "North", 1, "", "", "", ""),
    ("A9", "Hal Pike", "cover", "North", 1, "", "", "", ""),
    ("B1", "Ida Kaye", "officer", "South", 1, "", "", "", ""),
    ("B2", "Jon Beck", "officer", "South", 1, "", "", "", ""),
    ("B3", "Kim Todd", "officer", "South", 0.6, "", "", "", ""),
    ("B4", "", "officer", "South", 1, "", "", "", ""),
    ("B5", "", "officer", "South", 0.5, "", "", "", ""),
    ("B6", "Lou Nunn", "agency", "South", 1, "", "", "", ""),
]
SHARES = {"A1": 1, "A2": 0.8, "A3": 1, "A5": 1, "A6": 0.5, "B1": 1, "B2": 1, "B3": 0.6, "B4": 1, "B5": 0.5}


def draw(*words, plan="posts", steps=300000, db="town.db"):
    return run("allocate", "--plan", plan, "--posts", "--max-steps", steps, "--jobs", 1, *words, db=db)


def leads(plan, db="town.db"):
    return query("SELECT patch_ix, officer_id, role, share_milli FROM plan_lead JOIN plan USING (plan_id) WHERE plan.name = ?", plan, db=db)


def make_town():
    postcodes, homes = [], []
    for i in range(NORTH + SOUTH):
        code = f"T1 {i // 20 % 9 + 1}{LETTERS[i % 20]}{LETTERS[i // 180]}"
        x, y = 400000 + 100 * (i % WIDE) + i % 7, 300000 + 100 * (i // WIDE) + i % 5
        ward = "W1" if i < NORTH else "W2"
        today = f"P{1 + i % WIDE // 4}" if i < NORTH else f"P{5 + i % WIDE // 5}"
        postcodes.append((code, x, y, ward))
        homes.append((f"R{i:03d}", f"{i + 1} Row", "Row", code, ward, today))
    os.mkdir("town")
    write("town/postcodes.csv", ["postcode", "easting", "northing", "ward_code"], postcodes)
    write("town/teams.csv", ["ward_code", "team"], [("W1", "North"), ("W2", "South")])
    write("town/homes.csv", ["property_ref", "address", "street", "postcode", "ward_code", "current_patch"], homes)
    header = ["officer_id", "name", "role", "team", "fte", "caseload_pct", "caseload_until", "share_with", "ends"]
    write("town/officers.csv", header, OFFICERS)
    write("town/current_officers.csv", ["patch", "officer_id"], [("P1", "A1"), ("P2", "A3"), ("P3", "A2"), ("P5", "B3"), ("P6", "B1")])
    made = [run("init"), run("import", "town")]
    ok(all(done.returncode == 0 for done in made), "the town is imported", [told(done) for done in made])


def check_plan(plan, least, most, day_shares=None, db="town.db"):
    """Every patch inside the limits of its own officer's share, every officer once."""
    document, shares = show(plan, db), day_shares or SHARES
    officers = [p["officer"] for p in document["patches"]]
    ok(len(set(officers)) == len(officers) and all(o in shares for o in officers), f"{plan}: a patch for each post, each once", officers)
    wrong = [p for p in document["patches"] if abs(p["share"] - shares[p["officer"]]) > 1e-9]
    ok(not wrong, f"{plan}: the share of a patch is its post's", wrong)
    outside = [p for p in document["patches"] if not p["share"] * least - 1e-9 <= p["weighted_homes"] <= p["share"] * most + 1e-9]
    ok(not outside and document["in_band"] == len(officers), f"{plan}: every patch inside the limits of its share", outside)
    listed = [r for r in csv.DictReader(run("plans", "-f", "csv", db=db).stdout.splitlines()) if r["plan"] == plan] or [{}]
    ok(str(len(officers)) in listed[0].values(), f"{plan}: the list of plans counts them as inside too", listed)
    return document


def test_posts():
    done = draw("--size", "20:24", "--on", "2027-04-01", "--within", "none")
    shares = {**SHARES, "A6": 1}
    ok(done.returncode == 0, "all posts for all homes: exit 0", told(done))
    check_plan("posts", 20, 24, shares)
    ok("Thursday 1 April 2027" in told(done) and "add up to 8.9 full-time" in told(done) and "3 of them vacant and 1 shared" in told(done),
       "how many posts, as of which day", told(done))
    # 161 homes are 22 for each of 7.32 posts; people fill 6.4, one vacant post more comes nearest
    # of the two vacant whole posts the one of the team in which the patch without an officer lies
    ok("2 posts take no patch" in told(done) and "A5 (vacant, 1), B5 (vacant, 0.5)" in told(done), "the spare posts are named", told(done))
    officers = {p["officer"] for p in show("posts")["patches"]}
    ok({o[0] for o in OFFICERS if o[1] and o[0] in SHARES} <= officers, "nobody who is there is left out", officers)


def test_shares_of_leads():
    by_patch = {}
    for patch, officer, role, share in leads("posts"):
        by_patch.setdefault(patch, []).append((officer, role, share))
    pair = sorted(next(rows for rows in by_patch.values() if len(rows) == 2))
    ok(pair == [("A3", "share", 600), ("A4", "share", 400)], "a job share is kept with its hours", pair)
    sums = dict(query("SELECT patch_ix, share_milli FROM plan_patch JOIN plan USING (plan_id) WHERE plan.name = 'posts'"))
    ok(all(sum(row[2] for row in rows) == sums[patch] for patch, rows in by_patch.items()), "shares add up to the patch's", by_patch)
    run("allocate", "--plan", "whole", "--within", "none", "--size", "20:24", *WORK)
    pair = sorted((o, s) for _, o, role, s in leads("whole") if role == "share")
    ok(pair in ([], [("A3", 600), ("A4", 400)]), "without --posts too", pair)
    ok(all(p["share"] == 1 for p in show("whole")["patches"]), "without --posts every share is 1")


def check_people_stay(plan):
    """Officers with a patch today keep most of what they can: no exchange of two of one share keeps more, nor would a spare one."""
    held = {}
    sql = ("SELECT q.patch_ix, c.officer_id, count(*) FROM plan JOIN plan_home m USING (plan_id) JOIN plan_unit u USING (plan_id, unit_ix)"
           " JOIN plan_patch q USING (plan_id, patch_ix) JOIN home h USING (home_id) JOIN current_officer c ON c.patch = h.current_patch"
           " WHERE plan.name = ? GROUP BY 1, 2")
    for patch, officer, n in query(sql, plan):
        held[patch, officer] = n
    of_patch = {p: o for p, o, role, _ in leads(plan) if o != "A4"}
    share = dict(query("SELECT patch_ix, share_milli FROM plan_patch JOIN plan USING (plan_id) WHERE plan.name = ?", plan))
    better = [(p, q) for p in of_patch for q in of_patch if p < q and share[p] == share[q] and
              held.get((p, of_patch[q]), 0) + held.get((q, of_patch[p]), 0) > held.get((p, of_patch[p]), 0) + held.get((q, of_patch[q]), 0)]
    ok(not better, f"{plan}: no two officers of one share would keep more homes by changing patches", better)
    spare = [o[0] for o in OFFICERS if o[1] and o[0] in SHARES and o[0] not in of_patch.values()]
    better = [(p, o) for p in of_patch for o in spare if share[p] == 1000 * SHARES[o] and held.get((p, o), 0) > held.get((p, of_patch[p]), 0)]
    ok(not better, f"{plan}: no officer is spare while a patch that is mostly theirs is given to another", better, spare)
    return spare


def test_people_stay():
    check_people_stay("posts")
    done = draw("--size", "50:56", "--within", "none", "--on", "2026-11-22", plan="fewer")
    spare = check_people_stay("fewer")
    ok(spare and all(f"{o} " in told(done) for o in spare) and not any(f"{o} " in told(done) for o in {o for _, o, _, _ in leads("fewer")}),
       "the posts told as spare are the ones without a patch", spare, told(done))


def test_leads_told():
    """Patches without an officer, officers without a patch, officers of another team: against plain SQL."""
    done = run("allocate", "--plan", "teams", "--size", "20:24", "--time-limit", 1, "--max-steps", 100000)
    vacant = query("SELECT q.name, t.name FROM plan p JOIN plan_patch q USING (plan_id) JOIN team t USING (team_id) LEFT JOIN plan_lead l USING (plan_id, patch_ix) "
                   "LEFT JOIN officer o USING (officer_id) WHERE p.name = 'teams' GROUP BY q.patch_ix HAVING coalesce(max(o.name), '') = ''")
    said = re.search(r"Note: (\d+) patch\w* .*drawn without an officer: (.*)", told(done))
    ok(said and int(said[1]) == len(vacant) and all(team in said[0] for _, team in vacant), "patches without an officer are told", vacant, told(done))
    idle = {name for (name,) in query("SELECT name FROM officer WHERE role = 'officer' AND name <> '' AND coalesce(ends, '9') > '2026-11' AND officer_id NOT IN "
                                      "(SELECT officer_id FROM plan_lead JOIN plan USING (plan_id) WHERE plan.name = 'teams')")}
    said = re.search(r"Note: (\d+) officer\w* .*given no patch: (.*)", told(done))
    ok(said and int(said[1]) == len(idle) and any(name in said[2] for name in idle), "officers without a patch are told", idle, told(done))
    done = draw("--size", "20:24", "--on", "2027-04-01", "--within", "none", plan="mixed")
    strangers = query("SELECT q.name, o.name FROM plan p JOIN plan_patch q USING (plan_id) JOIN plan_lead l USING (plan_id, patch_ix) JOIN officer o USING (officer_id)"
                      " WHERE p.name = 'mixed' AND l.role <> 'share' AND o.team_id <> q.team_id")
    said = re.search(r"Note: (\d+) patch\w* ha\w+ an officer of another team: (.*)", told(done))
    ok(said and int(said[1]) == len(strangers) if strangers else not said, "officers of another team are told", strangers, told(done))
    tried = paste(done)
    ok(all(t.returncode == 0 for t in tried) and (tried or not strangers), "and the way out works when pasted", told(done), [told(t) for t in tried])


def test_letters():
    """A household keeps its named officer where one of those who share its patch is hers today; against plain counting."""
    done = run("publish", "posts", "--from", "2027-01-01", "-n")
    today = dict(query("SELECT property_ref, c.officer_id FROM home h LEFT JOIN current_officer c ON c.patch = h.current_patch"))
    names = {}
    for ref, officer in query("SELECT property_ref, officer_id FROM plan p JOIN plan_home USING (plan_id) JOIN home USING (home_id) JOIN plan_unit "
                              "USING (plan_id, unit_ix) JOIN plan_lead USING (plan_id, patch_ix) JOIN officer USING (officer_id) WHERE p.name = 'posts' AND officer.name <> ''"):
        names.setdefault(ref, set()).add(officer)
    other = sum(ref in names and today[ref] not in names[ref] for ref in today)
    kept = sum(len(names.get(ref, ())) == 2 and today[ref] in names[ref] for ref in today)
    ok(kept > 0 and re.search(rf"change named officer +{other} \(letters.*\n *have no named officer +{len(today) - len(names)}\n", told(done)),
       "letters go where no named officer stays; a vacant post is none", other, kept, told(done))


def paste(done, plan="posts"):
    """Every command under Try, run as it stands; its exit status."""
    fixes = re.findall(r"Try: patchplan (.*)", told(done))
    return [call(*shlex.split(fix)) for fix in fixes]


def test_missing():
    done = draw("--size", "20:24", "--on", "2026-11-22")
    ok(done.returncode == 4 and "North has 104 workload-equivalent homes; its 5 posts (1 vacant) add up to 4.3 full-time and can have at most 103.2" in told(done)
       and "0.04 of a full-time post missing" in told(done), "too few posts: said with the figures", told(done))
    ok("as of Thursday 1 April 2027 they add up to 4.8, which is enough" in told(done), "and the day on which they are enough", told(done))
    tried = paste(done)
    ok(len(tried) == 3 and all(t.returncode == 0 for t in tried), "all ways out work when pasted", told(done), [told(t) for t in tried])
    done = draw("--size", "20:24", "--within", "team", "--on", "2027-04-01")
    ok(done.returncode == 0 and "2 posts of South take no patch" in told(done) and "B4 (vacant, 1), B5 (vacant, 0.5)" in told(done),
       "as of that day by team: spare posts are named", told(done))
    check_plan("posts", 20, 24, {**SHARES, "A6": 1})
    done = draw("--size", "52:52", "--within", "none", "--on", "2026-11-22")
    ok(done.returncode == 4 and "cannot be met" in told(done), "posts of which no choice fits: said", told(done))
    text = run("show", "posts").stdout
    ok("Share" in text and "times their share" in text, "the table for people has the shares", text)


def test_from_and_locks():
    draw("--size", "20:24", "--within", "none", "--on", "2027-04-01")
    before = {p["patch"]: p for p in show("posts")["patches"]}
    small = next(p for p in before.values() if p["share"] == 0.8)
    done = draw("--size", "20:24", "--within", "none", "--on", "2027-04-01", "--from", "posts", "--lock", small["patch"], plan="again")
    after = {p["patch"]: p for p in check_plan("again", 20, 24, {**SHARES, "A6": 1})["patches"]}
    same = after.get(small["patch"], {})
    ok(done.returncode == 0 and same.get("officer") == small["officer"] and same.get("homes") == small["homes"] and same.get("share") == 0.8,
       "a locked patch keeps its officer, its homes and its share", told(done), small, same)
    stays = sum(before[name]["officer"] == p["officer"] for name, p in after.items() if name in before)
    ok(stays >= len(after) - 2, "drawn from a plan, officers stay with their patches", before, after)
    explained = run("explain", small["patch"], "--plan", "again").stdout
    ok("the limits of a share of 0.8 are 16 to 19.2" in explained, "explain says the limits of the share", explained)
    exported = run("export", "patches", "--plan", "again", "-o", "patches.csv")
    shares = [r["share"] for r in csv.DictReader(open("patches.csv", encoding="utf-8"))] if exported.returncode == 0 else []
    ok(sorted(map(float, shares)) == sorted(p["share"] for p in after.values()), "exported with their shares", told(exported), shares)


def test_lock_outside():
    """A patch of today that is locked takes its officer's post, also when it is too large for it."""
    done = draw("--size", "20:24", "--within", "none", "--on", "2027-04-01", "--lock", "P3", plan="locked")
    patch = next(p for p in show("locked")["patches"] if p["patch"] == "P3")
    ok(done.returncode == 4 and patch["officer"] == "A2" and patch["share"] == 0.8 and patch["homes"] == 32,
       "a locked patch of today has its officer's post", told(done), patch)
    ok("P3 stays as it is, as asked, with 32 workload-equivalent homes; the limits of its post are 16 to 19.2" in told(done),
       "and is said to be over the limits of that post", told(done))
    tried = paste(done)
    ok(tried and all(t.returncode == 0 for t in tried), "released, it can be done", told(done), [told(t) for t in tried])


def test_list_moves_on():
    """After an import that ends homes and brings new ones: show says so with a way out, compare has them in columns."""
    shutil.copyfile("town.db", "moved.db")
    homes = list(csv.DictReader(open("town/homes.csv", encoding="utf-8")))
    new = [{**homes[0], "property_ref": f"N{i}", "address": f"{i} New Row"} for i in range(2)]
    write("moved.csv", list(homes[0]), [h.values() for h in homes[:-1] + new])
    run("allocate", "--plan", "first", "--size", "20:24", "--within", "none", "--max-steps", 100000, db="moved.db")
    ok("list of homes has changed" not in run("show", "first", db="moved.db").stdout, "nothing to say while the list stands")
    run("import", "homes", "moved.csv", "--missing", "end", db="moved.db")
    shown = run("show", "first", db="moved.db")
    ok("1 home of this plan is no longer in it, 2 homes of it are in no patch of this plan" in shown.stdout, "homes ended and new are told", shown.stdout)
    before = shown.stdout.count("list of homes has changed")
    run("allocate", "--new-only", "--from", "first", "--plan", "later", "--size", "20:24", "--max-steps", 100000, db="moved.db")
    both = run("compare", "first", "later", db="moved.db").stdout
    document = json.loads(run("compare", "first", "later", "-f", "json", db="moved.db").stdout)
    sums = [sum(p[key] for p in document["patches"]) for key in ("ended", "new")]
    wrong = [p for p in document["patches"] if p["homes_a"] - p["leaving"] - p["ended"] + p["joining"] + p["new"] != p["homes_b"]]
    ok(sums == [1, 2] and not wrong and "Only after" in both and "1 home is only in first, 2 only in later" in both,
       "compare tells them from homes that change patch", both, document)
    tried = paste(shown)
    after = run("show", "first", db="moved.db").stdout
    ok(before == 1 and tried and tried[0].returncode in (0, 4) and "list of homes has changed" not in after,
       "the way out takes them in when pasted", told(shown), [told(t) for t in tried], after)
    write("first.csv", ["property_ref", "patch"], [(h["property_ref"], h["current_patch"]) for h in homes[:-1]])
    done = run("import", "plan", "today", "first.csv", db="moved.db")
    ok("'today' is the newest draft now" in told(done), "an imported plan that becomes the newest draft says so", told(done))


def test_refusals():
    for words, why in (
        (["--posts", "--patches", "4"], "--patches"),
        (["--posts", "--new-only"], "--new-only"),
        (["--posts", "--within", "ward"], "--within team or none"),
        (["--on", "2027-01-01"], "--posts"),
        (["--posts", "--on", "soon"], "soon"),
    ):
        done = run("allocate", *words)
        ok(done.returncode == 2 and why in told(done), f"{' '.join(words)}: refused", done.returncode, told(done))
    shutil.copytree("town", "nobody")
    os.remove("nobody/officers.csv")
    os.remove("nobody/current_officers.csv")
    run("init", db="nobody.db")
    run("import", "nobody", db="nobody.db")
    done = draw("--size", "20:24", db="nobody.db")
    ok(done.returncode == 3 and "import officers" in told(done), "no officers: said what to import", done.returncode, told(done))
    write("nobody/officers.csv", ["officer_id", "name", "role", "team"], [("B1", "Ida Kaye", "officer", "South")] + [(f"B{i}", "", "officer", "South") for i in (7, 8)])
    run("import", "officers", "nobody/officers.csv", db="nobody.db")
    done = draw("--size", "18:22", db="nobody.db")
    drawn = show("posts", "nobody.db")["patches"]
    ok(done.returncode == 4 and "North has 104 workload-equivalent homes and no post that could take a patch of them: 4.73 full-time posts missing" in told(done)
       and sum(p["officer"] is None for p in drawn) == 5 and len(drawn) == 8, "a team without posts: said, and drawn with nobody named", told(done), drawn)
    os.remove("nobody.db")
    run("init", db="nobody.db")
    os.remove("nobody/officers.csv")
    run("import", "nobody", db="nobody.db")
    done = run("allocate", "--staffing", "--size", "20:24", "-f", "json", db="nobody.db")
    ok(done.returncode == 0 and json.loads(done.stdout)[0]["posts_held"] is None, "staffing without officers leaves posts empty", done.stdout)


def test_staffing_for_people():
    said = run("allocate", "--staffing", "--size", "20:24", "--on", "2026-11-22").stdout
    lines = said.splitlines()
    ok(lines[0].startswith("How many patches") and "20 to 24, as asked (marked *), come to" in lines[1], "what the table shows comes first", said)
    for option in ("--posts", "--patches 4", "--from posts", "--keep 1"):
        refused = run("allocate", "--staffing", *option.split())
        ok(refused.returncode == 2 and f"leave {option.split()[0]} out" in told(refused), f"--staffing {option}: refused, not passed over", told(refused))
    ok("short" in said and "Enough with --posts" in said and "Whole patches take a full-time post each. With --posts" in said,
       "posts short for whole patches and enough with --posts: said how both hold", said)
    marked = [line for line in lines[2:] if "*" in line and not line.startswith("Whole")]
    ok(marked and all(line.startswith("20 to 24 *") for line in marked), "the limits asked for are marked", said)


def test_staffing():
    n_plans = len(run("plans", "-f", "csv").stdout.splitlines())
    done = run("allocate", "--staffing", "--size", "20:24", "--on", "2026-11-22", "-f", "csv")
    golden = open(os.path.join(SOURCE, "tests", "golden", "staffing", "expected.csv"), encoding="utf-8").read()
    ok(done.returncode == 0 and done.stdout.replace("\r\n", "\n") == golden, "the staffing table is the golden one", told(done), done.stdout)
    rows = json.loads(run("allocate", "--staffing", "--size", "20:24", "--on", "2026-11-22", "-f", "json").stdout)
    wrong = []
    for r in rows:
        least, most = math.ceil(r["weighted_homes"] / r["max"] - 1e-9), math.floor(r["weighted_homes"] / r["min"] + 1e-9)
        if r["team"] and ((r["least_patches"], r["most_patches"]) != (least, most) or r["can_be_met"] != (least <= most)):
            wrong.append(r)
        if abs(r["posts_left"] - (r["posts_held"] - r["patches"])) > 1e-9 or r["posts_needed"] != r["patches"]:
            wrong.append(r)
    ok(len(rows) == 15 and not wrong, "its figures are those of plain arithmetic", wrong)
    ok(len(run("plans", "-f", "csv").stdout.splitlines()) == n_plans, "nothing was drawn")
    write("activities.csv", ["activity", "minutes", "done_by", "per"], [("case", 60, "patch officer", "home"), ("letter", 30, "back office", "home")])
    write("places.csv", ["neighbourhood_code", "weight"], [("N1", 1)])
    homes = list(csv.DictReader(open("town/homes.csv", encoding="utf-8")))
    write("homes.csv", [*homes[0], "neighbourhood_code"], [[*h.values(), "N1"] for h in homes])
    write("interventions.csv", ["date", "activity", "neighbourhood_code", "count"],
          [(f"2026-{m:02d}-01", activity, "N1", n) for m in range(1, 13) for activity, n in (("case", 100), ("letter", 20))])
    for kind, file in (("activities", "activities.csv"), ("neighbourhoods", "places.csv"), ("homes", "homes.csv"), ("interventions", "interventions.csv")):
        run("import", kind, file)
    done = run("allocate", "--staffing", "--size", "20:24", "--within", "none", "-f", "json")
    rows = json.loads(done.stdout)
    ok(all(abs(r["hours_per_patch"] - 1200 / r["patches"]) < 1 for r in rows), "hours a patch are those recorded in a year", done.stdout)
    ok("back office: 120 hours a year" in told(done), "and the back office's are said", told(done))


def test_sheffield():
    folder = os.path.join(SHARED, "sheffield")
    if not os.path.exists(os.path.join(folder, "homes.csv")):
        skip("Sheffield's posts", "no ../shared")
        return
    run("init", db="s.db")
    run("import", folder, db="s.db")
    done = draw("--within", "none", "--on", "2026-11-22", steps=1500000, db="s.db")
    document = show("posts", "s.db")
    outside = [p for p in document["patches"] if not p["share"] * 280 - 1e-9 <= p["weighted_homes"] <= p["share"] * 300 + 1e-9]
    ok(done.returncode == 0 and not outside, "Sheffield: every used post's patch inside its own limits", told(done), outside)
    ok(abs(sum(p["share"] for p in document["patches"]) - 136.4) < 1e-6, "Sheffield: all 136.4 posts have a patch", len(document["patches"]))
    done = draw("--on", "2026-11-22", steps=1500000, plan="teams", db="s.db")
    ok(done.returncode == 4 and all(words in told(done) for words in (
        "Central has 3,395.18 workload-equivalent homes; its 13 posts (1 vacant) add up to 11.2 full-time", "0.12 of a full-time post missing",
        "South East has 5,408.04", "South West has 948")), "Sheffield by team: the shortages in words", told(done))


with tempfile.TemporaryDirectory() as place:
    os.chdir(place)
    make_town()
    for test in (test_posts, test_shares_of_leads, test_leads_told, test_people_stay, test_letters, test_missing, test_from_and_locks, test_lock_outside, test_list_moves_on, test_refusals, test_staffing_for_people, test_staffing, test_sheffield):
        test()
    os.chdir("/")
sys.exit(finish())
