"""`check`: the question, and the answer sheet that repeats it."""

from __future__ import annotations

from typing import Any

from .....layouts.identity import Part
from .....model import CheckSlide
from ..reading import Reading
from .choices import both, read_choices


def read_check(reading: Reading, base: CheckSlide) -> dict[str, Any]:
    """Premise, choices and source."""
    return {
        "premise": _premise(reading, base),
        "choices": read_choices(reading, base.choices, on_question=True),
        "source": reading.text(base.source, "source", part=Part.ANSWER),
    }


def _premise(reading: Reading, base: CheckSlide) -> str:
    """It stands on both sheets."""
    asked = reading.text(base.premise, "premise")
    told = reading.text(base.premise, "answer-premise", part=Part.ANSWER)
    return both(reading, base.premise, asked, told)
