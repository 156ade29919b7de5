"""The confirmation test inside a package: attempts drawn in advance, and each question as HTML.

Drawing needs SHA-256, which a browser gives only to pages with https; many systems inside a
company have none. So the attempts are drawn here, by `draw_questions` itself, and the
player takes one of them: nothing can be drawn otherwise than in the portal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from ...draw import DrawnQuestion, draw_questions
from ...model import Course, CourseMeta, Question, TestPool
from ...must_pass import is_about
from ..web.folder import page_id
from ..web.texts import bare, rich, slide_title, values_of

ATTEMPTS = 200  # more than anybody takes; the first one of a learner is chosen by chance


@dataclass(frozen=True)
class ChoiceView:
    """A choice as the page shows it; `place` counts in the order of the pool."""

    place: int
    text: Markup
    why: Markup
    is_right: bool


@dataclass(frozen=True)
class SlideLink:
    """A slide that teaches the answer."""

    page: str
    number: int
    title: str


@dataclass(frozen=True)
class QuestionView:
    """A question of the pool as the page shows it; `place` counts in the pool."""

    place: int
    kind: str
    scene: Markup
    text: Markup
    bare: str
    choices: tuple[ChoiceView, ...]
    explanation: Markup
    sources: tuple[str, ...]
    slides: tuple[SlideLink, ...]


def has_test(course: Course) -> bool:
    """Whether the course asks for a confirmation test."""
    return bool(course.meta.blueprint)


def exam_values(course: Course, language: str) -> dict[str, Any]:
    """What the player's script needs, JSON-safe.

    `right`: of each question the sum of 2**place of its right choices. `draws`: for each attempt
    `[question, places of its choices as digits]` in the order shown. `questions`: what the system
    is told of each beside its answer. `must`: of each rule of passing its questions, and how many
    of those asked must be right, `None` for all.
    """
    questions = course.text(language).test.questions
    numbers = {question.id: number for number, question in enumerate(questions)}
    return {
        "passMark": course.meta.pass_mark,
        "right": [_mask(question) for question in questions],
        "questions": [_described(question) for question in questions],
        "draws": [
            [[numbers[one.id], _places(questions[numbers[one.id]], one.choices)] for one in drawn]
            for drawn in _chain(course.text(language).test, course.meta)
        ],
        "must": [
            {
                "questions": [n for n, one in enumerate(questions) if is_about(rule, one)],
                "correct": rule.correct,
            }
            for rule in course.meta.must
        ],
    }


def _chain(pool: TestPool, meta: CourseMeta) -> Iterator[tuple[DrawnQuestion, ...]]:
    """Every attempt, drawn as if the ones before it had been taken.

    Who begins in the middle meets new questions first, too: older ones are asked before newer.
    """
    earlier: list[frozenset[str]] = []
    for seed in range(ATTEMPTS):
        drawn = draw_questions(pool, meta.blueprint, seed, earlier, meta.must)
        earlier.append(frozenset(one.id for one in drawn))
        yield drawn


def _mask(question: Question) -> int:
    return sum(1 << place for place, choice in enumerate(question.choices) if choice.correct)


def _described(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "objectives": [f"goal-{question.goal}", f"topic-{question.topic}"],
        "choices": len(question.choices),
    }


def _places(question: Question, shown: tuple[str, ...]) -> str:
    places = {choice.id: place for place, choice in enumerate(question.choices)}
    return "".join(str(places[choice]) for choice in shown)


def question_views(
    course: Course, language: str, values: Mapping[str, str] | None
) -> Iterator[QuestionView]:
    """Every question of the pool, in its order."""
    filled = values_of(course, language, values)
    links = {
        slide.id: SlideLink(
            page_id(slide),
            number,
            slide_title(slide, course=course, language=language, values=filled),
        )
        for number, (_, slide) in enumerate(course.text(language).slides(), 1)
    }
    facts = {fact.id: fact for fact in course.facts}
    for place, question in enumerate(course.text(language).test.questions):
        cited = [facts[one].cite.get(language, "") for one in question.facts if one in facts]
        yield QuestionView(
            place=place,
            kind=question.kind,
            scene=rich(question.scene, filled),
            text=rich(question.text, filled),
            bare=bare(question.text, filled),
            choices=tuple(
                ChoiceView(number, rich(one.text, filled), rich(one.why, filled), one.correct)
                for number, one in enumerate(question.choices)
            ),
            explanation=rich(question.explanation, filled),
            sources=tuple(dict.fromkeys(one for one in cited if one)),
            slides=tuple(links[one] for one in question.slides if one in links),
        )
