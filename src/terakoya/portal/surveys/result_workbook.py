"""The results as a workbook, from the same published table; every text is written as a text."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from terakoya.courseware.formats.xlsx.writing.colours import HEAT, LINE, SURFACE_3

from .heat_map import HeatCell, HeatRow, heat_rows
from .result_document import rules_of
from .result_page import ResultPage, comments_of
from .result_words import not_compared
from .selectors_results import CourseResults
from .words import PAPER_MARK


def result_workbook(results: CourseResults, page: ResultPage, *, written_at: dt.datetime) -> bytes:
    """A sheet each for the figures, the units, the changes, the shares, the comments, the rules."""
    book = _Book(written_at)
    book.sheet(
        _("まとめ"),
        (_("項目"), _("値"), _("補足")),
        _figure_rows(results, page),
        (30, 24, 60),
    )
    book.heat_sheet(page, (page.company, *heat_rows(results, page.units)))
    if page.chart:
        book.sheet(
            _("前後の変化"),
            (_("テーマ"), _("指数 ± 誤差"), _("差"), _("判断")),
            (_change_row(line) for line in page.chart),
            (24, 48, 8, 30),
        )
    shares = [(item.text, *one) for item in page.shares for one in item.options]
    book.sheet(_("経験"), (_("問い"), _("答え"), _("割合")), shares, (60, 20, 12))
    book.sheet(_("自由記述"), (_("問い"), _("記述")), comments_of(results), (40, 90))
    book.sheet(_("表示の基準"), (_("表示の基準"),), ((rule,) for rule in rules_of(results)), (100,))
    return book.close()


def _figure_rows(results: CourseResults, page: ResultPage) -> Iterator[tuple[str, ...]]:
    if results.chosen.wave.is_on_paper:
        yield _("集め方"), str(PAPER_MARK), not_compared(results)
    for one in page.figures:
        yield one.label, f"{one.value} {one.beside}".strip(), one.remark


def _change_row(line: Any) -> tuple[str, ...]:
    marks = "　→　".join(f"{mark.kind.label} {mark.with_margin}" for mark in line.marks)
    judged = _("はっきりした変化") if line.is_clear else _("はっきりした差とは言えません")
    return line.name, marks, line.change, judged


class _Book:
    """A workbook under construction."""

    def __init__(self, written_at: dt.datetime) -> None:
        self._bytes = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._bytes, {"in_memory": True})
        self._book.set_properties(
            {"title": _("意識調査の結果"), "created": written_at.replace(tzinfo=None)}
        )
        plain = {"text_wrap": True, "valign": "vcenter", "border": 1, "border_color": LINE}
        self._plain = self._book.add_format(plain)
        self._head = self._book.add_format(plain | {"bold": True, "bg_color": SURFACE_3})
        centred = plain | {"align": "center"}
        self._hidden = self._book.add_format(plain | {"bg_color": SURFACE_3})
        self._heat = [self._book.add_format(centred | {"bg_color": one}) for one in HEAT]

    def sheet(
        self,
        name: str,
        head: Sequence[str],
        rows: Iterable[Sequence[str]],
        widths: Sequence[int],
    ) -> None:
        """A sheet of texts under a header that stays."""
        sheet = self._start(name, head, widths)
        for number, row in enumerate(rows, 1):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text, self._plain)

    def heat_sheet(self, page: ResultPage, rows: Iterable[HeatRow]) -> None:
        """Units by topics: index, margin and change, or the reason why there is none."""
        head = (_("部署"), _("回答者"), *page.topics)
        sheet = self._start(_("部署 × テーマ"), head, (30, 14, *[18] * len(page.topics)))
        for number, row in enumerate(rows, 1):
            sheet.write_string(number, 0, row.name, self._plain)
            sheet.write_string(number, 1, row.n, self._plain)
            for column, cell in enumerate(row.cells, 2):
                self._write_cell(sheet, number, column, cell)
            if not row.cells:
                sheet.write_string(number, 2, row.reason, self._hidden)

    def _write_cell(self, sheet: Any, number: int, column: int, cell: HeatCell) -> None:
        text = f"{cell.with_margin}（{cell.below}）" if cell.below else cell.with_margin
        look = self._heat[cell.heat - 1] if cell.heat else self._hidden
        sheet.write_string(number, column, text, look)

    def _start(self, name: str, head: Sequence[str], widths: Sequence[int]) -> Any:
        sheet = self._book.add_worksheet(name)
        for column, (text, width) in enumerate(zip(head, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, text, self._head)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        return sheet

    def close(self) -> bytes:
        """The bytes of the workbook."""
        self._book.close()
        return self._bytes.getvalue()
