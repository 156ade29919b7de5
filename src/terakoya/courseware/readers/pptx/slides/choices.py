"""Choices of `case` and `check`: found by their letter on one or both sheets."""

from __future__ import annotations

from ....model import Choice
from ....writers.pptx.identity import Part
from ..lines import Line, joined
from ..notices import Loss
from ..reading import Reading
from ..shapes import Block
from .cards import added_cards
from .right import mark_right

MOST = 4  # as many as the layouts draw
_LETTERS = "abcdefgh"


def read_choices(
    reading: Reading, base: tuple[Choice, ...], *, on_question: bool
) -> tuple[Choice, ...]:
    """The choices that are still there, and which is right.

    Where both sheets show a text, the changed one counts; if both changed, the question's.
    """
    name = "answer-choice" if on_question else "choice"
    kept: list[Choice] = []
    origins: list[int | None] = []
    for number, choice in enumerate(base):
        read = _choice(reading, choice, name, on_question=on_question)
        if read is not None:
            kept.append(read)
            origins.append(number)
    cards = {one.id: reading.block(f"{name}-{one.id}", Part.ANSWER) for one in kept}
    added = _added(reading, base, name, on_question=on_question)[: MOST - len(kept)]
    kept += [choice for choice, _ in added]
    cards |= {choice.id: card for choice, card in added}
    reading.origins["choices"] = (*origins, *(None for _ in added))
    word = reading.words["correct" if on_question else "best"]
    return mark_right(reading, tuple(kept), cards, word)


def _added(
    reading: Reading, base: tuple[Choice, ...], name: str, *, on_question: bool
) -> list[tuple[Choice, Block | None]]:
    """Choices that somebody added, under the next letters, each with its card of the answer.

    The first added card of the question and the first of the answer are one choice.
    """
    letters = [choice.id for choice in base]
    free = [letter for letter in _LETTERS if letter > max(letters)][: max(0, MOST - len(base))]

    def cards(stem: str, part: Part) -> list[Block]:
        if not reading.has(part):
            return []
        return added_cards(reading, [f"{stem}-{one}" for one in letters], free, part)

    asked = cards("choice", Part.MAIN) if on_question else []
    told = cards(name, Part.ANSWER)
    made = []
    for letter, question, answer in zip(free, _padded(asked), _padded(told), strict=False):
        if question is None and answer is None:
            break
        text, why = _words_of(reading, question, answer)
        made.append((Choice(id=letter, text=text, why=why), answer))
    return made


def _words_of(reading: Reading, question: Block | None, answer: Block | None) -> tuple[str, str]:
    """What a card says that was not there before: its first paragraph, and why below it."""
    first, *why = answer.lines if answer is not None else (Line.of(""),)
    if question is not None:
        first = joined(question.lines)
    return reading.whole("", (first,), bold=True), reading.whole("", why)


def _padded(blocks: list[Block]) -> list[Block | None]:
    return [*blocks, *[None] * (MOST - len(blocks))]


def _choice(reading: Reading, base: Choice, name: str, *, on_question: bool) -> Choice | None:
    asked = reading.block(f"choice-{base.id}") if on_question else None
    told = reading.block(f"{name}-{base.id}", Part.ANSWER)
    sheets = reading.has(Part.MAIN) and on_question, reading.has(Part.ANSWER)
    if not any(sheets):
        return base
    if asked is None and told is None:
        return None
    if all(sheets) and (asked is None or told is None):
        part = Part.MAIN if asked is None else Part.ANSWER
        reading.tell(Loss.CHOICE_HALF, part, letter=base.id.upper())
    text, why = base.text, base.why
    if told is not None:
        text, why = reading.shared(told.lines, (base.text, True), (base.why, False))
    if asked is not None and asked.lines:
        question = reading.markup.of(base.text, joined(asked.lines), bold=True)
        text = both(reading, base.text, question, text)
    return base.model_copy(update={"text": text, "why": why})


def both(reading: Reading, base: str, asked: str, told: str) -> str:
    """A text that stands on both sheets: the changed one, of two changed ones the question's."""
    if asked == base:
        return told
    if told not in (base, asked):
        shown = reading.markup.shown
        reading.tell(Loss.TWO_TEXTS, Part.ANSWER, text=shown(asked), other=shown(told))
    return asked
