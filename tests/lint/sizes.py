"""Sizes: no function over 80 lines, no file over 600."""
import lint

FUNCTION_LIMIT, FILE_LIMIT = 80, 600


def long_functions(tree):
    for path, text in tree.items():
        if lint.is_c(path):
            for name, line, lines, _ in lint.functions(text):
                if lines > FUNCTION_LIMIT:
                    yield f"{path}:{line}: {name} has {lines} lines, the limit is {FUNCTION_LIMIT}"


def long_files(tree):
    for path, text in tree.items():
        lines = text.count("\n")
        if lint.is_c(path) and lines > FILE_LIMIT:
            yield f"{path}: {lines} lines, the limit is {FILE_LIMIT}"


def tell_measures(tap, tree):
    found = [f + (path,) for path, text in tree.items() if lint.module_of(path) for f in lint.functions(text)]
    if not found:
        return
    lines = sorted(f[2] for f in found)
    tap.note(
        f"{len(found)} functions of the library and program: median {lines[len(lines) // 2]} lines,"
        f" 95th percentile {lines[len(lines) * 95 // 100]}, longest {lines[-1]}"
    )
    over = sum(1 for f in found if f[2] > 60)
    deep = [f for f in found if f[3] > 3]
    tap.note(f"{over} functions over 60 lines ({100 * over / len(found):.1f} %), {len(deep)} nested deeper than 3")
    for name, line, n_lines, nesting, path in sorted(deep, key=lambda f: -f[3])[:10]:
        tap.note(f"nesting {nesting}: {path}:{line} {name}")


def body(n_lines, head="int f(int a)"):
    return head + " {\n" + "    a();\n" * (n_lines - 2) + "}\n"


def main():
    tap = lint.Tap()
    tap.caught(list(long_functions({"planner/x/a.c": body(81)})), "a function of 81 lines")
    tap.caught(
        list(long_functions({"tests/a.c": body(81, "static struct s *f(int (*g)(void), int b)")})), "a harder head"
    )
    tap.caught(list(long_files({"planner/x/a.c": "\n" * 601})), "a file of 601 lines")
    tap.clean(
        list(long_functions({"planner/x/a.c": body(80) + "static const int t[] = {\n" + "1,\n" * 90 + "};\n"})),
        "80 lines are fine, a table is no function",
    )
    twice = lint.functions("#define M(x) { x }\n/* { */ int f(void) { g(\"}\"); }\n\nPP_CHECKED int h(int a)\n{\n}\n")
    tap.ok([f[:3] for f in twice] == [("f", 2, 1), ("h", 4, 3)], "comments, strings and macros do not confuse the scanner")
    tree = lint.read_tree()
    tap.clean(list(long_functions(tree)), f"no function over {FUNCTION_LIMIT} lines")
    tap.clean(list(long_files(tree)), f"no file over {FILE_LIMIT} lines")
    tell_measures(tap, tree)
    tap.done()


main()
