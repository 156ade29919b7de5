"""The ids of the survey workbook: items, options and scores, which the formulas use too."""

from __future__ import annotations

from ..book import Book
from ..ids import HEAD_ROWS, IdSheet
from .answer_sheet import AnswerSheet
from .plan import PlannedItem, SurveyPlan

FIRST_OPTION = 7  # workbook columns before it: item, id, topic, kind, sensitive, reverse, number


class SurveyIds:
    """The hidden sheet of ids; the rows of the items are known as soon as it exists.

    An `item` row holds id, topic, kind, sensitive, reverse and the number of options; then three
    blocks of equal width: option ids, scores (0 where an option has none), and 1 for each option
    that counts.
    """

    def __init__(self, book: Book, plan: SurveyPlan) -> None:
        self._ids = IdSheet(book)
        self._plan = plan
        # After the head, the company's values and the row that names the columns.
        first = HEAD_ROWS + len(plan.texts.values) + 1
        self._rows = {item.id: first + i for i, item in enumerate(plan.items)}

    def _block(self, item: PlannedItem, block: int) -> str:
        first = FIRST_OPTION + block * self._plan.most_options
        row = self._rows[item.id]
        return self._ids.sheet.range(row, first, row, first + len(item.options) - 1)

    def scores(self, item: PlannedItem) -> str:
        """The range of the scores of an item's options."""
        return self._block(item, 1)

    def counting(self, item: PlannedItem) -> str:
        """The range that says which options of an item count."""
        return self._block(item, 2)

    def write(self, answer_sheet: AnswerSheet, wave: str = "") -> None:
        """Write the sheet; `wave` is told to whoever reads the workbook when it is filled."""
        plan = self._plan
        self._ids.head("survey", plan.material, plan.texts)
        names = ("columns", "id", "topic", "kind", "sensitive", "reverse", "options")
        self._ids.row(*names)
        for item in plan.items:
            self._write_item(item)
        title = plan.texts(plan.survey.title)
        self._ids.text("survey", "", "title", answer_sheet.title, title, plan.survey.title)
        for item in plan.items:
            self._write_texts(item, answer_sheet)
        if wave:
            self._ids.row("wave", wave)

    def _write_item(self, item: PlannedItem) -> None:
        room: list[None] = [None] * (self._plan.most_options - len(item.options))
        one = item.item
        self._ids.row(
            "item",
            one.id,
            one.topic,
            one.kind,
            int(one.sensitive),
            int(one.reverse),
            len(item.options),
            *(option.id for option in item.options),
            *room,
            *(option.score or 0 for option in item.options),
            *room,
            *(int(option.score is not None) for option in item.options),
        )

    def _write_texts(self, item: PlannedItem, answer_sheet: AnswerSheet) -> None:
        question, one = answer_sheet.question(item), item.item
        self._ids.text("item", item.id, "text", question, item.text, one.text)
        if item.help:
            self._ids.text("item", item.id, "help", answer_sheet.help(item), item.help, one.help)
        for index, (option, label) in enumerate(zip(item.options, item.labels, strict=True)):
            name = f"{item.id}/{option.id}"
            cell = answer_sheet.option(item, index)
            self._ids.text("option", name, "text", cell, label, option.text)
