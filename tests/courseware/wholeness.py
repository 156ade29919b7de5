"""Whether an edition is a whole course: said here in other words than `merge` and `checks` do."""

from __future__ import annotations

from collections import Counter
from typing import Any

from terakoya.courseware.edition import Edition
from terakoya.courseware.model import STRUCTURAL, Course, CourseText, Part


def problems(edition: Edition) -> list[str]:
    """What is wrong with an edition; an empty list for a whole one."""
    course = edition.course
    found = [] if Course.model_validate(course.model_dump()) == course else ["does not read back"]
    if [text.language for text in course.texts] != list(course.meta.languages):
        found.append("the texts are not those of the languages")
    found += _unlike_source(course)
    found += _twice(course.source)
    found += _named_in_vain(edition)
    for part in (*(s for _, s in course.source.every_slide()), *course.source.test.questions):
        found += _choices(part)
    return found


def _unlike_source(course: Course) -> list[str]:
    """Other parts, another order, other structure than in the source language."""
    found = []
    source = course.source
    for text in course.texts[1:]:
        for section in ("chapters", "bank"):
            here, there = getattr(text, section), getattr(source, section)
            if [c.id for c in here] != [c.id for c in there]:
                found.append(f"{text.language}: other chapters")
        pairs: list[tuple[tuple[Any, ...], tuple[Any, ...]]] = [
            (tuple(s for _, s in text.every_slide()), tuple(s for _, s in source.every_slide())),
            (text.survey.items, source.survey.items),
            (text.test.questions, source.test.questions),
            (text.survey.topics, source.survey.topics),
            (text.survey.scale, source.survey.scale),
        ]
        for here, there in pairs:
            if [one.id for one in here] != [one.id for one in there]:
                found.append(f"{text.language}: other ids")
            else:
                for one, other in zip(here, there, strict=True):
                    if _structure(one) != _structure(other):
                        found.append(f"{text.language}: {one.id} is built otherwise")
    return found


def _structure(value: Any) -> Any:
    """A part without its texts: what all languages have in common."""
    if isinstance(value, Part):
        out: dict[str, Any] = {}
        for name, info in type(value).model_fields.items():
            inner = getattr(value, name)
            if info.json_schema_extra == STRUCTURAL:
                out[name] = inner
            elif isinstance(inner, Part) or (
                isinstance(inner, tuple) and inner and isinstance(inner[0], Part)
            ):
                out[name] = _structure(inner)
        return out
    if isinstance(value, tuple):
        return [_structure(one) for one in value]
    return None


def _twice(text: CourseText) -> list[str]:
    ids = [slide.id for _, slide in text.every_slide()]
    ids += [item.id for item in text.survey.items] + [q.id for q in text.test.questions]
    ids += [f"chapters/{one.id}" for one in text.chapters] + [f"bank/{c.id}" for c in text.bank]
    return [f"{name} stands twice" for name, count in Counter(ids).items() if count > 1]


def _named_in_vain(edition: Edition) -> list[str]:
    course, text = edition.course, edition.course.source
    slides = {slide.id for _, slide in text.every_slide()}
    goals = {goal.id for goal in course.meta.goals}
    topics = {topic.id for topic in text.survey.topics}
    facts = {fact.id for fact in course.facts}
    found = []
    for part in (*(s for _, s in text.every_slide()), *text.test.questions):
        found += [f"{part.id}: the goal {part.goal}"] if part.goal not in goals else []
        found += [f"{part.id}: the fact {one}" for one in part.facts if one not in facts]
    named = [(item.id, item.topic) for item in text.survey.items]
    named += [(question.id, question.topic) for question in text.test.questions]
    found += [f"{name}: the topic {topic}" for name, topic in named if topic not in topics]
    for one in edition.settings.hidden:
        found += [f"hidden: {one.slide}"] if one.slide not in slides else []
    return found


def questions_without_slides(edition: Edition) -> set[str]:
    """The questions that name a slide which is not there."""
    text = edition.course.source
    slides = {slide.id for _, slide in text.every_slide()}
    return {question.id for question in text.test.questions if not set(question.slides) <= slides}


def _choices(part: Any) -> list[str]:
    choices = getattr(part, "choices", None)
    if choices is None:
        return []
    found = []
    if [choice.id for choice in choices] != list("abcdefgh"[: len(choices)]):
        found.append(f"{part.id}: letters")
    right = sum(choice.correct for choice in choices)
    alone = getattr(part, "kind", "multiple") != "multiple"
    if (right != 1) if alone else (right < 1):
        found.append(f"{part.id}: {right} right answers")
    return found
