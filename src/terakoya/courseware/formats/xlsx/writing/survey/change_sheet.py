"""前後の比較: the company's topics before and after, and whether a change may be told.

The columns of this time are copied into those of the time before in a later workbook. The rule is
that of `topic_index.change_between`: a difference is told from 5 points on and from its margin on.
"""

from __future__ import annotations

from .....scoring import BANDS_BELOW
from .....topic_index import SMALLEST_CHANGE, TopicIndex, change_between
from .. import colours
from ..book import Book
from ..measure import row_height
from ..sheet import Value, literal
from ..styles import BODY, BODY_SIZE, CENTRE, ENTRY, HEADER, LEFT, TITLE, Style
from .calculation_sheet import CalculationSheet
from .company_topics import MARGIN, SHOWN
from .plan import COMPANY_KEY, PlannedTopic, SurveyPlan
from .results import colour_scores, size_formula, size_words
from .tally import Tally

TOPIC, BEFORE, BEFORE_MARGIN, NOW, NOW_MARGIN, POINTS, TOLD = range(1, 8)
WIDTHS = (2, 24, 12, 8, 12, 8, 9, 36)
HEAD_ROW, HEADER_ROW, SIZE_ROW, FIRST_ROW = 3, 4, 5, 6
GIVEN: Style = {**ENTRY, "align": "center"}


class ChangeSheet:
    """The sheet that compares two times of asking."""

    def __init__(self, book: Book, plan: SurveyPlan) -> None:
        self._sheet = book.sheet("sheet_change", WIDTHS, tab=colours.HEAT[4])
        self._book, self._plan, self._word = book, plan, book.texts.word

    def write(self, reckoning: CalculationSheet, tally: Tally) -> None:
        """Write the whole sheet."""
        sheet, word = self._sheet, self._word
        sheet.banner(0, TOPIC, TOLD, word("sheet_change"), TITLE)
        sheet.raw.set_row(0, 36)
        self._write_note(1, word("change_how"))
        sheet.raw.set_row(2, 8)
        self._write_heads()
        self._write_sizes(reckoning, tally)
        for place, topic in enumerate(self._plan.topics):
            self._write_topic(FIRST_ROW + place, topic, reckoning, tally)
        last = FIRST_ROW + len(self._plan.topics) - 1
        for column in (BEFORE, NOW):
            area = (FIRST_ROW, column, last, column)
            colour_scores(sheet, area, reckoning, word("hidden"))
        self._colour(last)
        self._write_note(last + 2, word("change_rule", least=SMALLEST_CHANGE, fewest=BANDS_BELOW))
        self._book.print_on(sheet, (0, 0, last + 2, TOLD), pages_high=1)

    def _write_note(self, row: int, text: str) -> None:
        self._sheet.banner(row, TOPIC, TOLD, text, BODY)
        self._sheet.raw.set_row(row, row_height(text, sum(WIDTHS[1:]), BODY_SIZE, padding=8))

    def _write_heads(self) -> None:
        sheet, word = self._sheet, self._word
        sheet.text(HEAD_ROW, TOPIC, "", HEADER)
        for first, last, key in (
            (BEFORE, BEFORE_MARGIN, "time_before"),
            (NOW, NOW_MARGIN, "time_now"),
            (POINTS, TOLD, "compared"),
        ):
            sheet.banner(HEAD_ROW, first, last, word(key), HEADER)
        keys = ("topic", "score", "plus_minus", "score", "plus_minus", "points_moved", "told")
        for column, key in enumerate(keys, TOPIC):
            sheet.text(HEADER_ROW, column, word(key), HEADER)
        sheet.raw.set_row(HEAD_ROW, 34)
        sheet.raw.set_row(HEADER_ROW, 22)

    def _write_sizes(self, reckoning: CalculationSheet, tally: Tally) -> None:
        sheet, row = self._sheet, SIZE_ROW
        sheet.text(row, TOPIC, self._word("size"), LEFT)
        sheet.entry(row, BEFORE, None, GIVEN)
        sheet.entry(row, BEFORE_MARGIN, None, GIVEN)
        size = reckoning.respondents(COMPANY_KEY)
        formula = f'IF({size}=0,"",{size_formula(self._book, size)})'
        people = tally.company.respondents
        sheet.formula(row, NOW, formula, size_words(self._book, people) if people else "", CENTRE)
        for column in (NOW_MARGIN, POINTS, TOLD):
            sheet.text(row, column, "", CENTRE)
        sheet.raw.set_row(row, 24)

    def _write_topic(
        self, row: int, topic: PlannedTopic, reckoning: CalculationSheet, tally: Tally
    ) -> None:
        sheet, topics = self._sheet, reckoning.topics
        sheet.text(row, TOPIC, topic.name, {**LEFT, "bold": True, "font_color": colours.INK})
        for column, given in zip(
            (BEFORE, BEFORE_MARGIN), tally.fill.before.get(topic.id, (None, None)), strict=True
        ):
            sheet.entry(row, column, given, GIVEN)
        index = topics.index(topic, tally)
        margin: Value = "" if index is None or index.margin is None else index.margin
        shown = topics.shown(topic, tally)
        sheet.formula(row, NOW, topics.cell(topic, SHOWN), shown, {**CENTRE, "bold": True})
        sheet.formula(row, NOW_MARGIN, topics.cell(topic, MARGIN), margin, CENTRE)
        self._write_change(row, topic, index, tally)
        sheet.raw.set_row(row, 26)

    def _write_change(
        self, row: int, topic: PlannedTopic, index: TopicIndex | None, tally: Tally
    ) -> None:
        sheet, word = self._sheet, self._word
        before, before_margin, now, now_margin, points = (
            sheet.ref(row, column) for column in (BEFORE, BEFORE_MARGIN, NOW, NOW_MARGIN, POINTS)
        )
        cells = ",".join(f"ISNUMBER({one})" for one in (before, before_margin, now, now_margin))
        given = tally.fill.before.get(topic.id, ("", ""))
        change = change_between(_earlier(topic, given), index)
        value: Value = "" if change is None else change.points
        style: Style = {**CENTRE, "bold": True, "num_format": "+0;-0;0"}
        sheet.formula(row, POINTS, f'IF(AND({cells}),{now}-{before},"")', value, style)
        both = (
            f"ROUNDUP(ROUND(SQRT({before_margin}*{before_margin}+{now_margin}*{now_margin}),6),0)"
        )
        up, down, unclear, few = (
            word(f"moved_{key}") for key in ("up", "down", "unclear", "too_few")
        )
        clear = f"ABS({points})>=MAX({SMALLEST_CHANGE},{both})"
        moved = f"IF({clear},IF({points}>0,{literal(up)},{literal(down)}),{literal(unclear)})"
        missing = f'IF(OR(LEN({before})=0,LEN({now})=0),"",{literal(few)})'
        told = ""
        if change is not None:
            told = (up if change.points > 0 else down) if change.is_clear else unclear
        elif given[0] != "" and tally.company.respondents:
            told = few
        sheet.formula(row, TOLD, f'IF({points}="",{missing},{moved})', told, LEFT)

    def _colour(self, last: int) -> None:
        first = f"$H{FIRST_ROW + 1}"
        for key, ink, tint in (
            ("up", colours.OK_INK, colours.OK_TINT),
            ("down", colours.ERR_INK, colours.ERR_TINT),
        ):
            rule = f"{first}={literal(self._word(f'moved_{key}'))}"
            style = {"font_color": ink, "bg_color": tint}
            self._sheet.colour(FIRST_ROW, TOLD, last, TOLD, rule, style)


def _earlier(topic: PlannedTopic, given: tuple[int | str, int | str]) -> TopicIndex | None:
    """What was copied of a topic as an index; `None` where it is no score with its margin."""
    score, margin = given
    if isinstance(score, int) and isinstance(margin, int):
        return TopicIndex(topic.id, score=score, margin=margin, band=None)
    return None
