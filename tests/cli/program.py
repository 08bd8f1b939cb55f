"""The program as the tests call it: run() and what is read from its answers. The planning file is town.db
in the working folder unless `db` names another."""
import contextlib
import csv
import datetime
import json
import os
import sqlite3
import subprocess
import sys
import time

PROGRAM = os.path.abspath(os.environ.get("PATCHPLAN", "patchplan"))
SOURCE = os.path.abspath(os.environ.get("SRCDIR", "."))
SHARED = os.path.abspath(os.environ.get("PATCHPLAN_SHARED") or os.path.join(SOURCE, "..", "shared"))
SLOW = int(os.environ.get("PATCHPLAN_SLOW", "1"))
DEMO = os.path.join(SOURCE, "data", "demo")
# Search by steps, not by seconds: the same work and the same plan on any machine, however busy it is.
WORK = ("--max-steps", "300000", "--jobs", "1")


def call(*words, **more):
    """The program with these words and no planning file named."""
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, errors="replace", **more)


def run(*words, db="town.db"):
    return call("-d", db, *words)


@contextlib.contextmanager
def starved():
    """What is called meanwhile has one core, and others at work on it."""
    had = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(had)})
    with contextlib.ExitStack() as stack:
        stack.callback(os.sched_setaffinity, 0, had)
        for _ in range(2):
            busy = stack.enter_context(subprocess.Popen([sys.executable, "-c", "while True: pass"]))
            stack.callback(busy.kill)
        yield


def start(*words):
    """The program set going, its progress to the file `said`; see wait_for()."""
    with open("said", "w", encoding="utf-8") as said:
        return subprocess.Popen([PROGRAM, *map(str, words), "--progress", "json"], stdout=subprocess.PIPE, stderr=said, text=True)


def wait_for(phase, child, least_done=0, seconds=60):
    """Until what start() set going tells that it has come so far, however busy the machine is. Whether it has."""
    until = time.monotonic() + seconds
    while child.poll() is None and time.monotonic() < until:
        with open("said", encoding="utf-8") as said:
            events = [json.loads(line) for line in said if line.startswith("{") and line.endswith("}\n")]
        if any(event["phase"] == phase and event["done"] >= least_done for event in events):
            return True
        time.sleep(0.01)
    return False


def partition(*words, timeout=120):
    """The bare engine, which needs no planning file."""
    return call("partition", *words, timeout=timeout)


def make_demo(db="town.db"):
    """The demo town with the plan `first` in force from today; no roster. Whether it could be made."""
    today = datetime.date.today().isoformat()
    made = [run("init", db=db), run("import", DEMO, "-q", db=db), run("allocate", "--plan", "first", *WORK, "-q", db=db),
            run("publish", "first", "--from", today, "-q", db=db)]
    return all(done.returncode == 0 for done in made)


def told(done):
    """What a person at a terminal reads: the answer and the talk."""
    return done.stdout + done.stderr


def show(plan, db="town.db"):
    return json.loads(run("show", plan, "-f", "json", db=db).stdout)


def query(sql, *values, db="town.db"):
    """Closed again at once: a connection left open keeps logs alive that the program has put away."""
    with contextlib.closing(sqlite3.connect(db)) as file, file:
        return file.execute(sql, values).fetchall()


def write(name, header, rows):
    with open(name, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def patch_of_home(plan, db="town.db"):
    """By property_ref, straight from the file's tables."""
    return dict(
        query(
            "SELECT h.property_ref, q.name FROM plan p JOIN plan_home m USING (plan_id) JOIN plan_unit u USING (plan_id,"
            " unit_ix) JOIN plan_patch q USING (plan_id, patch_ix) JOIN home h USING (home_id) WHERE p.name = ?",
            plan,
            db=db,
        )
    )


def pieces(patch, pairs):
    """In how many pieces each patch is, of units and pairs of neighbours, by a search that shares nothing with the program."""
    near = {unit: [] for unit in patch}
    for u, v in pairs:
        if patch[u] == patch[v]:
            near[u].append(v)
            near[v].append(u)
    seen, count = set(), {}
    for start in patch:
        if start in seen:
            continue
        count[patch[start]] = count.get(patch[start], 0) + 1
        todo = [start]
        seen.add(start)
        while todo:
            for v in near[todo.pop()]:
                if v not in seen:
                    seen.add(v)
                    todo.append(v)
    return count
