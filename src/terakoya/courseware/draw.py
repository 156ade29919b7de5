"""The draw of a confirmation test (docs/algorithms/draw.md).

Pure, and knows ids only, so that an attempt is the same in every language. No random number
generator is used: an order is a sort by SHA-256 of the seed and the ids, which is the same in
every version of Python.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .errors import CoursewareError
from .model import BlueprintPart, Question, TestPool


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
) -> tuple[DrawnQuestion, ...]:
    """Draw an attempt: the same arguments give the same questions for ever.

    `earlier` holds the ids of the questions of each earlier attempt, the oldest first. What was
    never asked comes first, then what was asked longest ago (docs/algorithms/draw.md):

    1. Of all ways to fill the blueprint those count that repeat the fewest questions, and of
       these the ones with the oldest repeats.
    2. For each part of the blueprint, in order, the questions that serve it are sorted by the
       attempt that asked them last and by `sha256("{seed}/take/{part}/{id}")`, and taken from
       the front. One after which no way of step 1 is left is passed over.
    3. The order of the whole test is a sort by `sha256("{seed}/order/{id}")`.
    4. Choices are sorted by `sha256("{seed}/choice/{question}/{choice}")`; those of a
       `truefalse` question keep their order.

    Raises `PoolTooSmall` when the pool cannot satisfy the blueprint.
    """
    asked = {one: number for number, ids in enumerate(earlier, 1) for one in ids}
    ages = {question.id: asked.get(question.id, 0) for question in pool.questions}
    draw = _Draw(pool.questions, blueprint, ages)
    for index in range(len(blueprint)):
        draw.fill(index, seed)
    draw.taken.sort(key=lambda question: _digest(seed, "order", question.id))
    return tuple(_drawn(question, seed) for question in draw.taken)


def _digest(seed: int, *parts: object) -> bytes:
    return hashlib.sha256("/".join(map(str, (seed, *parts))).encode()).digest()


def serves(question: Question, part: BlueprintPart) -> bool:
    """Whether a part of the blueprint may ask a question."""
    return (part.goal is None or question.goal == part.goal) and (
        part.tag is None or part.tag in question.tags
    )


class _Draw:
    """The questions taken so far; `ages` tells which attempt asked a question last, 0 for none."""

    def __init__(
        self,
        questions: Sequence[Question],
        blueprint: tuple[BlueprintPart, ...],
        ages: Mapping[str, int],
    ) -> None:
        self.left = list(questions)
        self.blueprint = blueprint
        self.ages = ages
        self.taken: list[Question] = []
        best = _best_ages(blueprint, self.left, ages)
        if best is None:
            raise PoolTooSmall(_shortage(blueprint[0], 1, self.left))
        self.best = best

    def fill(self, index: int, seed: int) -> None:
        """Take what a part of the blueprint asks for."""
        part, later = self.blueprint[index], self.blueprint[index + 1 :]
        missing = part.take
        for question in sorted(
            (one for one in self.left if serves(one, part)),
            key=lambda one: (self.ages[one.id], _digest(seed, "take", index, one.id)),
        ):
            if not missing:
                return
            rest = (part.model_copy(update={"take": missing - 1}), *later)
            missing -= self.take_if_best(question, rest)

    def take_if_best(self, question: Question, rest: Sequence[BlueprintPart]) -> bool:
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
    parts: Sequence[BlueprintPart], questions: Iterable[Question], ages: Mapping[str, int]
) -> list[int] | None:
    """The ages, sorted, of the questions that fill all `parts` best; `None` where none do.

    The sets of questions that find places together are a matroid (a transversal one). So taking
    the questions by age, each that still finds a place, is best: no set has fewer repeats.
    """
    places: list[list[Question]] = [[] for _ in parts]

    def find_place(question: Question, tried: set[int]) -> bool:
        for number, part in enumerate(parts):
            if number in tried or not serves(question, part):
                continue
            tried.add(number)
            if len(places[number]) == part.take:
                moved = next((one for one in places[number] if find_place(one, tried)), None)
                if moved is None:
                    continue
                places[number].remove(moved)
            places[number].append(question)
            return True
        return False

    wanted = sum(part.take for part in parts)
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
