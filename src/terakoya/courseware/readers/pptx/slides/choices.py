"""Choices of `case` and `check`: found by their letter on one or both sheets."""

from __future__ import annotations

from ....model import Choice
from ....writers.pptx.identity import Part
from ..lines import joined
from ..notices import Loss
from ..reading import Reading
from .right import mark_right


def read_choices(
    reading: Reading, base: tuple[Choice, ...], *, on_question: bool
) -> tuple[Choice, ...]:
    """The choices that are still there, and which is right.

    Where both sheets show a text, the changed one counts; if both changed, the question's.
    """
    name = "answer-choice" if on_question else "choice"
    kept, origins = [], []
    for number, choice in enumerate(base):
        read = _choice(reading, choice, name, on_question=on_question)
        if read is not None:
            kept.append(read)
            origins.append(number)
    reading.origins["choices"] = tuple(origins)
    word = reading.words["correct" if on_question else "best"]
    return mark_right(reading, tuple(kept), name, word)


def _choice(reading: Reading, base: Choice, name: str, *, on_question: bool) -> Choice | None:
    asked = reading.block(f"choice-{base.id}") if on_question else None
    told = reading.block(f"{name}-{base.id}", Part.ANSWER)
    sheets = reading.has(Part.MAIN) and on_question, reading.has(Part.ANSWER)
    if not any(sheets):
        return base
    if asked is None and told is None:
        return None
    text, why = base.text, base.why
    if told is not None:
        text, why = reading.shared(told.lines, (base.text, True), (base.why, False))
    if asked is not None and asked.lines:
        question = reading.wording.of(base.text, joined(asked.lines), bold=True)
        text = both(reading, base.text, question, text)
    return base.model_copy(update={"text": text, "why": why})


def both(reading: Reading, base: str, asked: str, told: str) -> str:
    """A text that stands on both sheets: the changed one, of two changed ones the question's."""
    if asked == base:
        return told
    if told not in (base, asked):
        shown = reading.wording.shown
        reading.tell(Loss.TWO_TEXTS, Part.ANSWER, text=shown(asked), other=shown(told))
    return asked
