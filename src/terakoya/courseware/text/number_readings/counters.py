"""Counters, and what they and the number before them do to each other's sound.

A counter is firm (一回 いっかい), loaned (いちキロ, じゅっキロ), or plain (いちまい). Most follow
their first sound; the table names the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .cardinals import cardinal, shortened

_ROWS = {
    **dict.fromkeys("かきくけこ", "k"),
    **dict.fromkeys("さしすせそ", "s"),
    **dict.fromkeys("たちつてと", "t"),
    **dict.fromkeys("はひふへほ", "h"),
    **dict.fromkeys("ぱぴぷぺぽ", "p"),
}
_VOICED = dict(
    zip("かきくけこさしすせそはひふへほわ", "がぎぐげござじずぜぞばびぶべぼば", strict=True)
)
_POPPED = dict(zip("はひふへほ", "ぱぴぷぺぽ", strict=True))
# By the last digit, or by the power of ten that a number ends in.
_FIRM = {
    "k": {1, 6, 8, 10, 100},
    "h": {1, 6, 8, 10, 100},
    "s": {1, 8, 10},
    "t": {1, 8, 10},
    "p": {1, 6, 8, 10, 100},
}
_LOANED = {"k": {6, 10, 100}, "s": {10}, "t": {10}, "p": {10}}
_AFTER_N = {3, 1000, 10_000}
_ENDS_IN_KU = {6, 100}


@dataclass(frozen=True)
class Counter:
    """A counter with its reading.

    `after_n` says how its first sound changes after さん, せん and まん; `four` also after よん.
    `whole` holds the readings of whole quantities, `ones` those of a last digit.
    `numbers` bounds the numbers that it may stand after; `None` leaves them free.
    """

    reading: str
    firm: frozenset[int] = frozenset()
    after_n: str = ""
    four: bool = False
    whole: Mapping[int, str] = field(default_factory=dict)
    ones: Mapping[int, str] = field(default_factory=dict)
    numbers: range | None = None

    def read(self, number: int) -> str | None:
        """Return the reading of a number with this counter; `None` where there is none."""
        if self.numbers is not None and number not in self.numbers:
            return None
        return self.whole.get(number) or self.joined(self._number(number), ending_of(number))

    def joined(self, reading: str, ending: int) -> str:
        """Return a number that was read before, ending in `ending`, and the counter."""
        if ending in self.firm:
            cut = f"{reading[:-1]}っ" if ending in _ENDS_IN_KU else shortened(reading)
            return cut + _popped(self.reading)
        if ending in _AFTER_N and self.after_n:
            changed = _VOICED if self.after_n == "b" else _POPPED
            if self.after_n == "p" or ending != 10_000 or self.reading[0] in _POPPED:
                return reading + changed[self.reading[0]] + self.reading[1:]
        if ending == 4 and self.four:
            return reading + _popped(self.reading)
        return reading + self.reading

    def _number(self, number: int) -> str:
        last = number % 10
        if last not in self.ones:
            return cardinal(number)
        return (cardinal(number - last) if number > last else "") + self.ones[last]


def ending_of(number: int) -> int:
    """Return the last digit, or the power of ten that a number ends in: 30 → 10, 2000 → 1000."""
    for power in (10_000, 1000, 100, 10):
        if number and number % power == 0:
            return power
    return number % 10


def _popped(reading: str) -> str:
    return _POPPED.get(reading[0], reading[0]) + reading[1:]


def firm(reading: str, after_n: str = "", *, four: bool = False) -> Counter:
    """Return a counter that makes the number before it short: 一回 いっかい."""
    return Counter(reading, _endings(_FIRM, reading), after_n, four)


def loaned(reading: str) -> Counter:
    """Return a counter of foreign origin, which does so after ten only: 十セット じゅっせっと."""
    return Counter(reading, _endings(_LOANED, reading))


def _endings(rows: Mapping[str, set[int]], reading: str) -> frozenset[int]:
    return frozenset(rows.get(_ROWS.get(reading[0], ""), ()))
