"""Habits: memory from core/alloc.h, no talk below the commands, no struct typedefs, no globals that change, engines
that know neither files nor the time of day."""
import re

import lint

MEMORY = re.compile(r"\b(malloc|calloc|realloc|reallocarray|aligned_alloc|strdup|strndup|v?asprintf|getline|alloca)\s*\(")
TALK = re.compile(r"\b(printf|puts|putchar|perror|vprintf)\s*\(|\b(fprintf|fputs|vfprintf|fwrite)\s*\([^;]*\b(stdout|stderr)\b")
# publish answers on stdout where no file is named.
TALKERS = ("cli", "http", "main", "publish")
# Files, the environment, the date and the time of day: a run of the engines depends on what it is given alone.
OUTER_WORLD = re.compile(
    r"\b(fopen|fdopen|open|mkstemp|tmpfile|unlink|rename|getenv|time|gettimeofday|localtime\w*|clock_gettime|pp_day_today|pp_clock_now|pp_file_read|pp_newfile_open)\s*\("
)
PURE = ("district", "roster")
STRUCT_TYPEDEF = re.compile(r"\btypedef\s+(struct|union)\b(?![^;{]*\(\s*\*)")
# At the left margin: a variable of the file. What is const never changes.
GLOBAL = re.compile(r"(?m)^static\s+(?!.*\bconst\b|inline\b|_Thread_local\b|.*\()[^;{}()]*?\b(\w+)(\[[^\]]*\])*\s*(=[^;]*)?;")
EXTERN = re.compile(r"\bextern\s+(?!.*\bconst\b)(?!.*\()[^;]*;")
# Each with its reason: the n-th allocation that fails in tests; what a signal handler can reach; GLPK's hook.
GLOBALS_ALLOWED = {"core": None, "cli": ("interrupted",), "solve": None}


def find(tree, pattern, modules_free, what):
    for path, text in tree.items():
        module = lint.module_of(path)
        if not module or not lint.is_c(path) or module in modules_free:
            continue
        code = lint.without_comments(text)
        for found in pattern.finditer(code):
            line = code.count("\n", 0, found.start()) + 1
            yield f"{path}:{line}: {what}: {found.group(0).strip()[:60]}"


def foreign_memory(tree):
    return list(find(tree, MEMORY, ("core",), "memory not from core/alloc.h"))


def talk(tree):
    return list(find(tree, TALK, TALKERS, "talk below the commands"))


def outer_world(tree):
    pure = {path: text for path, text in tree.items() if lint.module_of(path) in PURE}
    return list(find(pure, OUTER_WORLD, (), "an engine that looks outside"))


def struct_typedefs(tree):
    return list(find(tree, STRUCT_TYPEDEF, (), "a struct behind a typedef"))


def changing_globals(tree):
    offences = list(find(tree, EXTERN, (), "a global"))
    for path, text in tree.items():
        module = lint.module_of(path)
        if not module or not lint.is_c(path):
            continue
        code = lint.without_comments(text)
        for found in GLOBAL.finditer(code):
            allowed = GLOBALS_ALLOWED.get(module, ())
            if allowed is not None and found.group(1) not in allowed:
                offences.append(f"{path}:{code.count(chr(10), 0, found.start()) + 1}: a global that changes: {found.group(1)}")
    return offences


def main():
    tap = lint.Tap()
    tap.caught(foreign_memory({"planner/geo/a.c": "char *t = strdup(s);"}), "strdup")
    tap.caught(talk({"planner/store/a.c": 'fprintf(stderr, "hello");'}), "talk in store")
    tap.caught(outer_world({"planner/roster/a.c": 'const char *t = getenv("TMPDIR");'}), "getenv in an engine")
    tap.caught(outer_world({"planner/roster/a.c": "clock_gettime(CLOCK_REALTIME, &at);"}), "a clock in an engine")
    tap.caught(struct_typedefs({"include/patchplan/geo/a.h": "typedef struct pp_a pp_a;"}), "a struct typedef")
    tap.caught(changing_globals({"planner/geo/a.c": "static int counter = 0;\n"}), "a global that changes")
    tap.clean(
        changing_globals({"planner/geo/a.c": "static const int t[] = {1};\nstatic int f(int a);\nstatic int g(void) {\n    int b;\n}\n"})
        + struct_typedefs({"planner/geo/a.c": "typedef struct pp_a *(*make)(int);"}),
        "tables, functions and their types are fine",
    )
    tree = lint.read_tree()
    tap.clean(foreign_memory(tree), "memory comes from core/alloc.h")
    tap.clean(talk(tree), "only the commands talk")
    tap.clean(outer_world(tree), "engines know neither files nor the time of day")
    tap.clean(struct_typedefs(tree), "no struct behind a typedef")
    tap.clean(changing_globals(tree), "no global that changes")
    tap.done()


main()
