"""Golden cases: each folder here is one. `cmd` holds the commands, one a line, run by a shell in a copy of the folder;
what they print, both streams together and the exit status of each, must be what `expected` holds.

    UPDATE=1 python3 tests/golden/run.py      writes `expected` anew: read the difference before you keep it
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

SOURCE = os.path.abspath(os.environ.get("SRCDIR", "."))
sys.path.insert(0, os.path.join(SOURCE, "tests", "cli"))
from tap import finish, ok  # noqa: E402

PROGRAM = os.path.abspath(os.environ.get("PATCHPLAN", "patchplan"))
HERE = os.path.join(SOURCE, "tests", "golden")


def steady(text):
    """Seconds differ from run to run; nothing else may."""
    return re.sub(r"after \d+\.\d s", "after N s", text)


def play(case, folder):
    shutil.copytree(os.path.join(HERE, case), os.path.join(folder, case))
    cwd = os.path.join(folder, case)
    subprocess.run(["chmod", "-R", "u+w", cwd], check=True)
    told = []
    with open(os.path.join(cwd, "cmd"), encoding="utf-8") as file:
        for line in file.read().splitlines():
            if not line or line.startswith("#"):
                continue
            done = subprocess.run(["bash", "-c", line], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                  env={**os.environ, "PATH": f"{folder}/bin:{os.environ['PATH']}"}, check=False)
            told.append(f"$ {line}\n{done.stdout}exit {done.returncode}\n")
    return steady("\n".join(told))


def main():
    folder = tempfile.mkdtemp()
    os.mkdir(os.path.join(folder, "bin"))
    os.symlink(PROGRAM, os.path.join(folder, "bin", "patchplan"))
    try:
        for case in sorted(os.listdir(HERE)):
            if not os.path.exists(os.path.join(HERE, case, "cmd")):
                continue
            found, path = play(case, folder), os.path.join(HERE, case, "expected")
            if os.environ.get("UPDATE"):
                with open(path, "w", encoding="utf-8") as file:
                    file.write(found)
            with open(path, encoding="utf-8") as file:
                wanted = file.read()
            differ = [f"- {w}\n+ {f}" for w, f in zip(wanted.splitlines(), found.splitlines()) if w != f]
            if len(wanted.splitlines()) != len(found.splitlines()):
                differ.append(f"{len(wanted.splitlines())} lines wanted, {len(found.splitlines())} found")
            ok(found == wanted, case, *differ)
    finally:
        shutil.rmtree(folder)
    raise SystemExit(finish())


main()
