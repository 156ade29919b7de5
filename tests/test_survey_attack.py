"""The attack on published surveys: it breaks what is planted, and not what the portal publishes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from terakoya.portal.surveys import suppression
from tools.survey_attack import __main__ as command
from tools.survey_attack.algebra import computable, rank
from tools.survey_attack.companies import (
    SURVEY,
    Answers,
    Counts,
    Tree,
    UnitId,
    random_tree,
    random_waves,
)
from tools.survey_attack.planted import (
    each_table_alone,
    every_level,
    paper_counted_in,
    telling_reasons,
)
from tools.survey_attack.publication import (
    Closed,
    Statement,
    Table,
    UnknownPublication,
    close,
    portal_table,
    statements_of,
)
from tools.survey_attack.twins import Tally, try_twins

TREES = 200


def answers(*sizes: int) -> Answers:
    """Everybody answers 「はい」; the first number is that of people without a unit."""
    units = dict(zip((None, *range(1, len(sizes))), sizes, strict=True))
    counts = {unit: {item.id: {"yes": n} for item in SURVEY.items} for unit, n in units.items()}
    return Answers(units, units, counts)


def flat(count: int) -> Tree:
    return Tree((None,) * count)


def test_rank_is_that_of_a_matrix() -> None:
    assert rank([[1, 1, 0], [0, 1, 1], [1, 2, 1]]) == 2
    assert rank([[2, 0], [0, 3]]) == 2
    assert rank([]) == rank([[0, 0]]) == 0


def test_attack_breaks_tables_that_are_each_suppressed_alone() -> None:
    closed = close(flat(3), answers(12, 8, 16, 9))
    alone = each_table_alone(closed)
    units = {one.units for one in alone if one.item == "suffered"}
    assert units == {frozenset({None, 1, 2, 3}), frozenset({None}), frozenset({2})}
    assert computable([closed], [alone]) == {}  # two small ones hide each other: 17
    closed = close(flat(2), answers(12, 16, 9))
    broken = {frozenset({(0, 2)})}
    found = computable([closed], [each_table_alone(closed)])
    assert {item: set(some) for item, some in found.items()} == {
        "suffered": broken,
        "seen": broken,
    }
    assert computable([closed]) == {}


def test_attack_breaks_tables_of_every_level() -> None:
    tree = Tree((None, 1, 1))  # the unit 1 has 3 people of its own beside two units below
    closed = close(tree, answers(0, 3, 20, 20))
    assert computable([closed], [every_level(tree, closed)])["asks"] == [frozenset({(0, 1)})]
    assert computable([closed]) == {}


def test_attack_breaks_paper_that_is_counted_in() -> None:
    online, paper = close(flat(1), answers(4, 0)), answers(0, 30)
    told, together = paper_counted_in(online, paper)
    known = frozenset((0, unit) for unit in together.counts if unit is not None and unit < 0)
    mixed = Closed(together, {}, {}, ())
    assert computable([mixed], [told], known)["asks"] == [frozenset({(0, None)})]
    beside = close(flat(1), paper)
    sheets = frozenset((1, unit) for unit in beside.rows)
    assert computable([online, beside], None, sheets) == {}


def test_attack_combines_statements_of_several_waves() -> None:
    tree, first = flat(1), answers(20, 20)
    waves = [close(tree, first), close(tree, first)]
    few = frozenset({1})
    changes = [[Statement("asks", "1", few)], [Statement("asks", "1", few)]]
    assert computable(waves, changes) == {}
    small = [replace(one, answers=answers(20, 4)) for one in waves]
    assert computable(small, changes)["asks"] == [
        frozenset({(0, 1)}),
        frozenset({(1, 1)}),
    ]


def test_exchange_of_answers_breaks_reasons_that_count_scores() -> None:
    """In this tree such reasons told of three units how their people had answered."""
    random = Random(7 * 10**9 + 339)
    tree = random_tree(random)
    waves = random_waves(random, tree)
    careless = [try_twins(tree, close(tree, w, telling_reasons), telling_reasons) for w in waves]
    assert [(one.hidden, one.unanimous) for one in careless] == [(3, 0), (28, 10)]
    careful = [try_twins(tree, close(tree, one)) for one in waves]
    assert [(one.hidden, one.unanimous) for one in careful] == [(3, 0), (31, 7)]


def test_two_exchanges_find_what_one_does_not() -> None:
    random = Random(10**9 + 129368)
    tree = random_tree(random)
    wave = close(tree, random_waves(random, tree)[2])
    assert try_twins(tree, wave) == Tally(hidden=19, unanimous=0, pinned=0)


def test_exchange_breaks_a_table_that_tells_of_hidden_units() -> None:
    def telling(groups: Mapping[str, Counts], answered: Mapping[str, int]) -> Table:
        table = portal_table(groups, answered)
        yes = {row: groups[row]["suffered"].get("yes", 0) for row in groups}
        return {**table, "answered": str(sorted(yes.items()))}

    counted = answers(30, 30, 9, 9)
    mixed = {u: {**c, "suffered": {"yes": n // 2, "no": n - n // 2}} for u, c, n in three(counted)}
    tree, wave = flat(3), replace(counted, counts=mixed)
    assert try_twins(tree, close(tree, wave)).pinned == 0
    # Both hidden units, and the item is one of six.
    assert try_twins(tree, close(tree, wave, telling), telling).pinned == 2


def three(wave: Answers) -> list[tuple[UnitId, Counts, int]]:
    return [(unit, wave.counts[unit], n) for unit, n in wave.ballots.items()]


def test_who_cannot_be_told_apart_and_agrees_is_counted_as_unanimous() -> None:
    tree, agreed = flat(2), answers(12, 16, 4)
    assert try_twins(tree, close(tree, agreed)).unanimous > 0
    counts = {**agreed.counts, None: {**agreed.counts[None], "asks": {"yes": 6, "no": 6}}}
    tally = try_twins(tree, close(tree, replace(agreed, counts=counts)))
    assert (tally.hidden > 0, tally.pinned) == (True, 0)


@pytest.mark.parametrize("at", ["table", "company", "row", "cell"])
def test_attack_refuses_a_table_that_says_more_than_it_knows(at: str) -> None:
    closed = close(flat(2), answers(30, 30, 30))
    table = json.loads(json.dumps(closed.table))
    places = {
        "table": table,
        "company": table["company"],
        "row": table["groups"]["1"],
        "cell": table["groups"]["1"]["topics"]["reporting"],
    }
    assert list(statements_of(table, closed.rows)) == list(closed.statements)
    places[at]["median"] = 3
    with pytest.raises(UnknownPublication, match="median"):
        list(statements_of(table, closed.rows))


def test_nothing_is_found_in_random_trees_though_all_plants_are_broken() -> None:
    state = command.new_state(2)
    for number in range(TREES):
        command.attack_tree(2, number, state)
    counts = state["counts"]
    assert (state["found"], counts["computed"], counts["pinned"]) == ([], 0, 0)
    assert min(n for name, n in counts.items() if name.startswith("broken")) > 0
    assert counts["twin"] > 0
    assert command.has_held(state)


def only_small(sizes: Mapping[str, int], minimum: int) -> frozenset[str]:
    return frozenset(row for row, n in sizes.items() if n < minimum)


def always_two(sizes: Mapping[str, int], minimum: int) -> frozenset[str]:
    hidden = only_small(sizes, minimum)
    if len(hidden) == 1 and len(sizes) > 1:
        hidden |= {min(sizes.keys() - hidden, key=lambda row: (sizes[row], row))}
    return hidden


@pytest.mark.parametrize("rule", [only_small, always_two])
def test_attack_wins_where_the_portal_hides_too_little(
    rule: Callable[[Mapping[str, int], int], frozenset[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suppression, "hidden_groups", rule)
    state = command.new_state(1)
    for number in range(150):
        command.attack_tree(1, number, state)
    assert state["counts"]["computed"] > 0
    assert not command.has_held(state)


def test_run_that_was_broken_off_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "CHUNK", 8)

    def run(trees: int, *more: str) -> dict[str, int]:
        arguments = ["survey_attack", "--json", "--trees", str(trees), *more]
        monkeypatch.setattr("sys.argv", arguments)
        command.main()
        found: dict[str, int] = json.loads(capsys.readouterr().out)["counts"]
        return found

    state = tmp_path / "state.json"
    run(8, "--state", str(state))
    assert run(16, "--state", str(state)) == run(16)
