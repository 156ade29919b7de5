"""Texts of questions as HTML, company values filled in; `reading/html.py` reads them back."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from ....inline import plain
from ....model import Question
from ....variables import filled
from ...web.texts import rich

LONGEST_NAME = 60  # characters of a question's name, so that a list of them can be read


def text_html(text: str, values: Mapping[str, str]) -> str:
    """A text as HTML without a paragraph around it."""
    return str(rich(text, values))


def asked_html(question: Question, values: Mapping[str, str]) -> str:
    """What is asked, below the scene where there is one."""
    asked = Markup("<p>{}</p>").format(rich(question.text, values))
    if not question.scene:
        return str(asked)
    return str(Markup("<blockquote>{}</blockquote>").format(rich(question.scene, values)) + asked)


def shares(question: Question) -> tuple[float, ...]:
    """The percent that each choice earns: the right ones share 100, and a wrong one of a
    question of “choose all” takes everything away, so that ticking all earns nothing."""
    right = sum(choice.correct for choice in question.choices)
    wrong = -100.0 if question.kind == "multiple" else 0.0
    return tuple(round(100 / right, 5) if choice.correct else wrong for choice in question.choices)


def question_name(question: Question, values: Mapping[str, str]) -> str:
    """What a question bank calls a question: the beginning of its scene, or of what it asks."""
    asked = " ".join(plain(filled(question.scene or question.text, values)).split())
    return asked if len(asked) <= LONGEST_NAME else f"{asked[: LONGEST_NAME - 1].rstrip()}…"
