"""Which choice is right: the one whose card the word 正解 and its check mark stand on.

An officer who changes the right answer drags both to another card. So their place counts, and
their name only says which card they were drawn on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import hypot

from ....model import Choice
from ....writers.pptx.identity import Part
from ....writers.pptx.units import EMU
from ..identity import name_of
from ..notices import Loss
from ..reading import Reading
from ..shapes import Block

_TAG, _MARK = "-tag", "-mark"
_FAR = 90 * EMU  # from a card, a sign stands on none
_ABOUT = 12 * EMU  # a sign that was hardly moved stays on its own card


def mark_right(
    reading: Reading,
    choices: tuple[Choice, ...],
    blocks: Mapping[str, Block | None],
    word: str,
) -> tuple[Choice, ...]:
    """The choices with what the answer sheet says is right.

    `blocks` are their cards there, `word` is the tag's, such as 正解.

    Where the word and the check mark stand on different cards, the word decides. Where neither
    is left, the base's answer stays. Whoever made the deck is told of each of these.
    """
    if not reading.has(Part.ANSWER):
        return choices
    cards = {choice: card for choice, card in blocks.items() if card and card.w and card.h}
    tags = _signs(reading, _TAG, word)
    marks = _signs(reading, _MARK, "")
    said, seen = _stand_on(cards, tags), _stand_on(cards, marks)
    right = said or seen
    before = {one.id for one in choices if one.correct}
    if not right:
        if before and cards:
            reading.tell(Loss.RIGHT_GONE, Part.ANSWER)
        return choices
    if seen and said and seen != said:
        reading.tell(Loss.RIGHT_UNCLEAR, Part.ANSWER, letter=_letters(said), mark=_letters(seen))
    if right != before:
        reading.tell(Loss.RIGHT_MOVED, Part.ANSWER, letter=_letters(right))
    return tuple(one.model_copy(update={"correct": one.id in right}) for one in choices)


def _signs(reading: Reading, ending: str, word: str) -> list[tuple[Block, str]]:
    """The signs of one kind on the answer sheet, each with the choice that it was drawn on.

    A word that was typed into a new box is one too.
    """
    found = []
    for block in reading.sheets[Part.ANSWER].blocks:
        said = name_of(block)
        name = said[1] if said else ""
        is_ours = "choice-" in name and name.endswith(ending)
        if block.hidden or (word and not block.text.strip()):
            continue
        if is_ours:
            own = name.removesuffix(ending).rpartition("choice-")[2]
            found.append((block, own))
        elif word and not name and block.text.strip() == word:
            reading.use(block)
            found.append((block, ""))
    return found


def _stand_on(cards: Mapping[str, Block], signs: Iterable[tuple[Block, str]]) -> set[str]:
    """The choices whose cards some signs stand on, or next to."""
    found = set()
    for sign, own in signs:
        away = {choice: _distance(sign, card) for choice, card in cards.items()}
        nearest = min(away, key=lambda choice: away[choice], default="")
        if own in away and away[own] <= away[nearest] + _ABOUT:
            nearest = own
        if nearest and away[nearest] <= _FAR:
            found.add(nearest)
    return found


def _distance(sign: Block, card: Block) -> float:
    """From the middle of a sign to a card, 0 inside of it; in EMU."""
    x, y = sign.x + sign.w / 2, sign.y + sign.h / 2
    across = max(card.x - x, 0, x - card.x - card.w)
    down = max(card.y - y, 0, y - card.y - card.h)
    return hypot(across, down)


def _letters(choices: set[str]) -> str:
    return ", ".join(sorted(choices)).upper()
