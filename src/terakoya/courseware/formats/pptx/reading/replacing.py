"""What was deleted and put again: a new shape in the place of one that is gone.

Somebody deletes a box and types its words into a new one, or deletes a picture and inserts their
own. The new shape has no name of ours; it gets that of the one it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ....text.alignment import FAINTLY_ALIKE, text_likeness
from ....text.assignment import assign
from .geometry import ALIKE, is_in, nearness, sizes
from .identity import HEADS, is_free, is_renumbered, name_of
from .reading import is_field
from .shapes import Block
from .sheets import SheetSource

_SIZES = 0.3  # a picture that stands elsewhere has about the size of the old one
_COUNTED = re.compile(r"-\d+(-|$)")
Numbered = tuple[int, Block]


def put_again(drawn: Sequence[Block], sheet: SheetSource) -> dict[int, str]:
    """The names of shapes that stand for ones that are gone, by their numbers on the sheet.

    `drawn` is what we draw on such a sheet.
    """
    found: dict[int, str] = {}
    free = [(number, block) for number, block in enumerate(sheet.blocks) if is_free(block)]
    gone = _gone(drawn, sheet) if free else []
    for sort in ("text", "table", "picture", "chart"):
        here = [one for one in free if one[1].sort == sort]
        missing = [block for block in gone if block.sort == sort]
        found |= _by_place(missing, here) or _the_only_one(missing, here)
    return found


def _gone(drawn: Sequence[Block], sheet: SheetSource) -> list[Block]:
    """The drawn shapes that hold a field and are not on the sheet."""
    there = {said[1] for block in sheet.blocks if (said := name_of(block)) is not None}
    # Numbers that LibreOffice gave anew do not say which one of several is gone.
    says_order = any(map(is_renumbered, sheet.blocks))
    return [
        block
        for block in drawn
        if (said := name_of(block)) is not None
        and said[1] not in there
        and is_field(said[1])
        and block.kind not in HEADS
        and not block.hidden
        and not (says_order and _COUNTED.search(said[1]))
    ]


def is_exact(drawn: Block) -> bool:
    """Whether a drawn shape holds the exact words of a law, which no other words may become."""
    said = name_of(drawn)
    return said is not None and said[1] == "quote"


def may_be(drawn: Block, block: Block) -> bool:
    """Whether a shape may be a drawn one by its words: only exact words ask for that."""
    return not is_exact(drawn) or text_likeness(drawn.text, block.text) >= FAINTLY_ALIKE


def _by_place(missing: Sequence[Block], here: Sequence[Numbered]) -> dict[int, str]:
    """Shapes with about the same edges."""
    scores = [
        [nearness(old, new) if may_be(old, new) else 0.0 for old in missing] for _, new in here
    ]
    return {
        number: missing[place].name
        for (number, _), row, place in zip(here, scores, assign(scores), strict=True)
        if place is not None and row[place] >= ALIKE
    }


def _the_only_one(missing: Sequence[Block], here: Sequence[Numbered]) -> dict[int, str]:
    """The only shape of a sort that is new, where only one is gone and was about there."""
    if len(missing) != 1 or len(here) != 1:
        return {}
    (old,), ((number, new),) = missing, here
    is_instead = may_be(old, new) and _is_instead(old, new)
    return {number: old.name} if is_instead else {}


def _is_instead(old: Block, new: Block) -> bool:
    if new.sort == "table":
        return True  # no layout has two
    if new.sort == "picture" and sizes(old, new) >= _SIZES:
        return True
    return is_in(new, old) or is_in(old, new)
