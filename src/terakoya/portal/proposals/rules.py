"""What a published table suggests: one proposal for each weak topic of a row. Pure.

The rules with worked examples: docs/algorithms/proposals.md. Nothing but what officers see of the
survey comes in: the published table, and its comparison with an earlier published one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from terakoya.courseware.scoring import BAND_STARTS, HEAT_STARTS
from terakoya.courseware.topic_index import Change, TopicIndex, change_between

from ..surveys.own_items import is_own
from ..surveys.tables import COMPANY, Comparison, Row, Table
from .choices import ProposalKind

STRONG: Final = HEAT_STARTS[3]  # an index from here on is no weakness
FAR_BELOW: Final = HEAT_STARTS[2]  # clearly under this much is to be learned again
WEAK_BAND: Final = HEAT_STARTS[1]  # a band that ends under this is told, as an indication
FEWEST_QUESTIONS: Final = 3  # of a topic, so that a test may ask more of them


class Ground(StrEnum):
    """Why a topic is looked at."""

    FALLEN = "fallen"
    BELOW_COMPANY = "below-company"
    LOW = "low"
    BAND = "band"
    FINE = "fine"


@dataclass(frozen=True)
class Teaching:
    """What a course holds of a topic: slides that teach it, cases of the bank, questions."""

    slides: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    questions: int = 0


@dataclass(frozen=True)
class Proposal:
    """What to do about a topic of the company (`unit` is empty) or of a unit, and why.

    `index` is what the table shows of it, `company` what it shows of the whole company, `change`
    the clear fall since the earlier wave; `n` is the number of answers as it is shown.
    """

    topic: str
    unit: str
    unit_name: str
    kind: ProposalKind
    ground: Ground
    index: TopicIndex
    n: str
    company: TopicIndex | None = None
    change: Change | None = None

    @property
    def is_indicative(self) -> bool:
        """Whether it rests on a band, and is marked 目安."""
        return self.index.score is None

    @property
    def size(self) -> int:
        """How many points it is about; the larger ones are told first."""
        if self.ground is Ground.FALLEN and self.change:
            return 100 - self.change.points
        if self.index.score is None:
            return 0
        return STRONG - self.index.score


def propose(
    table: Table | None, comparison: Comparison, teaching: Mapping[str, Teaching]
) -> tuple[Proposal, ...]:
    """At most one proposal for each published cell: the company's first, then the units'.

    Topics of the company about which nothing is to be done come last. Without a shown table, and
    for cells of which it claims nothing, there is none.
    """
    if table is None or table.company is None:
        return ()
    rows = (table.company, *(row for row in table.rows if row.unit != COMPANY))
    found = [
        proposal for row in rows for proposal in _of_row(row, table.company, comparison, teaching)
    ]
    is_last = {one: one.kind is ProposalKind.NOTHING for one in found}
    return tuple(sorted(found, key=lambda one: (is_last[one], bool(one.unit), -one.size)))


def _of_row(
    row: Row, company: Row, comparison: Comparison, teaching: Mapping[str, Teaching]
) -> Iterator[Proposal]:
    # A stored table has no order of its own; `teaching` has the survey's.
    places = {topic: place for place, topic in enumerate(teaching)}
    for topic in sorted(row.topics, key=lambda one: (places.get(one, len(places)), one)):
        index = row.topics[topic]
        if index is None or is_own(topic):  # no slide teaches what a company added
            continue
        whole = company.topics.get(topic) if row.unit else None
        change = comparison.of(row.unit, topic)
        ground = _ground(index, whole, change)
        if ground is None or (ground is Ground.FINE and row.unit):
            continue
        yield Proposal(
            topic=topic,
            unit=row.unit,
            unit_name=row.name,
            kind=kind_of(ground, index, teaching.get(topic, Teaching())),
            ground=ground,
            index=index,
            n=row.n,
            company=whole,
            change=change if ground is Ground.FALLEN else None,
        )


def _ground(index: TopicIndex, whole: TopicIndex | None, change: Change | None) -> Ground | None:
    """Why a cell is looked at; `None` where the table claims nothing."""
    # Where the whole company is low, a unit that is no lower needs nothing of its own.
    is_covered = whole is not None and _is_clearly_under(whole, STRONG)
    if index.score is None or index.margin is None:
        return Ground.BAND if _is_weak_band(index.band) and not is_covered else None
    if change is not None and change.is_clear and change.points < 0:
        return Ground.FALLEN
    difference = change_between(whole, index)
    if difference is not None and difference.is_clear and difference.points < 0:
        return Ground.BELOW_COMPANY
    if _is_clearly_under(index, STRONG):
        return None if is_covered else Ground.LOW
    return Ground.FINE if index.score - index.margin >= STRONG else None


def _is_clearly_under(index: TopicIndex, limit: int) -> bool:
    if index.score is None or index.margin is None:
        return False
    return index.score + index.margin < limit


def _is_weak_band(band: int | None) -> bool:
    """Whether all of a band lies under what is told of so few answers."""
    return band is not None and band + 1 < len(BAND_STARTS) and BAND_STARTS[band + 1] <= WEAK_BAND


def kind_of(ground: Ground, index: TopicIndex, teaching: Teaching) -> ProposalKind:
    """What is done about a topic, by why it is looked at and by what the course holds of it."""
    if ground is Ground.FINE:
        return ProposalKind.NOTHING
    if teaching.questions == 0:  # no knowledge that a test could ask: it is the workplace
        return ProposalKind.BRIEF
    if ground is Ground.BELOW_COMPANY and teaching.cases:
        return ProposalKind.CASES
    must_learn_again = ground is not Ground.LOW or _is_clearly_under(index, FAR_BELOW)
    if teaching.slides and (must_learn_again or teaching.questions < FEWEST_QUESTIONS):
        return ProposalKind.EMPHASIS
    return ProposalKind.TEST
