"""What the lints share: the tree of files, C text without comments, functions, string literals, TAP.

A tree is a dict from path (from the root, with '/') to text, so that a lint can be shown a small planted
tree and the real one by the same function.
"""
import os
import re
import sys

ROOT_FOLDERS = (".ci", "data", "docs", "include", "m4", "models", "planner", "tests", "web")
SKIPPED_FOLDERS = ("__pycache__", "node_modules", "autom4te.cache", ".deps", ".libs")
BINARY = re.compile(r"\.(png|pdf|db|gpkg|xlsx|gz|xz|ico|woff2?)$")
GENERATED = re.compile(r"^(m4/(libtool|lt.*)\.m4|aclocal\.m4|configure~?|config\..*|.*Makefile(\.in)?)$")


def source_root():
    here = os.path.dirname(os.path.abspath(__file__))
    return os.environ.get("SRCDIR") or os.path.dirname(os.path.dirname(here))


def read_tree(root=None):
    """Every text file of the project; build products and git's own files are none of it."""
    root = root or source_root()
    paths = [name for name in os.listdir(root) if os.path.isfile(os.path.join(root, name))]
    for top in ROOT_FOLDERS:
        for folder, folders, names in os.walk(os.path.join(root, top)):
            folders[:] = sorted(f for f in folders if f not in SKIPPED_FOLDERS)
            paths += [os.path.relpath(os.path.join(folder, name), root) for name in names]
    tree = {}
    for path in sorted(paths):
        if BINARY.search(path) or GENERATED.match(path) or path.endswith((".o", ".lo", ".la", ".trs")):
            continue
        full = os.path.join(root, path)
        if os.path.getsize(full) < 4_000_000:
            with open(full, encoding="utf-8", errors="replace") as file:
                tree[path] = file.read()
    return tree


def is_c(path):
    return path.endswith((".c", ".h"))


def module_of(path):
    """The folder a file of the library or program belongs to, or None."""
    found = re.match(r"(?:planner|include/patchplan)/([a-z]+)/", path)
    return found.group(1) if found else None


TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def without_comments(text, keep_strings=False):
    """C text with comments (and strings, unless kept) blanked, every line where it was."""

    def blank(found):
        token = found.group(0)
        if token[0] in "\"'":
            return token if keep_strings else token[0] * 2
        return "\n" * token.count("\n") or " "

    return TOKEN.sub(blank, text)


def literals(text):
    """(line, text) of every string literal; neighbours are joined, as the compiler does."""
    text = without_comments(text, keep_strings=True)
    text = re.sub(r'(?m)^[ \t]*#[ \t]*include[^\n]*', "", text)
    for found in re.finditer(r'"(?:\\.|[^"\\\n])*"(?:\s*(?:PRI\w+\s*)?"(?:\\.|[^"\\\n])*")*', text):
        parts = re.findall(r'"((?:\\.|[^"\\\n])*)"', found.group(0))
        yield text.count("\n", 0, found.start()) + 1, "".join(parts)


NO_FUNCTION = {"__attribute__", "if", "for", "while", "switch", "sizeof", "return"}


def functions(text):
    """(name, first line, lines, deepest nesting) of every function body in C text."""
    text = without_comments(text)
    text = re.sub(r"(?m)^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: "\n" * m.group(0).count("\n"), text)
    result, depth, head_from, inside, deepest = [], 0, 0, None, 0
    for at, char in enumerate(text):
        if char == "{":
            if depth == 0:
                inside = function_head(text, head_from, at)
                deepest = 0
            depth += 1
            deepest = max(deepest, depth - 1)
        elif char == "}":
            depth -= 1
            if depth == 0:
                if inside:
                    name, line = inside
                    result.append((name, line, text.count("\n", 0, at) + 2 - line, deepest))
                inside, head_from = None, at + 1
        elif char == ";" and depth == 0:
            head_from = at + 1
    return result


def function_head(text, start, end):
    head = text[start:end]
    plain = re.sub(r"\([^()]*\)", "()", re.sub(r"\([^()]*\)", "()", re.sub(r"\([^()]*\)", "()", head)))
    if "=" in plain or not re.search(r"\)\s*$", plain):
        return None
    names = [n for n in re.findall(r"([A-Za-z_]\w*)\s*\(", plain) if n not in NO_FUNCTION]
    names = [n for n in names if not n.isupper()] or names
    if not names:
        return None
    first = start + len(head) - len(head.lstrip())
    return names[0], text.count("\n", 0, first) + 1


class Tap:
    def __init__(self):
        self.n = self.n_failed = 0

    def ok(self, holds, what, notes=()):
        self.n += 1
        self.n_failed += not holds
        print(f"{'' if holds else 'not '}ok {self.n} - {what}")
        for note in list(notes)[:60]:
            print(f"# {note}")
        sys.stdout.flush()

    def clean(self, offences, what):
        """Passes when there is no offence; prints them all otherwise."""
        self.ok(not offences, what, offences)

    def caught(self, offences, what):
        """The other way round: the planted offence must be found, once."""
        self.ok(len(offences) == 1, f"a planted offence is caught: {what}", offences if len(offences) != 1 else ())

    def skip(self, what, why):
        self.n += 1
        print(f"ok {self.n} - {what} # SKIP {why}")

    def note(self, text):
        print(f"# {text}")

    def done(self):
        print(f"1..{self.n}")
        sys.exit(1 if self.n_failed else 0)
