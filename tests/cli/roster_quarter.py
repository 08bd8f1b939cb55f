"""A team leader's quarter with the demo town's roster: what was agreed, found and changed by hand is what the roster says."""
import csv
import datetime
import os
import re
import signal
import subprocess
import sys
import tempfile
import zipfile

from program import DEMO, PROGRAM, query, rows, run, start, told, wait_for, write
from rosters import FROM, copy, demo_town, export, leads, roster
from tap import finish, ok, skip

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


def test_no_team():
    """A named officer whose team's cell is empty, then everybody's: said at import, and nothing that reads the roster falls over."""
    db = copy("teamless.db")
    staff = rows(os.path.join(DEMO, "officers.csv"))
    for teamless in ([next(o for o in staff if o["officer_id"] == "T05")], staff):
        for officer in teamless:
            officer["team"] = ""
        write("officers.csv", list(staff[0]), [list(o.values()) for o in staff])
        imported = run("import", "officers", "officers.csv", db=db)
        ok(imported.returncode == 0 and "of no team" in told(imported), "an empty team is told", told(imported)[:400])
        made = run(*BUILD, "-n", db=db)
        ok(made.returncode in (0, 1, 3, 4), "a roster is made, or refused in words", made.returncode, told(made)[:300])
        for words in (["check"], ["show", "T05"], ["show", "Northbank"], ["away", "T05", "2027-02-01", "2027-02-05"], ["assign", "P02", "--officer", "T05"]):
            done = run("roster", *words, "--plan", "first", db=db)
            ok(done.returncode in (0, 1, 4), f"{' '.join(words)}: answered", done.returncode, told(done)[:300])
    ok("(T05), no team" in run("roster", "show", "T05", "--plan", "first", db=db).stdout, "they are of no team")


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
    where = query(f"SELECT day, venue_id, half_day FROM session WHERE session_id = {number}", db=db)[0]
    other = query("SELECT venue_id FROM venue WHERE venue_id <> ? ORDER BY 1", where[1], db=db)[0][0]
    moved = run("roster", "move", number, "--venue", other, "--plan", "first", db=db)
    now = query(f"SELECT day, venue_id, half_day FROM session WHERE session_id = {number}", db=db)[0]
    ok(moved.returncode in (0, 4) and now == (where[0], other, where[2]), "another venue, the same day", told(moved))
    nowhere = [run("roster", "move", number, *more, "--plan", "first", db=db) for more in ((), ("--venue", "V99"))]
    ok([n.returncode for n in nowhere] == [2, 1] and "--half or --venue" in told(nowhere[0]) and "no venue 'V99'" in told(nowhere[1]),
       "to nowhere, or to a venue that is not there: said", *map(told, nowhere))
    shut = run("roster", "move", number, "--to", "2027-03-19", "--half", "pm", "--venue", "V02", "--plan", "first", db=db)
    ok(shut.returncode == 4 and "the venue is not open then, but on Monday, Tuesday, Wednesday, Thursday, Friday morning" in shut.stdout,
       "a venue shut then: and when it is open", told(shut))
    helped = run("roster", "--help", db=db)
    ok(helped.returncode == 0 and "patchplan roster build" in helped.stdout and "patchplan roster away" in helped.stdout,
       "roster --help lists its commands", told(helped)[:300])
    ref = rows("seen/visits.csv")[0]["property_ref"]
    late = record(db, (ref, "2027-03-01", "done"))
    ok(late.returncode == 3 and "still to come" in told(late), "a visit of a day to come cannot be done", told(late))


def test_booked_when_nobody_comes():
    """Agreed for a day gone by, a Sunday, Good Friday, or beyond the roster: said, and set aside; names of tenants never come in."""
    db = copy("agreed.db")
    ref = rows("seen/visits.csv")[0]["property_ref"]
    query("UPDATE roster SET first_day = '2026-10-05'", db=db)
    for day, why in (("2026-11-02", "say what came of it"), ("2027-03-07", "Saturday or Sunday"), ("2027-03-26", "bank holiday"),
                     ("2027-10-06", "beyond the roster")):
        done = record(db, (ref, day, "booked"))
        ok(done.returncode == 3 and why in told(done), f"booked for {day}: {why}", told(done))
    write("told.csv", ["property_ref", "tenant_name", "date", "state"], [(ref, "Jane Doe", "2026-11-02", "don")])
    named = run("roster", "visits", "--record", "told.csv", "--rejects", "aside.csv", "--plan", "first", db=db)
    ok(named.returncode == 3 and "tenant_name" in told(named) and "never held here" in told(named) and not os.path.exists("aside.csv"),
       "a column of names is refused at the door", named.returncode, told(named))


def test_told_again():
    """A later file corrects the day of a home in its place, and what it replaces gives back the visit before; columns have other names; a bare reason is not read, nor written out."""
    db = copy("corrected.db")
    refs = [row["property_ref"] for row in rows("seen/visits.csv")[:2]]
    ((before,),) = query("SELECT last_visit FROM home_visit JOIN home USING (home_id) WHERE property_ref = ?", refs[0], db=db)
    record(db, (refs[0], "2026-11-03", "done"), (refs[1], "2026-11-03", "no access"))
    again = record(db, (refs[0], "2026-11-03", "no access"), (refs[1], "2026-11-03", "done"))
    found = query("SELECT o.day, o.state, v.state, v.last_visit = o.day, n_no_access FROM visit_outcome o JOIN home_visit v USING (home_id) JOIN home "
                  "USING (home_id) WHERE property_ref IN (?, ?) AND (o.day = '2026-11-03' OR v.last_visit = o.day) ORDER BY property_ref = ?, o.day", *refs, refs[1], db=db)
    ok("2 of them tell another outcome" in told(again) and found == [(before, "done", "no access", 1, 1), ("2026-11-03", "no access", "no access", 0, 1), ("2026-11-03", "done", "done", 1, 0)],
       "another outcome of a home and day counts in place of the first", told(again), found)
    write("told.csv", ["Place Ref", "date", "state", "reason"], [(refs[0], "2026-11-04", "declined", "in hospital"), ("NOBODY", "2026-11-04", "done", "in prison")])
    missing = run("roster", "visits", "--record", "told.csv", "--plan", "first", db=db)
    ok(missing.returncode == 3 and 'add --map "property_ref=' in told(missing), "a missing column leads to --map", told(missing))
    mapped = run("roster", "visits", "--record", "told.csv", "--map", "property_ref=Place Ref", "--rejects", "aside.csv", "--plan", "first", db=db)
    with open("aside.csv", encoding="utf-8") as aside:
        ok(mapped.returncode == 3 and "1 row recorded, 1 set aside" in told(mapped) and "column of reasons was not read" in told(mapped) and
           "in prison" not in aside.read(), "a column of another name is taken, one of reasons is not", told(mapped))


def test_held():
    """A drop-in of last week, and one at which people were counted, stay; so do weeks gone by."""
    db = copy("held.db")
    (old,), (counted,) = query("SELECT session_id FROM session WHERE kind = 'drop-in' AND day > '2027-02-01' ORDER BY 1 LIMIT 2", db=db)
    query("UPDATE roster SET first_day = '2026-10-05', n_weeks = 26", db=db)
    query("UPDATE session SET day = '2026-11-02' WHERE session_id = ?", old, db=db)
    query("UPDATE session SET n_people = 5 WHERE session_id = ?", counted, db=db)
    for number, words in ((old, "has been held: what has been"), (counted, "has been held (5 people came)")):
        for act in (["move", number, "--to", "2027-03-16"], ["cancel", number]):
            done = run("roster", *act, "--plan", "first", db=db)
            ok(done.returncode == 1 and words in told(done), f"{act[0]}: {words}", done.returncode, told(done))
    for day, words in (("2020-01-01", "is before this roster"), ("2026-11-02", "has gone by")):
        past = run("roster", "assign", "P04", "--officer", "T08", "--from", day, "--plan", "first", db=db)
        ok(past.returncode == 2 and words in told(past), "nobody is named for weeks gone by", told(past))
    leader = query("SELECT officer_id FROM officer WHERE role = 'team_leader' AND team_id = 1", db=db)[0][0]
    named = run("roster", "assign", "P04", "--officer", leader, "--plan", "first", db=db)
    ok(named.returncode == 4 and "leads the team and may lead no patch" in told(named), "a team leader who is given a patch breaks a rule", told(named))


def test_known_days():
    """Bank holidays known only to the end of the year, homes that ended, days that mean nothing: said once, in words."""
    db = copy("known.db")
    query("DELETE FROM holiday WHERE day > '2026-12-28'", db=db)
    for words in (["roster", "check", "--plan", "first", *FROM], ["roster", "show", "--plan", "first"]):
        done = run(*words, db=db)
        ok(done.stdout.count("Bank holidays are known to Monday 28 December 2026 only") == 1, f"{' '.join(words[:2])}: holidays that are not known",
           told(done)[:500])
    checked = run("check", db=db)
    ok("last bank holiday that is known" in told(checked) and "2026-12-28" in told(checked), "check says so too", told(checked)[-600:])
    gone = [v["property_ref"] for v in rows("seen/visits.csv") if v["state"] == "due"][:3]
    query("UPDATE home SET ended = 1 WHERE property_ref IN (?, ?, ?)", *gone, db=db)
    left = visits(db, "left")
    ok(not set(gone) & set(left) and len(left) == len(rows("seen/visits.csv")) - 3, "visits to homes that have ended are not exported")
    for words in (["show"], ["replan", "--offer", "least", "-n"]):
        done = run("roster", *words, "--plan", "first", db=db)
        ok(told(done).count("3 visits are no longer in it") == 1, f"roster {words[0]} counts them, once", told(done)[:500])
    for words, status, wanted in ((["visits", "--week", "9999-12-31"], 2, "a day in it"), (["show", "--against", "1900-01-01"], 2, "last two years"),
                                  (["away", "", "2027-02-01"], 1, "no officer is named"), (["back", "T12", "2027-02-01"], 3, "a vacant post")):
        done = run("roster", *words, "--plan", "first", db=db)
        ok(done.returncode == status and wanted in told(done), f"roster {' '.join(words)}: {wanted}", done.returncode, told(done))


def test_pinned_elsewhere():
    """Who leads one patch is fixed to another: done, and said what that means."""
    db = copy("pin.db")
    now = {patch: min(who) for patch, who in leads(roster(db)).items() if len(who) == 1 and min(who)}
    (one, officer), (other, _) = [(p, o) for p, o in sorted(now.items()) if p in ("P03", "P05")]
    done = run("roster", "pin", other, "--officer", officer, "--plan", "first", db=db)
    ok(done.returncode == 4 and f"({officer}) is the named officer of {one} already" in done.stdout and f"roster assign {other}" in done.stdout,
       "what they lead already, the rule, and the command", told(done))
    back = run("roster", "unpin", other, "--plan", "first", db=db)
    ok(back.returncode == 0 and "Rules" not in back.stdout, "and taken back no rule is broken", told(back))


def test_found():
    """People are found by their surname where one has it; of several each is named."""
    names = [name.split() for (name,) in query("SELECT name FROM officer WHERE name <> ''")]
    words = [word for name in names for word in name]
    single = next(name[-1] for name in names if words.count(name[-1]) == 1)
    shared = next(name[-1] for name in names if words.count(name[-1]) > 1)
    one, several = run("roster", "show", single.lower(), "--plan", "first"), run("roster", "show", shared.upper(), "--plan", "first")
    ok(one.returncode == 0 and single in one.stdout.splitlines()[0], f"'{single.lower()}' is found", told(one)[:200])
    ok(several.returncode == 1 and f"{words.count(shared)} people are called" in told(several) and "officer_id" in told(several),
       f"of several called '{shared}' the ids are told", told(several))


def test_change_list():
    """What changes has its days in columns of their own: in the answer, in JSON and in the workbook."""
    db = copy("days.db")
    officer = query("SELECT officer_id FROM plan_lead WHERE first_day = '2027-01-04' AND role = 'lead' ORDER BY patch_ix DESC", db=db)[0][0]
    listed = list(csv.DictReader(run("roster", "away", officer, "2027-02-01", "2027-02-10", "--plan", "first", "-f", "csv", db=db).stdout.splitlines()))
    ok(listed and all("2027-02-01" <= r["from"] <= r["to"] <= "2027-02-14" for r in listed if r["what"] in ("cover", "session")) and
       {r["from"] for r in listed if r["what"] == "visit"} <= {"2027-02-01", "2027-02-08"}, "as CSV", *listed)
    kept = [c for c in roster(db)["changes"] if c["from"]]
    ok([(c["what"], c["from"], c["to"], c["text"]) for c in kept[-len(listed):]] == [(r["what"], r["from"], r["to"], r["text"]) for r in listed],
       "the file keeps them, and JSON has the same", kept[-len(listed):])
    run("export", "roster", "--plan", "first", "-o", "days.xlsx", db=db)
    with zipfile.ZipFile("days.xlsx") as book:
        sheets = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
        sheet = book.read(f"xl/worksheets/sheet{sheets.index('Changes') + 1}.xml").decode()
    first = (datetime.date.fromisoformat(listed[0]["from"]) - datetime.date(1899, 12, 30)).days
    ok(f"<v>{first}</v>" in sheet, "and the workbook has real dates")
    write("leaver.csv", rows(os.path.join(DEMO, "officers.csv"))[0],
          [dict(o, ends="2027-02-12" if o["officer_id"] == officer else o["ends"]).values() for o in rows(os.path.join(DEMO, "officers.csv"))])
    run("import", "officers", "leaver.csv", db=db)
    table = run("roster", "replan", "--offer", "least", "--plan", "first", "-n", db=db).stdout.splitlines()
    ok(re.match(r"From +To +What changes", table[0]) and any(re.match(r"15 February 2027 +Patch ", line) for line in table), "and the terminal", *table[:5])


def names_on(day, db):
    on = {}
    for patch, name in query("SELECT p.name, o.name FROM plan_patch p LEFT JOIN plan_lead l ON l.plan_id = p.plan_id AND l.patch_ix = p.patch_ix AND "
                             "? BETWEEN l.first_day AND l.last_day LEFT JOIN officer o ON o.officer_id = l.officer_id ORDER BY l.role, o.officer_id",
                             day, db=db):
        on.setdefault(patch, [])
        on[patch] += [name] if name else []
    return {patch: " and ".join(names) or "vacant" for patch, names in on.items()}


def test_named_in_time():
    """patchplan show: all named officers are those of one day, today or the roster's first, and it is said."""
    begins = "2027-01-04"
    today = datetime.date.today().isoformat()
    named, printed = names_on(max(today, begins), "town.db"), run("show", "first").stdout
    shown = {line.split("  ")[0]: line for line in printed.splitlines()}
    wrong = [shown[p] for p in named if not re.search(f"  {re.escape(named[p])}(; from .*)?$", shown[p])]
    ok(not wrong and len(named) == 24, "officers of one day", *wrong)
    ok(("as from Monday 4 January 2027" in printed) == (today < begins), "which is said when it is not today", printed[:600])


# ---- stopped, and no room ----


def held_back():
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    os.kill(os.getpid(), signal.SIGINT)


def test_stopped():
    """Ctrl-C before the first step, and a disk that is full: one sentence each, and nothing left behind."""
    done = subprocess.run([PROGRAM, "-d", "town.db", "roster", "build", "--plan", "first"], capture_output=True, text=True, check=False,
                          preexec_fn=held_back)
    ok(done.returncode == 130 and done.stderr == "patchplan: stopped as asked before anything was done\n", "stopped at the start: 130", done)
    before = roster()
    for words in (["build", *FROM, "--replace"], ["replan", "--offer", "balance"]):
        running = start("-d", "town.db", "roster", *words, "--plan", "first", "--time-limit", "60")
        ok(wait_for("named officers", running), "officers are being named")
        running.send_signal(signal.SIGINT)
        said = running.communicate(timeout=60)[0]
        ok(running.returncode == 130 and said.startswith("Stopped before") and "the roster that stood stands" in said and "Every rule is kept" not in said,
           f"roster {words[0]} stopped half way says so first", running.returncode, said[:300])
        ok(roster() == before, "and leaves the roster that stood")
    os.mkdir("small")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12k", "none", "small"], capture_output=True).returncode != 0:
        return skip("a full disk is said", "no tmpfs may be mounted here")
    try:
        full = run("export", "roster", "--plan", "first", "-o", "small/roster.xlsx")
        ok(full.returncode == 1 and len(full.stderr.splitlines()) == 1 and "disk is full" in full.stderr and os.listdir("small") == [],
           "a full disk is one sentence, and leaves no workbook", full.stderr, os.listdir("small"))
    finally:
        subprocess.run(["umount", "small"], check=False)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        made = [*demo_town(200000), run(*BUILD)]
        ok(all(m.returncode == 0 for m in made), "the demo town has a roster", *map(told, made))
        test_booked()
        test_done_before()
        test_second_officer()
        test_lists_change()
        test_no_team()
        test_hand_edits()
        test_booked_when_nobody_comes()
        test_told_again()
        test_held()
        test_known_days()
        test_pinned_elsewhere()
        test_found()
        test_change_list()
        test_named_in_time()
        test_stopped()
        os.chdir("/")
    return finish()


if __name__ == "__main__":
    sys.exit(main())
