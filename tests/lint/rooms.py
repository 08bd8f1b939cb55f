"""Rooms: every folder says what belongs there; every source is built, every public header installed and explained."""
import os
import re

import lint

README_FOLDERS = re.compile(r"^(planner/[a-z]+|data|data/demo|data/schema|models|tests/(lint|bench|fuzz)|web)$")


def without_readme(tree):
    folders = {os.path.dirname(path) for path in tree if not path.endswith("local.mk")}
    for folder in sorted(folders):
        if README_FOLDERS.match(folder) and folder + "/README.md" not in tree:
            yield f"{folder} has no README.md"


def makefiles(tree):
    return "\n".join(text for path, text in tree.items() if path.endswith((".mk", "Makefile.am")))


def not_built(tree):
    known = set(re.findall(r"[\w./-]+\.[ch]\b", makefiles(tree)))
    for path in tree:
        if path.startswith(("planner/", "tests/")) and lint.is_c(path) and path not in known:
            yield f"{path} is in no local.mk"


CARRIED = re.compile(r"^(data|docs|models|planner|tests|web)/.*\.(py|sh|md|sql|mod|dat|csv|tsv|json|geojson|ini|svg|txt)$")


def not_distributed(tree):
    """Data, documents and scripts must be listed, by name or by a folder above, to be in the tarball."""
    listed = set(re.findall(r"[\w./-]+", re.sub(r"\$\((?:top_)?srcdir\)/", "", makefiles(tree))))
    for path in tree:
        parts = path.split("/")
        above = {"/".join(parts[:n]) for n in range(2, len(parts) + 1)}
        if CARRIED.match(path) and not above & listed:
            yield f"{path} is in no local.mk"


def not_indexed(tree):
    """The list of README.md is how documents are found."""
    for path in tree:
        if re.match(r"^docs/[\w-]+\.md$", path) and f"]({path})" not in tree.get("README.md", ""):
            yield f"{path} is not linked from README.md"


def not_installed(tree):
    listed = set()
    for found in re.finditer(r"(?m)^pkginclude_\w+_HEADERS\s*\+?=((?:[^\n]*\\\n)*[^\n]*)", makefiles(tree)):
        listed.update(re.findall(r"include/[\w./-]+\.h", found.group(1)))
    for path in tree:
        if path.startswith("include/patchplan/") and path.endswith(".h") and path not in listed:
            yield f"{path} is in no pkginclude list"


def not_explained(tree):
    """A prototype needs a comment in its own block of lines: above it, or at its end."""
    for path, text in tree.items():
        if not (path.startswith("include/patchplan/") and path.endswith(".h")):
            continue
        line = 1
        for block in re.split(r"\n[ \t]*(?=\n)", text):
            code = lint.without_comments(block)
            names = re.findall(r"(?m)^[A-Za-z_][\w \t*]*?\b(pp_\w+)\s*\(", code)
            if names and "/*" not in block and "//" not in block:
                yield f"{path}:{line}: {', '.join(names)} has no word above or beside it"
            line += block.count("\n") + 1


def main():
    tap = lint.Tap()
    tap.caught(list(without_readme({"planner/x/a.c": ""})), "a folder without README")
    tap.caught(list(not_built({"planner/x/a.c": "", "planner/x/local.mk": "s += planner/x/aa.c"})), "a file not built")
    tap.caught(list(not_distributed({"docs/a.md": "", "docs/local.mk": "EXTRA_DIST += docs/b.md"})), "a document not listed")
    tap.caught(list(not_indexed({"docs/a.md": "", "README.md": "[b](docs/b.md)"})), "a document nobody finds")
    header = "include/patchplan/x/a.h"
    tap.caught(list(not_installed({header: "", "a.mk": "EXTRA_DIST = " + header})), "a header not installed")
    tap.caught(list(not_explained({header: "/* File. */\n\nint pp_x_go(int a);\n"})), "a prototype without a word")
    tap.clean(
        list(not_explained({header: "/* Goes. */\nint pp_x_go(int a);\n\nint pp_x_stop(void); /* stops */\n"})),
        "a comment above or beside is enough",
    )
    tree = lint.read_tree()
    tap.clean(list(without_readme(tree)), "every folder has a README.md")
    tap.clean(list(not_built(tree)), "every source is in a local.mk")
    tap.clean(list(not_distributed(tree)), "everything else is in the tarball")
    tap.clean(list(not_indexed(tree)), "every document is linked from README.md")
    tap.clean(list(not_installed(tree)), "every public header is installed")
    tap.clean(list(not_explained(tree)), "every public prototype is explained")
    tap.done()


main()
