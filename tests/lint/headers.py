"""Headers: each compiles alone with the first compiler that is here; the others read them folder by folder, which
finds what only that compiler minds at a part of the cost."""
import itertools
import os
import shutil
import subprocess
import tempfile

import lint

PACKAGES = ("sqlite3", "jansson", "proj", "pangocairo", "libmicrohttpd", "libsodium", "libical")
FLAGS = ["-std=gnu17", "-fsyntax-only", "-Wall", "-Wextra", "-Wstrict-prototypes", "-Werror"]


def library_flags():
    flags = []
    for package in PACKAGES:
        found = subprocess.run(["pkg-config", "--cflags", package], capture_output=True, text=True)
        flags += found.stdout.split() if found.returncode == 0 else []
    return flags


def by_folder(headers):
    return [list(group) for _, group in itertools.groupby(headers, os.path.dirname)]


def fails(compiler, root, groups, flags):
    """One compiler call for all, a file for each group; only when it fails, one for each, to name the culprit."""
    folders = ["-I" + os.path.join(root, "include"), "-I" + root, "-I" + os.environ.get("BUILDDIR", root)]

    def compile_these(some):
        with tempfile.TemporaryDirectory() as folder:
            sources = []
            for number, group in enumerate(some):
                sources.append(os.path.join(folder, f"alone{number}.c"))
                with open(sources[-1], "w", encoding="utf-8") as file:
                    # Twice: the guard is part of standing alone.
                    file.write("".join(f'#include "{header}"\n' for header in group * 2))
            return subprocess.run(
                [compiler, *FLAGS, *folders, *flags, *sources], capture_output=True, text=True, stdin=subprocess.DEVNULL
            )

    if not groups or compile_these(groups).returncode == 0:
        return []
    offences = []
    for group in groups:
        tried = compile_these([group])
        if tried.returncode != 0:
            offences.append(f"{', '.join(group)}: {tried.stderr.strip().splitlines()[0]}")
    return offences


def main():
    tap = lint.Tap()
    root = lint.source_root()
    headers = sorted(
        path.removeprefix("include/") for path in lint.read_tree() if path.endswith(".h") and lint.module_of(path)
    )
    flags = library_flags()
    tap.ok(len(headers) > 10, f"there are headers to try ({len(headers)})")
    groups, how = [[header] for header in headers], "alone"
    for compiler in ("gcc", "clang"):
        if not shutil.which(compiler):
            tap.skip(f"headers with {compiler}", f"{compiler} is not installed")
            continue
        with tempfile.TemporaryDirectory() as planted:
            with open(os.path.join(planted, "planted.h"), "w", encoding="utf-8") as file:
                file.write("size_t pp_planted(void);\n")
            tap.caught(fails(compiler, planted, [["planted.h"]], []), f"{compiler}, a header that lacks an include")
        tap.clean(fails(compiler, root, groups, flags), f"every header compiles {how} with {compiler}")
        groups, how = by_folder(headers), "with those of its folder"
    tap.done()


main()
