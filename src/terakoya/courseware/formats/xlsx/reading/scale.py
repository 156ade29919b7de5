"""The common scale of a survey that came back: its levels with ids and scores.

`docs/algorithms/survey-return.md` has the cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ....model import Option
from ....text.alignment import folded
from .option_ids import Written, option_ids
from .option_levels import direction_of, level_of

FEWEST = 2  # options without which nobody can choose


@dataclass(frozen=True)
class Level:
    """One option of the scale as it came back; `id` is empty for a new one."""

    id: str
    score: int | None


def scale_levels(
    written: Sequence[Written], base: Sequence[Option], known: Mapping[str, str]
) -> list[Level] | None:
    """The levels of a scale, or `None` where nothing says which score is whose.

    `known` are the words of the base's options by id.
    """
    words = [text for _, text in written]
    if len({folded(one) for one in words}) < max(len(words), FEWEST):
        return None
    levels = _Scale(written, base, known).levels()
    scores = {one.score for one in levels or () if one.score is not None}
    had_scores = any(one.score is not None for one in base)
    named = [one.id for one in levels or () if one.id]
    is_sound = len(scores) >= FEWEST or not had_scores
    return levels if is_sound and len({*named}) == len(named) else None


class _Scale:
    def __init__(
        self, written: Sequence[Written], base: Sequence[Option], known: Mapping[str, str]
    ) -> None:
        self.written, self.known = written, known
        self.words = [text for _, text in written]
        self.scores = {one.id: one.score for one in base}
        self.ids = option_ids(written, known)
        self.scored = [one for one in base if one.score is not None]
        self.base_direction = direction_of([known[one.id] for one in self.scored])
        self.places = [at for at, one in enumerate(self.words) if level_of(one) is not None]

    def levels(self) -> list[Level] | None:
        """By words where they are known, else in place, else by what the words say."""
        new = [text for name, text in zip(self.ids, self.words, strict=True) if not name]
        if all(level_of(one) is None for one in new):
            return self._of(self.ids)
        return self._in_place() or self._in_order() or self._beside()

    def _of(self, ids: Sequence[str]) -> list[Level]:
        return [Level(name, self.scores.get(name)) for name in ids]

    def _in_place(self) -> list[Level] | None:
        """Each new word as the option in whose place it stands, where it is on the same side."""
        if not self._is_ordered():
            return None
        ids = list(self.ids)
        for at, (named, words) in enumerate(self.written):
            if not ids[at] and named not in ids and _is_same_side(words, self.known.get(named)):
                ids[at] = named
        levels = self._of(ids)
        scores = [levels[at].score for at in self.places]
        known = [one for one in scores if one is not None]
        is_whole = len(known) == len(scores)
        return levels if is_whole and known == sorted({*known}, reverse=self._falls) else None

    def _in_order(self) -> list[Level] | None:
        """The base's scores in order for as many levels, else scores in even steps."""
        if not self._is_ordered():
            return None
        options = self.scored[:: direction_of(self.words) * self.base_direction]
        if len(self.places) == len(options):
            pairs = list(zip(self.places, options, strict=True))
            is_same = all(_is_same_side(self.words[at], self.known[one.id]) for at, one in pairs)
            named = {at: Level(one.id if is_same else self.ids[at], one.score) for at, one in pairs}
        else:
            steps = self._even(options[0].score or 0, options[-1].score or 0)
            named = {at: Level(self.ids[at], score) for at, score in steps.items()}
        return [named.get(at) or self._of([name])[0] for at, name in enumerate(self.ids)]

    def _even(self, first: int, last: int) -> dict[int, int]:
        """Scores in even steps; a level between yes and no has the middle."""
        middle = [at for at in self.places if level_of(self.words[at]) == 0]
        ends = [self.places[0], *middle, self.places[-1]]
        values = [first, *[(first + last) / 2 for _ in middle], last]
        scores: dict[int, int] = {}
        for number in range(len(ends) - 1):
            run = [at for at in self.places if ends[number] <= at <= ends[number + 1]]
            start, end = values[number], values[number + 1]
            for step, at in enumerate(run):
                scores[at] = round(start + (end - start) * step / (len(run) - 1))
        return scores

    def _beside(self) -> list[Level] | None:
        """New words without a score, where all the base's options are still there."""
        return self._of(self.ids) if set(self.ids) >= set(self.scores) else None

    def _is_ordered(self) -> bool:
        return bool(self.base_direction and direction_of(self.words))

    @property
    def _falls(self) -> bool:
        """Whether scores fall from the first option of the sheet to the last."""
        fall = (self.scored[0].score or 0) > (self.scored[-1].score or 0)
        return fall is (direction_of(self.words) == self.base_direction)


def _is_same_side(words: str, before: str | None) -> bool:
    """Whether both options say yes, both no, or both neither."""
    one, other = level_of(words), level_of(before or "") if before else None
    if one is None or other is None:
        return False
    return (one > 0) is (other > 0) and (one < 0) is (other < 0)
