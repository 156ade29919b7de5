"""What rests only on slides that nobody sees any more, and what can be done about it.

A hidden slide takes its lesson with it: a question about it would be unfair, a goal whose slides
are all gone is not taught, a topic of the survey then measures what nobody learns, and a fact of
law that stood nowhere else is not told. `gaps` finds these and offers the mends; it decides
nothing. It is used by the checks of editions, by the customiser and after a merge.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ..edition import Edition
from ..model import AnySlide, Course, Question


class Rests(StrEnum):
    """What can rest on slides."""

    QUESTION = "question"
    GOAL = "goal"
    TOPIC = "topic"
    FACT = "fact"


class Mend(StrEnum):
    """What can be done: show a hidden slide, bring back a removed one, take the thing out."""

    SHOW = "show"
    BRING_BACK = "bring-back"
    TAKE_OUT = "take-out"


@dataclass(frozen=True)
class Offer:
    """One way to mend a gap: what to do with which slide, question, goal or topic."""

    mend: Mend
    target: str


@dataclass(frozen=True)
class Gap:
    """A question, goal, topic or fact all of whose slides are hidden or gone.

    `slides` are those that it rested on. `is_legal` says that one of them is legally required.
    """

    kind: Rests
    id: str
    slides: tuple[str, ...]
    offers: tuple[Offer, ...]
    is_legal: bool = False

    def as_json(self) -> dict[str, Any]:
        """The gap for a program."""
        offers = [{"mend": str(offer.mend), "target": offer.target} for offer in self.offers]
        return {
            "kind": str(self.kind),
            "id": self.id,
            "slides": list(self.slides),
            "offers": offers,
            "is_legal": self.is_legal,
        }


def gaps(edition: Edition, base: Course | None = None) -> tuple[Gap, ...]:
    """Everything of an edition that rests only on slides which no learner sees.

    `base` is the course from which slides were removed. Without it a removed slide is known only
    where a question still names it.
    """
    found = _Coverage(edition, base)
    return (*found.questions(), *found.goals(), *found.topics(), *found.facts())


@dataclass
class _Coverage:
    edition: Edition
    base: Course | None
    seen: dict[str, AnySlide] = field(init=False)
    unseen: dict[str, AnySlide] = field(init=False)
    removed: set[str] = field(init=False)

    def __post_init__(self) -> None:
        there = {slide.id: slide for _, slide in self.edition.course.source.slides()}
        self.seen = {
            name: slide for name, slide in there.items() if not self.edition.settings.hides(name)
        }
        self.unseen = {name: slide for name, slide in there.items() if name not in self.seen}
        was = {slide.id: slide for _, slide in self.base.source.slides()} if self.base else {}
        self.removed = set(was) - set(there)
        self.unseen |= {name: was[name] for name in was if name in self.removed}

    def questions(self) -> Iterable[Gap]:
        """Questions none of whose slides is seen; one without slides rests on none."""
        for question in self.edition.course.source.test.questions:
            if question.slides and not any(name in self.seen for name in question.slides):
                take_out = Offer(Mend.TAKE_OUT, question.id)
                yield self._gap(Rests.QUESTION, question.id, question.slides, take_out)

    def goals(self) -> Iterable[Gap]:
        """Goals that a slide served and no slide seen serves."""
        served = {slide.goal for slide in self.seen.values()}
        for goal in self.edition.course.meta.goals:
            slides = self._unseen_for(goal.id)
            if slides and goal.id not in served:
                yield self._gap(Rests.GOAL, goal.id, slides, Offer(Mend.TAKE_OUT, goal.id))

    def topics(self) -> Iterable[Gap]:
        """Topics whose goal is no longer taught, and that no answerable question asks for."""
        served = {slide.goal for slide in self.seen.values()}
        asked = {question.topic for question in self._answerable()}
        for topic in self.edition.course.source.survey.topics:
            slides = self._unseen_for(topic.goal)
            if slides and topic.goal not in served and topic.id not in asked:
                yield self._gap(Rests.TOPIC, topic.id, slides, Offer(Mend.TAKE_OUT, topic.id))

    def facts(self) -> Iterable[Gap]:
        """Facts that stood on slides, and stand on none that is seen nor in a question."""
        told = {fact for slide in self.seen.values() for fact in slide.facts}
        told |= {fact for question in self._answerable() for fact in question.facts}
        lost = {fact for slide in self.unseen.values() for fact in slide.facts} - told
        for fact in sorted(lost):
            slides = [name for name, slide in self.unseen.items() if fact in slide.facts]
            yield self._gap(Rests.FACT, fact, slides)

    def _answerable(self) -> list[Question]:
        questions = self.edition.course.source.test.questions
        return [one for one in questions if any(name in self.seen for name in one.slides)]

    def _unseen_for(self, goal: str) -> list[str]:
        return [name for name, slide in self.unseen.items() if slide.goal == goal]

    def _gap(self, kind: Rests, name: str, slides: Iterable[str], *also: Offer) -> Gap:
        on = tuple(slides)
        hidden = [one for one in on if one in self.unseen and one not in self.removed]
        return Gap(
            kind=kind,
            id=name,
            slides=on,
            offers=(
                *(Offer(Mend.SHOW, one) for one in hidden),
                *(Offer(Mend.BRING_BACK, one) for one in on if one in self.removed),
                *also,
            ),
            is_legal=any(self.unseen[one].required == "legal" for one in on if one in self.unseen),
        )
