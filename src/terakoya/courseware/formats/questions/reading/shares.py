"""Shares of a point that choices earn → which of them are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...xlsx.reading.choice_limit import quoted
from ...xlsx.reading.notices import Notice, Remark
from .draft import DraftChoice

WHOLE = 99.9  # percent; programs round


@dataclass(frozen=True)
class Shares:
    """The percent that each choice of a question earns, and whether one alone may be chosen."""

    percents: Sequence[float]
    is_single: bool

    def right(self) -> list[bool]:
        """Whether each choice is right: of “choose one” what earns all, else what earns a part."""
        least = WHOLE if self._has_whole() else 0.0
        return [percent > 0 and percent >= least for percent in self.percents]

    def kind(self) -> str:
        """The kind of question that the shares mean; empty where the base may say it."""
        if not self.is_single:
            return "multiple"
        return "single" if sum(self.right()) > 1 else ""

    def notices(self, place: str, choices: Sequence[DraftChoice]) -> list[Notice]:
        """What a course, where a choice is right or not, does not say of the shares."""
        partly = [
            choice.text
            for choice, percent, is_right in zip(choices, self.percents, self.right(), strict=True)
            if percent > 0 and not is_right
        ]
        if partly:
            return [Notice(Remark.PARTLY_RIGHT, place, {"texts": quoted(partly)})]
        if len({round(percent, 2) for percent in self.percents if percent > 0}) > 1:
            return [Notice(Remark.UNEVEN_FRACTIONS, place)]
        return []

    def _has_whole(self) -> bool:
        return self.is_single and max(self.percents, default=0.0) >= WHOLE
