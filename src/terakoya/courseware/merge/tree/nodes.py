"""The kinds of nodes a part is made of, and back from a node to plain values.

A node is compared with `==`. What is not there (no picture, no legal date) has no node.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ...fields import Leaf as Value
from ...text.alignment import Bigrams, bigrams


class MatchedBy(StrEnum):
    """By what the elements of a list are told from each other."""

    NAME = "name"  # an id, an axis, a key, or the value itself
    PLACE = "place"  # lists of a fixed length
    LIKENESS = "likeness"  # everything else; names are numbers or letters


@dataclass(frozen=True)
class Leaf:
    """One value."""

    value: Value


@dataclass(frozen=True)
class Record:
    """Named nodes; the order of the names says nothing."""

    fields: Mapping[str, Node] = field(default_factory=dict)


@dataclass(frozen=True)
class Words(Record):
    """One text, or one list of texts, in each language."""


@dataclass(frozen=True)
class Listing:
    """Nodes in an order. `names` say what each is called in a path; `lettered` elements are
    given their letters anew wherever they end up."""

    told: MatchedBy
    names: tuple[str, ...]
    nodes: tuple[Node, ...]
    lettered: bool = False


Node = Leaf | Record | Listing
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def plain(node: Node, language: str = "") -> Any:
    """The node as JSON values in one language; the first it speaks where it lacks this one."""
    if isinstance(node, Leaf):
        return node.value
    if isinstance(node, Words):
        inner = node.fields.get(language) or next(iter(node.fields.values()), None)
        return "" if inner is None else plain(inner, language)
    if isinstance(node, Record):
        return {name: plain(inner, language) for name, inner in node.fields.items()}
    values = [plain(inner, language) for inner in node.nodes]
    if node.lettered:
        return [{"id": LETTERS[at], **value} for at, value in enumerate(values)]
    return values


def shown(node: Node | None) -> Any:
    """The node as JSON values in all its languages, as a conflict or change shows it."""
    if node is None or isinstance(node, Leaf):
        return None if node is None else node.value
    if isinstance(node, Record):
        return {name: shown(inner) for name, inner in node.fields.items()}
    return [shown(inner) for inner in node.nodes]


def speaks(node: Node, language: str) -> bool:
    """Whether every text of the node is there in a language."""
    if isinstance(node, Words):
        return language in node.fields
    if isinstance(node, Record):
        return all(speaks(inner, language) for inner in node.fields.values())
    if isinstance(node, Listing):
        return all(speaks(inner, language) for inner in node.nodes)
    return True


def texts_in(node: Node) -> Iterator[str]:
    """Every text of a node, in order."""
    if isinstance(node, Leaf):
        if isinstance(node.value, str):
            yield node.value
        return
    for inner in node.fields.values() if isinstance(node, Record) else node.nodes:
        yield from texts_in(inner)


def bigrams_in(node: Node) -> Bigrams:
    """The pairs of characters in all texts of a node, by which it is told from others."""
    return bigrams(*texts_in(node))
