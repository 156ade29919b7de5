"""Which item of a survey the words of a sheet are, where the hidden sheet says another one.

Whoever copies the words of items over each other moves them as values: the formulas of the
hidden sheet stay where they are. The words say more than the place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ....text.alignment import (
    ALIKE,
    FAINTLY_ALIKE,
    SURELY_ALIKE,
    Bigrams,
    bigrams,
    folded,
    likeness,
)

NOTHING: Bigrams = Bigrams()
Placed = tuple[str, str]  # the id that the place says, empty for none, and the words


@dataclass(frozen=True)
class Identity:
    """An item's id, empty for a new one; `copied` is the item whose words it repeats."""

    id: str
    copied: str = ""


def item_identities(placed: Sequence[Placed], known: Mapping[str, str]) -> list[Identity]:
    """The identity of each item of a sheet; `known` are the words of the items by id."""
    ids = _by_words(placed, known)
    identities = []
    for at, (named, words) in enumerate(placed):
        copied = "" if at in ids else _copied(words, known, set(ids.values()))
        if at not in ids and not copied and named and named not in ids.values():
            ids[at] = named
        identities.append(Identity(ids.get(at, ""), copied))
    return identities


def _by_words(placed: Sequence[Placed], known: Mapping[str, str]) -> dict[int, str]:
    """The ids by likeness, the most alike first; of two as alike, the one in its place.

    Items that are surely alike are the same wherever they stand; words that say nothing of what
    stood in their place may be less alike.
    """
    before = {name: bigrams(text) for name, text in known.items()}
    pairs = []
    for at, (named, words) in enumerate(placed):
        here = bigrams(words)
        own = likeness(here, before.get(named, NOTHING)) if named else 1.0
        least = ALIKE if own < FAINTLY_ALIKE else SURELY_ALIKE
        alike = {name: likeness(here, there) for name, there in before.items() if here}
        pairs += [(-one, name != named, at, name) for name, one in alike.items() if one >= least]
    ids: dict[int, str] = {}
    for _, _, at, name in sorted(pairs):
        if at not in ids and name not in ids.values():
            ids[at] = name
    return ids


def _copied(words: str, known: Mapping[str, str], taken: set[str]) -> str:
    """The item that says the very same and stands elsewhere; empty for none."""
    same = [name for name in taken if folded(known.get(name, "")) == folded(words)]
    return min(same, default="")
