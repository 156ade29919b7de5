"""Which option of an item or scale an option of a workbook is: its identity follows its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ....text.alignment import ALIKE, SURELY_ALIKE, folded, text_likeness
from .option_levels import level_of

Written = tuple[str, str]  # the id that its place says, empty for none, and its words


def option_ids(written: Sequence[Written], known: Mapping[str, str]) -> list[str]:
    """The id of each option, empty for a new one; `known` are the words before, by id.

    The words decide wherever they stand. What is left in its place is the same option where it
    says as much as before and is alike; other words are a new option, for what was counted and
    translated under the old ones would be wrong.
    """
    ids: dict[int, str] = {}
    pairs = sorted(
        (-_likeness(words, before), name != named, at, name)
        for at, (named, words) in enumerate(written)
        for name, before in known.items()
        if _likeness(words, before) >= (ALIKE if name == named else SURELY_ALIKE)
    )
    for _, _, at, name in pairs:
        if at not in ids and name not in ids.values():
            ids[at] = name
    return [ids.get(at, "") for at in range(len(written))]


def _likeness(one: str, other: str) -> float:
    """How alike two options are; those that say more or less than each other are not at all."""
    if folded(one) == folded(other):
        return 1.0
    return text_likeness(one, other) if level_of(one) == level_of(other) else 0.0
