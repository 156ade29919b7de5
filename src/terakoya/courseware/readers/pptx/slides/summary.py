"""`summary`: groups with a picture, a head and a text each."""

from __future__ import annotations

from typing import Any

from ....model import Group, SummarySlide
from ..reading import Reading
from ..shapes import Block
from .items import numbered, read_list


def read_summary(reading: Reading, base: SummarySlide) -> dict[str, Any]:
    """The groups; a copied one keeps the picture of its number, or the first one's."""
    bases = [reading.words_of(one.head, one.text) for one in base.groups]
    seen = numbered(reading, "item", bases, across=True)

    def group(block: Block, was: Group | None) -> Group:
        head, text = reading.shared(
            block.lines, (was.head if was else "", True), (was.text if was else "", False)
        )
        if was is None:
            return Group(picture=base.groups[0].picture, head=head, text=text)
        name = f"item-{base.groups.index(was) + 1}-picture"
        return Group(picture=reading.picture(name, was.picture), head=head, text=text)

    return {"groups": read_list(reading, "groups", base.groups, seen, group)}
