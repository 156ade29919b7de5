"""Two trees of one part → the changes of its fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...text.alignment import Matches, align
from ..tree.nodes import Listing, MatchedBy, Node, Record, Words, bigrams_in, shown
from ..tree.order import moved
from .model import FieldChange


@dataclass(frozen=True)
class _Place:
    base: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    language: str = ""

    def below(self, base: str, other: str) -> _Place:
        return replace(self, base=(*self.base, base), other=(*self.other, other))


def field_changes(base: Record | None, other: Record | None) -> tuple[FieldChange, ...]:
    """What changed between two trees of one part, in the order of the fields; one change of the
    field "", the part as a whole, where it is on one side only."""
    return tuple(_changes(base, other, _Place()))


def _changes(base: Node | None, other: Node | None, place: _Place) -> Iterator[FieldChange]:
    if base == other:
        return
    if isinstance(base, Words) and isinstance(other, Words):
        for language in dict.fromkeys([*other.fields, *base.fields]):
            here = replace(place, language=language)
            yield from _changes(base.fields.get(language), other.fields.get(language), here)
    elif isinstance(base, Record) and isinstance(other, Record):
        for name in dict.fromkeys([*other.fields, *base.fields]):
            here = place.below(name, name)
            yield from _changes(base.fields.get(name), other.fields.get(name), here)
    elif isinstance(base, Listing) and isinstance(other, Listing):
        yield from _changes_of_list(base, other, place)
    else:
        yield _change(base, other, place)


def _change(base: Node | None, other: Node | None, place: _Place) -> FieldChange:
    return FieldChange(
        op="added" if base is None else "removed" if other is None else "edited",
        language=place.language,
        field=None if other is None else ".".join(place.other),
        base_field=None if base is None else ".".join(place.base),
        base=shown(base),
        other=shown(other),
    )


def _changes_of_list(base: Listing, other: Listing, place: _Place) -> Iterator[FieldChange]:
    pairs = _pairs(base, other)
    there = {column: row for row, column in pairs.items()}
    order = [str(there[column]) for column in range(len(other.nodes)) if column in there]
    taken = moved([str(row) for row in range(len(base.nodes))], order)
    for column, node in enumerate(other.nodes):
        row = there.get(column)
        if row is None:
            yield _change(None, node, place.below("", other.names[column]))
            continue
        here = place.below(base.names[row], other.names[column])
        if str(row) in taken:
            yield _change(base.nodes[row], node, here).model_copy(update={"op": "moved"})
        yield from _changes(base.nodes[row], node, here)
    for row, node in enumerate(base.nodes):
        if row not in pairs:
            yield _change(node, None, place.below(base.names[row], ""))


def _pairs(base: Listing, other: Listing) -> Matches:
    """Which element is which: by name, by place, or by likeness."""
    ways = {one.told for one in (base, other) if one.nodes}
    if ways == {MatchedBy.NAME}:
        places = {name: at for at, name in enumerate(other.names)}
        return {row: places[name] for row, name in enumerate(base.names) if name in places}
    if ways == {MatchedBy.PLACE}:
        return {at: at for at in range(min(len(base.nodes), len(other.nodes)))}
    return align(base.nodes, other.nodes, bigrams_in, to_the_last=True)
