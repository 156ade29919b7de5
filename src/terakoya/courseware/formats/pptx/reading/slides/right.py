"""Which choice is right: the one whose card the word 正解 and its check mark stand on.

An officer who changes the right answer drags both to another card. So their place counts, and
their name only says which card they were drawn on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import hypot

from lxml import etree

from .....layouts.identity import Part
from .....layouts.units import EMU
from .....model import Choice
from ..identity import name_of
from ..notices import Loss
from ..reading import Reading
from ..shapes import Block
from ..xml import A, P
from .choice_order import Order, letters, right_letters

_TAG, _MARK = "-tag", "-mark"
_FAR = 90 * EMU  # from a card, a sign stands on none
_ABOUT = 12 * EMU  # a sign that was hardly moved stays on its own card


@dataclass(frozen=True)
class Orders:
    """Whose words the cards of the answer have, and the letters of the slide."""

    told: Order
    slide: Order


def mark_right(
    reading: Reading,
    choices: tuple[Choice, ...],
    cards: Mapping[str, Block],
    orders: Orders,
    before: set[str],
    word: str,
) -> tuple[Choice, ...]:
    """The choices with what the answer sheet says is right.

    `cards` are those of the answer by letter, `before` the letters that were right, `word` is
    the tag's, such as 正解.

    Where the word and the check mark stand on different cards, the word decides. Where neither
    is left, the words that were right stay so. Whoever made the deck is told of each of these.
    """
    if not reading.has(Part.ANSWER):
        return choices
    cards = {letter: card for letter, card in cards.items() if card.w and card.h}
    said = _stand_on(cards, _signs(reading, _TAG, word))
    seen = _stand_on(cards, [*_signs(reading, _MARK, ""), *_copied_marks(reading)])
    if seen and said and seen != said:
        reading.tell(Loss.RIGHT_UNCLEAR, Part.ANSWER, letter=letters(said), mark=letters(seen))
    right, kept = right_letters(said or seen, orders.told, orders.slide, before)
    if not right:
        if before and cards:
            reading.tell(Loss.RIGHT_GONE, Part.ANSWER)
        return choices
    if right != kept:
        reading.tell(Loss.RIGHT_MOVED, Part.ANSWER, letter=letters(right))
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


def _copied_marks(reading: Reading) -> list[tuple[Block, str]]:
    """Copies of a check mark under a name of their own: shapes without words, drawn alike."""
    blocks = reading.sheets[Part.ANSWER].blocks
    ours = [block for block, _ in _signs(reading, _MARK, "")]
    drawn = {_drawing_of(block) for block in ours} - {b""}
    found = [one for one in blocks if name_of(one) is None and _drawing_of(one) in drawn]
    for block in found:
        reading.use(block)
    return [(block, "") for block in found]


def _drawing_of(block: Block) -> bytes:
    """The path that somebody drew a shape with; empty for one of the usual forms."""
    drawn = None if block.element is None else block.element.find(f"{P}spPr/{A}custGeom")
    return b"" if drawn is None else etree.tostring(drawn, method="c14n", exclusive=True)


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
