"""Random organisations: a tree of units, their members, and how they answer a wave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from terakoya.courseware.model import Option, Survey, SurveyItem, Topic
from terakoya.portal.surveys.cells import Unit

UnitId = int | None  # None: whoever belongs to no unit
Counts = Mapping[str, Mapping[str, int]]
NO_ANSWER: Final = ""

_SCALE = (
    Option(id="yes", text="はい", score=100),
    Option(id="rather", text="どちらかといえば", score=75),
    Option(id="hardly", text="あまり", score=25),
    Option(id="no", text="いいえ", score=0),
    Option(id="unsure", text="分からない"),
)
_TURNED = tuple(  # as `reverse` turns it, but once instead of at each look
    one if one.score is None else one.model_copy(update={"score": 100 - one.score})
    for one in _SCALE
)
_TWO = (Option(id="yes", text="はい", score=100), Option(id="no", text="いいえ", score=0))
_SEEN = (Option(id="yes", text="ある"), Option(id="no", text="ない"))


def _item(name: str, topic: str, options: tuple[Option, ...] = (), **more: bool) -> SurveyItem:
    kind = "choice" if options else "scale"
    return SurveyItem(id=name, topic=topic, kind=kind, text=name, options=options, **more)


SURVEY: Final = Survey(
    title="意識調査",
    intro=(),
    topics=tuple(Topic(id=one, name=one, goal="g") for one in ("reporting", "support", "harm")),
    scale=_SCALE,
    items=(
        _item("asks", "reporting"),
        _item("tells", "reporting", _TURNED),
        _item("own", "support", _TWO),  # an item of the organisation's own
        _item("team", "support", _SEEN),
        _item("suffered", "harm", _TWO, sensitive=True),
        _item("seen", "harm", _SEEN, sensitive=True),
    ),
)
MINIMUM, MINIMUM_SENSITIVE = 5, 10
SCORELESS: Final = {
    one.id: frozenset(option.id for option in SURVEY.options_of(one) if option.score is None)
    if any(option.score is not None for option in SURVEY.options_of(one))
    else frozenset()
    for one in SURVEY.items
}
LIMITS: Final = {one.id: MINIMUM_SENSITIVE if one.sensitive else MINIMUM for one in SURVEY.items}


@dataclass(frozen=True)
class Tree:
    """The units: number 1 to n, each below an earlier one or at the top."""

    parents: tuple[UnitId, ...]

    @property
    def ids(self) -> list[UnitId]:
        """All units, and the place of who belongs to none."""
        return [None, *range(1, len(self.parents) + 1)]

    @property
    def units(self) -> list[Unit]:
        """The units as the portal plans cells with them."""
        depths: dict[UnitId, int] = {None: -1}
        for unit, parent in enumerate(self.parents, 1):
            depths[unit] = depths[parent] + 1
        return [Unit(one, up, depths[one]) for one, up in enumerate(self.parents, 1)]


@dataclass(frozen=True)
class Answers:
    """One wave: members, ballots and counters of each unit's own people."""

    members: Mapping[UnitId, int]
    ballots: Mapping[UnitId, int]
    counts: Mapping[UnitId, Counts]

    def given(self, unit: UnitId, item: str) -> int:
        """How many of a unit answered an item."""
        return sum(self.counts[unit].get(item, {}).values())

    def choices(self, unit: UnitId, item: str) -> dict[str, int]:
        """How often each option was chosen, and `NO_ANSWER`: which of both nobody is told."""
        found = {option: n for option, n in self.counts[unit].get(item, {}).items() if n}
        if skipped := self.ballots[unit] - self.given(unit, item):
            found[NO_ANSWER] = skipped
        return found

    def exchanged(
        self, item: str, first: tuple[UnitId, str], second: tuple[UnitId, str]
    ) -> Answers:
        """The same ballots, but two people of two units gave each other's answer to an item.

        Raises `KeyError` where one of the units has nobody with that answer.
        """
        counts = dict(self.counts)
        for unit, old, new in ((*first, second[1]), (*second, first[1])):
            left = self.choices(unit, item)
            left[old] -= 1
            left[new] = left.get(new, 0) + 1
            left.pop(NO_ANSWER, None)
            counts[unit] = {**counts[unit], item: {one: n for one, n in left.items() if n}}
        return replace(self, counts=counts)


def random_tree(random: Random) -> Tree:
    """At most ten units, some of them in long lines."""
    count = random.choice((0, 1, 2, 3, 3, 4, 4, 5, 6, 7, 8, 10))
    is_deep = random.random() < 0.3
    parents: list[UnitId] = []
    for unit in range(1, count + 1):
        above = [None, *range(1, unit)]
        parents.append(above[-1] if is_deep and random.random() < 0.7 else random.choice(above))
    return Tree(tuple(parents))


def random_answers(random: Random, tree: Tree) -> Answers:
    """A wave of a company that is small, mixed or large, and answers eagerly or hardly."""
    sizes = random.choice(((0, 8), (0, 14), (3, 12), (0, 40), (5, 120)))
    members = {unit: random.randint(*sizes) for unit in tree.ids}
    eager = random.choice((1.0, 1.0, 0.9, 0.6, 0.3))
    ballots = {
        unit: n if eager == 1.0 else sum(random.random() < eager for _ in range(n))
        for unit, n in members.items()
    }
    skips = {item.id: random.choice((0.0, 0.0, 0.05, 0.5)) for item in SURVEY.items}
    weights = {item.id: _weights(random, item) for item in SURVEY.items}
    counts = {
        unit: {item: _split(random, n, skips[item], weights[item]) for item in weights}
        for unit, n in ballots.items()
    }
    return Answers(members, ballots, counts)


def _weights(random: Random, item: SurveyItem) -> dict[str, float]:
    """How likely each option is; often nearly all agree."""
    sharp = random.choice((1, 1, 2, 8))
    return {one.id: random.random() ** sharp for one in SURVEY.options_of(item)}


def _split(random: Random, n: int, skip: float, weights: Mapping[str, float]) -> dict[str, int]:
    answered = n if not skip else sum(random.random() >= skip for _ in range(n))
    found: dict[str, int] = {}
    for option in random.choices(list(weights), list(weights.values()), k=answered):
        found[option] = found.get(option, 0) + 1
    return found


def random_waves(random: Random, tree: Tree) -> Sequence[Answers]:
    """One to three waves of a tree, each with people of its own number."""
    return [random_answers(random, tree) for _ in range(random.choice((1, 1, 2, 3)))]
