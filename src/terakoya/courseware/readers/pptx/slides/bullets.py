"""`bullets`: `item-n` holds head and text; a picture may stand beside them."""

from __future__ import annotations

from typing import Any

from ....model import BulletsSlide, Item, Picture
from ..reading import Reading
from ..shapes import Block
from .items import numbered, read_list

_NEW = Item(head="")


def read_bullets(reading: Reading, base: BulletsSlide) -> dict[str, Any]:
    """Items and picture."""

    def item(block: Block, was: Item | None) -> Item:
        was = was or _NEW
        head, text = reading.shared(block.lines, (was.head, True), (was.text, False))
        return Item(head=head, text=text)

    bases = [reading.words_of(one.head, one.text) for one in base.items]
    seen = numbered(reading, "item", bases, across=False)
    return {
        "items": read_list(reading, "items", base.items, seen, item),
        "picture": read_optional_picture(reading, "picture", base.picture),
    }


def read_optional_picture(reading: Reading, name: str, base: Picture | None) -> Picture | None:
    """A picture that a slide may do without: gone from the deck, it is gone."""
    if base is None:
        return None
    block = reading.block(name)
    return None if block is None else reading.pictured(block, base)
