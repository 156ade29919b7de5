"""Where a placeholder stands that says no place of its own: where its layout or master puts it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from lxml import etree

from .page_places import Move
from .shapes import TITLES, Block
from .xml import P

MOST_HOLDERS = 100  # of a layout; the largest honest ones have two dozen
_OWN_PLACES = ("dt", "ftr", "sldNum")  # on a master a placeholder each, as the title has


@dataclass(frozen=True)
class Holder:
    """A placeholder of a layout or master: what it is for, its number, and where it stands."""

    kind: str
    number: str
    block: Block


def holders_of(blocks: Iterable[Block]) -> tuple[Holder, ...]:
    """The placeholders among the shapes of a layout or master."""
    held = (one for one in blocks if one.kind)
    found = (Holder(one.kind, _number(one), replace(one, element=None)) for one in held)
    return tuple(islice(found, MOST_HOLDERS))


def moved(holders: Sequence[Holder], move: Move) -> tuple[Holder, ...]:
    """The placeholders where they are on pages of another size."""
    return tuple(replace(one, block=move(one.block)) for one in holders)


def placed(block: Block, layout: Sequence[Holder], master: Sequence[Holder]) -> Block:
    """A placeholder without a place of its own in the one that it inherits; all else as it is."""
    if not block.kind or block.w or block.h:
        return block
    here = _in_layout(block, layout)
    found = here if here is not None and (here.block.w or here.block.h) else None
    if found is None:
        wanted = _family(block.kind if here is None else here.kind)
        found = next((one for one in master if _family(one.kind) == wanted), None)
    if found is None:
        return block
    stand = found.block
    return replace(block, x=stand.x, y=stand.y, w=stand.w, h=stand.h)


def _in_layout(block: Block, layout: Sequence[Holder]) -> Holder | None:
    """The placeholder of a layout that a sheet's one follows: that of its number, or its kind."""
    alike = [one for one in layout if _family(one.kind) == _family(block.kind)]
    number = _number(block)
    return next((one for one in alike if one.number == number), alike[0] if alike else None)


def _family(kind: str) -> str:
    """What a master has for a kind of placeholders: one for titles, one for all that is content."""
    if kind in TITLES:
        return TITLES[0]
    return kind if kind in _OWN_PLACES else "body"


def _number(block: Block) -> str:
    element: etree._Element | None = block.element
    holder = None if element is None else element.find(f"./*/{P}nvPr/{P}ph")
    return "0" if holder is None else holder.get("idx") or "0"
