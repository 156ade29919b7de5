"""`summary`: groups with a picture, a head and a text each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .....model import Group, SummarySlide
from ..notices import Loss
from ..reading import Reading
from ..shapes import Block
from .items import Seen, numbered

Numbered = tuple[int, Block]  # a picture with the number that its name says


def read_summary(reading: Reading, base: SummarySlide) -> dict[str, Any]:
    """The groups; one that was copied has the picture that was copied along, or the first's."""
    bases = [reading.words_of(one.head, one.text) for one in base.groups]
    seen = numbered(reading, "item", bases, across=True)
    reading.origins["groups"] = tuple(origin for _, origin in seen)
    pictures = _pictures(reading, seen)
    return {"groups": tuple(_group(reading, base, one, pictures) for one in seen)}


def _group(
    reading: Reading, base: SummarySlide, seen: Seen, pictures: Mapping[int, Numbered]
) -> Group:
    block, origin = seen
    was = base.groups[origin or 0]
    head, text = reading.shared(
        block.lines,
        (was.head if origin is not None else "", True),
        (was.text if origin is not None else "", False),
    )
    number, shown = pictures.get(id(block), (0, None))
    if 0 < number <= len(base.groups):
        was = base.groups[number - 1]  # a copy stands on the ground that was copied
    picture = was.picture if shown is None else reading.pictured(shown, was.picture)
    return Group(picture=picture, head=head, text=text)


def _pictures(reading: Reading, seen: Sequence[Seen]) -> dict[int, Numbered]:
    """The picture above each group: that of its number, and for a copy the nearest one left."""
    found: dict[int, Numbered] = {}
    left = reading.with_ending("item", "picture")
    for block, origin in seen:
        own = [one for one in left if origin is not None and one[0] == origin + 1]
        if own:
            found[id(block)] = own[0]
            left.remove(own[0])
    for block, _ in seen:
        if id(block) not in found and left:
            away = [abs(one.x - block.x) for _, one in left]
            found[id(block)] = left.pop(away.index(min(away)))
    for block, origin in seen:
        if origin is not None and id(block) not in found:
            reading.tell(Loss.PICTURE_GONE)
    return found
