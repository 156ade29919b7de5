"""Which question of the course a block of 全問題 is.

First what the hidden sheet says, as far as its formulas followed the rows; then equal or surely
alike words, the number, and the place among the others. `docs/algorithms/workbooks-back.md` §3.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence

from ....text.alignment import (
    ALIKE,
    FAINTLY_ALIKE,
    SURELY_ALIKE,
    Bigrams,
    align,
    bigrams,
    folded,
    likeness,
)
from .question_blocks import QuestionBlock

LIKE = 0.6  # less alike than this, a question of which nothing else is known is a new one
Named = tuple[QuestionBlock, float]  # a block that got an id, and how alike the words are


class QuestionIdentity:
    """The questions of the base by their words, in the order of the course."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = words
        self._pairs = {name: bigrams(text) for name, text in words.items()}
        self._folded = {name: folded(text) for name, text in words.items()}
        self._pairs_of_blocks: dict[str, Bigrams] = {}

    # -- formulas that did not follow their rows

    def stale(self, blocks: Sequence[QuestionBlock], rows: Mapping[str, Sequence[int]]) -> set[str]:
        """The questions at whose rows another one stands; `rows` are those of their formulas.

        Of one whose words are nowhere, the nearest others tell whether formulas followed there.
        """
        starts = [block.row for block in blocks]
        claimed = {name: _block_at(starts, own) for name, own in rows.items() if name in self.words}
        sure = self._surely(blocks, {at: name for name, at in claimed.items()}, ())
        there = {name: at for at, name in sure.items()}
        decided: dict[int, bool] = {}
        open_ones: list[tuple[int, str]] = []
        stale: set[str] = set()
        for name, at in claimed.items():
            if at < 0:
                continue
            is_other = sure.get(at, name) != name
            is_alike = not is_other and self._likeness(blocks[at], name) >= ALIKE
            if is_other or (name in there and not is_alike):
                stale.add(name)
                decided[at] = True
            elif is_alike:
                decided.setdefault(at, False)
            else:
                open_ones.append((at, name))
        return stale | {name for at, name in open_ones if _is_near_stale(at, decided)}

    # -- blocks without an id

    def name(self, blocks: Sequence[QuestionBlock], deleted: Container[str]) -> list[Named]:
        """Give ids to the blocks that have none; `deleted` are questions whose rows went."""
        named: list[Named] = []
        for ids in (self._sure_ids, self._ids_by_number, self._ids_by_place, self._like_ids):
            for block, name in ids(blocks, deleted):
                block.id = name
                named.append((block, self._likeness(block, name)))
        return named

    def _sure_ids(
        self, blocks: Sequence[QuestionBlock], _deleted: Container[str]
    ) -> list[tuple[QuestionBlock, str]]:
        found = self._surely(blocks, {}, {block.id for block in blocks})
        return [(blocks[at], name) for at, name in found.items()]

    def _ids_by_number(
        self, blocks: Sequence[QuestionBlock], deleted: Container[str]
    ) -> Iterator[tuple[QuestionBlock, str]]:
        order = list(self.words)
        for block in blocks:
            number = block.number
            if block.id or number is None or not 0 < number <= len(order):
                continue
            name = order[number - 1]
            if name in deleted or name in _taken(blocks):
                continue
            if self._likeness(block, name) >= FAINTLY_ALIKE:
                yield block, name

    def _ids_by_place(
        self, blocks: Sequence[QuestionBlock], deleted: Container[str]
    ) -> Iterator[tuple[QuestionBlock, str]]:
        if all(block.id for block in blocks):
            return
        order = list(self.words)
        texts = [self.words.get(block.id, block.words) for block in blocks]
        for row, column in align(list(self.words.values()), texts, bigrams).items():
            block, name = blocks[column], order[row]
            if block.id or name in deleted or name in _taken(blocks):
                continue
            if self._likeness(block, name) >= FAINTLY_ALIKE:
                yield block, name

    def _like_ids(
        self, blocks: Sequence[QuestionBlock], _deleted: Container[str]
    ) -> Iterator[tuple[QuestionBlock, str]]:
        for block in blocks:
            if block.id:
                continue
            taken = _taken(blocks)
            scores = {n: self._likeness(block, n) for n in self.words if n not in taken}
            best = max(scores, key=lambda name: scores[name], default="")
            if best and scores[best] >= LIKE:
                yield block, best

    # -- words

    def _surely(
        self,
        blocks: Sequence[QuestionBlock],
        claimed: Mapping[int, str],
        taken: Container[str],
    ) -> dict[int, str]:
        """The questions whose words surely stand in some blocks, the most alike first.

        Of two as alike, the one that the block's formulas claim.
        """
        free = [name for name in self.words if name not in taken]
        pairs = sorted(
            (-value, name != claimed.get(at), at, name)
            for at, block in enumerate(blocks)
            if not block.id
            for name, value in self._alike(block, free)
        )
        found: dict[int, str] = {}
        for _, _, at, name in pairs:
            if at not in found and name not in found.values():
                found[at] = name
        return found

    def _alike(self, block: QuestionBlock, names: Sequence[str]) -> list[tuple[str, float]]:
        plain = folded(block.words)
        equal = [(name, 1.0) for name in names if plain and self._folded[name] == plain]
        if equal:
            return equal
        scores = [(name, self._likeness(block, name)) for name in names]
        return [(name, value) for name, value in scores if value >= SURELY_ALIKE]

    def _likeness(self, block: QuestionBlock, name: str) -> float:
        words = block.words
        if words not in self._pairs_of_blocks:
            self._pairs_of_blocks[words] = bigrams(words)
        return likeness(self._pairs_of_blocks[words], self._pairs[name])


def _taken(blocks: Sequence[QuestionBlock]) -> set[str]:
    return {block.id for block in blocks}


def _block_at(starts: Sequence[int], rows: Sequence[int]) -> int:
    """The block in which most of some rows stand; -1 above all of them."""
    counted = Counter(bisect_right(starts, row) - 1 for row in rows)
    return counted.most_common(1)[0][0]


def _is_near_stale(at: int, decided: Mapping[int, bool]) -> bool:
    """Whether formulas of the nearest decided block, above or below, did not follow."""
    above = max((one for one in decided if one < at), default=None)
    below = min((one for one in decided if one > at), default=None)
    return any(decided[one] for one in (above, below) if one is not None)
