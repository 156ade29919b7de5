"""Texts around the questions and items that somebody wrote over, and sheets under other names.

はじめに, 問題用紙, 解答と解説 and the first rows of the sheet with the markup hold sentences of
the workbook's own, or show by formula what stands on that sheet. Nothing of them comes back, so
what was typed over them is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from ....model import Course
from ....text.word_lists import FALLBACK
from ..writing.confirmation.result_list import FIRST_ROW as RESULTS
from ..writing.texts import texts_of
from ..writing.words import in_every_language, words_of
from .grid import Grid, Place
from .ids import Ids
from .loose_cells import some_quoted
from .notices import Notice, Remark
from .package import Book

# By what a sheet of ours is known when somebody gave it another name.
_SIGNS = {
    "sheet_start": ("test_warning", "survey_warning"),
    "sheet_survey_paper": ("circle_how",),
    "sheet_collection": ("collection_how", "former_collection_how"),
    "sheet_comments": ("comments_how",),
    "sheet_results": ("results_notes", "no_answers_yet", "chart_heading"),
    "sheet_by_item": ("by_item_how",),
    "sheet_advice": ("habits",),
    "sheet_change": ("change_how",),
    "sheet_paper": ("paper_letters", "former_paper_letters"),
    "sheet_answers_paper": ("circle_letters",),
    "sheet_test_answers": ("answers_how", "answers_multiple"),
    "sheet_explained": ("explained_how",),
    "sheet_result_list": ("result_list_how", "former_result_list_how"),
}
_GUIDES = (
    "sheet_start",
    "sheet_survey_paper",
    "sheet_paper",
    "sheet_answers_paper",
    "sheet_explained",
)
_FIELD = re.compile(r"\\\{(\w+)\\\}")
_COUNTED = ("n", "pool", "seed", "rows", "departments", "minimum")


def sheets_of(book: Book, read: str) -> dict[str, str]:
    """Which of our sheets stands under which name; `read` is the one with the markup.

    A sheet with another name is known by its sentences; a second one like it is none of ours.
    """
    found: dict[str, str] = {}
    keys = [key for key in words_of(FALLBACK) if key.startswith("sheet_")]
    for name in book.sheet_names:
        for key in keys:  # a name may be that of two sheets, in different workbooks
            if name in in_every_language(key):
                found.setdefault(key, name)
    for name in book.sheet_names:
        if name != read and name not in found.values() and not name.startswith("_"):
            signed = _signed(book.grid(name))
            if signed is not None:
                found.setdefault(signed, name)
    return found


def _signed(grid: Grid) -> str | None:
    lines = {line.strip() for cell in grid.cells.values() for line in cell.text.split("\n")}
    for key, signs in _SIGNS.items():
        patterns = [pattern for sign in signs for pattern in _first_lines(sign)]
        if any(pattern.fullmatch(line) for pattern in patterns for line in lines):
            return key
    return None


@cache
def _first_lines(key: str) -> tuple[re.Pattern[str], ...]:
    texts = (one.split("\n")[0] for one in in_every_language(key))
    return tuple(_pattern(text, {}) for text in texts)


def _pattern(text: str, filled: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """What a sentence of ours may say; `filled` are the words of its fields that are known."""

    def field(found: re.Match[str]) -> str:
        name = found[1]
        if name in filled:
            return f"(?:{'|'.join(map(re.escape, filled[name]))})"
        return r"[\d,]+" if name in _COUNTED else ".+"

    return re.compile(_FIELD.sub(field, re.escape(text.strip())))


def named_desk(text: str) -> str:
    """The consultation desk that a line of ours names; empty for any other line."""
    lines = in_every_language("hard_times") | in_every_language("desk_line")
    starts = (line.partition("{desk}")[0] for line in lines)
    found = next((start for start in starts if text.strip().startswith(start)), None)
    return "" if found is None else text.strip().removeprefix(found).strip()


@dataclass(frozen=True)
class GuideTexts:
    """What the sheets around the markup say when nobody wrote on them."""

    course: Course
    language: str
    ids: Ids
    titles: frozenset[str]  # of the survey or test, as it was and is shown
    mark: int

    def notices(
        self, book: Book, sheets: Mapping[str, str], main: Grid, lines: list[Place]
    ) -> list[Notice]:
        """One notice a sheet, and one for the desk on it.

        `lines` are the cells of `main`, the sheet with the markup, that hold lines of ours.
        """
        grids = [(main, book.grid(main.name, formulas=True), lines)]
        for name in (sheets[key] for key in _GUIDES if key in sheets):
            grid = book.grid(name)
            grids.append((grid, book.grid(name, formulas=True), list(grid.cells)))
        if listed := sheets.get("sheet_result_list"):  # below its head stand people's results
            grid = book.grid(listed, last_row=RESULTS)
            formulas = book.grid(listed, formulas=True, last_row=RESULTS)
            grids.append((grid, formulas, list(grid.cells)))
        same = {cell.text.strip() for cell in main.cells.values()}
        return [
            notice
            for grid, formulas, places in grids
            for notice in self._of_sheet(grid, formulas, places, same, main.name)
        ]

    def _of_sheet(
        self, grid: Grid, formulas: Grid, places: list[Place], same: set[str], main: str
    ) -> Iterator[Notice]:
        known = {place for name, place in self.ids.places.values() if name == grid.name}
        here = [
            place
            for place in sorted(places)
            if place not in known
            and not formulas[place[0], grid.columns.get(place[1], place[1])].text.startswith("=")
            and not self._is_ours(grid[place].text.strip(), () if grid.name == main else same)
        ]
        desks = {place: desk for place in here if (desk := named_desk(grid[place].text))}
        others = [place for place in here if place not in desks]
        if others:
            values = {"texts": some_quoted(grid[one].text for one in others), "sheet": main}
            yield Notice(Remark.GUIDE_TEXT, f"{grid.name}!{grid.named(others)}", values)
        if desks:
            values = {"texts": some_quoted(desks.values())}
            yield Notice(Remark.DESK_KEPT, f"{grid.name}!{grid.named(desks)}", values)

    def _is_ours(self, text: str, same: Iterable[str]) -> bool:
        if len(text) < 2 or text.isdecimal() or text in same:
            return True
        if all(part in self._titles for part in re.split("[　\n]", text) if part):
            return True
        return self._sentences.fullmatch(text) is not None

    @cached_property
    def _titles(self) -> frozenset[str]:
        every = (*self.course.meta.title.values(), *self.titles, *self.ids.values.values())
        return frozenset(every)

    @cached_property
    def _sentences(self) -> re.Pattern[str]:
        desk = texts_of(self.course, self.language, self.ids.values).desk
        return _sentences(self.titles, self.ids.pass_mark or str(self.mark), desk)


@lru_cache(maxsize=8)
def _sentences(titles: frozenset[str], mark: str, desk: str) -> re.Pattern[str]:
    """Every line of the words of every language, in one pattern: asked of each cell."""
    title = tuple(sorted(titles))
    filled = {"test": title, "survey": title, "mark": (mark,), "desk": (desk,)}
    texts = {
        text
        for key in words_of(FALLBACK)
        for whole in in_every_language(key)
        for text in (whole, *whole.split("\n"))
    }
    return re.compile("|".join(_pattern(text, filled).pattern for text in sorted(texts)))
