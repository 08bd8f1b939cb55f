"""The manual and the completion know every command and every option that --help knows."""
import os
import re
import shutil
import subprocess

import lint

PROGRAM = os.environ.get("PATCHPLAN", "patchplan")


def told(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=True).stdout


def commands():
    """The listed commands: two words where the second starts at once ("weights show")."""
    listing = told("--help").split("\nCommands\n")[1].split("\n\n")[0]
    return [re.match(r"  (\S+(?: \S+)?)  ", line).group(1) for line in listing.splitlines()]


def options(help_text):
    return re.findall(r"(?m)^  (?:-\w, |    )--([\w-]+)", help_text)


def unmentioned(manual, helps):
    """Options and commands of `helps` (command -> its --help) that the manual does not name in their place."""
    for command, help_text in helps.items():
        found = re.search(rf"(?m)^\.SS patchplan {re.escape(command.replace('-', chr(92) + '-'))} ", manual)
        if not found:
            yield f"patchplan {command} is not in the manual"
            continue
        rest = manual[found.end():]
        section = re.split(r"(?m)^\.S[SH] ", rest)[0]
        everywhere = manual[manual.index(".SH OPTIONS OF EVERY COMMAND"):]
        for option in options(help_text):
            name = r"\-\-" + option.replace("-", r"\-") + r"\fR"
            if name not in section and name not in everywhere:
                yield f"patchplan {command} --{option} is not in the manual"


def completed(script, *words):
    """What bash would offer after `words`, the last of which is being typed."""
    line = " ".join(f"'{w}'" for w in ("patchplan",) + words)
    ask = f'{script}\nCOMP_WORDS=({line}); COMP_CWORD={len(words)}; _patchplan; printf "%s\\n" "${{COMPREPLY[@]}}"'
    return subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=True).stdout.split()


def groups(names):
    """Words that begin several commands, with those commands as `patchplan WORD --help` and `help WORD` list them."""
    words = {name.split()[0] for name in names if " " in name} - set(names)
    listed = {}
    for word in sorted(words):
        telling = told(word, "--help")
        same = telling == told("help", word)
        listed[word] = re.findall(rf"(?m)^patchplan ({word} \S+) ", telling) if same else []
    return listed


def main():
    tap = lint.Tap()
    manual, names = told("--man"), commands()
    helps = {name: told(*name.split(), "--help") for name in names}
    tap.ok(len(names) > 0 and all(options(h) for h in helps.values()), f"--help tells {len(names)} commands and their options")
    tap.caught(list(unmentioned(manual, {names[0]: "  -x, --planted  an option\n"})), "an option the manual lacks")
    tap.clean(list(unmentioned(manual, helps)), "the manual names every command and option")
    listed = groups(names)
    lacking = [name for name in names if " " in name and name not in listed.get(name.split()[0], [name])]
    tap.clean(lacking, "--help of a first word lists its second words")
    tap.ok("--weight-cap=X" in told("weights", "--help"), "with their options", [told("weights", "--help")])
    kinds = re.findall(r"(?m)^    ([a-z]+) {2,}\S", helps["export"].split("\nOptions\n")[0])
    tap.ok(len(kinds) == 15 and kinds[0] == "units", "a list in --help keeps a line for each of its items", kinds)
    tap.ok(all(len(line) <= 88 for line in helps["export"].split("\nOptions\n")[0].splitlines()), "no wider than the rest", kinds)
    if shutil.which("man"):
        page = subprocess.run(["man", "--warnings", "-l", "-"], input=manual, capture_output=True, text=True,
                              env={**os.environ, "MANWIDTH": "100", "MANPAGER": "cat"})
        tap.ok(page.returncode == 0 and not page.stderr, "man formats it without a warning", page.stderr.splitlines())
    else:
        tap.skip("man formats it without a warning", "man is not installed")
    script = told("--completion")
    first = completed(script, "")
    tap.clean([n for n in names if n.split()[0] not in first], "completion offers every command")
    missing = [f"{name} --{option}" for name, text in helps.items() for option in options(text)
               if f"--{option}" not in completed(script, *name.split(), "--")]
    tap.clean(missing, "completion offers every option of every command")
    tap.ok(completed(script, names[0], "--format", "j") == ["json"], "completion offers the choices of an option")
    tap.done()


main()
