"""The hash of what a merged translation renders: never a fresh one for words that are stale.

`docs/algorithms/merge.md` §5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from ..model import Part, Question, SlideBase, Survey, SurveyItem, TestPool
from ..revision import part_hash, slide_hash
from ..texts import texts_of
from .three_way import Needs
from .tree.parts import Tongues

P = TypeVar("P", bound=Part)


def source_hash_of(part: Part) -> str:
    """What a translation must record to render a part; "" for parts that record nothing."""
    if isinstance(part, SlideBase):
        return slide_hash(part)  # type: ignore[arg-type]
    if isinstance(part, (Survey, TestPool, SurveyItem, Question)):
        return part_hash(part)
    return ""


def recorded(part: Part | None) -> str:
    """The hash that a translation records."""
    return str(getattr(part, "source_hash", ""))


@dataclass(frozen=True)
class Sides:
    """A part on the three sides, in every language."""

    base: Tongues
    ours: Tongues
    theirs: Tongues
    source: str

    def hash_for(self, language: str, merged: Tongues, needs: Needs | None) -> str:
        """What the merged translation into a language must record.

        Without `needs` nothing is known of where its words come from.
        """
        here, there = (
            self._stands_in(self.ours, merged, language),
            self._stands_in(self.theirs, merged, language),
        )
        ours, theirs = recorded(self.ours.get(language)), recorded(self.theirs.get(language))
        if here and there:
            return theirs if ours == recorded(self.base.get(language)) else ours
        if here or there:
            return ours if here else theirs
        present = source_hash_of(merged[self.source])
        fresh_here = self._is_fresh(self.ours, language)
        fresh_there = self._is_fresh(self.theirs, language)
        if needs and needs.fulfilled(language, ours=fresh_here, theirs=fresh_there):
            return present
        candidates = [ours, theirs]
        if _words(merged[language]) == _words(self.theirs.get(language)) or (
            fresh_there and not fresh_here
        ):
            candidates.reverse()
        return next((one for one in candidates if one != present), "")

    def _stands_in(self, side: Tongues, merged: Tongues, language: str) -> bool:
        return _equal(side.get(language), merged[language]) and _equal(
            side.get(self.source), merged[self.source]
        )

    def _is_fresh(self, side: Tongues, language: str) -> bool:
        return (
            language in side
            and self.source in side
            and recorded(side[language]) == source_hash_of(side[self.source])
        )


def stamped(part: P, value: str) -> P:
    """The part with another hash; "" for parts that record none."""
    return part if recorded(part) == value else part.model_copy(update={"source_hash": value})


def same(one: Tongues, other: Tongues) -> bool:
    """Whether a part says the same, whatever its translations record."""
    return one == other or (
        one.keys() == other.keys()
        and all(stamped(part, "") == stamped(other[key], "") for key, part in one.items())
    )


def _equal(one: Part | None, other: Part | None) -> bool:
    return one is not None and other is not None and stamped(one, "") == stamped(other, "")


def _words(part: Part | None) -> list[Any] | None:
    return None if part is None else list(texts_of(part))
