"""`bullets`: `item-n` holds head and text; a picture may stand beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from .....model import BulletsSlide, Item, Picture
from .....text.alignment import align_texts
from ..box_order import in_reading_order
from ..content import item_lines
from ..item_lists import split_by_heads
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
    seen = _divided(reading, base.items, seen) if seen else _typed_anew(reading, base.items)
    return {
        "items": read_list(reading, "items", base.items, seen, read),
        "picture": read_optional_picture(reading, "picture", base.picture)
        or added_picture(reading, base.picture),
    }


def _divided(reading: Reading, items: Sequence[Item], seen: Sequence[Seen]) -> list[Seen]:
    """The items with a box each; a box into which somebody put others is divided at their heads."""
    there = {origin for _, origin in seen}
    gone = {n: item.head for n, item in enumerate(items) if n not in there}
    found: list[Seen] = []
    for block, origin in seen:
        heads = gone if origin is None else {origin: items[origin].head, **gone}
        heads = {number: reading.markup.shown(head) for number, head in heads.items()}
        groups = split_by_heads(block.lines, heads) if gone else []
        if len(groups) > 1:
            found += [(replace(block, lines=tuple(lines)), number) for number, lines in groups]
        else:
            found.append((block, origin))
    return found


def _typed_anew(reading: Reading, items: Sequence[Item]) -> list[Seen]:
    """The paragraphs of boxes that somebody typed instead of all of ours, an item each."""
    boxes = in_reading_order(reading.free("text"))
    heads = {number: reading.markup.shown(item.head) for number, item in enumerate(items)}
    groups = split_by_heads([line for box in boxes for line in box.lines], heads)
    typed = [lines for _, lines in groups] if len(groups) > 1 else item_lines(boxes)
    if len(typed) > MOST_ITEMS or any(box.vertical for box in boxes):
        return []
    for box in boxes:
        reading.use(box)
    blocks = [Block(name="", sort="text", lines=tuple(lines)) for lines in typed]
    bases = [reading.words_of(one.head, one.text) for one in items]
    return list(zip(blocks, align_texts(bases, [block.text for block in blocks]), strict=True))


def added_picture(reading: Reading, base: Picture | None) -> Picture | None:
    """The only picture that somebody put beside items that had none."""
    added = reading.free("picture")
    return reading.new_picture(added[0]) if base is None and len(added) == 1 else None


def read_optional_picture(reading: Reading, name: str, base: Picture | None) -> Picture | None:
    """A picture that a slide may do without: gone from the deck, it is gone."""
    if base is None:
        return None
    block = reading.block(name)
    return None if block is None else reading.pictured(block, base)
