"""`python -m tools.survey_attack --trees 200000`: attack random trees and waves; see the package.

Seeded by tree, so that a run that was broken off goes on with `--state FILE`. Ends with 1 where the
attack wins, or where a planted way of publishing was not broken.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any, Final

from .algebra import computable, smallest_sets
from .companies import LIMITS, Tree, random_answers, random_tree, random_waves
from .planted import each_table_alone, every_level, paper_counted_in
from .publication import Closed, close
from .twins import try_twins

TWINS_EVERY: Final = 4  # trees; publishing anew is what costs
PLANTED_EVERY: Final = 8
CHUNK: Final = 500
MOST_KEPT: Final = 20
WINS: Final = ("computed", "pinned")


def main() -> int:
    """0: nothing found and all plants broken; 1 otherwise."""
    options = _options()
    state = _state(options)
    begun, cpu = time.monotonic(), time.process_time()
    while state["trees"] < options.trees:
        until = min(options.trees, state["trees"] + CHUNK)
        for number in range(state["trees"], until):
            attack_tree(options.seed, number, state)
        state["trees"] = until
        wall, spent = time.monotonic() - begun, time.process_time() - cpu
        begun, cpu = time.monotonic(), time.process_time()
        state["seconds"], state["cpu"] = state["seconds"] + wall, state["cpu"] + spent
        if options.state:
            options.state.write_text(json.dumps(state, indent=1))
    print(json.dumps(state) if options.json else told(state))
    return 0 if has_held(state) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.survey_attack", description=__doc__)
    parser.add_argument("--trees", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--state", type=Path, help="file to go on from, written as it goes")
    parser.add_argument("--json", action="store_true", help="print figures for machines")
    return parser.parse_args()


def _state(options: argparse.Namespace) -> dict[str, Any]:
    if options.state and options.state.exists():
        state: dict[str, Any] = json.loads(options.state.read_text())
        if state["seed"] != options.seed:
            sys.exit(f"{options.state} is of seed {state['seed']}.")
        return {**state, "counts": Counter(state["counts"])}
    return new_state(options.seed)


def new_state(seed: int) -> dict[str, Any]:
    """The figures before the first tree."""
    return {
        "seed": seed,
        "trees": 0,
        "seconds": 0.0,
        "cpu": 0.0,
        "counts": Counter(),
        "found": [],
    }


def attack_tree(seed: int, number: int, state: dict[str, Any]) -> None:
    """Publish the waves of one random tree, and attack them."""
    random = Random(seed * 10**9 + number)  # noqa: S311 - companies, no secret
    tree = random_tree(random)
    closed = [close(tree, one) for one in random_waves(random, tree)]
    counts: Counter[str] = state["counts"]
    counts["waves"] += len(closed)
    counts["statements"] += sum(len(one.statements) for one in closed)
    _note(state, number, "computed", sum(map(len, computable(closed).values())))
    if len(closed) > 1:  # the last one on paper, by somebody who has all of its sheets
        sheets = frozenset((len(closed) - 1, unit) for unit in tree.ids)
        counts["paper beside"] += 1
        _note(state, number, "computed", sum(map(len, computable(closed, None, sheets).values())))
    _sizes(counts, closed)
    if number % TWINS_EVERY == 0:
        for one in closed:
            tally = try_twins(tree, one)
            counts["twin"] += tally.hidden
            counts["unanimous"] += tally.unanimous
            _note(state, number, "pinned", tally.pinned)
    if number % PLANTED_EVERY == 0:
        _plant(random, tree, closed, counts)


def _note(state: dict[str, Any], number: int, what: str, count: int) -> None:
    if count:
        state["counts"][what] += count
        if len(state["found"]) < MOST_KEPT:
            state["found"].append([number, what])


def _sizes(counts: Counter[str], closed: list[Closed]) -> None:
    """How many answers the sets have that can be computed: who knows all but one knows that one."""
    for one in closed:
        for item in LIMITS:
            for units in smallest_sets(one, item):
                n = sum(one.answers.given(unit, item) for unit in units)
                size = "5-9" if n < 10 else "10" if n == 10 else "11-19" if n < 20 else "20+"
                counts[f"sets of {size}"] += 1


def _plant(random: Random, tree: Tree, closed: list[Closed], counts: Counter[str]) -> None:
    """Publish the same waves carelessly: how many are broken."""
    counts["planted"] += 1
    alone = [each_table_alone(one) for one in closed]
    counts["broken: each table alone"] += bool(computable(closed, alone))
    levels = [every_level(tree, one) for one in closed]
    counts["broken: every level"] += bool(computable(closed, levels))
    told_of, together = paper_counted_in(closed[0], random_answers(random, tree))
    mixed = Closed(together, {}, {}, ())
    known = frozenset((0, unit) for unit in together.counts if unit is not None and unit < 0)
    counts["broken: paper counted in"] += bool(computable([mixed], [told_of], known))


def has_held(state: dict[str, Any]) -> bool:
    """Whether nothing was found though every plant was broken."""
    counts = state["counts"]
    is_tried = counts["planted"] == 0 or all(
        counts[name]
        for name in ("broken: each table alone", "broken: every level", "broken: paper counted in")
    )
    return is_tried and not any(counts[name] for name in WINS)


def told(state: dict[str, Any]) -> str:
    """The figures as lines."""
    counts = dict.fromkeys(WINS, 0) | dict(state["counts"])
    lines = [f"{state['trees']} trees, seed {state['seed']}, CPU {state['cpu']:.0f} s"]
    lines += [f"{name:32}{counts[name]:>10}" for name in sorted(counts)]
    lines += [f"tree {number}: {what}" for number, what in state["found"]]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
