"""Parts → trees. All languages of a part make one tree.

Structural fields are taken from the source language, as translations inherit them; each text
stands in every language. Elements of lists of parts belong together by place. That holds for a
part that is built alike in its languages (`is_level`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_origin

from ...fields import PARTS_OF_THEIR_OWN, key_of, plain_value
from ...model import NFC, STRUCTURAL, BlueprintPart, Choice, Part
from .nodes import LETTERS, Leaf, Listing, MatchedBy, Node, Record, Words

Tongues = Mapping[str, Part]


@dataclass(frozen=True)
class _Shape:
    """What a field holds: one thing or a list, parts or values, and whether in each language."""

    is_list: bool
    holds_parts: bool
    structural: bool
    fixed: bool


def is_level(tongues: Tongues, languages: Sequence[str]) -> bool:
    """Whether a part is built alike in all of the languages.

    The languages of an edition may part ways: a company that reworks the Japanese deck alone puts
    an item into it that the English slide does not have. Such parts make no common tree.
    """
    if "" in tongues:
        return True
    if any(language not in tongues for language in languages):
        return False
    first, *others = (tongues[language] for language in languages)
    return all(_built_alike(first, other) for other in others)


def _built_alike(one: Part, other: Part | None) -> bool:
    return type(one) is type(other) and all(
        _field_alike(getattr(one, name), getattr(other, name), shape)
        for name, shape in _shapes(type(one)).items()
    )


def _field_alike(one: Any, other: Any, shape: _Shape) -> bool:
    if shape.is_list and shape.holds_parts:
        return len(one) == len(other) and all(map(_built_alike, one, other))
    if isinstance(one, Part):
        return _built_alike(one, other)
    return bool(one == other) if shape.structural else True


def tree_of(tongues: Tongues) -> Record:
    """The tree of a part: language → the part in it, the source language first.

    A part without languages of its own (a fact, the head of the course) has the language "".
    """
    return _record(tongues, in_tongues="" not in tongues)


def _record(tongues: Tongues, *, in_tongues: bool) -> Record:
    kind = type(next(iter(tongues.values())))
    fields: dict[str, Node] = {}
    for name, shape in _shapes(kind).items():
        values = {language: getattr(part, name) for language, part in tongues.items()}
        node = _node(values, shape, in_tongues=in_tongues)
        if node is not None:
            fields[name] = node
    return Record(fields)


def _node(values: dict[str, Any], shape: _Shape, *, in_tongues: bool) -> Node | None:
    first = next(iter(values.values()))
    if shape.is_list and shape.holds_parts:
        return _listing_of_parts(values, shape, in_tongues=in_tongues)
    if isinstance(first, Part):
        there = {key: value for key, value in values.items() if isinstance(value, Part)}
        return _record(there, in_tongues=in_tongues)
    if in_tongues and not shape.structural:
        words = {key: _plain_node(value, shape) for key, value in values.items()}
        there_words = {key: node for key, node in words.items() if node is not None}
        return Words(there_words) if there_words else None
    return _plain_node(first, shape)


def _plain_node(value: Any, shape: _Shape) -> Node | None:
    if value is None:
        return None
    if isinstance(value, Part):
        return _record({"": value}, in_tongues=False)
    if isinstance(value, Mapping):
        inner = {str(key): _plain_node(one, shape) for key, one in value.items()}
        return Record({key: node for key, node in inner.items() if node is not None})
    if isinstance(value, tuple):
        return _listing_of_values(value, shape)
    return Leaf(plain_value(value))


def _listing_of_values(values: tuple[Any, ...], shape: _Shape) -> Listing:
    """Bare names are told by themselves, texts by place or likeness."""
    nodes = tuple(Leaf(plain_value(value)) for value in values)
    numbers = tuple(map(str, range(len(values))))
    if shape.fixed:
        return Listing(MatchedBy.PLACE, numbers, nodes)
    names = tuple(map(str, values))
    if shape.structural and len(set(names)) == len(names):
        return Listing(MatchedBy.NAME, names, nodes)
    return Listing(MatchedBy.LIKENESS, numbers, nodes)


def _listing_of_parts(
    values: dict[str, tuple[Part, ...]], shape: _Shape, *, in_tongues: bool
) -> Listing:
    longest = max(values.values(), key=len)
    nodes = tuple(
        _record(
            {key: parts[at] for key, parts in values.items() if at < len(parts)},
            in_tongues=in_tongues,
        )
        for at in range(len(longest))
    )
    numbers = tuple(map(str, range(len(nodes))))
    if longest and isinstance(longest[0], Choice):
        letters = tuple(LETTERS[: len(nodes)])
        return Listing(MatchedBy.LIKENESS, letters, tuple(map(_without_id, nodes)), lettered=True)
    names = [_name_of(part) for part in longest]
    if None not in names and max(Counter(names).values(), default=1) == 1:
        return Listing(MatchedBy.NAME, tuple(map(str, names)), nodes)
    return Listing(MatchedBy.PLACE if shape.fixed else MatchedBy.LIKENESS, numbers, nodes)


def _without_id(node: Record) -> Record:
    return Record({name: inner for name, inner in node.fields.items() if name != "id"})


def _name_of(part: Part) -> str | None:
    if isinstance(part, BlueprintPart):
        return f"{part.goal or ''}+{part.tag or ''}"
    return key_of(part)


@cache
def _shapes(kind: type[Part]) -> dict[str, _Shape]:
    """The fields of a kind of part that are content, and the id that names it."""
    shapes = {}
    for name, info in kind.model_fields.items():
        if name == "source_hash" or (kind.__name__, name) in PARTS_OF_THEIR_OWN:
            continue
        is_list = get_origin(info.annotation) is tuple
        element = get_args(info.annotation)[0] if is_list else None
        marks = get_args(element)[1:] if is_list else info.metadata
        limits = {end: getattr(one, end, None) for one in info.metadata for end in _limits_of(one)}
        shapes[name] = _Shape(
            is_list=is_list,
            holds_parts=isinstance(element, type) and issubclass(element, Part),
            structural=info.json_schema_extra == STRUCTURAL or NFC not in marks,
            fixed=is_list and limits.get("min_length", 0) == limits.get("max_length"),
        )
    return shapes


def _limits_of(constraint: object) -> list[str]:
    return [end for end in ("min_length", "max_length") if hasattr(constraint, end)]
