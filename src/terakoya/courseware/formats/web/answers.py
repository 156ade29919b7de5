"""What a case or a check answers to a choice, as JSON-safe values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...model import AnySlide, CaseSlide, CheckSlide, Course
from .texts import bare, values_of


def answers_of(
    slide: AnySlide,
    *,
    course: Course,
    language: str,
    values: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Choices with their reasons, the verdict, action and source as plain text.

    Empty for a slide that asks nothing. Never scored: it is shown as soon as one has chosen.
    """
    if not isinstance(slide, (CaseSlide, CheckSlide)):
        return {}
    filled = values_of(course, language, values)
    answers: dict[str, Any] = {
        "slide": slide.id,
        "title": bare(slide.answer_title, filled),
        "choices": [
            {
                "id": choice.id,
                "text": bare(choice.text, filled),
                "why": bare(choice.why, filled),
                "correct": choice.correct,
            }
            for choice in slide.choices
        ],
        "source": bare(slide.source, filled),
    }
    if isinstance(slide, CaseSlide):
        answers["action"] = bare(slide.action, filled)
        answers["verdict"] = [
            {
                "axis": one.axis,
                "judgement": one.judgement.value,
                "word": bare(one.word, filled),
                "reason": bare(one.reason, filled),
            }
            for one in slide.verdict
        ]
    return answers
