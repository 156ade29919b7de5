"""What the pages of a deck say about the titles of chapters, and numbers that lost their order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ....inline import plain
from ....model import CourseText
from ....text.alignment import folded
from ....variables import filled
from .chapter_names import ChapterName
from .notices import Loss, Notice, page_ranges

Kickers = Sequence[tuple[int, str | None]]  # pages with the line above their title
_NUMBERED = re.compile(r"(?P<word>\D{0,12})(?P<number>\d{1,3})(?!\d)")


@dataclass(frozen=True)
class CalledBy:
    """What a chapter is called on the page that opens it, and by its title."""

    divider: str
    chapter: str

    @property
    def agrees(self) -> bool:
        """Whether both say one name; a title may have the chapter's number before it."""
        numbered = ChapterName.of(self.chapter)
        names = {folded(self.chapter), numbered.title if numbered else ""}
        return folded(self.divider) in names


def one_title(kickers: Kickers, section: str, title: str) -> str | None:
    """The new title of a chapter by the kickers that show it, or `None` when it kept its own."""
    known = {text for _, text in kickers if text}
    if not known:
        return section if section and section != title else None
    new = known.pop()
    if known or new == title:
        return None
    alone = len(kickers) == 1 and section == title
    return None if alone else new


def title_apart(kickers: Kickers, title: str) -> Notice | None:
    """That some pages of a chapter show another title than the rest, which keeps its own."""
    apart = [(page, text) for page, text in kickers if text and text != title]
    if not apart or not any(text == title for _, text in kickers):
        return None
    texts = " / ".join(dict.fromkeys(text for _, text in apart))
    pages = page_ranges(sorted(page for page, _ in apart))
    return Notice(Loss.CHAPTER_APART, None, {"text": texts, "title": title, "pages": pages})


def divider_apart(page: int, before: CalledBy, after: CalledBy) -> Notice | None:
    """That the page which opens a chapter and the chapter's title say different names now.

    No news where they did before.
    """
    if not before.agrees or after.agrees or not after.divider:
        return None
    values = {"text": after.divider, "title": after.chapter}
    return Notice(Loss.DIVIDER_APART, page, values)


def mixed_numbers(
    before: CourseText, after: CourseText, values: Mapping[str, str], pages: Mapping[str, int]
) -> Iterator[Notice]:
    """Chapters, and slides such as cases, whose typed numbers no longer stand in order."""
    for series in (_chapters, _kickers):
        was, now = series(before, values), series(after, values)
        known = set(_falling(was))
        for one, other in _falling(now):
            if (one, other) not in known:
                page = next(pages[slide] for slide, text in now if text == other)
                yield Notice(Loss.NUMBERS_MIXED, page, {"text": one, "other": other})


def _chapters(text: CourseText, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """The titles of the chapters in order, each with its first slide."""
    chapters = [one for one in text.chapters if one.slides]
    return [(one.slides[0].id, plain(filled(one.title, values))) for one in chapters]


def _kickers(text: CourseText, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """The lines above the titles of the slides in order, where they are their own."""
    return [(slide.id, plain(filled(slide.kicker, values))) for _, slide in text.slides()]


def _falling(labels: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Neighbours with the same word before their number of which the second has the lower one."""
    series: dict[str, list[tuple[int, str]]] = {}
    for _, text in labels:
        if found := _NUMBERED.match(text):
            number = int(folded(found["number"]))
            series.setdefault(folded(found["word"]), []).append((number, text))
    return [
        (one, other)
        for numbered in series.values()
        for (number, one), (next_number, other) in pairwise(numbered)
        if next_number < number
    ]
