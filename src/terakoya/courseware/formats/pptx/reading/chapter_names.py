"""What people call chapters by number, such as 「第7章　当社の場合」 or “Chapter 7: Our shop”."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ....text.alignment import folded

_NUMBER = (
    r"(?:第\s*(?P<number>[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})\s*(?P<kind>[章部])"
    r"|(?P<word>chapter|part)\s*(?P<digits>\d{1,2}))"
)
_BEGINNING = re.compile(_NUMBER, re.IGNORECASE)
_NUMBERED = re.compile(
    _NUMBER + r"(?:[\s:：.．,、・—–-]+(?P<title>.*)|(?P<quoted>[「『（(].*))?",
    re.IGNORECASE | re.DOTALL,
)
_KINDS = {"章": "chapter", "部": "part"}
_DIGITS = "一二三四五六七八九"


@dataclass(frozen=True)
class ChapterName:
    """The name of a chapter, its title folded; empty where the number is all that is said."""

    kind: str
    number: int
    title: str

    @classmethod
    def of(cls, text: str) -> ChapterName | None:
        """The name that a line says; `None` where it names no chapter by a number."""
        found = _NUMBERED.fullmatch(text.strip())
        if found is None:
            return None
        kind = _KINDS.get(found["kind"]) or found["word"].lower()
        title = folded(found["title"] or found["quoted"] or "")
        return cls(kind, _value(found["number"] or found["digits"]), title)

    @classmethod
    def has_title(cls, text: str) -> bool:
        """Whether a line says more of a chapter than its number."""
        name = cls.of(text)
        return name is not None and bool(name.title)

    def may_be(self, other: ChapterName) -> bool:
        """Whether both may name one chapter: people shorten titles, and number chapters anew."""
        if (self.kind, self.number) == (other.kind, other.number):
            return self.title in other.title or other.title in self.title
        return bool(self.title) and self.title == other.title


@dataclass(frozen=True)
class ChapterNames:
    """The chapters of a course by their titles as they are shown."""

    titles: frozenset[str]
    names: tuple[ChapterName, ...]

    @classmethod
    def of(cls, titles: Iterable[str]) -> ChapterNames:
        """Where no title has a number, each has that of its place."""
        every = list(dict.fromkeys(titles))
        names = [ChapterName.of(one) for one in every]
        places = range(1, len(every) + 1) if not any(names) else [0] * len(every)
        return cls(
            frozenset(map(folded, every)),
            tuple(
                name or ChapterName("chapter", place, folded(title))
                for name, place, title in zip(names, places, every, strict=True)
            ),
        )

    def has(self, text: str) -> bool:
        """Whether a line may name one of the chapters."""
        name = ChapterName.of(text)
        is_known = name is not None and any(map(name.may_be, self.names))
        return is_known or folded(text) in self.titles


def begins_with_number(text: str) -> bool:
    """Whether a line begins as the name of a numbered chapter does, whatever follows."""
    return _BEGINNING.match(text) is not None


def _value(number: str) -> int:
    text = folded(number)
    if text.isdecimal():
        return int(text)
    before, ten, after = text.partition("十")
    return 10 * (_digit(before) or 1) + _digit(after) if ten else _digit(text)


def _digit(sign: str) -> int:
    return _DIGITS.find(sign) + 1 if sign else 0
