"""Cards of choices that somebody added: copies of ours, and shapes that their author drew.

What an office program or its user drew has no name of ours. It is a card where it has the size of
the cards beside it, or where the letter that comes next stands on it.
"""

from __future__ import annotations

from collections.abc import Sequence

from .....layouts.identity import Part
from .....layouts.units import EMU
from ..geometry import is_in
from ..identity import is_free
from ..reading import Reading
from ..shapes import Block

_SAME = 24 * EMU  # so much may the sides of two cards of one size differ


def added_cards(
    reading: Reading, names: Sequence[str], letters: Sequence[str], part: Part
) -> tuple[dict[str, Block], list[Block]]:
    """The cards beyond those of `names` on a sheet, at most one for each of `letters`.

    First those that have a letter by their name, then those without one.
    A card that has the name of one of `letters` is that one, as where a deck of a course with
    more choices is read against one with fewer.
    Where one of `names` is gone, what has no name may be that one written anew, and is left.
    """
    stem = names[0].rpartition("-")[0]
    unread = {letter: reading.unread(f"{stem}-{letter}", part) for letter in letters}
    named = {letter: card for letter, card in unread.items() if card is not None}
    left = [letter for letter in letters if letter not in named]
    found = reading.spare(names, len(left), part)
    cards = [card for name in names if (card := reading.block(name, part)) is not None]
    if not cards or len(cards) < len(names):
        return named, found
    free = [block for block in reading.sheets[part].blocks if _is_free(block)]
    signs = {block.text.strip(): block for block in free if _is_letter(block)}
    drawn = [block for block in free if not _is_letter(block)]
    for block in sorted(drawn, key=lambda one: (one.y, one.x)):
        if len(found) == len(left):
            break
        sign = signs.get(left[len(found)].upper())
        stands = sign is not None and is_in(sign, block)
        if stands or any(_is_as_large(block, card) for card in cards):
            found.append(block)
            reading.use(block)
            if sign is not None and stands:
                reading.use(sign)
    return named, found


def _is_free(block: Block) -> bool:
    """Whether this is a text that nothing of ours names and no placeholder holds."""
    return is_free(block) and block.sort == "text" and not block.kind


def _is_letter(block: Block) -> bool:
    text = block.text.strip()
    return len(text) == 1 and text.isascii() and text.isupper()


def _is_as_large(one: Block, other: Block) -> bool:
    return abs(one.w - other.w) <= _SAME and abs(one.h - other.h) <= _SAME
