"""`bullets`: `item-n` holds head and text; a picture may stand beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ....alignment import align_texts
from ....model import BulletsSlide, Item, Picture
from ..content import item_lines, reading_order
from ..new_slides import MOST_ITEMS
from ..reading import Reading
from ..shapes import Block
from .items import Seen, numbered, read_list

_NEW = Item(head="")


def read_bullets(reading: Reading, base: BulletsSlide) -> dict[str, Any]:
    """Items and picture."""

    def item(block: Block, was: Item | None) -> Item:
        was = was or _NEW
        head, text = reading.shared(block.lines, (was.head, True), (was.text, False))
        return Item(head=head, text=text)

    def own(block: Block, was: Item | None) -> Item:
        was, (head, *text) = was or _NEW, block.lines
        return Item(
            head=reading.whole(was.head, [head], bold=True), text=reading.whole(was.text, text)
        )

    bases = [reading.words_of(one.head, one.text) for one in base.items]
    seen = numbered(reading, "item", bases, across=False)
    read = item if seen else own
    seen = seen or _typed_anew(reading, bases)
    return {
        "items": read_list(reading, "items", base.items, seen, read),
        "picture": read_optional_picture(reading, "picture", base.picture)
        or _added_picture(reading, base.picture),
    }


def _typed_anew(reading: Reading, bases: Sequence[str]) -> list[Seen]:
    """The paragraphs of boxes that somebody typed instead of all of ours, an item each."""
    boxes = sorted(reading.free("text"), key=reading_order)
    items = item_lines(boxes)
    if len(items) > MOST_ITEMS or any(box.vertical for box in boxes):
        return []
    for box in boxes:
        reading.use(box)
    blocks = [Block(name="", sort="text", lines=tuple(lines)) for lines in items]
    return list(zip(blocks, align_texts(bases, [block.text for block in blocks]), strict=True))


def _added_picture(reading: Reading, base: Picture | None) -> Picture | None:
    """The only picture that somebody put beside items that had none."""
    added = reading.free("picture")
    return reading.new_picture(added[0]) if base is None and len(added) == 1 else None


def read_optional_picture(reading: Reading, name: str, base: Picture | None) -> Picture | None:
    """A picture that a slide may do without: gone from the deck, it is gone."""
    if base is None:
        return None
    block = reading.block(name)
    return None if block is None else reading.pictured(block, base)
