"""`check`: the question, and the answer sheet that repeats it."""

from __future__ import annotations

from typing import Any

from .....model import CheckSlide
from ..reading import Reading
from .choices import read_choices
from .planned import read_planned


def read_check(reading: Reading, base: CheckSlide) -> dict[str, Any]:
    """The choices and which is right; all else by the plan."""
    fields = read_planned(reading, base, left=("choices",))
    return fields | {"choices": read_choices(reading, base.choices, "correct", on_question=True)}
