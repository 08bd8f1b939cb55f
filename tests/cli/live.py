"""Editing live: what rebalance mends, what it leaves alone, and that undo brings every row back."""
import json
import os
import random
import shlex
import sys
import tempfile

from program import WORK, call, make_demo, pieces, query, run, told
from tap import finish, ok



def plan_id(name="draft"):
    return query("SELECT plan_id FROM plan WHERE name = ?", name)[0][0]


def rows_of(name="draft"):
    """Every row of a plan but the moment it was changed and whether it ever was."""
    number = plan_id(name)
    columns = [c[1] for c in query("PRAGMA table_info(plan)")
               if c[1] not in ("changed_at", "drawn_outcome")]
    return [query(f"SELECT * FROM {table} WHERE plan_id = ?", number)
            for table in ("plan_patch", "plan_unit", "plan_lead", "plan_reason", "plan_home",
                          "plan_label", "plan_neighbour", "plan_postcode")] + [
            query(f"SELECT {', '.join(columns)} FROM plan WHERE plan_id = ?", number)]


def patch_of_unit(name="draft"):
    return dict(query("SELECT unit_id, q.name FROM plan_unit JOIN plan_patch q USING (plan_id, patch_ix)"
                      " WHERE plan_id = ?", plan_id(name)))


def beside(name="draft"):
    """Pairs of neighbouring patches and, for each, units of the first at the border."""
    patch = patch_of_unit(name)
    pairs = {}
    for u, v in query("SELECT a.unit_id, b.unit_id FROM plan_neighbour n"
                      " JOIN plan_unit a ON a.plan_id = n.plan_id AND a.unit_ix = u"
                      " JOIN plan_unit b ON b.plan_id = n.plan_id AND b.unit_ix = v"
                      " WHERE n.plan_id = ?", plan_id(name)):
        for here, there in ((u, v), (v, u)):
            if patch[here] != patch[there]:
                pairs.setdefault((patch[here], patch[there]), set()).add(here)
    return pairs


def team_of_patch():
    return dict(query("SELECT q.name, team_id FROM plan_patch q WHERE plan_id = ?", plan_id()))


def broken():
    """Patches outside the limits or in several pieces, counted without the program."""
    patch = patch_of_unit()
    weight, low, high = {}, *query("SELECT min_milli, max_milli FROM plan WHERE plan_id = ?", plan_id())[0]
    for unit, milli in query("SELECT unit_id, weight_milli FROM plan_unit WHERE plan_id = ?", plan_id()):
        weight[patch[unit]] = weight.get(patch[unit], 0) + milli
    pairs = query("SELECT a.unit_id, b.unit_id FROM plan_neighbour n"
                  " JOIN plan_unit a ON a.plan_id = n.plan_id AND a.unit_ix = u"
                  " JOIN plan_unit b ON b.plan_id = n.plan_id AND b.unit_ix = v"
                  " WHERE n.plan_id = ?", plan_id())
    parts = pieces(patch, pairs)
    outside = {p: max(low - w, w - high, 0) for p, w in weight.items()}
    return {p for p in weight if outside[p] or parts[p] > 1}, sum(outside.values())


def breaking_move(chance):
    """Units of one patch and a patch of the same team beside it that moving them puts over the limit."""
    team = team_of_patch()
    pairs = [(a, b, units) for (a, b), units in sorted(beside().items()) if team[a] == team[b]]
    while True:
        _, to, units = chance.choice(pairs)
        chosen = chance.sample(sorted(units), min(len(units), chance.choice((1, 2))))
        told = json.loads(run("move", *chosen, "--to", to, "--plan", "draft", "-n", "-f", "json").stdout)
        if told["moves"][0]["possible"] and not told["moves"][0]["keeps_rules"]:
            return chosen, to


def against(row):
    """What the size limits say of a patch that is touched, from the limits of the file and the weights told."""
    low, high = query("SELECT min_milli, max_milli FROM plan WHERE plan_id = ?", plan_id())[0]
    before, after = (round(row[key] * 1000) for key in ("weighted_homes_before", "weighted_homes"))
    was, now = (max(w - high, 0) - max(low - w, 0) for w in (before, after))
    if now == 0:
        return None
    side, by = "over" if now > 0 else "under", f"{(abs(now) + 5) // 10 / 100:.2f}".rstrip("0").rstrip(".")
    if was * now < 0:
        return f"{row['patch']} from {'under' if now > 0 else 'over'} to {side} by {by}"
    if was == 0:
        return f"{row['patch']} {side} by {by}"
    return f"{row['patch']} further {side}, by {by}" if abs(now) > abs(was) else f"{row['patch']} still {side} by {by}"


def test_still_broken():
    """A patch that is outside its limits already does not count as one that keeps them; best first."""
    chance, n_kept, n_wrong, n_untold, n_unsorted, seen = random.Random(3), 0, 0, 0, 0, set()
    units, to = breaking_move(chance)
    run("move", *units, "--to", to, "--plan", "draft", "--anyway")
    near = sorted({u for (a, b), us in beside().items() if to in (a, b) for u in us})
    for unit in near:
        moves = json.loads(run("move", unit, "--plan", "draft", "-f", "json").stdout)["moves"]
        for move in moves:
            told = [against(row) for row in move["patches"]]
            whole = all(row["pieces"] <= 1 for row in move["patches"])
            kept = move["possible"] and not any(told) and whole and not move["crosses_a_border"]
            n_kept += kept
            n_wrong += move["keeps_rules"] != kept or kept != (move["trouble"] is None)
            n_untold += not all(text in (move["trouble"] or "").split("; ") for text in told if text)
            seen |= {word for word in ("further", "still", "from") for text in told if text and f" {word} " in text}
        order = [(not m["keeps_rules"], not m["possible"], round(m["weighted_homes_outside_limits"], 6)) for m in moves]
        n_unsorted += order != sorted(order)
    ok(n_kept and n_wrong == 0, "only what ends inside every limit keeps every rule", n_kept, n_wrong)
    ok(n_untold == 0 and seen & {"further", "still"}, "else the patch and by how much is told", n_untold, seen)
    ok(n_unsorted == 0, "best first: keeps every rule, then least outside the limits")
    move = moves[-1]
    done = run("move", near[-1], "--to", move["to"], "--plan", "draft", "-n")
    ok(move["trouble"] and f"Against it: {move['trouble']}." in done.stderr, "--to -n tells the same", done.stderr)
    run("undo", "--plan", "draft")


def rebalance(*words):
    done = run("rebalance", "draft", *words, "-f", "json")
    return done, json.loads(done.stdout) if done.stdout else None


def test_mends():
    chance, drawn = random.Random(11), rows_of()
    n, n_mended, n_stayed, n_told, n_back, n_worse, n_border = 8, 0, 0, 0, 0, 0, 0
    for _ in range(n):
        units, to = breaking_move(chance)
        run("move", *units, "--to", to, "--plan", "draft", "--anyway")
        before, patch = rows_of(), patch_of_unit()
        faults, outside = broken()
        done, told = rebalance("--time-limit", "20")
        after, (left, outside_after) = patch_of_unit(), broken()
        moved = {u for u in patch if patch[u] != after[u]}
        n_mended += done.returncode == 0 and not left
        n_worse += outside_after > outside or len(left) > len(faults)
        n_stayed += all(after[u] == to for u in units)
        n_told += (told["broken_before"], told["broken"]) == (len(faults), len(left)) and (
            {m["unit"] for m in told["moves"]} == moved) and abs(
            told["weighted_homes_outside_limits"] * 1000 - outside_after) < 1e-6
        team = team_of_patch()
        n_border += any(team[patch[u]] != team[after[u]] for u in moved)
        if told["applied"]:
            run("undo", "--plan", "draft")
        n_back += rows_of() == before
        run("undo", "--plan", "draft")
    ok(n_mended >= n - 2, "most of what an edit breaks is mended", f"{n_mended} of {n}")
    ok(n_worse == 0, "nothing gets worse")
    ok(n_stayed == n, "what was moved by hand stays where it was put")
    ok(n_told == n, "what is told is what is found in the file", f"{n_told} of {n}")
    ok(n_border == 0, "no home goes to a patch of another team")
    ok(n_back == n and rows_of() == drawn, "undo takes a rebalance back, row by row")


def test_locked():
    """The patches beside are locked: told in words, with a way out that works when pasted."""
    chance = random.Random(2)
    units, to = breaking_move(chance)
    around = {b for (a, b) in beside() if a == to} | {a for (a, b) in beside() if b == to}
    run("move", *units, "--to", to, "--plan", "draft", "--anyway")
    for name in sorted(around):
        run("lock", name, "--plan", "draft")
    before, patch = rows_of(), patch_of_unit()
    done, told = rebalance("--around", to, "--time-limit", "20")
    ok(done.returncode in (4, 5) and not told["applied"] and rows_of() == before,
       "between locked patches nothing moves", done.stderr)
    ok(any(r["broken"] and to in r["text"] for r in told["reasons"]), "and the patch is named", told["reasons"])
    fixes = [r["fix"] for r in told["reasons"] if r["fix"] and " lock " in r["fix"]]
    ok(fixes, "unlocking is a way out", told["reasons"])
    done = run(*shlex.split(fixes[0])[1:])
    ok(done.returncode == 0, "which works when pasted", done.stderr)
    locked = {p for p in around if p not in fixes[0]}
    rebalance("--time-limit", "20")
    after = patch_of_unit()
    ok(not any(patch[u] != after[u] and {patch[u], after[u]} & locked for u in patch),
       "then nothing enters or leaves those still locked")


def test_refused():
    done = run("rebalance", "no such plan")
    ok(done.returncode == 1 and "no plan called" in done.stderr, "an unknown plan is refused", done.stderr)
    done = run("rebalance", "draft", "--around", "nowhere at all")
    ok(done.returncode == 1 and "nowhere at all" in done.stderr, "an unknown place too", done.stderr)
    name = published_name()
    state = rows_of(name)
    done = run("rebalance", name)
    ok(done.returncode == 1 and "published" in done.stderr and rows_of(name) == state,
       "a published plan is not mended", done.stderr)


def published_name():
    return query("SELECT name FROM plan WHERE state = 'published'")[0][0]


def test_nothing():
    before = rows_of()
    done = run("rebalance", "draft")
    ok(done.returncode == 0 and "Nothing to mend" in done.stderr and rows_of() == before,
       "nothing to mend is said, and nothing changes", done.stderr)
    ok(run("history", "--plan", "draft", "-f", "csv").stdout.count("\n") <= 1, "and no line is left")


def test_published():
    """Homes that move are counted against what is in force too."""
    (a, b), units = sorted(beside().items())[0]
    told = json.loads(run("move", sorted(units)[0], "--to", b, "--plan", "draft", "-n", "-f", "json").stdout)
    move = told["moves"][0]
    serves = dict(query("SELECT home_id, q.name FROM plan_home JOIN plan_unit USING (plan_id, unit_ix)"
                        " JOIN plan_patch q USING (plan_id, patch_ix) WHERE plan_id = ?", plan_id(published_name())))
    moving = [h for (h,) in query("SELECT home_id FROM plan_home JOIN plan_unit USING (plan_id, unit_ix)"
                                  f" WHERE plan_id = ? AND unit_id IN ({','.join('?' * len(told['units']))})",
                                  plan_id(), *told["units"])]
    moving = [h for h in moving if h in serves]
    ok(moving and move["moved_homes_changing_published_before"] == sum(serves[h] != a for h in moving) and
       move["moved_homes_changing_published"] == sum(serves[h] != b for h in moving),
       "homes that would be elsewhere than published are counted", move)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ.pop("PATCHPLAN_DB", None)
        if not make_demo():
            print("Bail out! no demo town")
            return 1
        done = run("allocate", "--plan", "draft", *WORK, "--seed", "9")
        ok(done.returncode == 0, "a plan is drawn", done.stderr)
        test_nothing()
        test_published()
        test_still_broken()
        test_mends()
        test_locked()
        test_refused()
    return finish()


sys.exit(main())
