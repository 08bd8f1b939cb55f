"""Options that contradict each other, are empty or are not meant for the command: refused in words before
anything is done, so that no planning file is needed. Names too long to be shown."""
import os
import sys
import tempfile

from program import call, query, run, told, write
from tap import finish, ok

DRAW = ["allocate", "--plan", "x"]
CUT = ["partition", "units.csv", "--patches", "2", "--size", "0:9"]
PUBLISH = ["publish", "draft", "--from", "2030-06-01"]

# What is typed, and words that the refusal must hold.
PAIRS = [
    *((["allocate", "--staffing", *other], ["--staffing", other[0]])
      for other in (["--tradeoff"], ["--max-change", "9%"], ["--new-only"], ["--teams", "N"], ["--lock", "P1"], ["--unlock", "P1"], ["--from", "a"],
                    ["--link", "a,b"], ["--keep", "1"], ["--ward", "1"], ["--cost", "squared"], ["--patches", "3"], ["--shard", "1/2"],
                    ["--restart"], ["--max-steps", "9"], ["--seed", "2"])),
    ([*DRAW, "--points", "7"], ["--points", "--tradeoff"]),
    ([*DRAW, "--into", "y.db"], ["--into", "--shard"]),
    ([*DRAW, "--tradeoff", "--shard", "1/2"], ["--tradeoff", "--shard"]),
    ([*DRAW, "--shard", "1/2", "--landlord", "E"], ["--shard", "--landlord"]),
    ([*DRAW, "--restart", "--landlord", "E"], ["--restart", "--landlord"]),
    *(([*DRAW, "--new-only", *other], ["--new-only", other[0]]) for other in (["--patches", "3"], ["--lock", "P1"], ["--unlock", "P1"])),
    ([*DRAW, "--new-only", "--posts"], ["--new-only", "--posts"]),
    ([*DRAW, "--posts", "--patches", "3"], ["--posts", "--patches"]),
    ([*DRAW, "--on", "2027-01-01"], ["--on", "--posts"]),
    ([*DRAW, "--lock", "P1", "--unlock", "p1"], ["--lock", "--unlock", "P1"]),
    ([*DRAW, "-o", "x.svg"], ["x.svg", "--tradeoff"]),
    ([*DRAW, "-o", "x.doc"], ["x.doc", "no format"]),
    ([*CUT, "--anywhere", "--edges", "e.csv"], ["--anywhere", "--edges"]),
    ([*CUT, "--anywhere", "--link", "a,b"], ["--anywhere", "--link"]),
    (["publish", "--list", "--from", "2030-06-01"], ["--list", "--from"]),
    (["publish", "--list", "--teams", "N"], ["--list", "--teams"]),
    (["publish", "--list", "--wards", "N"], ["--list", "--wards"]),
    (["publish", "--list", "--broken-rules-known"], ["--list", "--broken-rules-known"]),
    (["publish", "--list", "draft"], ["--list", "draft"]),
    ([*PUBLISH, "-o", "x.csv"], ["--output", "--list"]),
    ([*PUBLISH, "-f", "json"], ["--format", "--list"]),
    (["rollback", "-o", "x.csv"], ["rollback", "--output"]),
    (["init", "-f", "json"], ["init", "--format"]),
    (["backup", "x.bak", "-o", "x.csv"], ["backup", "--output"]),
    (["restore", "x.bak", "-f", "csv"], ["restore", "--format"]),
    (["plans", "a", "--rename", "b", "--delete"], ["--rename", "--delete"]),
    (["plans", "a", "--rename", "b", "-f", "json"], ["--rename", "--format"]),
    (["plans", "a", "--delete", "-o", "x.csv"], ["--delete", "--output"]),
    (["move", "a", "--anyway"], ["--anyway", "--to"]),
    (["move", "a", "--why", "x"], ["--why", "--to"]),
    (["lock", "P1", "--unit", "a"], ["--unit"]),
    (["lock", "--off"], ["--unit"]),
    (["import", "homes", "h.csv", "--sure"], ["--sure", "--missing"]),
    (["settings", "size", "280:300", "--unset"], ["--unset"]),
    (["roster", "visits", "--record", "v.csv", "--week", "2027-01-04"], ["--record", "--week"]),
    (["roster", "visits", "--rejects", "r.csv"], ["--rejects", "--record"]),
    (["roster", "visits", "--record", "v.csv", "-f", "json"], ["--record", "--format"]),
    (["roster", "attendance", "--rejects", "r.csv"], ["--rejects", "--record"]),
    (["roster", "show", "--week", "2027-01-04", "--against", "2026-01-01"], ["--week", "--against"]),
    *((["export", "units", *other, "-o", "x.csv"], [other[0], "units"])
      for other in (["--from", "2030-06-01"], ["--against", "a"], ["--team", "N"], ["--title", "T"], ["--source", "T"], ["--size", "A4"],
                    ["--for", "patch:P1"])),
    (["export", "map", "--for", "patch:P1", "-o", "x.svg"], ["--for", "calendar"]),
    (["export", "calendar", "--size", "A4", "-o", "x.ics"], ["--size", "map"]),
]

EMPTY = [[*DRAW, "--teams", ""], [*DRAW, "--teams", " ; "], [*DRAW, "--lock", ""], [*DRAW, "--patches", ","], [*DRAW, "--from", ""],
         [*PUBLISH, "--teams", ","], [*PUBLISH, "--wards", ""], [*CUT, "--edges", ""], ["show", "-o", ""], ["rebalance", "--around", ","],
         ["roster", "build", "--teams", ""], ["roster", "assign", "P1", "--officer", ""], ["move", "a", "--to", ""]]


def test_pairs():
    for words, said in PAIRS:
        done = call("-d", "none.db", *words)
        ok(done.returncode == 2 and not done.stdout and all(word in done.stderr for word in said),
           " ".join(words) + ": refused", done.returncode, told(done))
    for words in EMPTY:
        done = call("-d", "none.db", *words)
        ok(done.returncode == 2 and "is empty" in done.stderr and words[-2].lstrip("-")[:1] in done.stderr,
           f"{' '.join(words[:-1])} '{words[-1]}': refused", done.returncode, told(done))
    twice = call("-d", "none.db", *DRAW, "--seed", "1", "--seed", "2")
    ok(twice.returncode == 1 and "none.db" in twice.stderr, "an option again overrides what a pasted command says", told(twice))
    ok(os.listdir(".") == [], "nothing was made", os.listdir("."))


def test_long_names():
    run("init")
    for length, status in ((100, 0), (101, 3)):
        write("teams.csv", ["ward_code", "ward_name", "team"], [["W1", "One", "é" * length]])
        done = run("import", "teams", "teams.csv")
        ok(done.returncode == status and (status == 0 or "101 characters" in told(done)), f"a team's name of {length} characters", told(done))
        write("homes.csv", ["property_ref", "easting", "northing", "current_patch"], [["H1", 430000, 390000, "P" * length]])
        done = run("import", "homes", "homes.csv")
        ok(done.returncode == status and (status == 0 or "current_patch" in told(done)), f"a patch's name of {length}", told(done))
        write("plan.csv", ["property_ref", "patch"], [["H1", "P" * length]])
        done = run("import", "plan", "today", "plan.csv")
        ok((done.returncode == 3) == (status == 3), f"in a division made elsewhere, {length}", done.returncode, told(done))
        write("plan.csv", ["property_ref", "patch"], [["H1", "P"]])
        done = run("import", "plan", "ü" * length, "plan.csv")
        ok(length == 100 or done.returncode == 2 and "has 101" in done.stderr, "a plan's name counts characters, not bytes", told(done))


def test_odd_names():
    """A patch's name with what steers a terminal is cleaned, one with a ; refused; each told once, however many rows have it."""
    write("homes.csv", ["property_ref", "easting", "northing"], [[f"H{i}", 430000 + 10 * i, 390000] for i in range(8)])
    run("import", "homes", "homes.csv")
    names = ["No\x1b[31mrth", "No\x1b[31mrth", "Ea\u202est", "We\nst\t1", "P;Q", "P;Q", "P" * 101, "P" * 101]
    write("plan.csv", ["property_ref", "patch"], [[f"H{i}", name] for i, name in enumerate(names)])
    done = run("import", "plan", "odd", "plan.csv")
    ok(done.returncode == 3 and done.stderr.count("cannot be seen") == 3 and done.stderr.count("parts the names") == 1 and
       done.stderr.count("more than 100 characters") == 1 and "\x1b" not in done.stderr, "each name is told once", done.returncode, told(done))
    ok({name for (name,) in query("SELECT name FROM plan_patch")} >= {"No [31mrth", "Ea st", "We st 1"}, "and is kept without what cannot be seen",
       query("SELECT name FROM plan_patch"))


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    test_pairs()
    test_long_names()
    test_odd_names()
    os.chdir("/")
sys.exit(finish())
