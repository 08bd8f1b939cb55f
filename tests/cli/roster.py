"""Rosters from the command line: the demo town made, checked from outside, changed by hand, recorded, exported; and
what is said when something cannot be."""
import contextlib
import csv
import datetime
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import zipfile

sys.path.insert(0, os.path.join(os.path.abspath(os.environ.get("SRCDIR", ".")), "tests", "models"))
import check_roster
from program import SHARED, SLOW, query, rows, run, start, starved, told, wait_for, write
from rosters import DEMO, FROM, broken, copy, demo_town, export, leads, roster
from tap import finish, ok, skip


# ---- made, and looked at from outside ----


def test_build():
    made = demo_town()
    ok(all(m.returncode == 0 for m in made), "the demo town is imported and drawn", *(told(m) for m in made))
    started = time.monotonic()
    built = run("roster", "build", "--plan", "first", *FROM)
    seconds = time.monotonic() - started
    ok(built.returncode == 0 and "Every rule is kept" in built.stdout and "the activities listed need, counted as full-time: patch officer" in built.stdout,
       "its roster keeps every rule: exit 0", told(built))
    ok(seconds < 30, f"in {seconds:.1f} s")
    made = roster()
    ok(made["outcome"] == "feasible" and made["weeks"] == 13 and made["from"] == "2027-01-04", "the JSON says which weeks")
    ok(len(leads(made)) == 24 and all(made[k] for k in ("caseload", "buddies", "cover", "sessions", "visits_by_week", "hours", "levels",
                                                       "measures")), "24 patches, and nothing is empty")
    ok({b["patch"] for b in made["buddies"]} == set(leads(made)), "every patch has a buddy")
    wrong = export("out")
    ok(not wrong, "everything can be exported", *wrong)
    town, written = check_roster.Town(DEMO), check_roster.Roster("out")
    findings = check_roster.unreported(town, written)
    ok(not findings, "the outside checker finds no broken rule", *(f"{f.rule}: {f.text}" for f in findings[:10]))
    for rule, name, caught in check_roster.seeded(town, written):
        ok(caught, f"it finds a planted fault of {rule} ({name})")


def test_one_day():
    """Named officers of a plan are those of one day: today, or the first of what is to come."""
    today = datetime.date.today().isoformat()
    day, plan = max(today, FROM[1]), json.loads(run("show", "first", "-f", "json").stdout)
    on, table = leads(roster(), day), run("show", "first").stdout
    wrong = [p for p in plan["patches"] if p["officer"] not in on.get(p["patch"], {None})]
    ok(not wrong and ("Named officers as from Monday 4 January 2027" in table) == (day > today),
       "show names the officers of one day, and says which", wrong, table[-900:])
    ok("drawn without an officer" not in table and "given no patch" not in table, "notes of the drawing are not told of a roster's officers", table[-900:])
    db = copy("one_day.db")
    published = told(run("publish", "first", "--from", today, db=db))
    ok(("The roster of this plan begins on Monday 4 January 2027. Nobody stands in before that day" in published) == (day > today), "from when nobody stands in", published)
    effect = told(run("publish", "first", *FROM, "-n", db=db))
    written = told(run("letters", "--plan", "first", *FROM, "-n", db=db))
    told_by = [re.findall(pattern, text) for pattern, text in ((r"letters go to ([\d,]+)|named officer +([\d,]+)\n", effect),
                                                               (r"([\d,]+) homes get a letter|([\d,]+)  homes whose patch has no", written))]
    ok(len(told_by[0]) == 2 and sorted(map(max, told_by[0])) == sorted(map(max, told_by[1])) and (day == today or max(told_by[0][0]) != "0"),
       "a publication tells as many letters as are written", effect, written[-900:])


def test_show():
    for words, wanted in (((), "Northbank"), (("Northbank",), "Jessopp"), (("T05",), "Felix Oakhanger"), (("P04",), "P04"),
                          (("--week", "2027-03-09"), "March 2027")):
        shown = run("roster", "show", *words)
        ok(shown.returncode == 0 and wanted in shown.stdout, f"roster show {' '.join(words)}", told(shown))
    weeks, team = run("roster", "show").stdout, run("roster", "show", "Eastfield").stdout
    ok("Week A, 4 January" in weeks and "VV" in weeks, "the weeks shown are the first with visits", weeks[:400])
    ok("P12, " in team and "; first to stand in: " in team, "a team: its patches, officers, who stands in first", team)
    ok(re.search(r"^\w+ \w+ for .+, .+: \w+ \d+ January 2027 to \w+ \d+ January 2027$", team, re.M), "and who stands in for whom", team)
    asked = run("roster", "show", "Eastfield", "--week", "2027-03-09").stdout
    ok("Week A, 1 March" in asked and "Drop-ins and meetings" in asked, "a day of week B shows both weeks", asked)
    ok("(No. " in asked, "with the number by which a drop-in is moved or cancelled", asked)
    nowhere = run("roster", "show", "Nowhere")
    ok(nowhere.returncode == 1 and "no team, officer or patch" in told(nowhere), "what is not there is said", told(nowhere))
    ok("did you mean 'Northbank'?" in told(run("roster", "show", "Nortbank")) and "did you mean 'Northbank'?" in told(run("user", "add", "x.y", "--role",
       "team-leader", "--team", "Nortbank")), "with the nearest")
    ok('"what"' not in run("audit").stdout and '{"what":"build"}' in run("audit", "-f", "csv").stdout.replace('""', '"'), "the journal tells in words")
    late = run("roster", "show", "--week", "2028-01-01")
    ok(late.returncode == 2 and "runs from" in told(late), "a week outside the roster too", told(late))
    against = run("roster", "show", "--against", "2026-01-01", "-f", "csv")
    ok(against.returncode == 0 and len(against.stdout.splitlines()) == 25, "modelled against recorded, by patch", told(against))


def test_one_team_out():
    done = run("export", "roster", "--teams", "Eastfield", "-o", "east.xlsx")
    with zipfile.ZipFile("east.xlsx") as book:
        words = book.read("xl/sharedStrings.xml").decode()
    ok(done.returncode == 0 and "Dara Varleigh" in words and "Northbank" not in words and "Ursula Abrook" not in words,
       "a spreadsheet of one team names no other", told(done))
    ok("Meetings of tenants and residents" in words and "Days standing in" in words, "meetings and days of standing in are counted")
    for wrong, status in ((("-o", "east.json"), 2), (("-o", "none.xlsx", "--teams", "Nowhere"), 1)):
        refused = run("export", "roster", "--teams", "Eastfield", *wrong)
        ok(refused.returncode == status and not os.path.exists(wrong[1]), f"--teams {' '.join(wrong)} is refused", told(refused))


def test_clock_change():
    """Clocks go forward on 28 March 2027: drop-ins stay at their hour, before and after."""
    hours = {(s["venue_id"], s["half_day"]): set() for s in rows("out/sessions.csv")}
    for s in rows("out/sessions.csv"):
        hours[s["venue_id"], s["half_day"]].add((s["start"], s["end"]))
    ok(all(len(h) == 1 for h in hours.values()), "across the clock change every venue keeps its hours")
    days = {s["date"] for s in rows("out/sessions.csv") if s["status"] != "cancelled"}
    ok(not days & {"2027-03-26", "2027-03-29"}, "nothing is held on the bank holidays of Easter")
    text = run("export", "calendar").stdout
    ok(text.count("BEGIN:VEVENT") >= len(rows("out/sessions.csv")) and "TZID:Europe/London" in text, "the calendar has all of them")
    feeds = [run("export", "calendar", "--for", f) for f in ("officer:T05", "patch:P04", "ward:TW01", "venue:V01")]
    ok(all(f.returncode == 0 and "BEGIN:VCALENDAR" in f.stdout for f in feeds), "by officer, patch, ward and venue", *map(told, feeds))
    refs = {v["property_ref"] for v in rows("out/visits.csv")}
    ok(not any(ref in text for ref in list(refs)[:500]), "no home stands in a calendar")
    bad = run("export", "calendar", "--for", "officer:T99")
    ok(bad.returncode == 1 and "T99" in told(bad), "an unknown officer has none", told(bad))


# ---- changed by hand ----


def test_away():
    db, before = copy("away.db"), roster()
    officer = next(iter(leads(before, "2027-02-01")["P04"]))
    started = time.monotonic()
    dry = run("roster", "away", officer, "2027-02-01", "2027-02-03", "-n", db=db)
    ok(dry.returncode in (0, 4) and roster(db)["cover"] == before["cover"], "a dry run of an absence keeps nothing", told(dry))
    away = run("roster", "away", officer, "2027-02-01", "2027-02-03", db=db)
    seconds = (time.monotonic() - started) / 2
    ok(away.returncode == 0 and "stands in for patch P04" in away.stdout and seconds < 5, f"away in {seconds:.1f} s: who stands in",
       told(away))
    after = roster(db)
    ok(leads(after) == leads(before), "no named officer changes")
    stood = {c["date"] for c in after["cover"] if c["patch"] == "P04" and c["cover_officer_id"]}
    ok({"2027-02-01", "2027-02-02", "2027-02-03"} <= stood, "each of the three days is covered")
    home = next(r for r in csv.DictReader(run("export", "allocation", "--plan", "first", db=db).stdout.splitlines()) if r["patch"] == "P04")
    asked = ("lookup", home["property_ref"], "--plan", "first", "--on", "2027-02-01")
    found = [json.loads(run(*asked, "-f", "json", db=name).stdout)[0] for name in ("town.db", db)]
    people = {r["officer_id"]: r["name"] for r in rows(os.path.join(DEMO, "officers.csv"))}
    wanted = next(people[c["cover_officer_id"]] for c in after["cover"] if c["patch"] == "P04" and c["date"] == "2027-02-01")
    ok([f["officer"] for f in found] == [people[officer]] * 2 and [f["stand_in"] for f in found] == [None, wanted],
       "look-up in files tells who stands in beside the named officer", found)
    ok(f"Standing in    {wanted}" in run(*asked, db=db).stdout, "and so does its card")
    export("away", db)
    town = check_roster.Town(DEMO)
    town.leave[officer].append((datetime.date(2027, 2, 1), datetime.date(2027, 2, 3), "", "unplanned"))
    findings = check_roster.unreported(town, check_roster.Roster("away"))
    ok(not findings, "and the outside checker agrees", *(f.text for f in findings[:5]))
    ok("unplanned" not in told(run("export", "calendar", db=db)), "no calendar tells that anyone is away")
    again = run("roster", "away", officer, "2027-02-01", "2027-02-03", db=db)
    ok(again.returncode == 0 and "recorded before" in told(again) and "Nothing changes" in again.stdout and
       query("SELECT count(*) FROM leave WHERE kind = 'unplanned' AND first_day >= '2027-02-01' AND first_day < '2027-02-04'", db=db) == [(1,)],
       "told again, it says that it knows", told(again))
    for days, said in ((("2027-02-06",), f"is no working day of {people[officer]}"), (("2027-02-06", "2027-02-07"), "works on none of these days"),
                       (("2027-02-03", "2027-02-04"), "is on leave already on Wednesday 3 February 2027")):
        done = run("roster", "away", officer, *days, "-n", db=db)
        ok(done.returncode == 0 and said in done.stdout and ("visits" in done.stdout or "Nothing changes" in done.stdout) and
           ("move to other days" in done.stdout) == ("2027-02-04" in days), f"away on {days}: {said}", told(done))
    for words, wanted in (((officer, "2027-02-05", "2027-02-03"), "before it starts"), (("T99",), "no officer 'T99'"), (("T5",), "did you mean 'T05'"),
                          ((officer, "2027-02-30"), "is no day"), ((officer, "2028-02-01"), "--from 2027-04-05")):
        bad = run("roster", "away", *words, db=db)
        ok(bad.returncode in (1, 2, 3) and wanted in told(bad), f"refused in words: away {' '.join(words)}", told(bad))
    early, today = run("roster", "away", officer, "2026-11-24", db=db), run("roster", "away", officer, "today", "--half", "am", "-n", db=db)
    ok("roster build --from 2026-11-23" in told(early) and "no day" not in told(today) and "unknown option" not in told(today),
       "before the roster: the way out is said; today is a day, --half is --part", told(early), told(today))
    ok(roster(db)["cover"] == after["cover"], "refusals change nothing")
    back_again(db, before, officer)
    said = [run("roster", *words, "--plan", "first", db=db).stdout for words in (("check",), ("build", "-n"))]
    spans = [re.search(r"plan 'first', (Monday .* weeks\))", text) for text in said]
    ok(all(spans) and spans[0][1] == spans[1][1] and "those of the roster that stands" in said[0],
       "without dates the check counts the weeks that building makes, and says which", *said)


def back_again(db, before, officer):
    """The officer came in on the second day; then it turns out that the first was no absence either."""
    def stood(day):
        return [c["cover_officer_id"] for c in roster(db)["cover"] if c["patch"] == "P04" and c["date"] == day]
    journal = "SELECT count(*) FROM audit WHERE detail LIKE '%back " + officer + "%'"
    second = run("roster", "back", officer, "2027-02-02", db=db)
    ok(second.returncode == 0 and "is at work again from" in second.stdout and "nobody needs to stand in for patch P04" in second.stdout and stood("2027-02-01") and not stood("2027-02-02")
       and not stood("2027-02-03"), "there after all from the second day: nobody stands in any more", told(second))
    first = run("roster", "back", officer, "2027-02-01", "2027-02-01", db=db)
    ok(first.returncode == 0 and query(journal, db=db) == [(2,)] and query(
        f"SELECT count(*) FROM leave WHERE officer_id = '{officer}' AND kind = 'unplanned' AND first_day LIKE '2027-02-0%'", db=db) == [(0,)],
       "the first day too: no absence is left, and the journal knows", told(first))
    now = roster(db)
    ours = [[c for c in r["cover"] if c["patch"] == "P04"] for r in (before, now)]
    ok(ours[0] == ours[1], "who stands in for the officer is as it was before")
    kept = [(was["officers"], s["officers"]) for was, s in zip(before["sessions"], now["sessions"]) if s["status"] == was["status"] and s["date"] == was["date"]]
    ok(kept and all(sorted(was) == sorted(s) for was, s in kept), "and so is who is at each drop-in that stood")
    again = run("roster", "back", officer, "2027-02-01", db=db)
    ok(again.returncode == 1 and "no absence of" in told(again), "nothing more to take back", told(again))


def test_back_in_turn():
    """Somebody away, then who came in their place too: whoever is there after all is instead of who stands there in the end."""
    db, before, last = copy("turn.db"), roster(), []

    def there():
        return sorted(row[0] for row in query("SELECT officer_id FROM session_officer WHERE session_id = ?", session["session_id"], db=db))

    for session in [s for s in before["sessions"] if s["kind"] == "drop-in" and s["date"] > "2027-02-01" and s["status"] != "cancelled"][:5]:
        day, first, own = session["date"], session["officers"][0], sorted(session["officers"])
        run("roster", "away", first, day, db=db)
        came = [officer for officer in there() if officer not in own]
        if not came:
            continue
        run("roster", "away", came[0], day, db=db)
        last = [officer for officer in there() if officer not in own]
        if last:
            break
    ok(last and last != came, "one after the other stands in at a drop-in", came, last)
    back = run("roster", "back", first, day, db=db)
    ok(back.returncode == 0 and there() == own, "there after all: those who stood in go, the last of them too", there(), told(back))
    back = run("roster", "back", came[0], day, db=db)
    ok(back.returncode == 0 and there() == own, "and whoever only stood in has no place to come back to", there(), told(back))


def test_back_after_replan():
    """Away, other teams made again however often, and back: everybody is where they were."""
    db, dice = copy("between.db"), random.Random(7)

    def people():
        return (query("SELECT * FROM session_officer ORDER BY 1, 2", db=db), query("SELECT home_id, officer_id FROM roster_visit ORDER BY 1", db=db),
                query("SELECT day, part, patch_ix, cover_id FROM roster_cover ORDER BY 1, 2, 3", db=db))

    started = people()
    busy = [s for s in roster()["sessions"] if s["kind"] == "drop-in" and s["date"] > "2027-02-01" and s["status"] != "cancelled"]
    for session in dice.sample(busy, 3):
        officer, others = dice.choice(session["officers"]), sorted({s["team"] for s in busy} - {session["team"]})
        run("roster", "away", officer, session["date"], "--plan", "first", db=db)
        gone = officer not in [row[0] for row in query("SELECT officer_id FROM session_officer WHERE session_id = ?", session["session_id"], db=db)]
        for team in dice.sample(others, dice.randint(1, len(others))):
            run("roster", "replan", "--offer", "least", "--teams", team, "--plan", "first", db=db)
        back = run("roster", "back", officer, session["date"], "--plan", "first", db=db)
        ok(people() == started and (not gone or "again" in told(back)), f"{officer} of {session['team']} is back where they were", told(back))


def test_dry_runs():
    """Nothing is opened for writing: another program that writes does not matter, nor does a file that may only be read."""
    db = copy("dry.db")
    session = next(str(s["session_id"]) for s in roster()["sessions"] if s["kind"] == "drop-in")
    write("seen.csv", ["property_ref", "date", "state"], [(rows("out/visits.csv")[0]["property_ref"], "2026-11-02", "done")])
    long_ago = query("SELECT max(session_id) FROM session", db=db)[0][0]
    query("UPDATE session SET day = date('now', '-1 day') WHERE session_id = ?", long_ago, db=db)
    write("crowd.csv", ["session_id", "people"], [(long_ago, 7)])
    with open(db, "rb") as file:
        before = file.read()
    writer = sqlite3.connect(db, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    for words in (("away", "T05", "2027-02-01"), ("assign", "P04", "--officer", "T08"), ("pin", "P04"), ("unpin", "P04"),
                  ("move", session, "--to", "2027-02-02"), ("cancel", session), ("build", *FROM), ("replan", "--offer", "least"),
                  ("visits", "--record", "seen.csv"), ("attendance", "--record", "crowd.csv")):
        dry = run("roster", *words, "-n", "--plan", "first", db=db)
        ok(dry.returncode in (0, 4) and "nothing was kept" in told(dry), f"a dry run while another program writes: roster {words[0]}", told(dry)[:600])
    dry = run("import", "officers", os.path.join(DEMO, "officers.csv"), "-n", db=db)
    ok(dry.returncode == 0, "and import", told(dry)[:600])
    writer.execute("ROLLBACK")
    writer.close()
    with open(db, "rb") as file:
        ok(file.read() == before, "not a byte of the file changes")


def test_cancelled_stay():
    """What was cancelled by hand, drop-in or meeting, is still cancelled when the roster is made again."""
    db = copy("cancelled.db")
    gone = [next(s for s in roster()["sessions"] if s["kind"] == kind and s["date"] > "2027-01-20" and s["status"] != "cancelled")
            for kind in ("drop-in", "tara")]
    for s in gone:
        done = run("roster", "cancel", s["session_id"], "--plan", "first", db=db)
        ok(done.returncode in (0, 4), f"a {s['kind']} is cancelled by hand", told(done)[:400])
    for words in (("build", *FROM), ("replan", "--offer", "balance"), ("replan", "--offer", "least", "--teams", "Northbank")):
        again = run("roster", *words, "--plan", "first", db=db)
        now = roster(db)["sessions"]
        for s in gone:
            alike = [n for n in now if n["kind"] == s["kind"] and n["date"] == s["date"] and n["half_day"] == s["half_day"]
                     and n["venue_id"] == s["venue_id"] and n["team"] == s["team"]]
            ok(again.returncode in (0, 4) and [n["status"] for n in alike] == ["cancelled"], f"roster {words[0]} leaves the {s['kind']} cancelled",
               alike, told(again)[:400])


def test_published_stay():
    """H10: published sessions of the next four weeks stay when leave has changed, or are listed. The weeks begin today."""
    db, monday = copy("published.db"), datetime.date.today() - datetime.timedelta(datetime.date.today().weekday())
    made = run("roster", "build", "--plan", "first", "--from", monday, "--weeks", "8", "--replace", db=db)
    published = run("publish", "first", "--from", datetime.date.today(), db=db)
    ok(made.returncode in (0, 4) and published.returncode == 0, "a roster from this week on is published", told(made)[:600], told(published)[:600])
    export("h10", db)
    os.rename("h10/sessions.csv", "h10/before.csv")
    before = [s for s in rows("h10/before.csv") if s["status"] == "published" and s["date"] > datetime.date.today().isoformat()]
    first, last = datetime.date.today() + datetime.timedelta(1), datetime.date.today() + datetime.timedelta(40)
    away = sorted({o for s in before[:12] for o in s["officers"].split(";")})[:5]
    write("h10.csv", ["officer_id", "from", "to", "part", "kind"], [(o, first, last, "", "long") for o in away])
    ok(run("import", "leave", "h10.csv", db=db).returncode == 0, f"then {len(away)} officers are away for weeks")
    again = run("roster", "build", "--plan", "first", "--from", monday, "--weeks", "8", db=db)
    export("h10", db)
    now, changes = {s["session_id"]: s for s in rows("h10/sessions.csv")}, {c["session_id"] for c in roster(db)["changes"]}
    soon = (datetime.date.today() + datetime.timedelta(28)).isoformat()
    moved = [s["session_id"] for s in before if s["date"] < soon and (s["session_id"] not in now or now[s["session_id"]]["status"] == "cancelled"
             or any(s[k] != now[s["session_id"]][k] for k in ("date", "half_day", "venue_id")))]
    ok(again.returncode in (0, 4) and before and set(map(int, moved)) <= changes, "each that does not stay is in the list of changes", moved, told(again)[:600])
    staffed = [s["session_id"] for s in now.values() if s["status"] != "cancelled" and s["date"] > datetime.date.today().isoformat()
               and set(s["officers"].split(";")) & set(away) and s["date"] <= last.isoformat()]
    ok(not staffed, "who is away is at none of them", staffed[:5])
    town = check_roster.Town(DEMO)
    for officer in away:
        town.leave[officer].append((first, last, "", "long"))
    written = check_roster.Roster("h10")
    written.today = datetime.date.today()
    findings = [f for f in check_roster.unreported(town, written) if f.rule == "H10"]
    ok(not findings, "and the outside checker finds none moved that was not named", *(f.text for f in findings[:5]))


def test_edits():
    db, before = copy("edit.db"), roster()
    old = next(iter(leads(before)["P04"]))
    other = next(iter(leads(before)["P12"]))
    abroad = run("roster", "assign", "P04", "--officer", other, "--from", "2027-02-01", db=db)
    ok(abroad.returncode == 4 and "Officers stay in their team (H4): " in abroad.stdout and "P04" in abroad.stdout,
       "a rule broken by hand is listed: exit 4", told(abroad))
    ok(leads(roster(db))["P04"] == {other} and leads(roster(db), "2027-01-20")["P04"] == {old}, "and done, from that day on")
    def others(told_roster):
        return [c for c in told_roster["cover"] if c["patch"] != "P04" or c["date"] < "2027-02-01"], [
            b for b in told_roster["buddies"] if b["patch"] != "P04"]

    ok(others(roster(db)) == others(before), "who stands in elsewhere, or did so before, does not change")
    back = run("roster", "assign", "P04", "--officer", old, "--from", "2027-02-01", db=db)
    ok(back.returncode == 0 and leads(roster(db)) == leads(before), "and taken back", told(back))
    told_of = []
    for patch in ("P05", "P06"):
        query(f"DELETE FROM plan_lead WHERE patch_ix = (SELECT patch_ix FROM plan_patch WHERE name = '{patch}')", db=db)
        told_of.append(run("roster", "assign", patch, "--officer", other, "--from", "2027-01-04", db=db).stdout)
    ok(all(", which had no officer: " in text and " is its named officer from Monday 4 January 2027" in text and "caseload of" in text for text in told_of),
       "a patch without an officer gets one; a caseload far over what may be is told again when it grows", *told_of)
    visits = csv.DictReader(run("export", "visits", "--plan", "first", db=db).stdout.splitlines())
    kept = {r["week_start"] for r in visits if r["patch"] == "P05" and r["officer_id"] != other}
    ok(kept <= {"2027-02-22", "2027-05-24"}, "and who stood in hands the visits over, but in weeks of leave", kept)
    db = copy("edit.db")
    pin = run("roster", "pin", "P04", db=db)
    ok("Fixed: every roster made from now on keeps" in pin.stdout and "Nothing changes" not in pin.stdout, "it is said what was fixed", told(pin))
    ok(pin.returncode == 0 and any(c["pinned"] for c in roster(db)["caseload"] if c["patch"] == "P04"), "an officer is fixed", told(pin))
    again = run("roster", "build", "--plan", "first", *FROM, db=db)
    ok(again.returncode == 0 and leads(roster(db))["P04"] == {old}, "and stays when the roster is made again", told(again))
    free = run("roster", "unpin", "P04", db=db)
    ok(free.returncode == 0 and "P04 is not fixed to anybody any more" in free.stdout, "and is free again, which is said", told(free))
    for table, said in (("intervention", "No list of interventions, which"), ("activity", "No list of activities is")):
        query("UPDATE roster_hours SET activities = 0", db=db)
        query(f"DELETE FROM {table}", db=db)
        shown = run("roster", "show", "--plan", "first", db=db)
        ok(said in shown.stdout, f"without {table} it is said which list is missing", told(shown)[:900])
    session = next(s for s in roster(db)["sessions"] if s["kind"] == "drop-in" and s["date"] > "2027-02-01")
    number = str(session["session_id"])
    moved = run("roster", "move", number, "--to", "2027-03-26", db=db)
    ok(moved.returncode == 4 and "H9" in moved.stdout, "a drop-in moved to Good Friday: done, and the rule is named", told(moved))
    now = next(s for s in roster(db)["sessions"] if s["session_id"] == session["session_id"])
    ok(now["date"] == "2027-03-26", "it is there")
    gone = run("roster", "cancel", number, db=db)
    now = next(s for s in roster(db)["sessions"] if s["session_id"] == session["session_id"])
    ok(gone.returncode in (0, 4) and now["status"] == "cancelled" and "H11" not in gone.stdout, "cancelled, kept as cancelled, and no rule holds it",
       told(gone))
    ok("STATUS:CANCELLED" in run("export", "calendar", db=db).stdout or session["status"] == "draft", "calendars say so")
    place = [session[k] for k in ("date", "half_day", "start", "venue_id", "officers", "status")]
    for wanted, what in (("is held again: Friday 26 March", "cancelled: it is held again where it was"), ("moved back from Friday 26 March", "moved: it goes back")):
        back = run("roster", "restore", number, db=db)
        ok(back.returncode in (0, 4) and wanted in back.stdout and "H11" not in back.stdout, what, told(back))
    now = next(s for s in roster(db)["sessions"] if s["session_id"] == session["session_id"])
    ok([now[k] for k in ("date", "half_day", "start", "venue_id", "officers", "status")] == place and back.returncode == 0 and
       query(f"SELECT pinned, was_day FROM session WHERE session_id = {number}", db=db) == [(0, None)] and
       query(f"SELECT count(*) FROM audit WHERE detail LIKE '%restore session {number}%'", db=db) == [(2,)],
       "two edits taken back: as it was, fixed nowhere, both in the journal", now, told(back))
    none = run("roster", "restore", number, db=db)
    ok(none.returncode != 0 and "nothing to take back" in told(none), "and then there is nothing to take back", told(none))
    for words, wanted in ((("cancel", "99999"), "no session"), (("move", "x", "--to", "2027-03-01"), "no number"),
                          (("assign", "P99", "--officer", old), "no patch"), (("assign", "P04"), "--officer")):
        bad = run("roster", *words, db=db)
        ok(bad.returncode in (1, 2) and wanted in told(bad), f"refused in words: {' '.join(words)}", told(bad))


def test_move_staff():
    """A drop-in is moved to a day on which its staff cannot be there: others of the team come; back where it was, those who were there."""
    db = copy("moved.db")
    session = next(s for s in roster(db)["sessions"] if s["kind"] == "drop-in" and s["date"] > "2027-02-01" and len(s["officers"]) == 2 and s["half_day"] == "am")
    number, gone = str(session["session_id"]), session["officers"][0]
    day = (datetime.date.fromisoformat(session["date"]) + datetime.timedelta(days=7)).isoformat()
    there = lambda: next(s for s in roster(db)["sessions"] if s["session_id"] == session["session_id"])["officers"]
    query("INSERT INTO leave (officer_id, first_day, last_day, kind) VALUES (?, ?, ?, 'planned')", gone, day, day, db=db)
    moved = run("roster", "move", number, "--to", day, db=db)
    ok(gone not in there() and len(there()) == 2 and "who cannot be there then" in moved.stdout, "who is on leave gives way to somebody else", there(), told(moved))
    back = run("roster", "restore", number, db=db)
    ok(there() == session["officers"] and back.returncode == 0, "and is there again when it goes back", there(), told(back))
    query("INSERT INTO leave (officer_id, first_day, last_day, part, kind) SELECT officer_id, ?1, ?1, 'am', 'planned' FROM officer WHERE officer_id <> ?2", day, gone, db=db)
    nobody = run("roster", "move", number, "--to", day, db=db)
    ok(nobody.returncode == 4 and there() == session["officers"] and "Fewer than two of the team can be there then. Free in the afternoon of that day: " in told(nobody),
       "when nobody is free, it is said who could when", told(nobody))


def test_edit_meanwhile():
    """A drop-in is cancelled by hand, a visit booked, or an absence of another plan's roster taken back, while the roster
    is made anew: none is undone."""
    db = copy("meanwhile.db")
    session = next(s["session_id"] for s in roster(db)["sessions"] if s["kind"] == "drop-in" and s["date"] > "2027-02-01")
    ref = next(v["property_ref"] for v in rows("out/visits.csv") if v["state"] not in ("done", "booked"))
    write("book.csv", ["property_ref", "date", "state"], [(ref, "2027-01-20", "booked")])
    run("allocate", "--plan", "second", "--max-steps", "3000", "--jobs", "1", "-q", db=db)
    run("roster", "build", *FROM, "--plan", "second", "--max-steps", "9", db=db)
    run("roster", "away", "T03", "2027-02-08", "2027-02-12", "--plan", "second", db=db)
    for making, edit, told_as in ((("build", *FROM), ("cancel", session, "--plan", "first"), f"roster: cancel session {session}, by "),
                                  (("replan", "--offer", "least"), ("visits", "--record", "book.csv", "--plan", "first"), "roster: record visits, by "),
                                  (("replan", "--offer", "mixed"), ("back", "T03", "2027-02-08", "--plan", "second"), "roster: back T03 2027-02-08 2027-02-12, by ")):
        running = start("-d", db, "roster", *making, "--plan", "first")
        ok(wait_for("named officers", running), f"{edit[0]} while the roster is made: {making[0]}")
        running.send_signal(signal.SIGSTOP)
        done, by_hand = run("roster", *edit, db=db), roster(db)
        running.send_signal(signal.SIGCONT)
        running.communicate(timeout=60)
        with open("said", encoding="utf-8") as file:
            said = file.read()
        ok(done.returncode in (0, 4) and running.returncode == 1 and told_as in said and "run the command again" in said,
           "the making is refused, and it is said by what", told(done), said)
        ok(roster(db) == by_hand, "and what was done by hand stands")


def contacts(db, places, day):
    """place -> what the look-up says of it on a day."""
    return {place: json.loads(run("lookup", place, "--on", day, "-f", "json", db=db).stdout)[0] for place in places}


def record_away(db, found, day, plans):
    """Whoever leads there is away: the roster of the plan in force there has it, and the look-up tells the stand-in."""
    people = {r["name"]: r["officer_id"] for r in rows(os.path.join(DEMO, "officers.csv")) if r["name"]}
    for place, told_of in found.items():
        officer = people.get(told_of["officer"])
        if not officer: # two who share it
            continue
        done = run("roster", "away", officer, day, db=db)
        covers = [c for c in roster(db, told_of["plan"])["cover"] if c["date"] == day and c["patch"] == told_of["patch"]]
        now = contacts(db, [place], day)[place]
        ok(done.returncode in (0, 4) and now["officer"] == told_of["officer"] and covers and now["stand_in"] and
           people[now["stand_in"]] == covers[0]["cover_officer_id"], f"away in {told_of['team']}: by plan {told_of['plan']}, in force there",
           now, covers, told(done)[:300])
        plans.setdefault(told_of["plan"], []).append(officer)


def test_stages():
    """Random stages by team: an absence is of the plan in force where the officer's patch is, and comes along when that is taken back."""
    db, day = shutil.copy("meanwhile.db", "stages.db"), "2027-02-03"
    homes = list(csv.DictReader(run("export", "allocation", "--plan", "first", db=db).stdout.splitlines()))
    team_of = {p["patch"]: p["team"] for p in json.loads(run("show", "first", "-f", "json", db=db).stdout)["patches"]}
    alone = {patch for patch, officers in leads(roster(db), day).items() if len(officers) == 1}
    alone &= {patch for patch, officers in leads(roster(db, "second"), day).items() if len(officers) == 1}
    places = {team_of[home["patch"]]: home["property_ref"] for home in homes if home["patch"] in alone}
    stage = random.Random(7).sample(sorted(places), 1 + len(places) // 2)
    run("publish", "first", "--from", "2027-01-04", "--broken-rules-known", db=db)
    run("publish", "second", "--from", "2027-02-01", "--broken-rules-known", *[w for t in stage for w in ("--teams", t)], db=db)
    found = contacts(db, places.values(), day)
    ok({t: found[p]["plan"] for t, p in places.items()} == {t: "second" if t in stage else "first" for t in places}, "each team has its plan", found)
    plans = {}
    record_away(db, found, day, plans)
    back = run("rollback", db=db)
    led = leads(roster(db), day)
    waiting = {patch for patch, officers in led.items() if officers & set(plans["second"])}
    covered = {c["patch"] for c in roster(db)["cover"] if c["date"] == day and c["cover_officer_id"]}
    ok(back.returncode == 0 and waiting and waiting <= covered, "taken back: the plan that returns has stand-ins for absences recorded meanwhile",
       waiting - covered, told(back))


def test_replan():
    """An officer leaves on the last day of January: only that officer's patch changes hands."""
    db, before = copy("replan.db"), roster()
    officer = next(iter(leads(before)["P05"]))
    theirs = {p for p, who in leads(before).items() if officer in who}
    people = rows(os.path.join(DEMO, "officers.csv"))
    for row in people:
        if row["officer_id"] == officer:
            row["ends"] = "2027-01-31"
    write("leaver.csv", people[0], [r.values() for r in people])
    ok(run("import", "officers", "leaver.csv", db=db).returncode == 0, "a list says that an officer leaves")
    offers = run("roster", "replan", "--plan", "first", "-f", "csv", db=db)
    names = [r["offer"] for r in csv.DictReader(offers.stdout.splitlines())]
    ok(offers.returncode == 0 and names == ["least", "balance", "mixed"], "three offers are shown", told(offers))
    ok(leads(roster(db)) == leads(before), "and nothing is kept")
    started = time.monotonic()
    least = run("roster", "replan", "--plan", "first", "--offer", "least", db=db)
    seconds = time.monotonic() - started
    after = roster(db)
    changed = {p for p in leads(before) if leads(after).get(p) != leads(before)[p]}
    ok(least.returncode in (0, 4) and changed == theirs, f"least change in {seconds:.1f} s: only {sorted(theirs)} changes", sorted(changed),
       told(least)[:2000])
    ok(leads(after, "2027-01-29")[min(theirs)] == leads(before, "2027-01-29")[min(theirs)], "until the last day it is as it was")
    ok(any(c["what"] == "lead" and c["patch"] in theirs for c in after["changes"]), "the list of changes names it")
    ok(seconds < 20, "in seconds")


def test_sharer_leaves():
    """One of two sharers leaves: the other keeps their part, the rest is said to wait; nobody else's homes change hands."""
    db, before = copy("sharer.db"), roster()
    people = rows(os.path.join(DEMO, "officers.csv"))
    write("sharer.csv", people[0], [dict(r, ends="2027-01-31" if r["officer_id"] == "T11" else r["ends"]).values() for r in people])
    ok(run("import", "officers", "sharer.csv", db=db).returncode == 0, "a list says that a sharer leaves")
    least = run("roster", "replan", "--plan", "first", "--offer", "least", db=db)
    after = roster(db)
    patch = next(p for p, who in leads(before, "2027-01-20").items() if who == {"T10", "T11"})
    ok(leads(after).get(patch) == {"T10"} and leads(after, "2027-01-20")[patch] == {"T10", "T11"}, "the other one stays", leads(after).get(patch),
       told(least)[:1500])
    ok({p for p in leads(before) if leads(after).get(p) != leads(before)[p]} == {patch}, "no other patch changes")
    said = [b for b in after["breaches"] if b["rule"] == "H1" and b["broken"] and b["patch"] == patch]
    ok(least.returncode == 4 and len(said) == 1 and "T10" in said[0]["text"] and "50 % of it and nobody for the rest" in said[0]["text"],
       "half of the patch waits: said", said)
    again = run("roster", "replan", "--plan", "first", "--offer", "least", db=db)
    ok(leads(roster(db)).get(patch) == {"T10"}, "also when it is made again", told(again)[:600])
    test_shared_handed_on(patch)


def test_shared_handed_on(patch):
    """The patch of two sharers goes to one officer, who has one place at a drop-in that both were to hold."""
    db = copy("handed.db")
    session, = query("SELECT session_id FROM session JOIN session_patch USING (session_id) JOIN plan_patch p USING (plan_id, patch_ix) WHERE "
                     "p.name = ? AND kind = 'drop-in' AND status <> 'cancelled' AND day > '2027-02-01' ORDER BY day",
                     patch, db=db)[0]
    query("DELETE FROM session_officer WHERE session_id = ?", session, db=db)
    query("INSERT INTO session_officer VALUES (?1, 'T10'), (?1, 'T11')", session, db=db)
    free, = query("SELECT officer_id FROM officer WHERE officer_id IN ('T03', 'T04', 'T06', 'T07', 'T08', 'T09') EXCEPT SELECT officer_id FROM "
                  "session_officer JOIN session o USING (session_id) JOIN session t ON (o.day, o.half_day) = (t.day, t.half_day) WHERE "
                  "t.session_id = ?", session, db=db)[0]
    given = run("roster", "assign", patch, "--officer", free, "--from", "2027-02-01", db=db)
    staff = {officer for officer, in query("SELECT officer_id FROM session_officer WHERE session_id = ?", session, db=db)}
    ok(free in staff and len(staff & {"T10", "T11"}) == 1, "in the place of one of them, and the other still comes", staff, told(given))
    ok("in two places" not in given.stdout and "fewer than two" not in given.stdout, "so that two are there", told(given))


def whole(db, *kinds):
    """Rows of exports as sets of lines, without the file's own numbers."""
    found = []
    for kind in kinds:
        run("export", kind, "--plan", "first", "-o", "whole.csv", db=db)
        found.append(rows("whole.csv"))
    return found


def test_one_team_again():
    """One team from a day on: rows of the others stay whole, and so does what lies before the day."""
    db, day = copy("oneteam.db"), "2027-02-15"
    team_of = dict(query("SELECT p.name, t.name FROM plan_patch p JOIN team t USING (team_id)", db=db))
    before = whole(db, "caseload", "cover", "sessions", "visits")
    for words in (("build",), ("replan", "--offer", "least"), ("replan", "--offer", "balance")):
        made = run("roster", *words, "--teams", "Northbank", "--from", day, "--plan", "first", db=db)
        after = whole(db, "caseload", "cover", "sessions", "visits")
        what = f"roster {' '.join(words)} of one team from a day on"
        ok(made.returncode in (0, 4) and len(after[0]) >= len(before[0]), f"{what} leaves no patch without its row", told(made)[:800])
        for name, was, now in zip(("caseload", "cover", "sessions", "visits"), before, after):
            theirs = [[r for r in some if (r.get("team") or team_of[r["patch"]]) != "Northbank"] for some in (was, now)]
            ok(theirs[0] and theirs[0] == theirs[1], f"{what}: {name} of the other teams stays", len(theirs[0]), len(theirs[1]))
        for name, key in (("cover", "date"), ("sessions", "date"), ("visits", "week_start")):
            at = ("cover", "sessions", "visits").index(name) + 1
            early = [[r for r in some[at] if r[key] < day] for some in (before, after)]
            ok(early[0] and early[0] == early[1], f"{what}: {name} before it stays", len(early[0]), len(early[1]))
        told_now = roster(db)
        ok(told_now["from"] == "2027-01-04" and told_now["weeks"] == 13, f"{what}: the roster keeps its weeks")
        ok(not any("nobody to" in c["text"] for c in told_now["changes"]), f"{what}: nobody comes from nowhere", told_now["changes"][:3])


def test_lent():
    """Who works in a team that stays as it is is not lent to the one that is made again, without saying both."""
    db, before = copy("lent.db"), roster()
    officer = next(iter(leads(before)["P04"]))
    team_of = dict(query("SELECT p.name, t.name FROM plan_patch p JOIN team t USING (team_id)", db=db))
    home, other = team_of["P04"], min(set(team_of.values()) - {team_of["P04"]})
    lend = ("roster", "build", "--plan", "first", *FROM, "--lend", f"{officer}={other}", "--teams", other)
    one = run(*lend, db=db)
    ok(one.returncode == 2 and "leads patch P04" in told(one) and "needed in two places" in told(one) and roster(db) == before,
       "lent from a team that stays: refused, and nothing changes", told(one))
    ok(f"add: --teams {home}" in told(one), "and the command says which team to add", told(one))
    both = run(*lend, "--teams", home, "--max-steps", "20000", db=db)
    ok(both.returncode in (0, 4) and not [b for b in broken(roster(db), "H6") if b["officer_id"] == officer],
       "with both teams, as it says, nobody is in two places", told(both)[-600:])


def test_next_quarter():
    """The next quarter joins on; what would take away what stands is refused, and says what to say instead."""
    db = copy("next.db")
    before = whole(db, "caseload", "cover", "sessions", "visits")
    made = run("roster", "build", "--plan", "first", "--from", "2027-04-05", "--weeks", "13", db=db)
    after = whole(db, "caseload", "cover", "sessions", "visits")
    now = roster(db)
    ok(made.returncode in (0, 4) and now["from"] == "2027-01-04" and now["weeks"] == 26, "the next quarter joins on", told(made)[:800])
    for name, was, is_now, key in zip(("cover", "sessions", "visits"), before[1:], after[1:], ("date", "date", "week_start")):
        early = [r for r in is_now if r[key] < "2027-04-05"]
        ok(early == [r for r in was if r[key] < "2027-04-05"], f"{name} of the quarter in force stay as they are", len(early))
    ok(any(r["date"] > "2027-06-01" for r in after[2]), "and there are drop-ins in June")
    ok(before[0] == [r for r in after[0] if r["from"] < "2027-04-05"], "officers as well")
    for words, wanted in ((("show", "--week", "2027-02-01"), "February 2027"), (("show", "--week", "2027-06-07"), "June 2027"),
                          (("away", "T05", "2027-02-01", "-n"), "T05")):
        done = run("roster", *words, "--plan", "first", db=db)
        ok(done.returncode in (0, 4) and (wanted in done.stdout or words[0] == "away"), f"roster {' '.join(words)} knows both", told(done)[:500])
    for words, wanted in ((("--from", "2020-01-06"), "do not join on"), (("--from", "2027-09-06"), "--from 2027-07-05"),
                          (("--replace", "--teams", "Northbank"), "leave out --teams")):
        bad = run("roster", "build", "--plan", "first", *words, db=db)
        ok(bad.returncode == 2 and wanted in told(bad), f"refused in words: build {' '.join(words)}", told(bad))
    for words, wanted in ((("assign", "P04", "--officer", "T08", "--from", "2027-07-05"), "Monday 5 July 2027 is after this roster"),
                          (("replan", "--offer", "least", "--from", "2026-12-28"), "Monday 28 December 2026 is before this roster"),
                          (("replan", "--from", "2027-07-06"), "patchplan -d next.db roster build --from 2027-07-05")):
        bad = run("roster", *words, "--plan", "first", db=db)
        ok(bad.returncode == 2 and wanted in told(bad), f"a day outside the roster: {' '.join(words)}", told(bad))
    ok(whole(db, "sessions")[0] == after[2] and leads(roster(db), "2027-08-01") == leads(now, "2027-08-01"), "and nothing has changed")


def test_in_force():
    """In force: weeks that have been cannot be planned again, published ones cannot be lost by a shorter roster."""
    db = copy("force.db")
    today = datetime.date.today()
    monday = today - datetime.timedelta(today.weekday())
    run("roster", "build", "--plan", "first", "--from", monday, "--weeks", "8", "--replace", db=db)
    published = run("publish", "first", "--from", today, db=db)
    for words, wanted in ((("--from", monday - datetime.timedelta(7)), f"--from {monday}"),
                          (("--from", monday, "--weeks", "3"), "--weeks 8")):
        bad = run("roster", "build", "--plan", "first", *words, db=db)
        ok(bad.returncode == 2 and wanted in told(bad) and "--replace" in told(bad), f"refused: build {' '.join(map(str, words))}", told(bad),
           told(published)[:300])
    test_drop_ins_told(db)
    before = [s for s in roster(db)["sessions"] if s["date"] >= today.isoformat() and s["status"] != "cancelled"]
    later = run("roster", "build", "--plan", "first", "--from", monday + datetime.timedelta(14), "--weeks", "4", "--replace", db=db)
    after, first, last = roster(db), monday + datetime.timedelta(14), monday + datetime.timedelta(41)
    now, listed = {s["session_id"]: s["status"] for s in after["sessions"]}, {c["session_id"] for c in after["changes"]}
    given_up = [s["session_id"] for s in before if not first.isoformat() <= s["date"] <= last.isoformat()]
    left = [i for i in given_up if now.get(i) != "cancelled" or i not in listed]
    feed = run("export", "calendar", "--plan", "first", db=db).stdout
    ok(later.returncode in (0, 4) and given_up and not left and feed.count("STATUS:CANCELLED") >= len(given_up),
       f"the {len(given_up)} published drop-ins of weeks given up are cancelled, in feeds too, and listed", left[:5], told(later)[:400])


def test_drop_ins_told(db):
    """Look-up names the next drop-ins, as the pages do: published ones, by card, in files, of a ward."""
    day = datetime.date.today() + datetime.timedelta(7)
    coming = sorted((s["date"], s["start"]) for s in roster(db)["sessions"]
                    if s["kind"] == "drop-in" and "P04" in s["patches"] and s["status"] == "published" and s["date"] >= str(day))
    home = next(r for r in csv.DictReader(run("export", "allocation", "--plan", "first", db=db).stdout.splitlines()) if r["patch"] == "P04")
    said = run("lookup", home["property_ref"], "--on", day, db=db).stdout
    row = json.loads(run("lookup", home["property_ref"], "--on", day, "-f", "json", db=db).stdout)[0]
    ward = run("lookup", row["ward_code"], "--on", day, db=db).stdout
    ok(coming and "Next drop-ins" in said and said.count(" to ") >= min(3, len(coming)), "the card names the next drop-ins", said, coming[:3])
    ok((row["next_drop_in"], row["next_drop_in_start"]) == coming[0], "in files the next", row, coming[:1])
    ok("none is published" in run("lookup", home["property_ref"], "--on", "2035-01-01", db=db).stdout, "when none is published, that")
    ok("Next drop-ins" in ward and "; for " in ward, "those of a ward, and for whom they are", ward)


def test_leaver():
    """An officer leaves on 12 February: what changes is told with its day, and nothing changes before."""
    db, before = copy("leaver.db"), roster()
    officer = next(iter(leads(before)["P05"]))
    people = rows(os.path.join(DEMO, "officers.csv"))
    write("leaver12.csv", people[0], [dict(r, ends="2027-02-12" if r["officer_id"] == officer else r["ends"]).values() for r in people])
    run("import", "officers", "leaver12.csv", db=db)
    sessions = {s["session_id"]: s for s in whole(db, "sessions")[0]}
    today = [run("show", "--plan", "first", "-f", "csv", db=db).stdout, run("roster", "show", "P05", "--plan", "first", db=db).stdout]
    offers = list(csv.DictReader(run("roster", "replan", "--plan", "first", "-f", "csv", db=db).stdout.splitlines()))
    least = run("roster", "replan", "--plan", "first", "--offer", "least", db=db)
    ok("from Monday 15 February 2027 nobody instead of" in least.stdout, "with its day: who follows whom", told(least)[:600])
    caseload, after = whole(db, "caseload", "sessions")
    ours = [(r["officer_id"], r["to"]) for r in caseload if r["patch"] == "P05"]
    ok(ours == [(officer, "2027-02-12"), ("", "")], "caseload.csv has the row without an officer", ours)
    keys = ("date", "start", "venue_id", "patches", "officers", "status")
    changed = [s for s in after if any(s[k] != sessions[s["session_id"]][k] for k in keys)]
    ok(len(after) == len(sessions) and changed and all(s["date"] > "2027-02-12" and officer in sessions[s["session_id"]]["officers"] for s in changed),
       "drop-ins change where the leaver was, after that day, and nowhere else", [s["session_id"] for s in changed])
    told_of = {c["session_id"] for c in roster(db)["changes"] if c["what"] == "session" and "drop-in" in c["text"]}
    ok(told_of == {int(s["session_id"]) for s in changed}, "the list of changes names these and no others", sorted(told_of))
    shown = run("roster", "show", "P05", "--plan", "first", db=db)
    ok("to Friday 12 February 2027" in shown.stdout and "nobody" in shown.stdout, "roster show tells the end", told(shown)[:400])
    again = run("show", "--plan", "first", "-f", "csv", db=db)
    ok(again.stdout == today[0] or "2027-02-12" < datetime.date.today().isoformat(), "patchplan show of today is what it was", told(again)[:300])
    homes, spread = [int(r["homes_changing_officer"]) for r in offers], [float(r["most_per_fte"]) - float(r["least_per_fte"]) for r in offers]
    names = [r["offer"] for r in offers]
    ok(names[0] == "least" and homes[0] == min(homes) and spread[0] == max(spread), "offers are ordered: least change changes least", offers)
    if names == ["least", "balance", "mixed"]:
        ok(homes[0] <= homes[2] <= homes[1] and int(offers[2]["sessions_changed"]) <= int(offers[1]["sessions_changed"]), "mixed is between", offers)
    quiet = run("roster", "replan", "--plan", "first", "--offer", "least", "-n", db=db)
    ok("Nothing changes" in quiet.stdout, "made again nothing changes", told(quiet)[:600])
    run("roster", "assign", "P05", "--officer", next(iter(leads(before)["P04"])), "--from", "2027-03-01", db=db)
    said = [b["text"] for b in roster(db)["breaches"] if "P05" in b["text"] and "has no officer" in b["text"]]
    ok(said and "has no officer from Saturday 13 February 2027 to Sunday 28 February 2027" in said[0], "no officer from when on, and to when", said)


def test_starter():
    """A vacant post is filled from 1 March: that is told with its day, and nothing of the weeks before."""
    db, people = copy("starter.db"), rows(os.path.join(DEMO, "officers.csv"))
    officer = next(iter(leads(roster())["P05"]))
    post = next(r for r in people if r["officer_id"] == officer)
    for name, starts in (("", ""), ("Nadia Newcombe", "2027-03-01")):
        post.update(name=name, starts=starts)
        write("starter.csv", people[0], [r.values() for r in people])
        ok(run("import", "officers", "starter.csv", db=db).returncode == 0, f"the post of {name or 'nobody'}")
        least = run("roster", "replan", "--plan", "first", "--offer", "least", db=db).stdout
    lines = [line[line.index("Patch "):] for line in least.split("\n\n")[0].splitlines() if "Patch " in line and ("Nadia" in line or "P05" in line)]
    ok(any(f"from Monday 1 March 2027 Nadia Newcombe ({officer}) instead of " in line for line in lines), "who begins, and when", lines)
    ok(all("from Monday 1 March 2027" in line and "for Nadia" not in line for line in lines), "and nothing before", lines)


def test_venue_closes():
    """A venue closes, or is in the list no more: each drop-in that was there is in the list of changes."""
    before = [s for s in roster()["sessions"] if s["kind"] == "drop-in" and s["status"] != "cancelled"]
    venue = before[0]["venue_id"]
    theirs = {s["session_id"] for s in before if s["venue_id"] == venue}
    venues = rows(os.path.join(DEMO, "venues.csv"))
    shut = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "closed")
    write("shut.csv", venues[0], [dict(r, **(shut if r["venue_id"] == venue else {})).values() for r in venues])
    write("struck.csv", venues[0], [r.values() for r in venues if r["venue_id"] != venue])
    for name in ("shut", "struck"):
        db = copy(f"{name}.db")
        ok(run("import", "venues", f"{name}.csv", "--missing", "end", db=db).returncode == 0, f"a venue is {name} by the list")
        least = run("roster", "replan", "--plan", "first", "--offer", "least", db=db)
        now = roster(db)
        there = [s for s in now["sessions"] if s["kind"] == "drop-in" and s["venue_id"] == venue and s["status"] != "cancelled"]
        ok(theirs and least.returncode in (0, 4) and not there, "nothing is held there any more", told(least)[:600])
        ok(theirs <= {c["session_id"] for c in now["changes"]}, "and each of its drop-ins is in the list of changes",
           sorted(theirs - {c["session_id"] for c in now["changes"]}), told(least)[:800])
    ok(not query("SELECT 1 FROM session WHERE kind = 'drop-in' AND venue_id IS NULL", db=db), "where they were to be is still known")
    again = run("import", "venues", "struck.csv", "--missing", "end", "-f", "csv", db=db)
    ok(list(csv.DictReader(again.stdout.splitlines()))[0]["missing"] == "0", "it is missed once", told(again))
    test_venue_lost(venue)


def test_venue_lost(venue):
    """A file of which the venue was lost altogether, as they once were: words, no more."""
    db = copy("lost.db")
    query("UPDATE session SET venue_id = NULL WHERE venue_id = ?", venue, db=db)
    query("DELETE FROM venue WHERE venue_id = ?", venue, db=db)
    officer, = query("SELECT officer_id FROM session JOIN session_officer USING (session_id) WHERE kind = 'drop-in' AND venue_id IS NULL AND "
                     "day > '2027-02-01'", db=db)[0]
    said = []
    for words in (("away", officer, "2027-02-01", "2027-03-31"), ("replan", "--offer", "least"), ("build", "--from", "2027-01-18", "--max-steps", "9")):
        done = run("roster", *words, "--plan", "first", db=db)
        said.append(told(done))
        ok(done.returncode in (0, 4), f"roster {words[0]} when a venue was lost", told(done)[:600])
    ok("The drop-in at a venue no longer listed on" in said[0], "and it says so", said[0][:600])


def test_lists_shrink():
    """Every list down to its first row: no key is left that leads nowhere, and the roster can be worked with."""
    db = copy("shrunk.db")
    os.mkdir("shrunk")
    for file in os.listdir(DEMO):
        if file.endswith(".csv") and file not in ("homes.csv", "postcodes.csv"):
            lines = rows(os.path.join(DEMO, file))
            write(f"shrunk/{file}", lines[0], [lines[0].values()])
    done = run("import", "shrunk", "--missing", "end", "--sure", "-f", "csv", db=db)
    ended = {r["kind"] for r in csv.DictReader(done.stdout.splitlines()) if int(r["missing"]) > 0}
    ok(done.returncode == 0 and {"officers", "venues", "tara", "needs", "leave"} <= ended, "all but one taken out of every list", told(done))
    left = query('SELECT DISTINCT "table", parent FROM pragma_foreign_key_check', db=db)
    ok(not left, "every key leads somewhere", left)
    meetings = query("SELECT count(*) FROM session WHERE kind = 'tara' AND tara_id IS NULL", db=db)[0][0]
    ok(meetings > 0, "meetings of groups that are gone still stand", meetings)
    run("import", "officers", os.path.join(DEMO, "officers.csv"), db=db)
    for officer, in query("SELECT DISTINCT officer_id FROM session JOIN session_officer USING (session_id) WHERE kind = 'tara' AND day > "
                          "'2027-02-01' LIMIT 2", db=db):
        away = run("roster", "away", officer, "2027-02-01", "2027-03-31", "--plan", "first", db=db)
        ok(away.returncode in (0, 4), "who was to go to one can be away", told(away)[:600])


# ---- recorded ----


def test_record():
    db = copy("record.db")
    visits = rows("out/visits.csv")
    refs = [v["property_ref"] for v in visits if v["state"] != "done"][:6]
    write("found.csv", ["property_ref", "date", "state"],
          [(refs[0], "2026-11-02", "done"), (refs[1], "02/11/2026", "no access"), (refs[2], "2026-11-02", "declined"),
           (refs[3], "2026-11-31", "done"), (refs[4], "2026-11-02", "lost"), ("NOBODY", "2026-11-02", "done")])
    taken = run("roster", "visits", "--record", "found.csv", "--rejects", "mend.csv", db=db)
    ok(taken.returncode == 3 and "3 rows recorded, 3 set aside" in told(taken), "good rows count, bad ones are set aside", told(taken))
    ok([r["property_ref"] for r in rows("mend.csv")] == [refs[3], refs[4], "NOBODY"] and all(r["reject_reason"] for r in rows("mend.csv")),
       "each with its reason, to be mended")
    export("record", db)
    state = {v["property_ref"]: v["state"] for v in rows("record/visits.csv")}
    ok(len(state) == len(visits), "every household still has its row")
    ok(state[refs[0]] == "done" or query("SELECT count(*) FROM visit_outcome", db=db)[0][0] == 3, "what was found is kept")
    weeks = run("roster", "visits", "-f", "csv", db=db)
    ok(weeks.returncode == 0 and sum(int(r["visits"]) for r in csv.DictReader(weeks.stdout.splitlines())) == len(visits),
       "visits by week add to all households", told(weeks)[:600])
    query("UPDATE session SET day = date(day, '-364 days') WHERE day < '2027-03-01'", db=db)
    names = ("session_id", "date", "half_day", "venue_id")
    held = [dict(zip(names, s)) for s in query("SELECT session_id, day, half_day, venue_id FROM session WHERE kind = 'drop-in' AND "
                                               "status <> 'cancelled' ORDER BY day, session_id", db=db)]
    session, other, to_come = held[0], held[1], held[-1]
    head = ["session_id", "date", "half_day", "venue_id", "people"]
    write("came.csv", head, [
        (session["session_id"], "", "", "", 7), ("", other["date"], other["half_day"], other["venue_id"], 9), ("", "", "", "", 3),
        (other["session_id"], "", "", "", "many"), ("424242", "2027-03-29", "", "", 3), ("", "1900-01-01", "am", "V01", 3)])
    came = run("roster", "attendance", "--record", "came.csv", db=db)
    ok(came.returncode == 3 and "2 rows recorded, 4 set aside" in told(came) and "row 6, column session_id: the roster of this plan has no session 424242"
       in told(came) and "row 7, column date: '1900-01-01' is more than two years ago" in told(came), "attendance likewise", told(came))
    counted = list(csv.DictReader(run("roster", "attendance", "-f", "csv", db=db).stdout.splitlines()))
    ok(sorted((r["venue_id"], r["half_day"], r["people"]) for r in counted) ==
       sorted((s["venue_id"], s["half_day"], str(n)) for s, n in ((session, 7), (other, 9))), "and is told by venue and half-day", counted)
    ok("Who came" in run("roster", "show", db=db).stdout, "also by roster show")
    refuse_attendance(db, (session["session_id"], "", "", "", 4), held[2], to_come, other)
    refuse_visits(db, refs)
    test_record_order(db, refs[5])


def test_record_order(db, ref):
    """The latest day wins, whichever row comes last; a visit that was none gives back the one that a list told of."""
    of_home = "SELECT state, last_visit FROM home_visit JOIN home USING (home_id) WHERE property_ref = ?"
    query("INSERT INTO home_visit (home_id, last_visit) SELECT home_id, '2025-12-01' FROM home WHERE property_ref = ? ON CONFLICT DO UPDATE SET last_visit = '2025-12-01'", ref, db=db)
    for found, state, last_visit in ((("2026-11-10", "no access"), "no access", "2025-12-01"), (("2026-11-03", "declined"), "no access", "2025-12-01"),
                                     (("2026-11-12", "done"), "done", "2026-11-12"), (("2026-11-12", "declined"), "declined", "2025-12-01")):
        write("order.csv", ["property_ref", "date", "state"], [(ref, *found)])
        said = run("roster", "visits", "--record", "order.csv", db=db)
        ok(query(of_home, ref, db=db) == [(state, last_visit)], f"{found[1]} on {found[0]}: {state}, last visited on {last_visit}", query(of_home, ref, db=db), told(said))


def refuse(db, what, head, bad, words):
    """A file that contradicts itself or the roster: file, row and column are told, and nothing of it is kept."""
    write("refused.csv", head, bad)
    before = query("SELECT session_id, n_people FROM session ORDER BY 1", db=db), query("SELECT * FROM visit_outcome ORDER BY 1, 2, 3", db=db)
    done = run("roster", what, "--record", "refused.csv", "--rejects", "aside.csv", db=db)
    after = query("SELECT session_id, n_people FROM session ORDER BY 1", db=db), query("SELECT * FROM visit_outcome ORDER BY 1, 2, 3", db=db)
    ok(done.returncode == 3 and words in told(done) and before == after and not os.path.exists("aside.csv"), f"{what}, nothing kept: {words}", told(done))


def refuse_attendance(db, good, held, to_come, other):
    number, head = held["session_id"], ["session_id", "date", "half_day", "venue_id", "people"]
    day = (datetime.date.fromisoformat(held["date"]) + datetime.timedelta(1)).isoformat()
    venue, half = next(v for v in ("V01", "V02") if v != held["venue_id"]), next(h for h in ("am", "pm") if h != held["half_day"])
    for row, column in (((number, day, "", "", 4), "date"), ((number, "", half, "", 4), "half_day"), ((number, "", "", venue, 4), "venue_id")):
        refuse(db, "attendance", head, [good, row], f'refused.csv:3: column "{column}": \'{row[head.index(column)]}\' is not that of session {number}')
    refuse(db, "attendance", head, [good, (to_come["session_id"], "", "", "", 4)], "is still to come")
    refuse(db, "attendance", head, [good, ("", to_come["date"], to_come["half_day"], to_come["venue_id"], 4)], ':3: column "date": session')
    refuse(db, "attendance", head, [good, (number, "", "", "", 4), ("", held["date"], held["half_day"], held["venue_id"], 4)],
           f'refused.csv:4: column "date": session {number} stands in row 3 already')
    query("UPDATE session SET status = 'cancelled' WHERE session_id = ?", other["session_id"], db=db)
    for row in ((other["session_id"], "", "", "", 4), ("", other["date"], other["half_day"], other["venue_id"], 4)):
        refuse(db, "attendance", head, [row], "is cancelled: take the row out")
    refuse(db, "attendance", ["number", "people"], [(number, 4)], "the columns expected are people, and session_id or else")


def refuse_visits(db, refs):
    head = ["property_ref", "date", "state", "minutes"]
    done = (refs[0], "2026-11-03", "done", 30)
    refuse(db, "visits", head, [done, (refs[0], "03/11/2026", "declined", "")], f"refused.csv:3: column \"state\": 'declined' of '{refs[0]}', but row 2 has 'done'")
    refuse(db, "visits", head, [done, (refs[0], "2026-11-03", "done", 50)], 'column "minutes": \'50\'')
    refuse(db, "visits", ["property_ref", "date", "found"], [done[:3]], "the columns expected are property_ref, date, state (booked")
    write("fine.csv", head, [(refs[5], "2027-02-02", "booked", ""), (refs[5], "2026-11-03", "done", ""), (refs[5], "2026-11-03", "done", 30),
                             (refs[4], "1900-01-01", "done", ""), ("NOBODY", "2027-03-01", "done", "")])
    taken = run("roster", "visits", "--record", "fine.csv", "-n", db=db)
    ok("3 rows recorded, 2 set aside" in told(taken) and "more than two years ago" in told(taken) and "property_ref 'NOBODY'" in told(taken),
       "booked and done, told twice: no contradiction; an unknown home is told before a day to come", told(taken))


def test_against():
    """Modelled against recorded: three visits timed at 20, 40 and 60 minutes, one not, one tried in vain."""
    db, since = copy("against.db"), datetime.date(2026, 1, 1)
    theirs = [v["property_ref"] for v in rows("out/visits.csv") if v["patch"] == "P04"]
    write("timed.csv", ["property_ref", "date", "state", "minutes"],
          [(theirs[0], "2026-10-05", "done", 20), (theirs[1], "2026-10-06", "done", " 40 "), (theirs[2], "07/10/2026", "done", 60),
           (theirs[3], "2026-10-08", "done", ""), (theirs[4], "2026-10-09", "no access", 5), (theirs[5], "2025-12-31", "done", 90),
           *((theirs[6], "2026-10-09", "done", bad) for bad in ("half an hour", "0", "-5", "600", "45.5", "0:45")),
           (theirs[7], "2026-10-12", "booked", 30), (theirs[0], "2026-10-13", "done", "")])
    taken = run("roster", "visits", "--record", "timed.csv", db=db)
    ok(taken.returncode == 3 and "7 rows recorded, 7 set aside" in told(taken) and "minutes '0:45' must be a whole number" in told(taken),
       "minutes are recorded with a visit, bad ones are set aside in words", told(taken))
    ok(run("roster", "visits", "--record", "timed.csv", db=db).returncode == 3, "told again")
    query("INSERT INTO visit_outcome SELECT home_id, '2035-01-04', 'done', 60 FROM home WHERE property_ref = ?", theirs[8], db=db)
    shown = run("roster", "show", "--against", since, "-f", "csv", db=db)
    found = {r["patch"]: r for r in csv.DictReader(shown.stdout.splitlines())}
    ours = found["P04"]
    ok(ours["visits_recorded"] == "4" and float(ours["visit_minutes_recorded"]) == 40,
       "four visits since that day, 40 minutes each; told twice is one, what is to come none", ours)
    ok(all(r["visits_recorded"] == "0" and r["visit_minutes_recorded"] == "" for p, r in found.items() if p != "P04"), "none elsewhere")
    team = {p["patch"] for p in rows("out/patches.csv") if p["team"] == "Northbank"}
    officer = next(r for r in rows("out/caseload.csv") if r["officer_id"])
    for who, wanted in (("Northbank", team), ("P04", {"P04"}), (officer["officer_id"], {r["patch"] for r in rows("out/caseload.csv") if r["officer_id"] ==
                        officer["officer_id"]}), ("T02", set())):
        only = run("roster", "show", who, "--against", since, "-f", "csv", db=db)
        ok({r["patch"] for r in csv.DictReader(only.stdout.splitlines())} == wanted, f"only of {who}, when named", told(only)[:400])
    modelled = len(theirs) * 2 / 3 * (datetime.date.today() - since).days / 364
    ok(int(ours["homes"]) == len(theirs) and abs(float(ours["visits_modelled"]) - modelled) < 0.06 and
       float(ours["visit_minutes_modelled"]) == 30, f"of {modelled:.1f} modelled, two thirds of a visit a year to every home", ours)
    minutes = query("SELECT sum(i.n * a.minutes) FROM intervention i JOIN activity a USING (activity_id) WHERE a.done_by = 'patch officer' "
                    "AND i.month >= '2026-01'", db=db)[0][0]
    recorded = sum(float(r["work_minutes_recorded"]) for r in found.values())
    ok(minutes and abs(recorded - minutes) < len(found), "other minutes of all patches are those of the lists", recorded, minutes)


# ---- what cannot be ----


def test_bad_input():
    people = rows(os.path.join(DEMO, "officers.csv"))
    write("fte.csv", people[0], [dict(people[4], fte="7").values()])
    done = run("import", "officers", "fte.csv", db=copy("bad.db"))
    ok(done.returncode == 3 and "'7' must be between 0 and 1" in told(done), "FTE 7 for 0.7", told(done))
    write("leave.csv", ["officer_id", "from", "to", "part", "kind"], [("T05", "2027-03-09", "2027-03-01", "", "planned")])
    done = run("import", "leave", "leave.csv", db="bad.db")
    ok(done.returncode == 3 and "before" in told(done), "leave that ends before it starts", told(done))
    write("tara.csv", ["tara", "rule", "time", "neighbourhood_code", "venue_id"], [("Fifth TARA", "fifth Tuesday", "18:00-19:00", "TW01A", "V01")])
    done = run("import", "tara", "tara.csv", db="bad.db")
    said = told(done)
    ok(done.returncode in (0, 3) and "fifth" in said.lower(), "a rule \"fifth Tuesday\" is told of", said)
    query("UPDATE plan_patch SET team_id = NULL WHERE name = 'P03'", db=copy("teamless.db"))
    for words in (("build", *FROM), ("check",), ("replan", "--offer", "least"), ("away", "T05", "2027-02-01"), ("show",)):
        done = run("roster", *words, "--plan", "first", db="teamless.db")
        ok(done.returncode == 3 and "P03" in told(done) and "import teams" in told(done), f"a patch of no team is refused: roster {words[0]}", told(done))
    venues = rows(os.path.join(DEMO, "venues.csv"))
    write("venues.csv", venues[0], [dict(venues[0], mon="closed", tue="closed", wed="closed", thu="closed", fri="closed").values()])
    done = run("import", "venues", "venues.csv", db="bad.db")
    ok(done.returncode == 0 and "open on no weekday" in told(done), "a venue open on no day is told of", told(done))
    query("UPDATE tara SET name = name || ?", "x" * 600, db="bad.db")
    query("UPDATE team SET name = name || ?", "y" * 300, db="bad.db")
    built = run("roster", "build", "--plan", "first", *FROM, db="bad.db")
    ok(built.returncode in (0, 4), "and a roster is made all the same, with names of any length too", told(built)[:800])
    ok("x" * 600 + "-2027-" in query("SELECT max(uid) FROM session WHERE kind = 'tara'", db="bad.db")[0][0], "no name in a calendar is cut short")
    for words, wanted in ((["--weeks", "60"], "1 to 52"), (["--take-up", "170"], "percentage"), (["--lend", "T99=Northbank"], "T99"),
                          (["--lend", "T05"], "such as"), (["--lend", "T05=Nowhere"], "no team"), (["--venue-open", "V01=someday"], "half-day"),
                          (["--venue-open", "V99=wed-pm"], "V99"), (["--teams", "Nowhere"], "no team"), (["--plan", "nothing"], "nothing")):
        done = run("roster", "build", *words, db="bad.db")
        ok(done.returncode in (1, 2) and wanted in told(done), f"refused in words: {' '.join(words)}", told(done))
    empty = [run("init", db="empty.db"), run("roster", "build", db="empty.db"), run("roster", "show", db="empty.db")]
    ok([e.returncode for e in empty] == [0, 1, 1] and "allocate" in told(empty[1]), "without a plan it says what comes first", told(empty[1]))
    none = copy("none.db")
    query("DELETE FROM roster", db=none)
    done = run("roster", "show", db=none)
    ok(done.returncode == 1 and "roster build" in told(done), "without a roster too", told(done))
    done = run("roster", "check", db=none)
    ok("from this week on as no roster stands" in done.stdout, "and the check says which weeks it then looks at", told(done)[:300])


def test_models():
    kept = run("roster", "build", "--plan", "first", *FROM, "--keep-model", "kept", "-n", db=copy("kept.db"))
    names = sorted(os.listdir("kept")) if os.path.isdir("kept") else []
    ok(kept.returncode == 0 and {"caseload.mod", "values.csv"} <= set(names) and any(n.endswith(".dat") for n in names),
       "--keep-model keeps models, data and values", names, told(kept)[:600])


def made_of(folder):
    """What a roster is, byte for byte: exports, models' data and values."""
    files = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as file:
            files[name] = file.read()
    return files


def test_same():
    """The same input and --max-steps: the same roster, in another file, on a busy machine and built over what is there."""
    steps = ["--max-steps", "3000"]
    for name, db in (("one", copy("one.db")), ("two", copy("two.db")), ("again", "one.db")):
        with starved() if name == "two" else contextlib.nullcontext():
            built = run("roster", "build", "--plan", "first", *FROM, *steps, "--keep-model", name, db=db)
        ok(built.returncode == 0 and not export(name, db), f"{name}: built with --max-steps and exported", told(built)[-600:])
    one, two, again = made_of("one"), made_of("two"), made_of("again")
    ok(len(one) > 20 and one.keys() == two.keys() == again.keys(), "the same files", sorted(one.keys() ^ two.keys()))
    ok(one == two, "two builds of the same are the same, byte for byte", [k for k in one if one[k] != two.get(k)])
    ok(one == again, "and so is one built over itself", [k for k in one if one[k] != again.get(k)])


def test_city():
    """Sheffield: all seven teams inside a minute, every broken rule named, the outside checker of one mind."""
    city = os.path.join(SHARED, "sheffield")
    if not os.path.isdir(city):
        skip("a city's roster", "the shared data is not there")
        return
    made = [run("init", db="city.db"), run("import", city, db="city.db"),
            run("allocate", "--plan", "draft", "--max-steps", "2000000", "--jobs", "2", "-q", db="city.db")]
    ok(made[1].returncode == 0, "a city is imported", told(made[1])[-500:])
    started = time.monotonic()
    built = run("roster", "build", "--plan", "draft", *FROM, "--weeks", "13", db="city.db")
    seconds = time.monotonic() - started
    ok(built.returncode == 4 and seconds < 60 * SLOW, f"its roster in {seconds:.0f} s; teams are officers and skills short: exit 4",
       told(built)[-800:])
    export("city", "city.db", "draft")
    town, written = check_roster.Town(city), check_roster.Roster("city")
    findings = check_roster.unreported(town, written)
    ok(not findings, "the outside checker finds nothing that was not named", *(f"{f.rule}: {f.text}" for f in findings[:10]))


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        test_build()
        test_one_day()
        test_show()
        test_one_team_out()
        test_clock_change()
        test_away()
        test_back_in_turn()
        test_back_after_replan()
        test_dry_runs()
        test_cancelled_stay()
        test_published_stay()
        test_edits()
        test_move_staff()
        test_edit_meanwhile()
        test_stages()
        test_replan()
        test_sharer_leaves()
        test_leaver()
        test_starter()
        test_venue_closes()
        test_lists_shrink()
        test_one_team_again()
        test_lent()
        test_next_quarter()
        test_in_force()
        test_record()
        test_against()
        test_bad_input()
        test_models()
        test_same()
        test_city()
        os.chdir("/")
    return finish()


if __name__ == "__main__":
    sys.exit(main())
