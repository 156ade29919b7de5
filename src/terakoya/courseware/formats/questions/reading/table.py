"""A plain table of questions, as anybody fills it in with a spreadsheet → drafts.

One row a question. The headings, in any order and in either language, are in `HEADINGS`; only
問題, 選択肢1, 選択肢2 and 正解 are needed. `docs/question-files.md` describes each.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

from openpyxl.utils import get_column_letter

from ....text.alignment import folded
from ...xlsx.reading.choice_limit import quoted
from ...xlsx.reading.grid import EMPTY, Cell, Grid
from ...xlsx.reading.notices import Notice, Refusal, Remark, UnreadableSheet
from .csv_grid import is_header
from .draft import Background, Draft, DraftChoice
from .error_values import is_error
from .headings import (
    NEEDED,
    NUMBERS,
    columns_of,
    field_of,
    holds_words,
    in_both_languages,
    kana_of,
    kind_of,
)
from .html import html_words, looks_like_html
from .right_choices import right_choices
from .table_rows import TableRows
from .text_losses import TextLosses

_QUOTED = 30  # characters of a cell that a notice quotes
_LONGEST_ANSWER = 60
_MOST_NAMED = 12  # columns that a notice names
_DIVIDERS = re.compile("[;；\n]")


def header_row(grid: Grid) -> int:
    """The row of the needed headings; raises `UnreadableSheet` without one."""
    best: tuple[int, list[str]] = (0, [])
    for row, cells in grid.rows():
        texts = [cell.text for cell in cells.values()]
        if is_header(texts):
            return row
        known = sum(bool(field_of(text)) for text in texts)
        best = max(best, (known, texts), key=lambda one: one[0])
    raise _no_table(grid.name, *best)


def _no_table(name: str, known: int, texts: list[str]) -> UnreadableSheet:
    """Which headings a table lacks, where there is a row that has some."""
    if not known:
        return UnreadableSheet(Refusal.NO_TABLE, name)
    found = {field_of(text) for text in texts}
    lacking = [in_both_languages(one) for one in NEEDED if one not in found]
    there = [text.strip()[:_QUOTED] for text in texts[:_MOST_NAMED]]
    return UnreadableSheet(
        Refusal.LACKING_HEADINGS, name, lacking=quoted(lacking), found=quoted(there)
    )


def read_table(grid: Grid, header: int, background: Background) -> tuple[list[Draft], list[Notice]]:
    """The questions below a row of headings; empty rows are passed over."""
    return _Table(grid, header, background).read()


class _Table:
    """A grid whose row of headings is known."""

    def __init__(self, grid: Grid, header: int, background: Background) -> None:
        self.grid, self.header, self.background = grid, header, background
        headings = {column: grid.text(header, column) for _, column in grid.cells}
        self.columns = columns_of({column: words for column, words in headings.items() if words})
        self.kana = kana_of(
            {n: headings[at] for n in NUMBERS if (at := self.columns.get(f"choice{n}"))}
        )
        self.rows = TableRows(grid, header, self.columns, background.own)
        self.notices: list[Notice] = []
        self.losses = TextLosses()

    def read(self) -> tuple[list[Draft], list[Notice]]:
        drafts, broken = [], set()
        for row, cells in self.grid.rows():
            if row <= self.header:
                continue
            if self.rows.is_shifted(row):
                broken.add(row)
                drafts.append(self._shifted(row, cells))
                continue
            values = self._values(row, cells)
            if _is_question(values):
                drafts.append(self._draft(row, values))
        unread = unread_columns(self.grid, self.header, set(self.columns.values()), broken)
        losses = self.losses.notices(self.background.language)
        return drafts, [*self.notices, *losses, *unread]

    def _values(self, row: int, cells: Mapping[int, Cell]) -> dict[str, str]:
        """What a row says by field; a field beyond its end is not among them."""
        unsaid = self.rows.unsaid(row)
        values = {}
        for name, column in self.columns.items():
            if name in unsaid:
                continue
            cell = cells.get(column, EMPTY)
            values[name] = cell.text.strip()
            if is_error(values[name], cell) and not holds_words(name):
                place = self.grid.address(row, column)
                self.notices.append(Notice(Remark.ERROR_CELL, place, {"text": cell.text}))
                values[name] = ""
        return values

    def _shifted(self, row: int, cells: Mapping[int, Cell]) -> Draft:
        """A row whose cells stand in columns of others: only which question it is, is read."""
        texts = [cell.text.strip() for _, cell in sorted(cells.items())]
        ids = self.background.own.get("id", frozenset())
        known = [text for text in texts if folded(text) in ids]
        words = "\n".join(self.rows.words(row))
        return Draft(
            place=self.grid.address(row, min(cells)),
            text=words,
            choices=[],
            id=known[-1] if known else "",
            fault=Remark.ROW_SHIFTED,
        )

    def _unread(self, row: int) -> dict[str, str]:
        """What stands in the columns of a row that are not read, by their headings."""
        read = set(self.columns.values())
        return {
            _column_name(self.grid, self.header, column): text
            for column, text in self.rows.texts[row].items()
            if column not in read
        }

    def _draft(self, row: int, said: Mapping[str, str]) -> Draft:
        places = {name: self.grid.address(row, column) for name, column in self.columns.items()}
        texts = self._words(places["text"], said)
        given = {n: words for n in NUMBERS if (words := texts.get(f"choice{n}", ""))}
        self._tell_reasons_alone(texts, given, places)
        answer = texts.get("right", "")
        right = right_choices(answer, given, order=self.kana)
        if right.is_doubtful:
            values = {"name": answer[:_QUOTED]}
            self.notices.append(Notice(Remark.DOUBTFUL_RIGHT, places["right"], values))
        kind = texts.get("kind", "")
        return Draft(
            place=places["text"],
            places=places,
            id=texts.get("id", ""),
            kind=kind_of(kind) or kind,
            scene=texts.get("scene", ""),
            text=texts.get("text", ""),
            choices=[
                DraftChoice(words, texts.get(f"why{n}"), n in right.numbers, column=n)
                for n, words in given.items()
            ],
            explanation=texts.get("explanation"),
            topic=texts.get("topic", ""),
            goal=texts.get("goal", ""),
            slides=_listed(texts.get("slides", "")),
            facts=_listed(texts.get("facts", "")),
            tags=_listed(texts["tags"]) if "tags" in texts else None,
            answer="" if right.numbers else answer[:_LONGEST_ANSWER],
            unsaid=self.rows.unsaid(row),
            unread=self._unread(row),
        )

    def _words(self, place: str, said: Mapping[str, str]) -> dict[str, str]:
        """What a row says, its HTML as our marks."""
        texts = dict(said)
        read = []
        for name in filter(holds_words, said):
            if looks_like_html(said[name]):
                words = html_words(said[name], self.background.language)
                texts[name] = words.text
                read.append(words)
                if name == "text" and words.scene and not said.get("scene"):
                    texts["scene"] = words.scene
        self.losses.take(place, *read)
        return texts

    def _tell_reasons_alone(
        self, texts: Mapping[str, str], given: Mapping[int, str], places: Mapping[str, str]
    ) -> None:
        for n in NUMBERS:
            if n not in given and (why := texts.get(f"why{n}")):
                values = {"text": why[:_QUOTED]}
                self.notices.append(Notice(Remark.REASON_ALONE, places[f"why{n}"], values))


def _is_question(said: Mapping[str, str]) -> bool:
    """Whether a row holds anything; the headings that a printer repeats are no question."""
    texts = {name: words for name, words in said.items() if words}
    is_head = texts.keys() >= {"text", "right"} and all(
        field_of(words) == name for name, words in texts.items()
    )
    return bool(texts) and not is_head


def _listed(text: str) -> list[str]:
    return [part.strip() for part in _DIVIDERS.split(text) if part.strip()]


def unread_columns(
    grid: Grid, header: int, read: set[int], broken: Container[int] = ()
) -> list[Notice]:
    """One notice for the columns that hold something and of which nothing is read.

    `broken` are rows that are not read at all.
    """
    cells = {
        place: cell.text.strip()
        for place, cell in sorted(grid.cells.items())
        if place[0] > header and place[0] not in broken and place[1] not in read
        if cell.text.strip()
    }
    if not cells:
        return []
    names = [_column_name(grid, header, column) for column in sorted({at for _, at in cells})]
    (row, column), text = next(iter(cells.items()))
    shown = "、".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")
    values = {"names": shown, "count": str(len(cells)), "text": text[:_QUOTED]}
    return [Notice(Remark.UNREAD_COLUMNS, grid.address(row, column), values)]


def _column_name(grid: Grid, header: int, column: int) -> str:
    """The heading of a column with its letter."""
    letter = get_column_letter(column)
    heading = grid.text(header, column)
    return f"{heading[:_QUOTED]} ({letter})" if heading else letter
