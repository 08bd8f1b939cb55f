"""What is kept, for how long, and that it is as it was written: the history's chain, names, what purge takes out. For staff.py, while it is served."""
import contextlib
import datetime
import hashlib
import json
import os
import re
import shutil
import sqlite3

from hostile import addresses
from program import query, run
from tap import ok
from web import Person

CHAINED = "audit_id, at, coalesce(person_id, ''), action, object, detail"


def hash_of(before, line):
    """As DESIGN has it, by another's BLAKE2b: each part with its length before it."""
    parts = [str(part).encode() for part in (before, *line)]
    return hashlib.blake2b(b"".join(len(part).to_bytes(8, "little") + part for part in parts), digest_size=32).hexdigest()


def chain_anew(file):
    """What whoever can write the file could do: every hash made again from the first line on."""
    before = file.execute("SELECT start_hash FROM audit_chain").fetchone()[0]
    for line in file.execute(f"SELECT {CHAINED} FROM audit ORDER BY audit_id").fetchall():
        before = hash_of(before, line)
        file.execute("UPDATE audit SET hash = ? WHERE audit_id = ?", (before, line[0]))
    file.execute("UPDATE audit_chain SET (end_id, end_hash) = (SELECT audit_id, hash FROM audit ORDER BY audit_id DESC LIMIT 1)")


@contextlib.contextmanager
def unguarded(db):
    """The file without the triggers that hold the history."""
    with contextlib.closing(sqlite3.connect(db)) as file, file:
        guards = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            file.execute(f"DROP TRIGGER {name}")
        yield file
        for _, sql in guards:
            file.execute(sql)


def verify(*words, db="town.db"):
    done = run("audit", "--verify", "-f", "json", *words, db=db)
    return done.returncode, json.loads(done.stdout)[0]


def test_chain(area):
    """The history is whole, and says from where on it is not."""
    status, told = verify()
    lines = query(f"SELECT {CHAINED}, hash FROM audit ORDER BY audit_id")
    ok(status == 0 and told["whole"] and told["lines"] == len(lines) and told["hash"] == lines[-1][-1], f"a chain of {len(lines)} lines is whole", told)
    before, wrong = "", []
    for *line, kept in lines:
        before = hash_of(before, line)
        wrong += [line] if before != kept else []
    ok(not wrong, "as another program reckons it", wrong[:3])
    ok("The record is whole" in area.get("/history").text, "and the page says so")
    for sql in ("UPDATE audit SET detail = '{}' WHERE audit_id = 3", "DELETE FROM audit WHERE audit_id = 3", "UPDATE person SET name = 'another'", "DELETE FROM audit_chain"):
        try:
            query(sql)
            ok(False, "refused: " + sql)
        except sqlite3.IntegrityError as problem:
            ok("history" in str(problem), "refused: " + sql)
    middle = lines[len(lines) // 2][0]
    for what, sql, found in (("changed", f"UPDATE audit SET at = '2020-01-01T00:00:00Z' WHERE audit_id = {middle}", f"from line {middle} on"),
                             ("taken out", f"DELETE FROM audit WHERE audit_id = {middle}", f"from line {middle + 1} on"),
                             ("taken off the end", "DELETE FROM audit WHERE audit_id > (SELECT max(audit_id) - 2 FROM audit)", "was taken out, up to line"),
                             ("put behind the end", "INSERT INTO audit (audit_id, at, action, hash) VALUES (100000, '2026-01-01', 'x', 'x')", "from line 100000 on")):
        query("VACUUM INTO 'wrong.db'")
        with unguarded("wrong.db") as file:
            file.execute(sql)
        status, told = verify(db="wrong.db")
        ok(status == 1 and not told["whole"] and found in told["found"], f"a line {what} is told", told)
        os.remove("wrong.db")
    query("VACUUM INTO 'anew.db'")
    with unguarded("anew.db") as file:
        file.execute(f"UPDATE audit SET object = 'plan 77' WHERE audit_id = {middle}")
        chain_anew(file)
    ok(verify(db="anew.db")[0] == 0 and verify("--holds", lines[-1][-1], db="anew.db")[0] == 1 and verify("--holds", lines[middle][-1])[0] == 0,
       "a chain made anew is told by a hash noted before")
    os.remove("anew.db")


def test_who(people):
    """Every line has somebody, by number; what is told of it holds no name."""
    lines = query("SELECT audit_id, action, object, detail, person_id FROM audit")
    nobody = {action for _, action, *_, person in lines if person is None}
    ok(nobody <= {"comment", "user add"}, "every change has somebody, but what people consulted say and the first account", nobody)
    names = {name for sql in ("SELECT name FROM officer", "SELECT public_name FROM officer", "SELECT name FROM user") for (name,) in query(sql) if len(name) > 3}
    names = (names | set(people)) - {"officer"}  # an account here is called as what "officer T03" is
    found = [(name, line) for line in lines for name in names if re.search(rf"\b{re.escape(name)}\b", " ".join(map(str, line[2:4])))
             and not re.search(rf"(consult|user|settings).*|{re.escape(name)}-", line[1])]
    ok(not found, "and no name stands in it", found[:5])
    with contextlib.closing(sqlite3.connect("town.db")) as file:
        columns = [(table, column) for (table,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() if table not in ("person", "user")
                   for _, column, kind, *_ in file.execute(f"PRAGMA table_info({table})").fetchall() if kind == "TEXT"]
        told = [(table, column) for table, column in columns for name in people
                if column != "role" and file.execute(f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1", (name,)).fetchone()]
    ok(not told, "names stand in one table, and with their account", told)


def bytes_of(db="town.db"):
    found = b""
    for name in (db, db + "-wal"):
        if os.path.exists(name):
            with open(name, "rb") as file:
                found += file.read()
    return found


def test_name():
    """Who has left: the lines stay, the name goes."""
    run("user", "add", "zebedee.quill", "--role", "viewer")
    run("settings", "source", "a source")
    os.environ["PATCHPLAN_USER"] = "zebedee.quill"
    run("settings", "source", "--unset")
    del os.environ["PATCHPLAN_USER"]
    open_yet = run("purge", "--name", "zebedee.quill")
    ok(open_yet.returncode == 1 and "user disable zebedee.quill" in open_yet.stderr, "not while the account is open", open_yet.stderr)
    run("user", "disable", "zebedee.quill")
    ok(b"zebedee" in bytes_of(), "a name")
    done = run("purge", "--name", "Zebedee.Quill", "-n")
    ok(done.returncode == 0 and b"zebedee" in bytes_of(), "told first", done.stderr)
    done = run("purge", "--name", "Zebedee.Quill")
    ok(done.returncode == 0 and b"zebedee" not in bytes_of().lower(), "taken out, of the bytes of the file too", done.stderr)
    ok(verify()[0] == 0 and "(name removed)" in run("audit", "--last", "5").stdout and "(name removed)" in run("user", "list").stdout, "the lines stay, and hold")
    ok(run("purge", "--name", "zebedee.quill").returncode == 1, "nobody of the name is left")


# ---- for how long ----

PLAN = "(SELECT plan_id FROM roster ORDER BY plan_id LIMIT 1)"
HOME = "(SELECT home_id FROM home h WHERE NOT EXISTS (SELECT 1 FROM roster_visit v WHERE v.home_id = h.home_id) AND NOT EXISTS (SELECT 1 FROM visit_outcome o" \
       " WHERE o.home_id = h.home_id) ORDER BY home_id LIMIT 1 OFFSET :n)"
OFFICER = "(SELECT officer_id FROM officer ORDER BY officer_id LIMIT 1)"
IMPORT = "INSERT INTO import_run (kind, file_name, started_at) VALUES ('homes', 'planted ' || :n, :day || 'T12:00:00Z')"

# (what, its time, how a row of :day is put in, how rows with :mark are counted)
KINDS = (
    ("rejected rows", "-30 days", (IMPORT, "INSERT INTO rejected_row SELECT import_id, 2, 'x,' || :mark, '' FROM import_run WHERE file_name = 'planted ' || :n",
                                   "INSERT INTO finding (import_id, row, rule, severity, message) SELECT import_id, 2, 'x', 'error', :mark FROM import_run WHERE file_name = 'planted ' || :n"),
     "SELECT (SELECT count(*) FROM rejected_row WHERE content LIKE '%' || :mark) + (SELECT count(*) FROM finding WHERE message = :mark) = 2"),
    ("what was found at doors", "-24 months", (f"INSERT INTO visit_outcome VALUES ({HOME}, :day, 'done', 777 + :n)",), "SELECT count(*) FROM visit_outcome WHERE minutes = 777 + :n"),
    ("visits of rosters", "-24 months", (f"INSERT INTO roster_visit (plan_id, home_id, patch_ix, officer_id, week_start, state) VALUES ({PLAN}, {HOME}, 0, :mark, :day, 'declined')",),
     "SELECT count(*) FROM roster_visit WHERE officer_id = :mark"),
    ("absences", "-12 months", (f"INSERT INTO leave (officer_id, first_day, last_day) VALUES ({OFFICER}, '201' || :n || '-07-03', :day)",),
     "SELECT count(*) FROM leave WHERE first_day = '201' || :n || '-07-03'"),
    ("who stood in", "-12 months", (f"INSERT INTO roster_cover VALUES ({PLAN}, :day, '', 0, '', NULL, :mark)",), "SELECT count(*) FROM roster_cover WHERE reason = :mark"),
    ("broken rules of a day", "-12 months", (f"INSERT INTO roster_breach (plan_id, breach_ix, rule, broken, day, text) VALUES ({PLAN}, 90000 + :n, 'x', 1, :day, :mark)",),
     "SELECT count(*) FROM roster_breach WHERE text = :mark"),
    ("changes of rosters", "-12 months", (f"INSERT INTO roster_change (plan_id, change_ix, at, what, text) VALUES ({PLAN}, 90000 + :n, :day || 'T12:00:00Z', 'cover', :mark)",),
     "SELECT count(*) FROM roster_change WHERE text = :mark"),
    ("consultations, with what was said", "-24 months", ("INSERT INTO consult (plan_id, digest, title, made_at, closed_at) SELECT min(plan_id), :mark, :mark, '2015-01-01T00:00:00Z',"
                                                        " :day || 'T12:00:00Z' FROM plan",
                                                        "INSERT INTO comment (plan_id, text, consult_id, made_at, signed) SELECT plan_id, :mark, consult_id, strftime('%Y-%m-%dT%H:%M:%SZ'), :mark"
                                                        " FROM consult WHERE digest = :mark"),
     "SELECT (SELECT count(*) FROM consult WHERE digest = :mark) + (SELECT count(*) FROM comment WHERE text = :mark) = 2"),
    ("comments", "-24 months", ("INSERT INTO comment (plan_id, text, made_at) SELECT min(plan_id), :mark, :day || 'T12:00:00Z' FROM plan",), "SELECT count(*) FROM comment WHERE text = :mark"),
    ("long work", "-30 days", ("INSERT INTO job (kind, argv, state, messages, made_at, ended_at) VALUES ('x', '[]', 'done', :mark, '2015-01-01', :day || 'T12:00:00Z')",),
     "SELECT count(*) FROM job WHERE messages = :mark"),
    ("drafts", "-24 months", ("INSERT INTO plan (name, created_at, changed_at, origin, outcome, min_milli, max_milli, within, cost_kind, keep_m, ward_m, cost, distance_cost, keep_cost,"
                              " ward_cost, n_homes, weight_milli) VALUES (:mark, '2015-01-01', :day || 'T12:00:00Z', 'drawn', 'feasible', 1, 2, 'none', 'distance', 0, 0, 0, 0, 0, 0, 0, 0)",),
     "SELECT count(*) FROM plan WHERE name = :mark"),
    ("sign-ins", "-1 day", ("INSERT INTO sign_in SELECT :mark, min(user_id), '', unixepoch(:day), unixepoch(:day) FROM user",), "SELECT count(*) FROM sign_in WHERE digest = :mark"),
    ("wrong passwords", "-1 day", ("INSERT INTO sign_in_try VALUES (:mark, unixepoch(:day))",), "SELECT count(*) FROM sign_in_try WHERE digest = :mark"),
)


def plant(file, today):
    """Of each kind a row that is one day too old (n = 0) and one that is not (n = 1)."""
    for at, (_, age, steps, _) in enumerate(KINDS):
        last = file.execute("SELECT date(?, ?)", (today, age)).fetchone()[0]
        for n in (0, 1):
            day = last if n else (datetime.date.fromisoformat(last) - datetime.timedelta(days=1)).isoformat()
            for step in steps:
                file.execute(step, {"mark": f"{'young' if n else 'tooold'}-{at}", "day": day, "n": n})


def plant_history(today):
    """Two lines before the first, of six years ago and a day more, by somebody who did nothing since; the hashes as if they had always been there."""
    with unguarded("town.db") as file:
        last = datetime.date.fromisoformat(file.execute("SELECT date(?, '-6 years')", (today,)).fetchone()[0])
        for number, day, name in ((-2, last - datetime.timedelta(days=1), "tooold-person"), (-1, last, "young-person")):
            file.execute("INSERT INTO person (name) VALUES (?)", (name,))
            file.execute("INSERT INTO audit (audit_id, at, person_id, action, object) SELECT ?, ?, person_id, 'x', ? FROM person WHERE name = ?",
                         (number, f"{day}T12:00:00Z", name + "-object", name))
            file.execute("INSERT INTO edit (plan_id, at, person_id, what) SELECT min(plan_id), ?, (SELECT person_id FROM person WHERE name = ?), 'x' FROM plan", (f"{day}T12:00:00Z", name))
        file.execute("UPDATE audit_chain SET start_id = -5")
        chain_anew(file)


def test_purge(area):
    """What is a day too old goes, what is not stays; nothing of it is left in the bytes, while it is served."""
    today = datetime.date.today().isoformat()
    with contextlib.closing(sqlite3.connect("town.db")) as file, file:
        file.execute("PRAGMA foreign_keys = ON")
        plant(file, today)
    plant_history(today)
    ok(verify()[0] == 0 and b"tooold" in bytes_of(), "rows of every kind, two lines of the history")
    told = {row["what"]: row["rows"] for row in json.loads(run("purge", "-n", "-f", "json").stdout)}
    ok(told["absences"] == 1 and told["drafts"] == 1 and told["lines of the history"] == 1 and b"tooold" in bytes_of(), "a dry run counts and takes nothing", told)
    shutil.copy("town.db", "town.db.before-001")
    os.utime("town.db.before-001", (0, 0))
    done = run("purge")
    ok(done.returncode == 0 and "town.db.before-001" in done.stderr, "purged, while it is served; copies that still hold it are named", done.stderr)
    os.remove("town.db.before-001")
    with contextlib.closing(sqlite3.connect("town.db")) as file:
        for at, (what, age, _, count) in enumerate(KINDS):
            old, young = (file.execute(count, {"mark": f"{mark}-{at}", "n": n}).fetchone()[0] for n, mark in enumerate(("tooold", "young")))
            ok(old == 0 and young == 1, f"{what}: kept {age[1:]}, then not", old, young)
        lines = [row[0] for row in file.execute("SELECT audit_id FROM audit WHERE audit_id < 1")]
        edits = file.execute("SELECT count(*) FROM edit WHERE what = 'x' AND person_id IS NULL").fetchone()[0]
    status, told = verify()
    ok(lines == [-1] and edits == 1 and status == 0 and told["first"] == -1, "the history: 6 years, and what is left is whole", lines, edits, told)
    ok(b"tooold" not in bytes_of() and b"young" in bytes_of(), "and nothing of it is in the bytes of the file, nor beside it", re.findall(rb"tooold[-a-z0-9]*", bytes_of())[:5])
    page = area.get("/history").text
    ok("took out what was too old" in page and "The record is whole" in page, "it is in the history")
    ok(run("doctor", "-n", "-q").returncode == 0, "and the planning file is sound")


def test_all(area, people):
    test_chain(area)
    test_who(people)
    test_name()
    test_purge(area)


# ---- whose doors ----

DOOR = re.compile(r"DOOR-(\d+)-")


def test_doors(server, people, officer):
    """A home with the state of its visit is shown to who makes that visit, and on no page, table, picture or job of anybody else."""
    with contextlib.closing(sqlite3.connect("town.db")) as file, file:
        before = file.execute("SELECT address, property_ref, home_id FROM home").fetchall()
        file.execute("UPDATE home SET address = 'DOOR-' || home_id || '-', property_ref = 'DOOR-' || home_id || '-' WHERE home_id IN (SELECT home_id FROM roster_visit)")
        mine = {home for (home,) in file.execute("SELECT v.home_id FROM roster_visit v JOIN user u ON u.officer_id IN (v.officer_id, v.second_id) WHERE u.name = ?", (officer,))}
    seen = {}
    for name in people:
        pages = {path: Person(server, name).get(path) for path in [*addresses(), "/roster?view=visits", "/roster?view=today"]}
        for path, page in pages.items():
            doors = {int(door) for door in DOOR.findall(page.text + str(page.headers))}
            # What is wrong with homes in the lists is for who brings them in; it knows of no visit.
            if doors and not (path == "/findings" and not re.search(r"declined|no access|booked|visited", page.text, re.I)):
                seen.setdefault(name, {})[path] = doors
    with contextlib.closing(sqlite3.connect("town.db")) as file, file:
        file.executemany("UPDATE home SET address = ?, property_ref = ? WHERE home_id = ?", before)
    shown = seen.pop(officer, {})
    ok(set(shown) == {"/my"} and shown["/my"] <= mine, f"{officer} sees the doors of their own visits", {path: len(doors - mine) for path, doors in shown.items()}, len(mine))
    ok(not seen, f"nobody else of {len(people)} roles sees one", {name: list(pages) for name, pages in seen.items()})
    ok(not DOOR.search(server.told), "nor does the log")


def test_memory(server):
    """No picture of the memory: who the process belongs to may not look into it (nor may the system write it down)."""
    owner = os.stat(f"/proc/{server.process.pid}/mem").st_uid
    with open(f"/proc/{server.process.pid}/limits", encoding="utf-8") as file:
        limit = re.search(r"Max core file size\s+(\d+)", file.read())
    ok(owner == 0 and limit and int(limit.group(1)) <= 1, "no picture of the memory is written", owner, limit)
