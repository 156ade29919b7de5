"""What a published table suggests, cell by cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.proposals.choices import ProposalKind
from terakoya.portal.proposals.rules import Ground, Proposal, Teaching, propose
from terakoya.portal.surveys.tables import COMPANY, Table, compare

from .tables import NOTHING_BEFORE, RICH, Cell, row, table

UNTESTED = Teaching(slides=("a",), cases=("c",))
NO_CASES = Teaching(slides=("a",), questions=5)
FEW_QUESTIONS = Teaching(slides=("a",), questions=2)
KIND = ProposalKind


def of(company: Cell, unit: Cell = None, teaching: Teaching = RICH, n: str = "29") -> list[str]:
    """The kinds that are proposed for one topic, with the row each is about."""
    units = {"u7": row(n, t=unit)} if unit is not None else {}
    found = propose(table(row("60", t=company), **units), NOTHING_BEFORE, {"t": teaching})
    return [f"{one.unit or 'all'} {one.kind}" for one in found]


@pytest.mark.parametrize(
    ("company", "unit", "teaching", "proposed"),
    [
        ((72, 3), (58, 9), RICH, ["7 cases"]),
        ((72, 3), (58, 9), NO_CASES, ["7 emphasis"]),
        ((72, 3), (66, 9), RICH, []),
        ((52, 4), (50, 9), RICH, ["all emphasis"]),
        ((52, 4), (30, 9), RICH, ["all emphasis", "7 cases"]),
        ((64, 4), None, RICH, ["all test"]),
        ((64, 4), None, FEW_QUESTIONS, ["all emphasis"]),
        ((66, 4), None, RICH, []),
        ((65, 4), None, RICH, ["all test"]),
        ((55, 4), None, UNTESTED, ["all brief"]),
        ((80, 4), 1, RICH, ["7 emphasis", "all nothing"]),
        ((80, 4), 2, RICH, ["all nothing"]),
        ((52, 4), 1, RICH, ["all emphasis"]),
        ((73, 4), None, RICH, []),
        ((74, 4), None, RICH, ["all nothing"]),
        (1, None, RICH, ["all emphasis"]),
        (0, None, UNTESTED, ["all brief"]),
        (3, None, RICH, []),
        (None, None, RICH, []),
        ((64, 4), None, Teaching(questions=5), ["all test"]),
    ],
)
def test_worked_examples(
    company: Cell, unit: Cell, teaching: Teaching, proposed: list[str]
) -> None:
    assert of(company, unit, teaching) == proposed


def test_a_unit_that_is_low_alone_is_told_as_low() -> None:
    (found,) = propose(
        table(row("60", t=(71, 9)), u7=row("29", t=(62, 7))), NOTHING_BEFORE, {"t": RICH}
    )
    assert (found.unit, found.ground, found.kind) == ("7", Ground.LOW, KIND.TEST)


def test_topics_about_which_as_much_is_said_stand_in_the_order_of_the_survey() -> None:
    """Whatever the order in which a database gives those of a stored table."""
    survey = {"reporting": RICH, "judgement": RICH}
    for stored in (("judgement", "reporting"), ("reporting", "judgement")):
        shown = table(row("60", **dict.fromkeys(stored, (80, 4))))
        found = propose(shown, NOTHING_BEFORE, survey)
        assert [one.topic for one in found] == ["reporting", "judgement"]


def test_a_clear_fall_is_told_and_an_unclear_one_is_not() -> None:
    before = table(row("60", t=(83, 4), s=(83, 4)), u7=row("29", t=(80, 3), s=(80, 9)))
    after = table(row("60", t=(75, 4), s=(80, 4)), u7=row("29", t=(72, 3), s=(72, 9)))
    found = propose(after, compare(before, after, ()), {"t": RICH, "s": RICH})
    fallen = [(one.topic, one.unit, one.kind) for one in found if one.ground is Ground.FALLEN]
    assert fallen == [("t", "", KIND.EMPHASIS), ("t", "7", KIND.EMPHASIS)]


def test_nothing_is_proposed_for_those_without_a_unit_or_without_a_table() -> None:
    shown = table(row("60", t=(80, 3)), u0=row("20", t=(20, 5)))
    assert [one.unit for one in propose(shown, NOTHING_BEFORE, {"t": RICH})] == [""]
    assert propose(table(None), NOTHING_BEFORE, {}) == ()
    assert propose(None, NOTHING_BEFORE, {}) == ()


_cells = st.none() | st.integers(0, 6) | st.tuples(st.integers(0, 100), st.integers(0, 30))
_units = st.dictionaries(st.integers(0, 30).map(lambda n: f"u{n}"), st.tuples(_cells, _cells))
_teaching = st.builds(
    Teaching,
    slides=st.sampled_from([(), ("a",)]),
    cases=st.sampled_from([(), ("c",)]),
    questions=st.integers(0, 4),
)


def _table(company: tuple[Cell, Cell], units: dict[str, tuple[Cell, Cell]]) -> Table:
    return table(
        row("60", t=company[0], s=company[1]),
        **{unit: row("29", t=t, s=s) for unit, (t, s) in units.items()},
    )


@given(st.tuples(_cells, _cells), _units, _teaching)
def test_every_proposal_is_of_a_published_cell_and_each_cell_has_one_at_most(
    company: tuple[Cell, Cell], units: dict[str, tuple[Cell, Cell]], teaching: Teaching
) -> None:
    shown = _table(company, units)
    found = propose(shown, NOTHING_BEFORE, {"t": teaching, "s": teaching})
    cells = [(one.unit, one.topic) for one in found]
    published = {
        (one.unit, topic)
        for one in (shown.company, *shown.rows)
        if one is not None and one.unit != COMPANY
        for topic, index in one.topics.items()
        if index is not None
    }
    assert len(cells) == len(set(cells))
    assert set(cells) <= published
    assert all(_claims_what_its_cell_allows(one) for one in found)


def _claims_what_its_cell_allows(one: Proposal) -> bool:
    index = one.index
    if index.score is None or index.margin is None:
        return one.is_indicative and one.ground is Ground.BAND
    is_clear = index.score + index.margin < 70
    if one.ground is Ground.LOW:
        return is_clear
    if one.ground is Ground.FINE:
        return index.score - index.margin >= 70 and not one.unit
    return one.ground is Ground.BELOW_COMPANY and bool(one.unit)


@given(st.tuples(_cells, _cells), _units, _units)
def test_other_units_change_no_proposal_of_a_unit(
    company: tuple[Cell, Cell],
    units: dict[str, tuple[Cell, Cell]],
    others: dict[str, tuple[Cell, Cell]],
) -> None:
    def of_units(shown: Table) -> set[Proposal]:
        found = propose(shown, NOTHING_BEFORE, {"t": RICH, "s": RICH})
        return {one for one in found if f"u{one.unit}" in units}

    assert of_units(_table(company, units)) == of_units(_table(company, {**others, **units}))
