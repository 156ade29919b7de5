"""The draw of a confirmation test (docs/algorithms/draw.md).

Pure, and knows ids only, so that an attempt is the same in every language. No random number
generator is used: an order is a sort by SHA-256 of the seed and the ids, which is the same in
every version of Python.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import combinations_with_replacement

from .errors import CoursewareError
from .model import BlueprintPart, PassRule, Question, TestPool
from .must_pass import is_about, lowered


class PoolTooSmall(CoursewareError):
    """The pool does not hold the questions that the blueprint asks for."""

    code = "pool-too-small"


@dataclass(frozen=True)
class DrawnQuestion:
    """A question of an attempt: its ids, the choices in the order shown, and the right ones."""

    id: str
    kind: str
    goal: str
    topic: str
    choices: tuple[str, ...]
    correct: tuple[str, ...]


def draw_questions(
    pool: TestPool,
    blueprint: tuple[BlueprintPart, ...],
    seed: int,
    earlier: Sequence[Collection[str]] = (),
    must: Sequence[PassRule] = (),
) -> tuple[DrawnQuestion, ...]:
    """Draw an attempt: the same arguments give the same questions for ever.

    `earlier` holds the ids of the questions of each earlier attempt, the oldest first. What was
    never asked comes first, then what was asked longest ago (docs/algorithms/draw.md):

    1. Places of the blueprint are kept for what the rules of `must` want: of all ways to keep and
       to fill them those count that repeat the fewest questions, and of these the ones with the
       oldest repeats. Of several ways to keep places `sha256("{seed}/must/{way}")` takes one.
    2. For each lot of places, in order, the questions that fit into it are sorted by the
       attempt that asked them last and by `sha256("{seed}/take/{lot}/{id}")`, and taken from
       the front. One after which no way of step 1 is left is passed over. Without rules a lot
       is a part of the blueprint.
    3. The order of the whole test is a sort by `sha256("{seed}/order/{id}")`.
    4. Choices are sorted by `sha256("{seed}/choice/{question}/{choice}")`; those of a
       `truefalse` question keep their order.

    Raises `PoolTooSmall` when the pool cannot satisfy the blueprint and the rules.
    """
    asked = {one: number for number, ids in enumerate(earlier, 1) for one in ids}
    ages = {question.id: asked.get(question.id, 0) for question in pool.questions}
    lots, best = _best_lots(pool.questions, blueprint, must, ages, seed)
    draw = _Draw(pool.questions, lots, ages, best)
    for index in range(len(lots)):
        draw.fill(index, seed)
    draw.taken.sort(key=lambda question: _digest(seed, "order", question.id))
    return tuple(_drawn(question, seed) for question in draw.taken)


def can_draw(
    questions: Sequence[Question], blueprint: Sequence[BlueprintPart], must: Sequence[PassRule]
) -> bool:
    """Whether some questions fill the blueprint and hold what the rules want."""
    return kept_lots(questions, blueprint, must) is not None


def kept_lots(
    questions: Sequence[Question], blueprint: Sequence[BlueprintPart], must: Sequence[PassRule]
) -> tuple[Lot, ...] | None:
    """The blueprint with places kept for the rules, in one way that can be filled; else `None`."""
    ages = dict.fromkeys((one.id for one in questions), 0)
    ways = _ways(questions, blueprint, must)
    return next((lots for lots in ways if _best_ages(lots, questions, ages) is not None), None)


class RuleTrouble(Enum):
    """Why a rule of passing cannot hold in a draw."""

    TOO_FEW = auto()  # the pool has fewer questions that it is about than it wants
    NOT_DRAWN = auto()  # the blueprint does not draw as many of them
    NOT_TOGETHER = auto()  # each rule could hold alone


@dataclass(frozen=True)
class UnmetRule:
    """A rule that cannot hold: its place in `must` from 0, and how many questions it is about.

    Where the rules cannot hold together, `place` is that of the first one.
    """

    trouble: RuleTrouble
    place: int
    found: int


def unmet_rules(
    questions: Sequence[Question], blueprint: Sequence[BlueprintPart], must: Sequence[PassRule]
) -> tuple[UnmetRule, ...]:
    """The rules that no draw can meet, those with too few questions first; none where all can.

    Of a blueprint that cannot be filled even without rules nothing more is told than these.
    """

    def unmet(trouble: RuleTrouble, places: Iterable[int]) -> tuple[UnmetRule, ...]:
        return tuple(UnmetRule(trouble, place, found[place]) for place in places)

    found = [sum(is_about(rule, question) for question in questions) for rule in must]
    few = [place for place, rule in enumerate(must) if found[place] < rule.draw]
    if few or not must or not can_draw(questions, blueprint, ()):
        return unmet(RuleTrouble.TOO_FEW, few)
    alone = [at for at, rule in enumerate(must) if not can_draw(questions, blueprint, [rule])]
    if alone:
        return unmet(RuleTrouble.NOT_DRAWN, alone)
    together = can_draw(questions, blueprint, must)
    return () if together else unmet(RuleTrouble.NOT_TOGETHER, [0])


def rules_within(
    must: Sequence[PassRule], questions: Sequence[Question], take: int
) -> tuple[PassRule, ...]:
    """The rules as `take` of fewer questions can meet them; those that cannot be met are left out.

    A rule that finds fewer questions than it wants asks for fewer right ones, so that as many
    wrong ones are allowed.
    """
    kept: list[PassRule] = []
    blueprint = (BlueprintPart(take=take),) if take else ()
    for rule in must:
        for draw in range(rule.draw, 0, -1):
            if can_draw(questions, blueprint, [*kept, rule.model_copy(update={"draw": draw})]):
                kept += filter(None, [lowered(rule, draw)])
                break
    return tuple(kept)


def _digest(seed: int, *parts: object) -> bytes:
    return hashlib.sha256("/".join(map(str, (seed, *parts))).encode()).digest()


def serves(question: Question, part: BlueprintPart) -> bool:
    """Whether a part of the blueprint may ask a question."""
    return (part.goal is None or question.goal == part.goal) and (
        part.tag is None or part.tag in question.tags
    )


# -- places kept for the rules of passing -----------------------------------------------------


@dataclass(frozen=True)
class Lot:
    """Places of a part of the blueprint, kept for the questions `only` where these are given."""

    part: BlueprintPart
    take: int
    only: frozenset[str] | None = None

    def fits(self, question: Question) -> bool:
        """Whether a question may stand in it."""
        return (self.only is None or question.id in self.only) and serves(question, self.part)


_Rules = tuple[int, ...]  # the places of the rules that are about a question
_Kept = tuple[int, _Rules]  # a place of this part, for a question under exactly these rules


def _best_lots(
    questions: Sequence[Question],
    blueprint: tuple[BlueprintPart, ...],
    must: Sequence[PassRule],
    ages: Mapping[str, int],
    seed: int,
) -> tuple[tuple[Lot, ...], list[int]]:
    """The lots of the draw, and the ages of the questions that fill them best."""
    found = [
        ((sum(age > 0 for age in best), best[::-1]), number, lots, best)
        for number, lots in enumerate(_ways(questions, blueprint, must))
        if (best := _best_ages(lots, questions, ages)) is not None
    ]
    if not found:
        raise PoolTooSmall(_why_none(questions, blueprint, must))
    least = min(one[0] for one in found)
    best_ones = [one for one in found if one[0] == least]
    _, _, lots, best = min(best_ones, key=lambda one: _digest(seed, "must", one[1]))
    return lots, best


def _ways(
    questions: Sequence[Question], blueprint: Sequence[BlueprintPart], must: Sequence[PassRule]
) -> Iterator[tuple[Lot, ...]]:
    """Every way to keep places for the rules. A draw satisfies them if and only if it fills the
    lots of one of these ways; one way without rules."""
    under: dict[_Rules, set[str]] = {}
    for question in questions:
        rules = tuple(place for place, rule in enumerate(must) if is_about(rule, question))
        under.setdefault(rules, set()).add(question.id)
    ids = {rules: frozenset(found) for rules, found in sorted(under.items()) if rules}
    lots = {
        (number, rules): Lot(part, 1, only)
        for number, part in enumerate(blueprint)
        for rules, only in ids.items()
    }
    useful = [kept for kept, lot in lots.items() if any(map(lot.fits, questions))]
    for way in _kept_places(must, useful):
        places = Counter(way)
        kept = Counter(number for number, _ in way)
        if all(part.take >= kept[number] for number, part in enumerate(blueprint)):
            yield tuple(
                lot
                for number, part in enumerate(blueprint)
                for lot in (
                    *(
                        replace(lots[one], take=places[one])
                        for one in useful
                        if one in places and one[0] == number
                    ),
                    Lot(part, part.take - kept[number]),
                )
                if lot.take
            )


def _kept_places(must: Sequence[PassRule], useful: Sequence[_Kept]) -> Iterable[tuple[_Kept, ...]]:
    """Places that together hold what each rule wants; a place counts for every rule it is under."""
    ways: dict[tuple[_Kept, ...], None] = {(): None}
    for place, rule in enumerate(must):
        under = [kept for kept in useful if place in kept[1]]
        ways = {
            tuple(sorted((*way, *more))): None
            for way in ways
            for more in combinations_with_replacement(
                under, max(0, rule.draw - sum(place in rules for _, rules in way))
            )
        }
    return ways


def _why_none(
    questions: Sequence[Question], blueprint: Sequence[BlueprintPart], must: Sequence[PassRule]
) -> str:
    unmet = unmet_rules(questions, blueprint, must)
    if not unmet or not can_draw(questions, blueprint, ()):
        return _shortage(blueprint[0], 1, questions)
    first = unmet[0]
    if first.trouble is not RuleTrouble.NOT_TOGETHER:
        return (
            f"Rule {first.place + 1} of `must` wants {must[first.place].draw} of its questions in "
            f"each test; the pool has {first.found}, and the blueprint draws fewer. "
            "→ Write more questions that it is about, or let it want fewer."
        )
    return (
        "The rules of `must` cannot hold together in one test. "
        "→ Let them want fewer questions, or take more in the blueprint."
    )


# -- the draw ---------------------------------------------------------------------------------


class _Draw:
    """The questions taken so far; `ages` tells which attempt asked a question last, 0 for none.

    `best` are the ages of the questions that fill the lots best, sorted.
    """

    def __init__(
        self,
        questions: Sequence[Question],
        lots: tuple[Lot, ...],
        ages: Mapping[str, int],
        best: list[int],
    ) -> None:
        self.left = list(questions)
        self.lots = lots
        self.ages = ages
        self.taken: list[Question] = []
        self.best = best

    def fill(self, index: int, seed: int) -> None:
        """Take what a lot asks for."""
        lot, later = self.lots[index], self.lots[index + 1 :]
        missing = lot.take
        for question in sorted(
            filter(lot.fits, self.left),
            key=lambda one: (self.ages[one.id], _digest(seed, "take", index, one.id)),
        ):
            if not missing:
                return
            rest = (replace(lot, take=missing - 1), *later)
            missing -= self.take_if_best(question, rest)

    def take_if_best(self, question: Question, rest: Sequence[Lot]) -> bool:
        """Take a question unless filling the rest would then repeat more, or fail."""
        left = [one for one in self.left if one is not question]
        ages = _best_ages(rest, left, self.ages)
        if ages is None:
            return False
        ages += [self.ages[one.id] for one in (*self.taken, question)]
        if sorted(ages) != self.best:
            return False
        self.left = left
        self.taken.append(question)
        return True


def _best_ages(
    lots: Sequence[Lot], questions: Iterable[Question], ages: Mapping[str, int]
) -> list[int] | None:
    """The ages, sorted, of the questions that fill all `lots` best; `None` where none do.

    The sets of questions that find places together are a matroid (a transversal one). So taking
    the questions by age, each that still finds a place, is best: no set has fewer repeats.
    """
    places: list[list[Question]] = [[] for _ in lots]

    def find_place(question: Question, tried: set[int]) -> bool:
        for number, lot in enumerate(lots):
            if number in tried or not lot.fits(question):
                continue
            tried.add(number)
            if len(places[number]) == lot.take:
                moved = next((one for one in places[number] if find_place(one, tried)), None)
                if moved is None:
                    continue
                places[number].remove(moved)
            places[number].append(question)
            return True
        return False

    wanted = sum(lot.take for lot in lots)
    found: list[int] = []
    for question in sorted(questions, key=lambda one: ages[one.id]):
        if len(found) < wanted and find_place(question, set()):
            found.append(ages[question.id])
    return found if len(found) == wanted else None


def _shortage(part: BlueprintPart, number: int, left: Collection[Question]) -> str:
    asked = [f"goal {part.goal}"] if part.goal else []
    asked += [f"tag {part.tag}"] if part.tag else []
    fit = sum(serves(question, part) for question in left)
    later = ", and later parts need some of them" if fit >= part.take else ""
    return (
        f"Part {number} of the blueprint takes {part.take} question{'s' if part.take > 1 else ''}"
        f"{' with ' + ' and '.join(asked) if asked else ''}; {fit} such are left in the pool"
        f"{later}. → Write more questions or take fewer."
    )


def _drawn(question: Question, seed: int) -> DrawnQuestion:
    choices = [choice.id for choice in question.choices]
    if question.kind != "truefalse":
        choices.sort(key=lambda choice: _digest(seed, "choice", question.id, choice))
    return DrawnQuestion(
        id=question.id,
        kind=question.kind,
        goal=question.goal,
        topic=question.topic,
        choices=tuple(choices),
        correct=tuple(choice.id for choice in question.choices if choice.correct),
    )
