"""次にすること: the company's topics, the lowest score first, and what to do about each.

It needs no department: a company of 30 people, whose departments are too small to be shown,
reads here what to begin with.
"""

from __future__ import annotations

from .....scoring import BANDS_BELOW, EXACT_SIZE_FROM, SMALLEST_GROUP
from .. import colours
from ..book import Book
from ..measure import page_height, row_height
from ..sheet import literal
from ..styles import BODY, BODY_SIZE, CENTRE, ENTRY, HEADER, HEADING, LEFT, NOTICE, TITLE, Style
from .calculation_sheet import CalculationSheet
from .company_topics import ADVICE, LEVEL, NAME, SHOWN
from .plan import COMPANY_KEY, SurveyPlan
from .results import SCORE_FORMAT, colour_scores
from .tally import Tally

PLACE, TOPIC, SCORE, DEGREE, TO_DO = 1, 2, 3, 4, 5
WIDTHS = (2, 5, 20, 13, 14, 64)
MOST_PLANNED = 2  # topics that are taken up at a time
GIVEN: Style = {**ENTRY, "indent": 1}
HEAD_HEIGHT, BELOW_HEIGHT = 108, 268  # points above and below the table
LINE_ROW, HEADER_ROW, FIRST_ROW = 1, 3, 4


class AdviceSheet:
    """The sheet of what to do."""

    def __init__(self, book: Book, plan: SurveyPlan) -> None:
        self._sheet = book.sheet("sheet_advice", WIDTHS, tab=colours.HEAT[4])
        self._book, self._plan, self._word = book, plan, book.texts.word

    def write(self, reckoning: CalculationSheet, tally: Tally) -> None:
        """Write the whole sheet."""
        sheet, word = self._sheet, self._word
        sheet.banner(0, PLACE, TO_DO, word("sheet_advice"), TITLE)
        sheet.raw.set_row(0, 36)
        self._write_line(reckoning.respondents(COMPANY_KEY), tally)
        heads = ("place", "topic", "company_score", "degree", "to_do")
        for column, key in enumerate(heads, PLACE):
            sheet.text(HEADER_ROW, column, word(key), HEADER)
        sheet.raw.set_row(HEADER_ROW, 24)
        topics = len(self._plan.topics)
        texts = [self._plan.advice(one) for one in self._plan.topics]
        height = max(row_height(text, WIDTHS[TO_DO] - 2, BODY_SIZE) for text in texts)
        for place in range(topics):
            self._write_topic(place, reckoning, tally)
            sheet.raw.set_row(FIRST_ROW + place, height)
        last = FIRST_ROW + topics - 1
        area = (FIRST_ROW, SCORE, last, SCORE)
        colour_scores(sheet, area, reckoning, word("hidden"))
        row = self._write_plan(self._write_habits(last + 2) + 2)
        fits = HEAD_HEIGHT + topics * height + BELOW_HEIGHT <= page_height(WIDTHS)
        pages = [(0, row)] if fits else [(0, last + 1), (last + 2, row)]
        self._book.print_on(sheet, None)
        self._book.print_pages(sheet, pages, TO_DO + 1)

    def _write_line(self, size: str, tally: Tally) -> None:
        """Say how far so few or many answers carry."""
        bounds = (1, SMALLEST_GROUP, BANDS_BELOW, EXACT_SIZE_FROM)
        lines = [
            self._word(f"advice_from_{least}", minimum=SMALLEST_GROUP, exact=EXACT_SIZE_FROM)
            for least in (0, *bounds)
        ]
        formula = literal(lines[-1])
        for least, line in reversed(list(zip(bounds, lines, strict=False))):
            formula = f"IF({size}<{least},{literal(line)},{formula})"
        shown = lines[sum(tally.company.respondents >= least for least in bounds)]
        self._sheet.merge(LINE_ROW, PLACE, LINE_ROW, TO_DO, NOTICE)
        self._sheet.formula(LINE_ROW, PLACE, formula, shown, NOTICE)
        self._sheet.raw.set_row(LINE_ROW, 40)
        self._sheet.raw.set_row(LINE_ROW + 1, 8)

    def _write_topic(self, place: int, reckoning: CalculationSheet, tally: Tally) -> None:
        sheet, row, topics = self._sheet, FIRST_ROW + place, reckoning.topics
        topic = topics.order(tally)[place]
        sheet.number(row, PLACE, place + 1, CENTRE)
        bold: Style = {**LEFT, "bold": True, "font_color": colours.INK}
        sheet.formula(row, TOPIC, f'{topics.ranked(place, NAME)}&""', topic.name, bold)
        style: Style = {**CENTRE, "bold": True, "num_format": SCORE_FORMAT}
        shown = topics.shown(topic, tally)
        sheet.formula(row, SCORE, topics.ranked(place, SHOWN), shown, style)
        level = topics.level(topic, tally)
        sheet.formula(row, DEGREE, f'{topics.ranked(place, LEVEL)}&""', level, CENTRE)
        advice = self._plan.advice(topic)
        sheet.formula(row, TO_DO, f'{topics.ranked(place, ADVICE)}&""', advice, LEFT)

    def _write_habits(self, row: int) -> int:
        """Write what helps with every topic; the last row."""
        sheet = self._sheet
        sheet.banner(row, PLACE, TO_DO, self._word("habits"), HEADING)
        sheet.raw.set_row(row, 26)
        for line in self._word("habits_text").split("\n"):
            row += 1
            sheet.banner(row, PLACE, TO_DO, line, BODY)
            sheet.raw.set_row(row, row_height(line, sum(WIDTHS[1:]), BODY_SIZE, padding=5))
        return row

    def _write_plan(self, row: int) -> int:
        """Offer room for what was decided, to type or to write by hand; the last row."""
        sheet, word = self._sheet, self._word
        sheet.banner(row, PLACE, TO_DO, word("decided"), HEADING)
        sheet.raw.set_row(row, 26)
        parts = ((PLACE, TOPIC, "topic"), (SCORE, DEGREE, "who_until"), (TO_DO, TO_DO, "to_do"))
        for offset in range(1 + MOST_PLANNED):
            for first, last, key in parts:
                at = row + 1 + offset
                if offset == 0:
                    sheet.banner(at, first, last, word(key), HEADER)
                else:
                    sheet.merge(at, first, at, last, GIVEN)
                    sheet.entry(at, first, None, GIVEN)
            sheet.raw.set_row(row + 1 + offset, 40 if offset else 24)
        return row + 1 + MOST_PLANNED
