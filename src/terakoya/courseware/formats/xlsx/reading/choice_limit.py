"""Which choices of a stranger's question are kept where there are more than a question has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from ..writing.confirmation.plan import LETTERS

_Choice = TypeVar("_Choice")
_QUOTED = 30  # characters of a choice that a notice quotes
MOST = len(LETTERS)


def within_limit(
    choices: Sequence[_Choice], right: Sequence[bool]
) -> tuple[list[_Choice], list[_Choice]]:
    """The choices that are kept and those that are left out, each in order.

    Of the wrong ones the last are left out first; a right one only where all others are right.
    """
    right_first = sorted(range(len(choices)), key=lambda at: not right[at])
    kept = set(right_first[:MOST])
    return (
        [one for at, one in enumerate(choices) if at in kept],
        [one for at, one in enumerate(choices) if at not in kept],
    )


def quoted(texts: Sequence[str]) -> str:
    """Some texts, such as choices that are left out, as a notice names them."""
    return "、".join(f"「{text[:_QUOTED]}」" for text in texts)
