"""Words: none of our inside words where people read, no path of anyone's machine in the project."""
import re

import lint

# Left column of the table of words, as far as a plain search can tell them from ordinary English.
INSIDE_WORDS = re.compile(
    r"\b(hubs?|home-metres|gaps?|bounds?|bands?|out of band|infeasible|weighted homes|units?|allocates?|allocated)\b", re.I
)
# Where sentences for people are made. The commands' own help may use the commands' own words.
READ_FOLDERS = ("stock", "graph", "district", "roster", "publish", "service", "api", "http")
# The engine's refusals answer `partition`, whose files are about units.
ALLOWED = {"district": ("unit", "units")}
# Not words of ours: commands and options named in a sentence, file names, quoted names, keys.
NAMES = re.compile(
    r"patchplan( [a-z]+)+|--?[a-z][\w-]*( [A-Z]+)?|[\w*]+\.\w+|\\\"[^\"]*\\\"|'[^']*'|%[-+ #0-9.*lhjzt]*[a-zA-Z]|&[a-z]+;|<[^>]*>"
)
MACHINE_PATHS = re.compile(r"(?<![\w.])/(" + "|".join(("work/", "home/" + r"\w", "tmp/" + "w/", "Users/")) + ")")
EMPTY_WORDS = re.compile(r"\b(TODO|FIXME|XXX" + r"|HACK)\b")


def inside_words(tree):
    for path, text in tree.items():
        if lint.module_of(path) not in READ_FOLDERS or not path.endswith(".c"):
            continue
        for line, literal in lint.literals(text):
            plain = NAMES.sub(" ", literal)
            if len(re.findall(r"[A-Za-z]{2,}", plain)) < 4:
                continue  # a key, a column, a format: no sentence
            allowed = ALLOWED.get(lint.module_of(path), ())
            found = next((w for w in INSIDE_WORDS.finditer(plain) if w.group(0).lower() not in allowed), None)
            if found:
                yield f'{path}:{line}: people would read "{found.group(0)}" in: {literal[:70]}'


def machine_paths(tree):
    for path, text in tree.items():
        if path in ("configure", "LICENSE") or path.endswith(".log"):
            continue
        for found in MACHINE_PATHS.finditer(text):
            yield f"{path}:{text.count(chr(10), 0, found.start()) + 1}: {text[found.start():found.start() + 40]!r}"


def left_for_later(tree):
    for path, text in tree.items():
        if lint.is_c(path) and EMPTY_WORDS.search(text):
            yield f"{path}: {EMPTY_WORDS.search(text).group(0)}"


def main():
    tap = lint.Tap()
    tap.caught(list(inside_words({"planner/service/a.c": 'f("this patch is out of " "band by %d homes");\n'})), "an inside word")
    tap.caught(list(inside_words({"planner/publish/a.c": 'f("the gap of this plan is 3 %%");\n'})), "another one")
    tap.clean(
        list(inside_words({"planner/service/a.c": 'f("now run patchplan allocate --plan %s", x); key("in_band");\n'})),
        "a command in a sentence and a key are fine",
    )
    tap.caught(list(machine_paths({"docs/a.md": "see /ho" + "me/me/patchplan"})), "a path of someone's machine")
    tap.caught(list(left_for_later({"planner/x/a.c": "/* TO" + "DO */"})), "something left for later")
    tree = lint.read_tree()
    tap.clean(list(inside_words(tree)), "no inside word where people read")
    tap.clean(list(machine_paths(tree)), "no path of anyone's machine")
    tap.clean(list(left_for_later(tree)), "nothing left for later")
    tap.done()


main()
