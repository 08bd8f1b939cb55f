"""What the tests of rosters share: the demo town with one, what it says, and what the outside checker reads."""
import json
import os
import shutil

from program import SOURCE, run, told

DEMO = os.path.join(SOURCE, "data", "demo")
KINDS = ("caseload", "cover", "sessions", "visits")
FROM = ["--from", "2027-01-04"]


def demo_town(steps=600000):
    """town.db: the demo town, drawn."""
    return [run("init"), run("import", DEMO), run("allocate", "--plan", "first", "--max-steps", steps, "--jobs", "1", "-q")]


def roster(db="town.db", plan="first"):
    return json.loads(run("export", "roster", "--plan", plan, "-f", "json", db=db).stdout)


def export(folder, db="town.db", plan="first"):
    """What the outside checker reads."""
    os.makedirs(folder, exist_ok=True)
    done = [run("export", kind, "--plan", plan, "-o", f"{folder}/{kind}.csv", db=db) for kind in (*KINDS, "allocation", "patches")]
    done.append(run("export", "roster", "--plan", plan, "-o", f"{folder}/roster.json", db=db))
    return [told(d) for d in done if d.returncode]


def leads(told_roster, day="2027-03-31"):
    """patch -> officers on a day."""
    on = {}
    for row in told_roster["caseload"]:
        if row["from"] <= day and (row["to"] or "9999") >= day:
            on.setdefault(row["patch"], set()).add(row["officer_id"])
    return on


def broken(told_roster, rule=None):
    return [b for b in told_roster["breaches"] if b["broken"] and rule in (None, b["rule"])]


def copy(name):
    shutil.copy("town.db", name)
    return name
