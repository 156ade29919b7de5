"""Ways of publishing that look careful and are not. The attack must break each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from terakoya.courseware.scoring import score_answers

from .companies import LIMITS, MINIMUM, SURVEY, Answers, Counts, Tree, UnitId
from .publication import Closed, Statement, Table, portal_table


def each_table_alone(closed: Closed) -> list[Statement]:
    """The company's table and that of the units, each without what is small in itself."""
    return list(_large_enough(closed.answers, [("", frozenset(closed.rows)), *_rows(closed)]))


def every_level(tree: Tree, closed: Closed) -> list[Statement]:
    """A table for each unit together with all that is below it."""
    rows = [("", frozenset(closed.rows))]
    rows += [(str(unit), frozenset(_below(tree, unit))) for unit in tree.ids if unit is not None]
    return list(_large_enough(closed.answers, rows))


def paper_counted_in(online: Closed, paper: Answers) -> tuple[list[Statement], Answers]:
    """Answers from paper added to the company's row: who has the sheets takes them off again.

    The statements, and the answers with those of paper as units of negative number.
    """
    sheets: dict[UnitId, Counts] = {_paper(unit): counts for unit, counts in paper.counts.items()}
    together = Answers(
        {**online.answers.members, **{_paper(u): n for u, n in paper.members.items()}},
        {**online.answers.ballots, **{_paper(u): n for u, n in paper.ballots.items()}},
        {**online.answers.counts, **sheets},
    )
    rows = [("", frozenset(together.counts)), *_rows(online)]
    return list(_large_enough(together, rows)), together


def _paper(unit: UnitId) -> int:
    return -1 - (unit or 0)


def _rows(closed: Closed) -> Iterator[tuple[str, frozenset[UnitId]]]:
    for row in sorted(set(closed.rows.values())):
        yield row, frozenset(unit for unit, at in closed.rows.items() if at == row)


def _below(tree: Tree, top: UnitId) -> Iterator[UnitId]:
    for unit in tree.ids:
        above = unit
        while above is not None and above != top:
            above = tree.parents[above - 1]
        if above == top:
            yield unit


def _large_enough(
    answers: Answers, rows: Sequence[tuple[str, frozenset[UnitId]]]
) -> Iterator[Statement]:
    for item, minimum in LIMITS.items():
        for row, units in rows:
            if sum(answers.given(unit, item) for unit in units) >= minimum:
                yield Statement(item, row, units)


def telling_reasons(groups: Mapping[str, Counts], answered: Mapping[str, int]) -> Table:
    """The portal's table, but its reasons tell which units had fewer than five scored answers."""
    table = portal_table(groups, answered)
    reasons = {
        row: "few" if _scored(groups[row]) < MINIMUM else reason
        for row, reason in table["hidden"].items()
    }
    return {**table, "hidden": reasons}


def _scored(counts: Counts) -> int:
    scores = score_answers(SURVEY, counts)
    return min(topic.scored for topic in scores.topics if not topic.sensitive)
