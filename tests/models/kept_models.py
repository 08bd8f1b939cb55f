#!/usr/bin/env python3
"""What `roster build --keep-model` wrote, solved again by glpsol and by CBC, which share no code with the program.

    kept_models.py                          a test: the demo town's teams, TAP
    kept_models.py KEPT [--seconds 60] [--teams A,B] [--models caseload,dropins]
                                            a table of every team, model and level of the folder KEPT

Named officers (caseload): the program, glpsol and CBC have the same value on every level. Drop-ins: where CBC ends, or
after so many seconds of processor time, the program's value is at most 2 % above the best that CBC found; on levels
whose value is 0 there is nothing to be above.
"""
import argparse
import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.abspath(os.environ.get("SRCDIR", ".")), "tests", "cli"))

WITHIN = 1.02
TOLERANCE = 0.011  # a held level may give way by a hundredth


def tools():
    return all(shutil.which(tool) for tool in ("glpsol", "cbc"))


def glpsol(kept, model, data, seconds):
    """The value, or None where it was not proven in time."""
    done = subprocess.run(["glpsol", "--tmlim", str(seconds), "-m", os.path.join(kept, model + ".mod"), "-d", data],
                          capture_output=True, text=True)
    value = re.search(r"^VALUE \d+ ([-\d.]+)", done.stdout, re.M)
    ended = "INTEGER OPTIMAL SOLUTION FOUND" in done.stdout or "OPTIMAL LP SOLUTION FOUND" in done.stdout and "TIME LIMIT" not in done.stdout
    return float(value[1]) if value and ended else None


def cbc(kept, model, data, seconds):
    """The best value found and whether it is proven; None where nothing was found."""
    with tempfile.TemporaryDirectory() as folder:
        lp, answer = os.path.join(folder, "model.lp"), os.path.join(folder, "answer")
        subprocess.run(["glpsol", "-m", os.path.join(kept, model + ".mod"), "-d", data, "--check", "--wlp", lp],
                       stdout=subprocess.DEVNULL, check=True)
        subprocess.run(["cbc", lp, "sec", str(seconds), "solve", "solu", answer], stdout=subprocess.DEVNULL, check=True)
        with open(answer, encoding="utf-8") as file:
            head = file.readline()
    value = re.search(r"objective value\s+([-\d.e+]+)", head)
    nothing = "Infeasible" in head or "no integer solution" in head
    return (float(value[1]) if value and not nothing else None), head.startswith("Optimal")


def values(kept, teams=None, models=("caseload", "dropins")):
    with open(os.path.join(kept, "values.csv"), newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            data = os.path.join(kept, f"{row['team'].replace(' ', '_')}.{row['model']}.{row['level']}.dat")
            if row["model"] in models and (not teams or row["team"] in teams) and os.path.exists(data):
                yield row, data


def compare(row, kept, data, seconds):
    """Own value, glpsol's (named officers only), CBC's, whether CBC ended, and what is wrong ("" nothing)."""
    own, theirs = float(row["value"]), glpsol(kept, row["model"], data, seconds) if row["model"] == "caseload" else None
    best, ended = cbc(kept, row["model"], data, seconds)
    wrong = ""
    if row["model"] == "caseload":
        for who, value in (("glpsol", theirs), ("CBC", best if ended else None)):
            if value is None or abs(value - own) > TOLERANCE:
                wrong = f"{who} has {value}"
    elif best is None:
        wrong = "" if not ended else "CBC finds none"
    elif own > WITHIN * best + TOLERANCE:
        wrong = f"{100 * own / best - 100 if best else 100:.1f} % above CBC"
    return own, theirs, best, ended, wrong


def table(arguments):
    n_wrong = 0
    print(f"{'team':12} {'model':9} {'level':>5} {'program':>10} {'glpsol':>10} {'CBC':>10}  CBC ended")
    for row, data in values(arguments.kept, arguments.teams and arguments.teams.split(","), arguments.models.split(",")):
        own, theirs, best, ended, wrong = compare(row, arguments.kept, data, arguments.seconds)
        shown = ["-" if v is None else f"{v:.1f}" for v in (own, theirs, best)]
        print(f"{row['team']:12} {row['model']:9} {row['level']:>5} {shown[0]:>10} {shown[1]:>10} {shown[2]:>10}  "
              f"{'yes' if ended else 'no '}  {wrong}", flush=True)
        n_wrong += bool(wrong)
    return n_wrong > 0


def test():
    from program import SOURCE, run, told
    from tap import finish, ok, skip
    if not tools():
        skip("the demo town's models with glpsol and CBC", "glpsol or cbc is not installed")
        return finish()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        made = [run("init"), run("import", os.path.join(SOURCE, "data", "demo")),
                run("allocate", "--plan", "first", "--max-steps", "300000", "--jobs", "1", "-q"),
                run("roster", "build", "--plan", "first", "--from", "2027-01-04", "--keep-model", "kept", "-n")]
        ok(made[-1].returncode == 0, "the demo town's roster is made and its models are kept", told(made[-1])[-800:])
        seen = set()
        for row, data in values("kept"):
            *_, wrong = compare(row, "kept", data, 20)
            seen.add((row["team"], row["model"]))
            ok(not wrong, f"{row['team']}, {row['model']}, level {row['level']}: {row['value']}", wrong)
        ok(len(seen) == 6, "three teams, two models", sorted(seen))
        os.chdir("/")
    return finish()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kept", nargs="?")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--teams")
    parser.add_argument("--models", default="caseload,dropins")
    arguments = parser.parse_args()
    return table(arguments) if arguments.kept else test()


if __name__ == "__main__":
    sys.exit(main())
