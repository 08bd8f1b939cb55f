"""Floors and owners: who may include whom, who may include which library, where SQL and JSON text may stand."""
import re

import lint

FLOORS = (
    ("core",),
    ("geo", "json", "table", "db", "solve", "calendar", "page", "secret"),
    ("stock", "graph"),
    ("district", "roster"),
    ("store", "publish"),
    ("service",),
    ("api",),
    ("http", "cli"),
    ("main",),
)
FLOOR_OF = {module: floor for floor, modules in enumerate(FLOORS) for module in modules}

OWNERS = (
    (r"geos_c\.h|proj(_\w+)?\.h", "geo"),
    (r"jansson\.h", "json"),
    (r"csv\.h|iconv\.h", "table"),
    (r"sqlite3(ext)?\.h", "db"),
    (r"glpk\.h", "solve"),
    (r"libical/.*|ical\w*\.h", "calendar"),
    (r"pango/.*|pango\w*\.h|cairo.*|xlsxwriter.*", "page"),
    (r"microhttpd\.h", "http"),
    (r"sodium.*", "secret"),
    (r"gdal.*|ogr_.*|cpl_.*", "no one"),
)

SQL = re.compile(
    r"^\s*(SELECT\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|REPLACE\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|WITH\s+\w+.*\bAS\s*\("
    r"|CREATE\s+(TEMP\s+|UNIQUE\s+)?(TABLE|INDEX|VIEW|TRIGGER)\s|DROP\s+(TABLE|INDEX|VIEW)\s|ALTER\s+TABLE\s)",
    re.S,
)
# The database floor keeps its own house: which migrations ran, and what SQLite asks of a connection.
SQL_FOLDERS = ("store", "db")
JSON = re.compile(r'\\"\w+\\"\s*:|^\s*[{\[]\s*\\"')


def includes(text):
    """(line, "<" or '"', path) of each include."""
    text = lint.without_comments(text, keep_strings=True)
    for found in re.finditer(r'(?m)^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', text):
        yield text.count("\n", 0, found.start()) + 1, found.group(1), found.group(2)


def wrong_floor(tree):
    """A folder includes itself and lower floors; private headers stay at home; paths are whole."""
    for path, text in tree.items():
        module = lint.module_of(path)
        if not module or not lint.is_c(path):
            continue
        if module not in FLOOR_OF:
            yield f"{path}: the folder {module} stands on no floor"
            continue
        for line, kind, target in includes(text):
            other = re.match(r"(patchplan|planner)/([a-z]+)/", target)
            if not other:
                if kind == '"' and target != "config.h":
                    yield f'{path}:{line}: "{target}" is not a whole path from the root'
            elif other.group(2) == module:
                continue
            elif other.group(1) == "planner":
                yield f"{path}:{line}: {target} is private to {other.group(2)}"
            elif FLOOR_OF.get(other.group(2), 99) >= FLOOR_OF[module]:
                yield f"{path}:{line}: {module} (floor {FLOOR_OF[module]}) may not include {target}"


def wrong_owner(tree):
    for path, text in tree.items():
        module = lint.module_of(path)
        if not module or not lint.is_c(path):
            continue
        for line, kind, target in includes(text):
            for library, owner in OWNERS:
                if kind == "<" and re.fullmatch(library, target) and owner != module:
                    yield f"{path}:{line}: <{target}> belongs to {owner}"


def stray_sql(tree):
    for path, text in tree.items():
        if path.endswith(".c") and lint.module_of(path) not in (None,) + SQL_FOLDERS:
            for line, literal in lint.literals(text):
                if SQL.match(literal.replace("\\n", " ")):
                    yield f"{path}:{line}: SQL outside store: {literal[:50]}"


def stray_json(tree):
    for path, text in tree.items():
        if path.endswith(".c") and lint.module_of(path) not in (None, "json"):
            for line, literal in lint.literals(text):
                if JSON.search(literal):
                    yield f"{path}:{line}: JSON text outside json: {literal[:50]}"


def main():
    tap = lint.Tap()
    tap.caught(list(wrong_floor({"planner/graph/a.c": '#include "patchplan/store/x.h"\n'})), "an upward include")
    tap.caught(list(wrong_floor({"planner/store/a.c": '#include "patchplan/publish/x.h"\n'})), "a sibling")
    tap.caught(list(wrong_floor({"planner/store/a.c": '#include "planner/district/x.h"\n'})), "another's private header")
    tap.caught(list(wrong_floor({"include/patchplan/core/a.h": '#include "error.h"\n'})), "half a path")
    tap.caught(list(wrong_owner({"planner/store/a.c": "#include <sqlite3.h>\n"})), "a library outside its owner")
    tap.caught(list(stray_sql({"planner/cli/a.c": 'f("SELECT id " "FROM homes");\n'})), "SQL outside store")
    tap.caught(list(stray_json({"planner/cli/a.c": 'printf("{\\"id\\": %d}", i);\n'})), "JSON by printf")
    tap.ok(
        not list(wrong_floor({"planner/store/a.c": '/* #include "patchplan/cli/x.h" */\n#include "patchplan/db/x.h"\n'})),
        "a lower floor is fine, a comment is no include",
    )
    tree = lint.read_tree()
    tap.ok(len([p for p in tree if lint.module_of(p)]) > 20, "the sources are there to look at")
    tap.clean(list(wrong_floor(tree)), "every include goes down")
    tap.clean(list(wrong_owner(tree)), "every library is included by its owner only")
    tap.clean(list(stray_sql(tree)), "SQL stands only in store")
    tap.clean(list(stray_json(tree)), "JSON is written only by json")
    tap.done()


main()
