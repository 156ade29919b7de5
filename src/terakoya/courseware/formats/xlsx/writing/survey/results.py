"""集計結果: topic by department, with what must stay hidden hidden, and a chart."""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell

from .....scoring import BAND_STARTS, BANDS_BELOW, EXACT_SIZE_FROM, SMALLEST_GROUP, band_of, heat_of
from .. import colours
from ..book import Book
from ..measure import column_pixels
from ..sheet import Sheet, Value, literal
from ..styles import BODY, CELL, FONT, HEADER, HEADING, NOTE, SMALL, TITLE, Style
from .calculation_sheet import CHART_ROW, CalculationSheet
from .calculation_sheet import HEADER_ROW as CALC_HEADER_ROW
from .collection import doubts_shown
from .plan import COMPANY_KEY, NO_DEPARTMENT_KEY, Kind, PlannedTopic, SurveyPlan
from .shown_groups import ShownGroups
from .tally import Group, State, Tally

NAME, SIZE, FIRST_TOPIC = 1, 2, 3
NAME_WIDTH, SIZE_WIDTH, TOPIC_WIDTH, REASON_WIDTH = 22, 12, 13.5, 40
CHART_TOP, CHART_ROWS, CHART_ROW_HEIGHT = 5, 15, 22
TABLE_HEADING = CHART_TOP + CHART_ROWS + 1
TABLE_HEADER = TABLE_HEADING + 2
FIRST_GROUP = TABLE_HEADER + 1
LAST_GROUP = FIRST_GROUP + NO_DEPARTMENT_KEY
SCORE_FORMAT = '[<50]"▼ "0;0'
REASONS = {
    State.TOO_FEW: "reason_too_few",
    State.DEDUCIBLE: "reason_deducible",
    State.COMPANY_TOO_SMALL: "reason_company_too_small",
}
HIDDEN_STYLE: Style = {
    "bg_color": colours.LINE_SOFT,
    "font_color": colours.TEXT_SUB,
    "border": 1,
    "border_color": colours.SURFACE,
}
PLAIN_ROW: Style = {**BODY, "bottom": 1, "bottom_color": colours.SURFACE}


def size_formula(book: Book, size: str) -> str:
    """The formula that says how many answered, as a range where that protects somebody."""
    word = book.texts.word
    return (
        f"IF({size}>={EXACT_SIZE_FROM},{size}&{literal(word('size_unit'))},"
        f"IF({size}>={BANDS_BELOW},{literal(word('size_10'))},"
        f"IF({size}>={SMALLEST_GROUP},{literal(word('size_5'))},{literal(word('size_0'))})))"
    )


def size_words(book: Book, size: int) -> str:
    """What `size_formula` gives."""
    word = book.texts.word
    if size >= EXACT_SIZE_FROM:
        return f"{size}{word('size_unit')}"
    key = next(
        k for least, k in ((BANDS_BELOW, "10"), (SMALLEST_GROUP, "5"), (0, "0")) if size >= least
    )
    return word(f"size_{key}")


def colour_scores(
    sheet: Sheet, area: tuple[int, int, int, int], reckoning: CalculationSheet, hidden: str
) -> None:
    """Colour scores by the five heat colours, the words of a band like its scores."""
    first = xl_rowcol_to_cell(area[0], area[1])
    bounds = (0, 50, 60, 70, 85, 101)
    sheet.colour(*area, f"{first}={literal(hidden)}", HIDDEN_STYLE)
    for heat, colour in enumerate(colours.HEAT, 1):
        words = [
            f"{first}={literal(reckoning.band_words(band))}"
            for band, start in enumerate(BAND_STARTS)
            if heat_of(start) == heat
        ]
        least, below = bounds[heat - 1], bounds[heat]
        within = f"AND(ISNUMBER({first}),{first}>={least},{first}<{below})"
        style = {"bg_color": colour, "border": 1, "border_color": colours.SURFACE}
        sheet.colour(*area, f"OR({within},{','.join(words)})", style)


class Results:
    """The sheet of results."""

    def __init__(self, book: Book, plan: SurveyPlan) -> None:
        topics = len(plan.topics)
        widths = (2, NAME_WIDTH, SIZE_WIDTH, *[TOPIC_WIDTH] * topics, REASON_WIDTH)
        self._sheet = book.sheet("sheet_results", widths, tab=colours.HEAT[4])
        self._book, self._plan, self._word = book, plan, book.texts.word
        self._columns = {topic.id: FIRST_TOPIC + i for i, topic in enumerate(plan.topics)}
        self._reason = FIRST_TOPIC + topics
        self._hidden = self._word("hidden")

    def write(self, reckoning: CalculationSheet, tally: Tally) -> None:
        """Write the whole sheet."""
        self._write_head(reckoning, tally)
        if not self._plan.topics:
            self._sheet.banner(4, NAME, self._reason, self._word("no_scores"), NOTE)
            self._book.print_on(self._sheet, (0, 0, 4, self._reason), landscape=True)
            return
        self._write_chart(reckoning)
        self._write_legend()
        self._write_table_head()
        for position, group in enumerate(reckoning.shown.groups(tally)):
            self._write_group(position, group, reckoning, tally)
        self._colour(reckoning)
        self._book.print_on(self._sheet, None, landscape=True)
        pages = [(0, TABLE_HEADING - 1), (TABLE_HEADING, LAST_GROUP)]
        self._book.print_pages(self._sheet, pages, self._reason + 1)

    def _write_head(self, reckoning: CalculationSheet, tally: Tally) -> None:
        sheet, word = self._sheet, self._word
        title = word("results_title", survey=self._plan.texts(self._plan.survey.title))
        sheet.banner(0, NAME, self._reason, title, TITLE)
        sheet.raw.set_row(0, 36)
        size = reckoning.respondents(COMPANY_KEY)
        none, few = word("no_answers_yet"), word("too_few_yet", minimum=SMALLEST_GROUP)
        prefix = word("respondents_line")
        formula = (
            f"IF({size}=0,{literal(none)},IF({size}<{SMALLEST_GROUP},{literal(few)},"
            f"{literal(prefix)}&{size_formula(self._book, size)}))"
        )
        people = tally.company.respondents
        value = prefix + size_words(self._book, people)
        value = none if people == 0 else few if people < SMALLEST_GROUP else value
        style: Style = {**BODY, "bold": True, "font_size": 12, "font_color": colours.INK}
        sheet.merge(1, NAME, 1, self._reason, style)
        sheet.formula(1, NAME, formula, value, style)
        sheet.raw.set_row(1, 28)
        style = {**BODY, "font_color": colours.ERR_INK}
        sheet.merge(2, NAME, 2, self._reason, style)
        line = reckoning.checks.line(self._book)
        sheet.formula(2, NAME, line, doubts_shown(self._book, tally), style)

    def _write_chart(self, reckoning: CalculationSheet) -> None:
        sheet = self._sheet
        sheet.banner(CHART_TOP - 1, NAME, self._reason, self._word("chart_heading"), HEADING)
        sheet.raw.set_row(CHART_TOP - 1, 24)
        for row in range(CHART_TOP, CHART_TOP + CHART_ROWS):
            sheet.raw.set_row(row, CHART_ROW_HEIGHT)
        font = {"name": FONT, "size": 10, "color": colours.TEXT}
        chart = self._book.raw.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": self._word("score"),
                "categories": f"={reckoning.chart_range(CALC_HEADER_ROW)}",
                "values": f"={reckoning.chart_range(CHART_ROW)}",
                "fill": {"color": colours.PRIMARY},
                "gap": 60,
                "data_labels": {"value": True, "num_format": "0;;", "font": font},
            }
        )
        chart.set_legend({"none": True})
        chart.set_title({"none": True})
        chart.set_y_axis({"reverse": True, "num_font": font, "line": {"color": colours.LINE}})
        chart.set_x_axis(
            {
                "min": 0,
                "max": 100,
                "major_unit": 25,
                "num_font": font,
                "num_format": "0",
                "line": {"none": True},
                "major_gridlines": {"visible": True, "line": {"color": colours.LINE_SOFT}},
                "label_position": "high",
            }
        )
        chart.set_chartarea({"border": {"none": True}})
        columns = [NAME_WIDTH, SIZE_WIDTH, *[TOPIC_WIDTH] * len(self._columns)]
        width = sum(column_pixels(column) + 12 for column in columns) - 16
        chart.set_size({"width": width, "height": CHART_ROWS * CHART_ROW_HEIGHT * 4 / 3 - 10})
        options = {"x_offset": 4, "y_offset": 5, "description": self._word("chart_alt")}
        sheet.raw.insert_chart(CHART_TOP, NAME, chart, options)

    def _write_legend(self) -> None:
        """Explain the colours and the rules, beside the chart."""
        sheet, word, column = self._sheet, self._word, self._reason
        head: Style = {**BODY, "bold": True, "font_color": colours.INK}
        sheet.text(CHART_TOP, column, word("colours"), head)
        for offset, colour in enumerate(colours.HEAT, 1):
            style: Style = {**CELL, "bg_color": colour, "border_color": colours.SURFACE}
            sheet.text(CHART_TOP + offset, column, word(f"heat_{offset}"), style)
        hidden: Style = {**CELL, **HIDDEN_STYLE}
        sheet.text(CHART_TOP + 6, column, word("heat_hidden", hidden=self._hidden), hidden)
        minimums = {"minimum": SMALLEST_GROUP, "exact": EXACT_SIZE_FROM, "bands": BANDS_BELOW}
        style = {**BODY, "font_size": SMALL, "font_color": colours.TEXT_SUB}
        for offset, note in enumerate(word("results_notes", **minimums).split("\n"), 8):
            sheet.text(CHART_TOP + offset, column, note, style)

    def _write_table_head(self) -> None:
        sheet, word = self._sheet, self._word
        sheet.banner(TABLE_HEADING, NAME, self._reason, word("table_heading"), HEADING)
        sheet.raw.set_row(TABLE_HEADING, 24)
        note = word("table_note", advice=word("sheet_advice"))
        sheet.banner(TABLE_HEADING + 1, NAME, self._reason, note, NOTE)
        sheet.raw.set_row(TABLE_HEADING + 1, 20)
        for column, key in ((NAME, "department"), (SIZE, "size"), (self._reason, "reason")):
            sheet.text(TABLE_HEADER, column, word(key), HEADER)
        for topic in self._plan.topics:
            sheet.text(TABLE_HEADER, self._columns[topic.id], topic.name, HEADER)
        sheet.raw.set_row(TABLE_HEADER, 40)

    def _write_group(
        self, position: int, group: Group | None, reckoning: CalculationSheet, tally: Tally
    ) -> None:
        row = FIRST_GROUP + position
        is_company = position == COMPANY_KEY
        line: Style = {"bottom": 2, "bottom_color": colours.INK, "bold": True} if is_company else {}
        self._sheet.raw.set_row(row, 26 if is_company else 22)
        name = "" if group is None else group.name
        shown = reckoning.shown
        self._sheet.formula(row, NAME, f'{shown.name(position)}&""', name, {**PLAIN_ROW, **line})
        self._write_size(position, group, shown, tally, line)
        for kind in self._plan.kinds:
            for topic in kind.topics:
                self._write_score(position, group, kind, topic, reckoning, tally, line)
        self._write_reason(position, group, shown, tally)

    def _write_size(
        self, position: int, group: Group | None, shown: ShownGroups, tally: Tally, line: Style
    ) -> None:
        kind = self._plan.kinds[0]
        state, size = shown.state(position, kind), shown.respondents(position)
        words = size_formula(self._book, size)
        none = literal(self._word("nobody"))
        named = f"AND(LEN({shown.name(position)})>0,{shown.respondents(COMPANY_KEY)}>0)"
        formula = (
            f'IF({state}={State.EMPTY:d},IF({named},{none},""),'
            f'IF({state}>{State.BAND:d},"—",{words}))'
        )
        found = State.EMPTY if group is None else tally.state(group, kind)
        value = "—"
        if found is State.EMPTY:
            value = self._word("nobody") if group and tally.company.respondents else ""
        if group is not None and found in (State.SCORE, State.BAND):
            value = size_words(self._book, group.respondents)
        style: Style = {**PLAIN_ROW, **line, "align": "center"}
        self._sheet.formula(FIRST_GROUP + position, SIZE, formula, value, style)

    def _write_score(
        self,
        position: int,
        group: Group | None,
        kind: Kind,
        topic: PlannedTopic,
        reckoning: CalculationSheet,
        tally: Tally,
        line: Style,
    ) -> None:
        shown = reckoning.shown
        state, score = shown.state(position, kind), shown.topic_score(position, topic)
        formula = (
            f'IF({state}={State.EMPTY:d},"",IF({state}={State.SCORE:d},{score},'
            f"IF({state}={State.BAND:d},{reckoning.band(score)},{literal(self._hidden)})))"
        )
        value: Value = ""
        if group is not None:
            found, whole = tally.state(group, kind), group.topic_score(topic.id)
            value = score_value(found, whole, self._hidden, reckoning)
        style: Style = {**BODY, **line, "align": "center", "num_format": SCORE_FORMAT}
        row, column = FIRST_GROUP + position, self._columns[topic.id]
        self._sheet.formula(row, column, formula, value, style)

    def _write_reason(
        self, position: int, group: Group | None, shown: ShownGroups, tally: Tally
    ) -> None:
        formula, value = '""', ""
        for kind in reversed(self._plan.kinds):
            for state, key in REASONS.items():
                prefix = self._word("reason_sensitive") if kind.sensitive else ""
                text = prefix + self._word(key, minimum=kind.minimum, exact=EXACT_SIZE_FROM)
                formula = f"IF({shown.state(position, kind)}={state:d},{literal(text)},{formula})"
                if group is not None and tally.state(group, kind) is state:
                    value = text
        style: Style = {**PLAIN_ROW, "font_size": SMALL, "font_color": colours.TEXT_SUB}
        row = FIRST_GROUP + position
        self._sheet.formula(row, self._reason, formula, value, {**style, "indent": 1})

    def _colour(self, reckoning: CalculationSheet) -> None:
        area = (FIRST_GROUP, FIRST_TOPIC, LAST_GROUP, self._reason - 1)
        colour_scores(self._sheet, area, reckoning, self._hidden)
        lined = {"bottom": 1, "bottom_color": colours.LINE}
        name = f"$B{FIRST_GROUP + 2}"
        for first, last in ((NAME, SIZE), (self._reason, self._reason)):
            self._sheet.colour(FIRST_GROUP + 1, first, LAST_GROUP, last, f"LEN({name})>0", lined)


def score_value(state: State, score: int | None, hidden: str, reckoning: CalculationSheet) -> Value:
    """What a cell with a score shows in a state."""
    if state is State.EMPTY:
        return ""
    if score is None or state not in (State.SCORE, State.BAND):
        return hidden
    return score if state is State.SCORE else reckoning.band_words(band_of(score))
