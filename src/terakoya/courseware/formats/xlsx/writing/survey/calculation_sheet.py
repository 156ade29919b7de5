"""The hidden sheet that reckons: counts, scores, and what may be shown of each group.

The formulas follow `docs/algorithms/survey-workbook.md`; their values come from `tally`.
"""

from __future__ import annotations

from collections.abc import Iterator

from .....scoring import BAND_STARTS, BANDS_BELOW, EXACT_SIZE_FROM
from ..book import Book
from ..sheet import Value
from ..styles import BODY, Style
from .answer_sheet import AnswerSheet
from .collection import Collection, Comments
from .company_topics import CompanyTopics
from .entry_checks import EntryChecks
from .id_rows import SurveyIds
from .plan import (
    COMPANY_KEY,
    NO_DEPARTMENT_KEY,
    RESPONDENTS,
    Kind,
    PlannedItem,
    PlannedTopic,
    SurveyPlan,
)
from .shown_groups import ShownGroups, state_column, topic_column
from .tally import Group, State, Tally

NAME = "_calc"
PLAIN: Style = {**BODY, "text_wrap": False}
SMALL_ROW, SUM_ROW, HEADER_ROW, FIRST_ROW = 0, 1, 3, 4
PERSON_GROUP = 0  # column: the group of each respondent
KEY, GROUP_NAME, RESPONDED, FIRST_COUNT = 2, 3, 4, 5
LAST_ROW = FIRST_ROW + NO_DEPARTMENT_KEY
CHART_ROW = LAST_ROW + 2
FIRST_BAND = CHART_ROW + 3
FIRST_ITEM = FIRST_BAND + len(BAND_STARTS) + 2
ANSWERED, ITEM_STATE, SCORE_STATE, FIRST_OPTION = 3, 4, 5, 6
CHECK_ROWS = 5


class CalculationSheet:
    """The hidden sheet; its positions are known as soon as it exists."""

    def __init__(
        self,
        book: Book,
        plan: SurveyPlan,
        *,
        answer_sheet: AnswerSheet,
        collection: Collection,
        ids: SurveyIds,
    ) -> None:
        self.sheet = book.hidden_sheet(NAME)
        self._plan, self._answer_sheet, self._collection, self._ids = (
            plan,
            answer_sheet,
            collection,
            ids,
        )
        self._word = book.texts.word
        self._counts = {item.id: FIRST_COUNT + 2 * i for i, item in enumerate(plan.scored)}
        column = FIRST_COUNT + 2 * len(plan.scored)
        self._kinds: dict[bool, int] = {}
        for kind in plan.kinds:
            self._kinds[kind.sensitive] = column
            column += 3
        self._topics = {topic.id: column + i for i, topic in enumerate(plan.topics)}
        self._items = {item.id: FIRST_ITEM + i for i, item in enumerate(plan.closed)}
        columns = {"key": KEY, "name": GROUP_NAME, "respondents": RESPONDED}
        columns |= {state_column(kind): self._kinds[kind.sensitive] + 2 for kind in plan.kinds}
        columns |= {topic_column(topic): self._topics[topic.id] for topic in plan.topics}
        self.shown = ShownGroups(self.sheet, plan, first_row=FIRST_ROW, columns=columns)
        row = FIRST_ITEM + len(plan.closed) + 1
        self.checks = EntryChecks(self.sheet, plan, first=(row, KEY))
        self.topics = CompanyTopics(self.sheet, plan, first=(row + CHECK_ROWS + 1, KEY))

    # -- where things stand

    @property
    def people(self) -> str:
        """The range of the group of each respondent."""
        return self.sheet.range(FIRST_ROW, PERSON_GROUP, FIRST_ROW + RESPONDENTS - 1, PERSON_GROUP)

    def respondents(self, key: int) -> str:
        """The cell with the number of people of a group who answered."""
        return self.sheet.ref(FIRST_ROW + key, RESPONDED)

    def state(self, key: int, kind: Kind) -> str:
        """The cell that says what may be shown of a group's topics of a kind."""
        return self.sheet.ref(FIRST_ROW + key, self._kinds[kind.sensitive] + 2)

    def topic_score(self, key: int, topic: PlannedTopic) -> str:
        """The cell with a group's score of a topic, empty when it is hidden."""
        return self.sheet.ref(FIRST_ROW + key, self._topics[topic.id])

    def chart_range(self, row: int) -> str:
        """The range of the topics' names (header row) or of the scores for the chart."""
        columns = self._topics.values()
        return self.sheet.range(row, min(columns), row, max(columns))

    def item_cell(self, item: PlannedItem, column: int) -> str:
        """A cell of the row about one item; `column` is one of this module's constants."""
        return self.sheet.ref(self._items[item.id], column)

    def company_points(self, item: PlannedItem) -> tuple[str, str]:
        """The cells with the company's counting answers to an item and the sum of their scores."""
        column = self._counts[item.id]
        return self.sheet.ref(FIRST_ROW, column), self.sheet.ref(FIRST_ROW, column + 1)

    def band(self, score: str, *, percent: bool = False) -> str:
        """The formula for the words of the band of a score."""
        last = FIRST_BAND + len(BAND_STARTS) - 1
        starts = self.sheet.range(FIRST_BAND, KEY, last, KEY)
        column = KEY + 1 + percent
        return f"LOOKUP({score},{starts},{self.sheet.range(FIRST_BAND, column, last, column)})"

    def band_words(self, band: int, *, percent: bool = False) -> str:
        """The words of a band."""
        return self._word(f"{'percent' if percent else 'score'}_band_{band}")

    # -- writing

    def write(self, tally: Tally, comments: Comments | None) -> None:
        """Write the whole sheet."""
        for index in range(RESPONDENTS):
            rows = tally.fill.rows
            value = tally.key_of(rows[index]) if index < len(rows) else 0
            self._formula(FIRST_ROW + index, PERSON_GROUP, self._person_formula(index), value)
        self._write_headers()
        for kind in self._plan.kinds:
            self._write_small_groups(kind, tally)
        for group in tally.groups:
            self._write_group(group, tally)
        self.shown.write(tally)
        self._write_chart_row(tally)
        self._write_bands()
        for item in self._plan.closed:
            self._write_item(item, tally)
        self.checks.write(
            tally,
            answer_sheet=self._answer_sheet,
            entries=self._collection.entries(comments.entries if comments else ""),
            people=self.people,
        )
        self._write_company_topics(tally)

    def _formula(self, row: int, column: int, formula: str, value: Value) -> None:
        self.sheet.formula(row, column, formula, value, PLAIN)

    def _person_formula(self, index: int) -> str:
        department = self._collection.row_department(index)
        names = self.sheet.range(FIRST_ROW + 1, GROUP_NAME, LAST_ROW - 1, GROUP_NAME)
        keys = self.sheet.range(FIRST_ROW + 1, KEY, LAST_ROW - 1, KEY)
        found = f"SUMPRODUCT(({names}={department})*(LEN({department})>0)*{keys})"
        answered = f"SUMPRODUCT(--(LEN({self._collection.row_answers(index)})>0))"
        return f"IF({answered}=0,0,IF({found}=0,{NO_DEPARTMENT_KEY},{found}))"

    def _write_headers(self) -> None:
        self.sheet.text(HEADER_ROW, RESPONDED, "respondents", PLAIN)
        for item in self._plan.scored:
            self.sheet.text(HEADER_ROW, self._counts[item.id], f"{item.id} n", PLAIN)
            self.sheet.text(HEADER_ROW, self._counts[item.id] + 1, f"{item.id} points", PLAIN)
        for kind in self._plan.kinds:
            for offset, name in enumerate(("size", "order", "state")):
                label = f"{name} (from {kind.minimum})"
                self.sheet.text(HEADER_ROW, self._kinds[kind.sensitive] + offset, label, PLAIN)
        for topic in self._plan.topics:
            self.sheet.text(HEADER_ROW, self._topics[topic.id], topic.name, PLAIN)

    def _parts(self, column: int) -> str:
        """The range of a column over all groups below the company."""
        return self.sheet.range(FIRST_ROW + 1, column, LAST_ROW, column)

    def _write_small_groups(self, kind: Kind, tally: Tally) -> None:
        """Count the groups that are too small, and find the next smallest one."""
        column = self._kinds[kind.sensitive]
        sizes = self._parts(column)
        small = f"({self._parts(RESPONDED)}>0)*({sizes}<{kind.minimum})"
        known = {int(key): size for key, size in tally.sizes(kind).items()}
        too_small = [size for size in known.values() if size < kind.minimum]
        self._formula(SMALL_ROW, column, f"SUMPRODUCT({small})", len(too_small))
        self._formula(SUM_ROW, column, f"SUMPRODUCT({small}*{sizes})", sum(too_small))
        orders = [size * 100 + key for key, size in known.items() if size >= kind.minimum]
        self._formula(
            SUM_ROW, column + 1, f"MIN({self._parts(column + 1)})", min(orders, default=0)
        )

    def _write_group(self, group: Group, tally: Tally) -> None:
        row = FIRST_ROW + group.key
        self.sheet.number(row, KEY, group.key, PLAIN)
        self._write_name(group)
        mine = f"({self.people}={self.sheet.ref(row, KEY)})"
        if group.key == COMPANY_KEY:
            mine = f"({self.people}>0)"
        self._formula(row, RESPONDED, f"SUMPRODUCT(--{mine})", group.respondents)
        for item in self._plan.scored:
            answers, options = self._collection.answers(item), self._answer_sheet.options(item)
            column = self._counts[item.id]
            sums = (
                (self._ids.counting(item), group.scored(item)),
                (self._ids.scores(item), group.points(item)),
            )
            for offset, (cells, value) in enumerate(sums):
                weights = f"{mine}*@*{cells}"
                summed = self.checks.sum_chosen(answers, options, item, weights=weights)
                formula = f"IF({self.respondents(group.key)}=0,0,{summed})"
                self._formula(row, column + offset, formula, value)
        for kind in self._plan.kinds:
            self._write_state(group, kind, tally)
            for topic in kind.topics:
                self._write_topic(group, kind, topic, tally)

    def _write_name(self, group: Group) -> None:
        row = FIRST_ROW + group.key
        if group.key in (COMPANY_KEY, NO_DEPARTMENT_KEY):
            self.sheet.text(row, GROUP_NAME, group.name, PLAIN)
            return
        listed = self._answer_sheet.department(group.key - 1)
        twice = "FALSE"
        if group.key > 1:
            above = self._answer_sheet.departments_until(group.key - 2)
            twice = f"SUMPRODUCT(--({above}={listed}))>0"
        self._formula(
            row, GROUP_NAME, f'IF(OR(LEN({listed})=0,{twice}),"",{listed}&"")', group.name
        )

    def _write_state(self, group: Group, kind: Kind, tally: Tally) -> None:
        row, column = FIRST_ROW + group.key, self._kinds[kind.sensitive]
        size, order, responded = (
            self.sheet.ref(row, column),
            self.sheet.ref(row, column + 1),
            self.sheet.ref(row, RESPONDED),
        )
        counts = ",".join(self.sheet.ref(row, self._counts[item.id]) for item in kind.items)
        self._formula(row, column, f"MIN({counts})", group.size(kind))
        shown = group.respondents > 0 and group.size(kind) >= kind.minimum
        value: Value = group.size(kind) * 100 + group.key if shown else ""
        formula = f'IF(AND({responded}>0,{size}>={kind.minimum}),{size}*100+{group.key},"")'
        self._formula(row, column + 1, formula, value)
        small = self.sheet.ref(SMALL_ROW, column)
        small_sum, first = self.sheet.ref(SUM_ROW, column), self.sheet.ref(SUM_ROW, column + 1)
        hidden = f"AND({small}>0,{small_sum}<{kind.minimum},{order}={first})"
        total = self.respondents(COMPANY_KEY)
        below = f"IF({size}<{BANDS_BELOW},{State.BAND:d},{State.SCORE:d})"
        if group.key != COMPANY_KEY:
            below = f"IF({hidden},{State.DEDUCIBLE:d},{below})"
        below = f"IF({size}<{kind.minimum},{State.TOO_FEW:d},{below})"
        if group.key != COMPANY_KEY:
            below = f"IF({total}<{EXACT_SIZE_FROM},{State.COMPANY_TOO_SMALL:d},{below})"
        state = f"IF({responded}=0,{State.EMPTY:d},{below})"
        self._formula(row, column + 2, state, int(tally.state(group, kind)))

    def _write_topic(self, group: Group, kind: Kind, topic: PlannedTopic, tally: Tally) -> None:
        row = FIRST_ROW + group.key
        means = "+".join(
            f"{self.sheet.ref(row, column + 1)}/{self.sheet.ref(row, column)}"
            for column in (self._counts[item.id] for item in topic.items)
        )
        state = self.state(group.key, kind)
        seen = f"OR({state}={State.SCORE:d},{state}={State.BAND:d})"
        whole = f"ROUND(ROUND(({means})/{len(topic.items)},6),0)"
        value = tally.seen_score(group, kind, topic)
        self._formula(row, self._topics[topic.id], f'IF({seen},{whole},"")', value)

    def _write_chart_row(self, tally: Tally) -> None:
        """Repeat the company's scores as far as they may be shown as numbers."""
        for kind in self._plan.kinds:
            state = self.state(COMPANY_KEY, kind)
            numbers = tally.state(tally.company, kind) is State.SCORE
            for topic in kind.topics:
                score = tally.company.topic_score(topic.id)
                source = self.topic_score(COMPANY_KEY, topic)
                formula = f'IF({state}={State.SCORE:d},{source},"")'
                value: Value = score if numbers and score is not None else ""
                self._formula(CHART_ROW, self._topics[topic.id], formula, value)

    def _write_company_topics(self, tally: Tally) -> None:
        cells = {
            topic.id: (self.state(COMPANY_KEY, kind), self.topic_score(COMPANY_KEY, topic))
            for kind in self._plan.kinds
            for topic in kind.topics
        }
        counts = {
            item.id: (self._option_cells(item), self._ids.scores(item))
            for item in self._plan.scored
        }
        last = FIRST_BAND + len(BAND_STARTS) - 1
        self.topics.write(
            tally,
            cells=cells,
            points={item.id: self.company_points(item) for item in self._plan.scored},
            counts=counts,
            bands=self.sheet.range(FIRST_BAND, KEY, last, KEY),
            band_words=self.sheet.range(FIRST_BAND, KEY + 1, last, KEY + 1),
        )

    def _option_cells(self, item: PlannedItem) -> str:
        """The range of how often each option of an item was chosen."""
        row = self._items[item.id]
        return self.sheet.range(row, FIRST_OPTION, row, FIRST_OPTION + len(item.options) - 1)

    def _write_bands(self) -> None:
        for band, start in enumerate(BAND_STARTS):
            row = FIRST_BAND + band
            self.sheet.number(row, KEY, start, PLAIN)
            self.sheet.text(row, KEY + 1, self.band_words(band), PLAIN)
            self.sheet.text(row, KEY + 2, self.band_words(band, percent=True), PLAIN)

    def _write_item(self, item: PlannedItem, tally: Tally) -> None:
        row, company = self._items[item.id], tally.company
        self.sheet.number(row, KEY, item.number, PLAIN)
        for column, formula, value in self._option_counts(item, tally):
            self._formula(row, column, formula, value)
        self._formula(row, ANSWERED, f"SUM({self._option_cells(item)})", company.answered(item))
        answered = company.answered(item)
        self._write_item_state(item, ITEM_STATE, self.sheet.ref(row, ANSWERED), answered, tally)
        if item.id in self._counts:
            scored = self.company_points(item)[0]
            self._write_item_state(item, SCORE_STATE, scored, company.scored(item), tally)

    def _option_counts(self, item: PlannedItem, tally: Tally) -> Iterator[tuple[int, str, int]]:
        counts = tally.company.counts[item.id]
        for index, option in enumerate(item.options):
            cell = self._answer_sheet.option(item, index)
            answers = self._collection.answers(item)
            summed = self.checks.sum_chosen(
                answers, cell, item, weights=f"({self.people}>0)*@", index=index
            )
            formula = f"IF({self.respondents(COMPANY_KEY)}=0,0,{summed})"
            yield FIRST_OPTION + index, formula, counts[option.id]

    def _write_item_state(
        self, item: PlannedItem, column: int, answers: str, value: int, tally: Tally
    ) -> None:
        formula = (
            f"IF({self.respondents(COMPANY_KEY)}=0,{State.EMPTY:d},"
            f"IF({answers}<{item.minimum},{State.TOO_FEW:d},"
            f"IF({answers}<{BANDS_BELOW},{State.BAND:d},{State.SCORE:d})))"
        )
        state = tally.item_state(item, value)
        self._formula(self._items[item.id], column, formula, int(state))
