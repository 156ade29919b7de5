"""設問別の結果: how the whole company answered each item."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from xlsxwriter.utility import xl_rowcol_to_cell

from .....scoring import band_of
from .. import colours
from ..book import Book
from ..measure import break_pages, page_height, row_height
from ..sheet import Value, literal
from ..styles import BODY_SIZE, CELL, CENTRE, HEADER, LEFT, NOTE, TITLE, Style
from .answer_sheet import AnswerSheet
from .calculation_sheet import ANSWERED, FIRST_OPTION, ITEM_STATE, SCORE_STATE, CalculationSheet
from .plan import PlannedItem, SurveyPlan
from .results import SCORE_FORMAT, colour_scores, score_value, size_formula, size_words
from .tally import State, Tally

NUMBER, QUESTION, SIZE, FIRST_SHARE = 1, 2, 3, 4
QUESTION_WIDTH, SHARE_WIDTH, HEAD_SIZE = 54, 13, 9.5
FIRST_ROW = 3
ITEMS_ON_A_PAGE = 16
HEAD_HEIGHT, GAP = 85, 10  # points above the first group, and below each
RESERVE = 12  # points kept free of each page


class ByItem:
    """The sheet of answers item by item."""

    def __init__(self, book: Book, plan: SurveyPlan) -> None:
        self._score = FIRST_SHARE + plan.most_options
        self._widths = (2, 6, QUESTION_WIDTH, 11, *[SHARE_WIDTH] * plan.most_options, 11)
        self._sheet = book.sheet("sheet_by_item", self._widths, tab=colours.HEAT[4])
        self._book, self._plan, self._word = book, plan, book.texts.word

    def write(self, answer_sheet: AnswerSheet, reckoning: CalculationSheet, tally: Tally) -> None:
        """Write the whole sheet."""
        sheet, word = self._sheet, self._word
        sheet.banner(0, NUMBER, self._score, word("sheet_by_item"), TITLE)
        sheet.raw.set_row(0, 36)
        text = word("by_item_how", declined=self._plan.declined)
        sheet.banner(1, NUMBER, self._score, text, NOTE)
        sheet.raw.set_row(1, 34)
        row = FIRST_ROW
        groups: list[tuple[int, float]] = []  # the first row of each, and its height
        for _options, group in groupby(self._plan.closed, key=answer_sheet.options):
            items = list(group)
            height = self._write_header(row, items[0], answer_sheet)
            for offset, item in enumerate(items, 1):
                height += self._write_item(row + offset, item, answer_sheet, reckoning, tally)
            groups.append((row, height + GAP))
            area = (row + 1, self._score, row + len(items), self._score)
            colour_scores(sheet, area, reckoning, word("hidden"))
            self._draw_bars(row + 1, row + len(items), len(items[0].options))
            sheet.raw.set_row(row + len(items) + 1, GAP)
            row += len(items) + 2
        self._print(row - 2, groups)
        sheet.raw.freeze_panes(FIRST_ROW, 0)

    def _print(self, last: int, groups: Sequence[tuple[int, float]]) -> None:
        """Print few items on one page, and more with no heading parted from its items."""
        if len(self._plan.closed) <= ITEMS_ON_A_PAGE:
            area = (0, 0, last, self._score)
            self._book.print_on(self._sheet, area, landscape=True, pages_high=1)
            return
        first, *others = groups
        page = page_height(self._widths, landscape=True) - RESERVE
        starts = [0, *break_pages(others, HEAD_HEIGHT + first[1], page)]
        ends = [*(row - 1 for row in starts[1:]), last]
        pages = list(zip(starts, ends, strict=True))
        self._book.print_on(self._sheet, None, landscape=True, pages_high=len(pages))
        self._book.print_pages(self._sheet, pages, self._score + 1)

    def _write_header(self, row: int, item: PlannedItem, answer_sheet: AnswerSheet) -> float:
        """Write the heading over items with the same options; its height."""
        for column, key in (
            (NUMBER, "number"),
            (QUESTION, "question"),
            (SIZE, "size"),
            (self._score, "score"),
        ):
            self._sheet.text(row, column, self._word(key), HEADER)
        for index in range(self._plan.most_options):
            column = FIRST_SHARE + index
            if index < len(item.labels):
                small: Style = {**HEADER, "font_size": HEAD_SIZE}
                self._sheet.link(
                    row, column, answer_sheet.option(item, index), item.labels[index], small
                )
            else:
                self._sheet.text(row, column, "", {**HEADER, "bg_color": colours.SURFACE_3})
        height = max(
            26, *(row_height(label, SHARE_WIDTH, HEAD_SIZE, padding=4) for label in item.labels)
        )
        self._sheet.raw.set_row(row, height)
        return height

    def _write_item(
        self,
        row: int,
        item: PlannedItem,
        answer_sheet: AnswerSheet,
        reckoning: CalculationSheet,
        tally: Tally,
    ) -> float:
        """Write the row of an item; its height."""
        sheet = self._sheet
        sheet.number(row, NUMBER, item.number, CENTRE)
        sheet.link(row, QUESTION, answer_sheet.question(item), item.text, LEFT)
        height = max(26, row_height(item.text, QUESTION_WIDTH, BODY_SIZE, padding=4))
        sheet.raw.set_row(row, height)
        self._write_size(row, item, reckoning, tally)
        for index in range(self._plan.most_options):
            if index < len(item.options):
                self._write_share(row, index, item, reckoning, tally)
            else:
                blank: Style = {**CELL, "bg_color": colours.SURFACE_3}
                sheet.text(row, FIRST_SHARE + index, "", blank)
        self._write_score(row, item, reckoning, tally)
        return height

    def _write_size(
        self, row: int, item: PlannedItem, reckoning: CalculationSheet, tally: Tally
    ) -> None:
        state = reckoning.item_cell(item, ITEM_STATE)
        answered = reckoning.item_cell(item, ANSWERED)
        few = self._word("size_few", minimum=item.minimum)
        formula = (
            f'IF({state}={State.EMPTY:d},"",IF({state}={State.TOO_FEW:d},{literal(few)},'
            f"{size_formula(self._book, answered)}))"
        )
        answers = tally.company.answered(item)
        found = tally.item_state(item, answers)
        value = {State.EMPTY: "", State.TOO_FEW: few}.get(found, size_words(self._book, answers))
        self._sheet.formula(row, SIZE, formula, value, CENTRE)

    def _write_share(
        self, row: int, index: int, item: PlannedItem, reckoning: CalculationSheet, tally: Tally
    ) -> None:
        state = reckoning.item_cell(item, ITEM_STATE)
        count = reckoning.item_cell(item, FIRST_OPTION + index)
        share = f"ROUND(100*{count}/{reckoning.item_cell(item, ANSWERED)},0)"
        hidden = self._word("hidden")
        formula = (
            f'IF({state}={State.EMPTY:d},"",IF({state}={State.SCORE:d},{share},'
            f"IF({state}={State.BAND:d},{reckoning.band(share, percent=True)},{literal(hidden)})))"
        )
        found = tally.item_state(item, tally.company.answered(item))
        value: Value = "" if found is State.EMPTY else hidden
        if found in (State.SCORE, State.BAND):
            percent = tally.percent(item, item.options[index].id)
            value = percent
            if found is State.BAND:
                value = reckoning.band_words(band_of(percent), percent=True)
        style: Style = {**CENTRE, "num_format": '0"%"'}
        self._sheet.formula(row, FIRST_SHARE + index, formula, value, style)

    def _write_score(
        self, row: int, item: PlannedItem, reckoning: CalculationSheet, tally: Tally
    ) -> None:
        if item not in self._plan.scored:
            self._sheet.text(row, self._score, "", {**CELL, "bg_color": colours.SURFACE_3})
            return
        state = reckoning.item_cell(item, SCORE_STATE)
        counted, points = reckoning.company_points(item)
        score = f"ROUND(ROUND({points}/{counted},6),0)"
        hidden = self._word("hidden")
        formula = (
            f'IF({state}={State.EMPTY:d},"",IF({state}={State.SCORE:d},{score},'
            f"IF({state}={State.BAND:d},{reckoning.band(score)},{literal(hidden)})))"
        )
        company = tally.company
        whole = next(one.score for one in company.score.items if one.item == item.id)
        found = tally.item_state(item, company.scored(item))
        value = score_value(found, whole, hidden, reckoning)
        style: Style = {**CENTRE, "bold": True, "num_format": SCORE_FORMAT}
        self._sheet.formula(row, self._score, formula, value, style)

    def _draw_bars(self, first: int, last: int, options: int) -> None:
        """Draw a bar in each share, and grey what is hidden."""
        area = (first, FIRST_SHARE, last, FIRST_SHARE + options - 1)
        cell = xl_rowcol_to_cell(area[0], area[1])
        grey = {"font_color": colours.TEXT_MUTE, "bg_color": colours.LINE_SOFT}
        self._sheet.colour(*area, f"{cell}={literal(self._word('hidden'))}", grey)
        bar = {
            "type": "data_bar",
            "bar_color": colours.PRIMARY_LINE,
            "bar_solid": True,
            "bar_border_color": colours.PRIMARY_LINE,
            "min_type": "num",
            "min_value": 0,
            "max_type": "num",
            "max_value": 100,
        }
        self._sheet.raw.conditional_format(*area, bar)
