"""Shell scripts: bash reads them, and shellcheck, where it is installed, has nothing to say."""
import os
import shutil
import subprocess

import lint


def scripts(tree):
    return sorted(path for path, text in tree.items() if path.endswith(".sh") or text.startswith(("#!/bin/sh", "#!/usr/bin/env bash")))


def complaints(program, root, paths):
    offences = []
    for path in paths:
        told = subprocess.run([*program, path], cwd=root, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if told.returncode:
            offences.append(f"{path}: " + " / ".join((told.stdout or told.stderr).split("\n")[:4]))
    return offences


def main():
    tap = lint.Tap()
    root, paths = lint.source_root(), scripts(lint.read_tree())
    tap.ok("quickstart" in paths, f"there are scripts to read ({len(paths)})")
    tap.clean(complaints(["bash", "-n"], root, paths), "bash can read every script")
    if shutil.which("shellcheck"):
        found = subprocess.run(["shellcheck", "-s", "bash", "-"], input="cd $1\n", capture_output=True, text=True)
        tap.ok(found.returncode != 0, "a planted offence is caught: an unquoted word")
        tap.clean(complaints(["shellcheck", "-x", "-f", "gcc"], root, paths), "shellcheck has nothing to say")
    else:
        tap.skip("shellcheck has nothing to say", "shellcheck is not installed")
    asked = subprocess.run(["bash", os.path.join(root, "quickstart"), "nonsense"], capture_output=True, text=True)
    tap.ok(asked.returncode == 1 and "usage" in asked.stderr, "quickstart refuses what it does not know")
    tap.done()


main()
