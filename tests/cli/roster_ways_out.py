"""Teams that cannot do it: one sentence with patch, officer, venue and day, and every command that is printed under it,
pasted, takes the reason away."""
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.abspath(os.environ.get("SRCDIR", ".")), "tests", "models"))
import check_roster
from program import PROGRAM, query, rows, run, told, write
from rosters import DEMO, FROM, broken, copy, demo_town, export, roster
from tap import finish, ok


def build(name, **tables):
    """The demo town with other lists, and what building its roster says."""
    db = copy(name + ".db")
    for table, change in tables.items():
        listed = change(rows(os.path.join(DEMO, table + ".csv")))
        write(f"{name}.csv", listed[0], [r.values() for r in listed])
        taken = run("import", table, f"{name}.csv", "--missing", "end", db=db)
        ok(taken.returncode == 0, f"{name}: {table} imported", told(taken)[-600:])
    return db, run("roster", "build", "--plan", "first", *FROM, db=db)


def paste(command, db="pasted.db"):
    """The printed command, on another file than the one it names."""
    words = shlex.split(command)[1:]
    if words[0] == "-d":
        words = words[2:]
    return subprocess.run([PROGRAM, "-d", db, *words], capture_output=True, text=True)


def reasons(text):
    """(sentence, commands) as printed."""
    found = []
    for line in text.splitlines():
        reason, command = re.match(r"    (\S.*?)\.?$", line), re.match(r"      Try: (.*)", line)
        if command:
            found[-1][1].append(command[1])
        elif reason:
            found.append((reason[1], []))
    return [(sentence, commands) for sentence, commands in found if commands]


def is_same(a, b):
    """Two breaches about the same thing. Patches have several skills to be without: homes tell them apart; of a loan that is
    proposed, who is lent."""
    return all(a[k] == b[k] for k in ("rule", "team", "patch", "venue_id", "date", "half_day", "broken")) \
        and (a["rule"] != "H3" or a["homes"] == b["homes"]) and (a["rule"] != "H4" or a["officer_id"] == b["officer_id"])


def check(db, *words):
    asked = run("roster", "check", "--plan", "first", *FROM, *words, "-f", "json", db=db)
    return asked.returncode, [b for b in json.loads(asked.stdout)["breaches"] if b["broken"]]


def counted(db, rule, what):
    """Before anything is made the check says so too, with the exit status of the roster, and its ways out take that away."""
    status, found = check(db)
    found = [b for b in found if b["rule"] == rule]
    ok(status == 4 and found, f"{what}: counted beforehand, exit 4")
    ok(rule[0] == "H" or not broken(roster(db), rule), f"{what}: once made it is told by the rule alone")
    for fix in {f for b in found for f in b["fixes"]}:
        words = shlex.split(fix.split(" --weeks 13 ")[1])
        left = [b["text"] for b in check(db, *words)[1]]
        ok(any(b["text"] not in left for b in found if fix in b["fixes"]), f"{what}, checked with: {shlex.join(words)}", *left)


def paste_all(db, built, what):
    """Every printed command, each on a copy of its own: what it stands under is gone."""
    made, printed = roster(db), reasons(built.stdout)
    ok(built.returncode == 4 and printed, f"{what}: exit 4, and there are ways out", told(built)[:1500])
    under = {}
    for sentence, commands in printed:
        for command in commands:
            under.setdefault(command, []).append(next(b for b in made["breaches"] if (b["text"] or "").rstrip(".") == sentence))
    for command, about in under.items():
        copied = run("backup", "pasted.db", db=db)
        done = paste(command)
        left = [a["text"] for a in about for b in roster("pasted.db")["breaches"] if is_same(a, b)]
        ok(copied.returncode == 0 and done.returncode in (0, 4) and not left, f"{what}, pasted: {command.split(' --weeks 13 ')[1]}", *left,
           told(done)[:800])
        os.remove("pasted.db")
    return printed


def agrees(db, tables, what):
    """The outside checker, given the same lists, finds nothing that was not named."""
    os.makedirs("lists", exist_ok=True)
    for name in os.listdir(DEMO):
        if not os.path.exists(os.path.join("lists", name)):
            os.symlink(os.path.join(DEMO, name), os.path.join("lists", name))
    for table, change in tables.items():
        os.remove(f"lists/{table}.csv")
        listed = change(rows(os.path.join(DEMO, table + ".csv")))
        write(f"lists/{table}.csv", listed[0], [r.values() for r in listed])
    export("checked", db)
    findings = check_roster.unreported(check_roster.Town("lists"), check_roster.Roster("checked"))
    ok(not findings, f"{what}: the outside checker agrees", *(f"{f.rule}: {f.text}" for f in findings[:8]))
    for table in tables:
        os.remove(f"lists/{table}.csv")


# ---- three officers for eight patches ----


def three_officers(people):
    """Five of Southgate's eight officers work in Eastfield now, which has some to spare."""
    theirs = [r for r in people if r["team"] == "Southgate" and r["role"] == "officer"]
    return [dict(r, team="Eastfield") if r in theirs[3:] else r for r in people]


def test_three():
    db, built = build("three", officers=three_officers)
    short = broken(roster(db), "H1")
    ok(all("--teams Southgate" in f for b in short for f in b["fixes"]), "ways out make no other team again", *(f for b in short for f in b["fixes"]))
    ok(len(short) == 5 and all("Southgate" in b["text"] and b["patch"] in b["text"] and "8 patches" in b["text"] for b in short),
       "three officers for eight patches: each patch without one, its team, the numbers", told(built)[:1500])
    counted(db, "supply", "three officers for eight patches")
    printed = paste_all(db, built, "three officers for eight patches")
    most = max((commands[0] for sentence, commands in printed if "has no officer" in sentence), key=len)
    mended = paste(most, db)
    ok(mended.returncode == 0 and not broken(roster(db)), "the largest of them mends all five, and no other patch is without", told(mended)[:900])
    agrees(db, {"officers": three_officers}, "with five lent")
    ours = run("roster", "build", "--plan", "first", *FROM, "--teams", "Northbank", "-n", db=db)
    theirs = run("roster", "build", "--plan", "first", *FROM, "--teams", "Southgate", "-n", *(w for o in re.findall(r"--lend (\w+)=", most)
                 for w in ("--lend", o + "=Eastfield")), db=db)
    ok("Southgate has" not in ours.stdout and " in Southgate " not in ours.stdout and "Northbank" in ours.stdout,
       "with --teams the rules of those teams alone are told", told(ours)[:900])
    ok(all("--plan first" in c and "--teams Southgate" in c for _, commands in reasons(theirs.stdout) for c in commands) and
       reasons(theirs.stdout), "their ways out carry plan and teams", told(theirs)[:900])
    gone = run("roster", "build", "--plan", "first", *FROM, *(w for o in re.findall(r"--lend (\w+)=", most) for w in ("--lend", o + "=Eastfield")),
               db=db)
    ok(gone.returncode == 4 and len(broken(roster(db), "H1")) == 5, "lent back to their own team, it is as before", told(gone)[:600])


# ---- a skill that nobody holds ----


def no_hoarding(people):
    return [dict(r, skills=";".join(s for s in r["skills"].split(";") if s != "hoarding")) for r in people]


def test_skill():
    db, built = build("skill", officers=no_hoarding)
    lacking = broken(roster(db), "H3")
    ok(lacking and all("hoarding" in b["text"] and b["patch"] in b["text"] and "no officer of any team" in b["text"] for b in lacking),
       "a skill nobody holds: patch, skill, who leads it", told(built)[:1500])
    ok("--need-share" not in built.stdout, "no rule of the whole plan is bent for one patch")
    counted(db, "skills", "a skill nobody holds")
    paste_all(db, built, "a skill nobody holds")
    ok(not any("--go-along" in f for b in lacking for f in b["fixes"]), "nobody could go along: not offered", *(f for b in lacking for f in b["fixes"]))
    asked = run("roster", "build", "--plan", "first", *FROM, "--go-along", f"{lacking[0]['patch']}=hoarding", db=db)
    ok(asked.returncode == 4 and len(broken(roster(db), "H3")) == len(lacking), "and told all the same, it mends nothing", told(asked)[:600])


def one_hoarding(people):
    """One officer of another team than those whose homes need it."""
    holder = next(r["officer_id"] for r in people if r["team"] == "Northbank" and r["role"] == "officer" and r["name"])
    return [dict(r, skills="hoarding") if r["officer_id"] == holder else r for r in no_hoarding(people)]


def test_go_along():
    db, built = build("along", officers=one_hoarding)
    lacking = broken(roster(db), "H3")
    one = next((f for b in lacking for f in b["fixes"] if "--go-along" in f), "")
    ok(one, "held in another team: somebody may go along", told(built)[:1500])
    mended = paste(one, db)
    left = broken(roster(db), "H3")
    ok(len(left) == len(lacking) - 1, "which is about that patch alone", told(mended)[:600])
    agrees(db, {"officers": one_hoarding}, "with somebody going along")


def test_leaving():
    """Who leaves inside the weeks is not advised to be trained."""
    who = [r["officer_id"] for r in rows(os.path.join(DEMO, "officers.csv")) if r["team"] == "Southgate" and r["role"] == "officer"][:3]

    def leaving(people):
        return [dict(r, ends="2027-02-12" if r["officer_id"] in who else r["ends"]) for r in no_hoarding(people)]

    db, built = build("leaving", officers=leaving)
    checked = run("roster", "check", "--plan", "first", *FROM, db=db)
    advised = re.findall(r"--train (\w+)=", told(built) + told(checked))
    ok(advised and not set(advised) & set(who), "nobody who leaves in February is to be trained", who, told(built)[:1500], told(checked)[:1500])


# ---- the only step-free venue is closed on the days on which its officers work ----


def early_week(people):
    """Southgate works from Monday to Wednesday, but for one who stands in."""
    def changed(row):
        days = {d: "full" if d in ("mon", "tue", "wed") else "off" for d in ("mon", "tue", "wed", "thu", "fri")}
        return dict(row, **days, **{"b_" + d: "" for d in days})
    return [changed(r) if r["team"] == "Southgate" and r["role"] != "cover" else r for r in people]


def late_week(venues, step_free=("V08",)):
    """Castle Green opens on Thursdays and Fridays; what else is step-free is said."""
    closed = dict.fromkeys(("mon", "tue", "wed"), "closed")
    return [dict(v, step_free="yes" if v["venue_id"] in step_free else "no", **(closed if v["venue_id"] == "V08" else {})) for v in venues]


def test_venue():
    db, built = build("venue", officers=early_week, venues=late_week)
    without = [b for b in broken(roster(db), "H12") if b["team"] == "Southgate"]
    ok(len(without) == 8 and all(w in b["text"] for b in without for w in (b["patch"], "Castle Green Town Hall", "open on Thursday, Friday",
       "fewer than two of Southgate are at work", "works on Monday, Tuesday, Wednesday")), "the only step-free venue is closed on the days its "
       "officers work: patch, venue, officer, days", told(built)[:1500])
    counted(db, "H12", "the only step-free venue")
    paste_all(db, built, "the only step-free venue")
    opened = paste(next(f for f in without[0]["fixes"] if "--venue-open" in f), db)
    ok(opened.returncode == 0 and not broken(roster(db)), "another half-day mends all eight", told(opened)[:900])
    agrees(db, {"officers": early_week, "venues": late_week}, "with a half-day opened")


def test_parted():
    """One venue, open on one half-day, for three teams: the half-days that are advised come to the team that is told of them."""
    def one(venues):
        days = dict.fromkeys(("mon", "tue", "wed", "fri"), "closed") | {"thu": "am"}
        return [dict(v, step_free="yes" if v["venue_id"] == "V08" else "no", **(days if v["venue_id"] == "V08" else {})) for v in venues]

    db, built = build("parted", venues=one)
    printed = [(sentence, c) for sentence, commands in reasons(built.stdout) for c in commands if "--venue-open" in c and "no drop-in" in sentence]
    ok(printed and "leave no half-day to" in printed[0][0] and "Of these" not in built.stdout, "other teams have the half-days: said", told(built)[:2500])
    for team in sorted({re.search(r" in (\w+) \(", sentence)[1] for sentence, _ in printed}):
        sentence, command = next(p for p in printed if f" in {team} (" in p[0])
        run("backup", "pasted.db", db=db)
        done = paste(command)
        ok(not [b["text"] for b in broken(roster("pasted.db"), "H12") if b["text"].rstrip(".") == sentence or
                b["patch"] == sentence.split()[1] and "leave no half-day" in b["text"]], f"{team}, pasted: {command}", sentence, told(done)[:1500])
        os.remove("pasted.db")


def test_other_venues():
    def venues(listed):
        two_more = late_week(listed, ("V01", "V07", "V08", "V09"))
        return [dict(v, desks="1") if v["venue_id"] == "V07" else v for v in two_more]

    db, built = build("others", officers=early_week, venues=venues)
    printed = paste_all(db, built, "two more venues, one of them with one desk")
    ways = " ".join(c for _, commands in printed for c in commands)
    ok("--meet-at" in ways and "--venue-desks V07=2" in ways, "another venue, and desks at a nearer one, are ways out too", told(built)[:1500])
    for sentence, commands in printed:
        other = [c for c in commands if "--meet-at" in c]
        if other:
            paste(other[0], db)
    after = roster(db)
    ok(any(b["rule"] == "H12" and not b["broken"] and "as decided" in b["text"] for b in after["breaches"]), "a venue that was decided is "
       "said, and breaks no rule")
    agrees(db, {"officers": early_week, "venues": venues}, "with another venue")
    one = next(d["what"] for d in after["decisions"] if d["kind"] == "meet-at")
    back = run("roster", "build", "--plan", "first", *FROM, "--meet-at", one.split("=")[0] + "=as-listed", db=db)
    ok(one not in [d["what"] for d in roster(db)["decisions"]], "and is taken back", told(back)[:400])
    ok(query("SELECT count(*) FROM setting WHERE value LIKE '%as-listed%'", db=db) == [(0,)], "taking back leaves nothing behind")


# ---- nobody left to stand in ----


def all_away(leave):
    """All of Southgate are away on one day."""
    people = rows(os.path.join(DEMO, "officers.csv"))
    return leave + [dict.fromkeys(leave[0], "") | {"officer_id": p["officer_id"], "from": "2027-02-03", "to": "2027-02-03", "kind": "planned"}
                    for p in people if p["team"] == "Southgate" and p["name"]]


def test_nobody():
    db, built = build("nobody", leave=all_away)
    alone = [b for b in broken(roster(db), "H1") if b["date"] == "2027-02-03"]
    ok(len(alone) == 8 and all(b["fixes"] for b in alone), "nobody left to stand in: each patch of the day, with a way out", told(built)[:1500])
    printed = re.findall("Try: .*", built.stdout)
    ok(len(printed) == len(set(printed)), "no command is printed twice", *printed[:6])
    paste_all(db, built, "nobody left to stand in")
    away = run("roster", "check", "--plan", "first", *FROM, "--teams", "Northbank", db="skill.db")
    ok("hoarding" not in away.stdout and "Other teams: 1 rule that is not kept" in away.stdout, "of other teams only the number is told", told(away)[:500])


def test_refused():
    for words, wanted in ((["--train", "T99=asb"], "T99"), (["--train", "T05=juggling"], "no skill 'juggling'"), (["--train", "T05"], "such as"),
                          (["--go-along", "P99=asb"], "no patch"), (["--venue-desks", "V01=many"], "no number of desks"),
                          (["--venue-desks", "V99=2"], "V99"), (["--meet-at", "P04=V04"], "not step-free"), (["--meet-at", "P04=V99"], "V99")):
        done = run("roster", "build", "--plan", "first", *FROM, *words)
        ok(done.returncode in (1, 2) and wanted in told(done), f"refused in words: {' '.join(words)}", told(done)[:300])


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        made = demo_town()
        ok(all(m.returncode == 0 for m in made), "the demo town is imported and drawn", *(told(m) for m in made))
        for test in (test_three, test_skill, test_go_along, test_leaving, test_venue, test_parted, test_other_venues, test_nobody, test_refused):
            test()
        os.chdir("/")
    return finish()


if __name__ == "__main__":
    sys.exit(main())
