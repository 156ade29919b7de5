"""Notes that several devices may write at once, without a network (docs/algorithms/notes.md).

Pure: no Django, no clock, no database.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

MOST_PAGES = 40  # that a version remembers; more would make rows grow for ever
_COPIES: Final = uuid.UUID("6f1f2a0e-6a52-4a5c-9c53-1d3c3b0d5e11")

Clock = Mapping[str, int]  # page → how many changes it has made


@dataclass(frozen=True)
class Version:
    """What a note says, when it was written, and which changes its writer knew (its own too)."""

    text: str
    at: float
    clock: Clock
    is_deleted: bool = False

    def knows(self, other: Version) -> bool:
        """Whether whoever wrote this had seen the other."""
        return all(self.clock.get(page, 0) >= count for page, count in other.clock.items())

    @property
    def rank(self) -> tuple[bool, float, str]:
        """Of two that did not know each other the higher stays: words, then the later ones."""
        return not self.is_deleted, self.at, self.text


def united(stored: Version | None, new: Version) -> tuple[Version, Version | None]:
    """What stays of a note, and what of it becomes a note of its own so that nothing is lost."""
    if stored is None or (new.knows(stored) and not stored.knows(new)):
        return replace(new, clock=_shortened(new.clock)), None
    if stored.knows(new):
        return stored, None
    winner, loser = sorted((stored, new), key=lambda one: one.rank, reverse=True)
    kept = replace(winner, clock=_joined(stored.clock, new.clock))
    is_lost = not loser.is_deleted and loser.text not in winner.text
    return kept, loser if is_lost else None


def copy_uuid(note: uuid.UUID, loser: Version) -> uuid.UUID:
    """The id of the note that a loser becomes; the same however often it arrives."""
    pages = ",".join(f"{page}={count}" for page, count in sorted(loser.clock.items()))
    return uuid.uuid5(_COPIES, f"{note}:{pages}")


def next_clock(known: Clock, page: str) -> dict[str, int]:
    """The clock of a change that a page makes to what it knows."""
    return {**known, page: known.get(page, 0) + 1}


def _joined(one: Clock, two: Clock) -> dict[str, int]:
    joined = {page: max(one.get(page, 0), two.get(page, 0)) for page in [*one, *two]}
    return _shortened(joined)


def _shortened(clock: Clock) -> dict[str, int]:
    """The pages named last; what is forgotten can only make a copy too many."""
    return dict(list(clock.items())[-MOST_PAGES:])
