"""Headers: each compiles alone, with every compiler that is here."""
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


def fails_alone(compiler, root, headers, flags):
    """One compiler call for all; only when it fails, one for each, to name the culprit."""
    folders = ["-I" + os.path.join(root, "include"), "-I" + root, "-I" + os.environ.get("BUILDDIR", root)]

    def compile_these(some):
        with tempfile.TemporaryDirectory() as folder:
            sources = []
            for number, header in enumerate(some):
                sources.append(os.path.join(folder, f"alone{number}.c"))
                with open(sources[-1], "w", encoding="utf-8") as file:
                    # Twice: the guard is part of standing alone.
                    file.write(f'#include "{header}"\n#include "{header}"\n')
            return subprocess.run(
                [compiler, *FLAGS, *folders, *flags, *sources], capture_output=True, text=True, stdin=subprocess.DEVNULL
            )

    if not headers or compile_these(headers).returncode == 0:
        return []
    offences = []
    for header in headers:
        tried = compile_these([header])
        if tried.returncode != 0:
            offences.append(f"{header}: {tried.stderr.strip().splitlines()[0]}")
    return offences


def main():
    tap = lint.Tap()
    root = lint.source_root()
    headers = sorted(
        path.removeprefix("include/") for path in lint.read_tree() if path.endswith(".h") and lint.module_of(path)
    )
    flags = library_flags()
    tap.ok(len(headers) > 10, f"there are headers to try ({len(headers)})")
    for compiler in ("gcc", "clang"):
        if not shutil.which(compiler):
            tap.skip(f"headers alone with {compiler}", f"{compiler} is not installed")
            continue
        with tempfile.TemporaryDirectory() as planted:
            with open(os.path.join(planted, "planted.h"), "w", encoding="utf-8") as file:
                file.write("size_t pp_planted(void);\n")
            tap.caught(fails_alone(compiler, planted, ["planted.h"], []), f"{compiler}, a header that lacks an include")
        tap.clean(fails_alone(compiler, root, headers, flags), f"every header compiles alone with {compiler}")
    tap.done()


main()
