"""Format: clang-format 14 would change nothing."""
import os
import re
import shutil
import subprocess

import lint


def formatter():
    for name in ("clang-format-14", "clang-format"):
        if shutil.which(name):
            told = subprocess.run([name, "--version"], capture_output=True, text=True).stdout
            if re.search(r"version 14\.", told):
                return name
    return None


def style(root):
    return "--style=file:" + os.path.join(root, ".clang-format")


def unformatted(program, root, paths):
    if not paths:
        return []
    told = subprocess.run(
        [program, "--dry-run", style(root), *paths], capture_output=True, text=True, cwd=root, stdin=subprocess.DEVNULL
    )
    lines = re.findall(r"(?m)^([^\s:]+):(\d+):\d+: warning: code should be clang-formatted", told.stderr)
    if told.returncode != 0 and not lines:
        return [told.stderr.strip()]
    counts = {}
    for path, line in lines:
        counts.setdefault(path, []).append(line)
    return [f"{path}:{where[0]}: {len(where)} places: clang-format -i {path}" for path, where in sorted(counts.items())]


def main():
    tap = lint.Tap()
    program = formatter()
    if not program:
        tap.skip("clang-format would change nothing", "clang-format 14 is not installed")
        tap.done()
    root = lint.source_root()
    planted = subprocess.run(
        [program, "--dry-run", "-Werror", style(root), "--assume-filename=a.c"],
        input="int f( int a ){return a;}\n", capture_output=True, text=True,
    )
    tap.ok(planted.returncode != 0, "a planted offence is caught: bad spacing")
    tap.clean(unformatted(program, root, sorted(filter(lint.is_c, lint.read_tree()))), "clang-format would change nothing")
    tap.done()


main()
