"""Law watch: which slides and questions rest on a fact that ends or has changed. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .kit import Kit, lines_of
from .model import Course, Fact
from .revision import node_hash

AHEAD: Final = dt.timedelta(days=180)  # so early an end is told


class Concern(StrEnum):
    """Why a fact is named; the gravest first."""

    ENDED = "ended"  # its last valid day is over
    GONE = "gone"  # the newest revision no longer rests on it
    CHANGED = "changed"  # the newest revision states it otherwise
    ENDING = "ending"  # its last valid day is near


@dataclass(frozen=True)
class FactUse:
    """A fact by id with what rests on it in a course.

    `stated` is the hash of all that the fact says (the day of looking left out). `slides` and
    `questions` are ids in the order of the course; slides of the bank are left out. `documents`
    are those of the kit beside it.
    """

    fact: str
    stated: str
    valid_until: dt.date | None
    slides: tuple[str, ...]
    questions: tuple[str, ...]
    documents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Watched:
    """A fact that needs somebody's eye, and why."""

    use: FactUse
    concern: Concern


def fact_uses(course: Course) -> tuple[FactUse, ...]:
    """The facts on which a slide of the course or a question rests, by id."""
    slides: dict[str, list[str]] = {}
    questions: dict[str, list[str]] = {}
    for _, slide in course.source.slides():
        for fact_id in slide.facts:
            slides.setdefault(fact_id, []).append(slide.id)
    for question in course.source.test.questions:
        for fact_id in question.facts:
            questions.setdefault(fact_id, []).append(question.id)
    return tuple(
        FactUse(
            fact=fact.id,
            stated=stated_hash(fact),
            valid_until=fact.valid_until,
            slides=tuple(slides.get(fact.id, ())),
            questions=tuple(questions.get(fact.id, ())),
        )
        for fact in sorted(course.facts, key=lambda one: one.id)
        if fact.id in slides or fact.id in questions
    )


def kit_fact_uses(kit: Kit) -> tuple[FactUse, ...]:
    """The facts on which the documents beside a course rest, by id."""
    documents: dict[str, dict[str, None]] = {}
    for one in lines_of(kit):
        for fact_id in one.line.facts:
            documents.setdefault(fact_id, {})[one.part] = None
    return tuple(
        FactUse(
            fact=fact.id,
            stated=stated_hash(fact),
            valid_until=fact.valid_until,
            slides=(),
            questions=(),
            documents=tuple(documents[fact.id]),
        )
        for fact in kit.facts
        if fact.id in documents
    )


def stated_hash(fact: Fact) -> str:
    """SHA-256 of all that a fact states, in hex; without the day on which somebody looked."""
    return node_hash(fact.model_dump(mode="json", exclude={"checked_on"}))


def watched(
    uses: Iterable[FactUse], *, on: dt.date, newest: Iterable[FactUse] | None = None
) -> tuple[Watched, ...]:
    """The facts that have ended on a day, end soon, or are otherwise in the newest revision.

    Each stands once, under its gravest concern. Ordered by concern, then by the last valid day,
    then by id.
    """
    known = None if newest is None else {one.fact: one.stated for one in newest}
    found = [
        Watched(use, concern) for use in uses if (concern := _concern(use, on, known)) is not None
    ]
    order = list(Concern)
    return tuple(
        sorted(
            found,
            key=lambda one: (
                order.index(one.concern),
                one.use.valid_until or dt.date.max,
                one.use.fact,
            ),
        )
    )


def _concern(use: FactUse, on: dt.date, newest: dict[str, str] | None) -> Concern | None:
    until = use.valid_until
    if until is not None and until < on:
        return Concern.ENDED
    if newest is not None and use.fact not in newest:
        return Concern.GONE
    if newest is not None and newest[use.fact] != use.stated:
        return Concern.CHANGED
    if until is not None and until <= on + AHEAD:
        return Concern.ENDING
    return None
