"""問題の表: the pool as a plain table that anybody can change and extend, with its instructions.

`reading/table.py` reads it back; cells show texts without marks, which the base keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ....model import Material, Question
from ....revision import revision_id
from ...xlsx.writing import colours
from ...xlsx.writing.book import A3, Book
from ...xlsx.writing.ids import IdSheet
from ...xlsx.writing.measure import row_height
from ...xlsx.writing.sheet import Sheet
from ...xlsx.writing.styles import BODY, CELL, ENTRY, HEADER, NOTE, TITLE, Style
from ...xlsx.writing.texts import texts_of

CHOICES = 5
EMPTY_ROWS = 100
HEADER_ROW, FIRST_ROW = 2, 3
ROOM: Style = {**ENTRY, "locked": False, "valign": "top"}
KINDS = ("single", "multiple", "truefalse", "scene")
LISTED = ("kind", "topic", "goal")
# Columns in order with their widths; choices and reasons stand side by side.
COLUMNS: Mapping[str, float] = {
    "id": 22,
    "kind": 16,
    "scene": 30,
    "text": 44,
    **{f"choice{n}": 28 for n in range(1, CHOICES + 1)},
    "right": 9,
    **{f"why{n}": 28 for n in range(1, CHOICES + 1)},
    "explanation": 36,
    "topic": 18,
    "goal": 30,
    "slides": 36,
    "facts": 36,
    "tags": 18,
}
_EXPLAINED = {"choice1": "choices", "why1": "whys"}


def write_question_table(
    material: Material, language: str, *, values: Mapping[str, str] | None = None
) -> bytes:
    """The pool of a course in one language as a table to fill in (XLSX)."""
    texts = texts_of(material.course, language, values)
    title = texts.word("table_title", test=texts(material.course.text(language).test.title))
    book = Book(texts, title)
    table = _Table(book, material, language)
    table.write()
    return book.close()


class _Table:
    def __init__(self, book: Book, material: Material, language: str) -> None:
        self.book, self.texts, self.material = book, book.texts, material
        self.names = list(COLUMNS)
        course, text = material.course, material.course.text(language)
        self.pool = text.test
        self.topics = {one.id: self.texts(one.name) for one in text.survey.topics}
        self.goals = {one.id: one.text.get(language, one.id) for one in course.meta.goals}
        self.slides = _unique((s.id, self.texts(s.title)) for _, s in text.slides())
        self.facts = _unique((f.id, f.cite.get(language, f.id)) for f in course.facts)
        self.sheet = book.sheet(
            "sheet_table", list(COLUMNS.values()), tab=colours.PRIMARY, protected=False
        )

    def write(self) -> None:
        """Write the table, its instructions, and the lists to choose from."""
        self._write_head()
        for row, question in enumerate(self.pool.questions, FIRST_ROW):
            self._write_row(row, self._cells(question))
        last = FIRST_ROW + len(self.pool.questions) + EMPTY_ROWS - 1
        for row in range(FIRST_ROW + len(self.pool.questions), last + 1):
            self._write_row(row, {})
        self._write_how()
        self._offer_lists(last)
        IdSheet(self.book).row("revision", revision_id(self.material.course))
        self.sheet.raw.freeze_panes(FIRST_ROW, self.names.index("text") + 1)
        area = (0, 0, last, len(self.names) - 1)
        rows = (HEADER_ROW, HEADER_ROW)
        self.book.print_on(self.sheet, area, landscape=True, paper=A3, repeat=rows)

    def heading(self, name: str) -> str:
        """The heading of a column."""
        stem, number = name.rstrip("12345"), name[-1]
        if stem in ("choice", "why") and number.isdigit():
            return self.texts.word(f"col_{stem}", n=number)
        shared = ("scene", "right", "explanation", "slides")
        return self.texts.word(name if name in shared else f"col_{name}")

    def _write_head(self) -> None:
        last = len(self.names) - 1
        self.sheet.banner(0, 0, last, self.book.title, TITLE)
        self.sheet.raw.set_row(0, 34)
        needed = {name: self.heading(name) for name in ("text", "choice1", "choice2", "right")}
        self.sheet.banner(1, 0, last, self.texts.word("table_how", **needed), NOTE)
        self.sheet.raw.set_row(1, 20)
        for column, name in enumerate(self.names):
            self.sheet.text(HEADER_ROW, column, self.heading(name), HEADER)
        self.sheet.raw.set_row(HEADER_ROW, 24)

    def _cells(self, question: Question) -> dict[str, str]:
        texts = self.texts
        cells = {
            "id": question.id,
            "kind": texts.word(f"kind_{question.kind}"),
            "topic": self.topics.get(question.topic, question.topic),
            "goal": self.goals.get(question.goal, question.goal),
            "slides": self._listed(question.slides, self.slides),
            "facts": self._listed(question.facts, self.facts),
            "tags": self._listed(question.tags, {}),
        }
        cells |= {name: texts(getattr(question, name)) for name in ("scene", "text", "explanation")}
        for number, choice in enumerate(question.choices, 1):
            cells |= {f"choice{number}": texts(choice.text), f"why{number}": texts(choice.why)}
        right = (str(n) for n, choice in enumerate(question.choices, 1) if choice.correct)
        return cells | {"right": ",".join(right)}

    def _listed(self, ids: Sequence[str], names: Mapping[str, str]) -> str:
        return self.texts.word("semicolon").join(names.get(one, one) for one in ids)

    def _write_row(self, row: int, cells: Mapping[str, str]) -> None:
        for column, name in enumerate(self.names):
            self.sheet.text(row, column, cells.get(name, ""), {**ROOM, "num_format": "@"})
        heights = [row_height(words, COLUMNS[name], 10) for name, words in cells.items() if words]
        self.sheet.raw.set_row(row, max([30, *heights]))

    # -- lists and instructions

    def _offer_lists(self, last: int) -> None:
        lists = self.book.hidden_sheet("_lists")
        offered = {
            "kind": [self.texts.word(f"kind_{kind}") for kind in KINDS],
            "topic": list(self.topics.values()),
            "goal": list(self.goals.values()),
        }
        for place, name in enumerate(LISTED):
            for row, words in enumerate(offered[name]):
                lists.text(row, place, words, BODY)
            column = self.names.index(name)
            source = lists.range(0, place, max(0, len(offered[name]) - 1), place)
            self.sheet.pick_list(FIRST_ROW, column, last, column, source, error_type="warning")

    def _write_how(self) -> None:
        sheet: Sheet = self.book.sheet("sheet_table_how", (24, 90), tab=colours.TEXT_MUTE)
        sheet.banner(0, 0, 1, self.book.title, TITLE)
        sheet.raw.set_row(0, 34)
        sheet.text(1, 0, self.texts.word("table_column"), HEADER)
        sheet.text(1, 1, self.texts.word("table_meaning"), HEADER)
        row = 2
        for name in self.names:
            if name[-1] in "2345":
                continue
            what = self.texts.word(f"how_{_EXPLAINED.get(name, name)}")
            heading = self.heading(name)
            if name in _EXPLAINED:
                heading = f"{heading}–{CHOICES}"
            sheet.text(row, 0, heading, {**CELL, "bold": True, "indent": 1})
            sheet.text(row, 1, what, {**CELL, "indent": 1})
            sheet.raw.set_row(row, row_height(what, 90, 10))
            row += 1
        self.book.print_on(sheet, (0, 0, row - 1, 1), pages_high=1)


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The names by id; an id stands for itself where its name belongs to several or divides."""
    found = dict(pairs)
    names = list(found.values())
    return {
        one: name if names.count(name) == 1 and not set(name) & set(";；\n") else one
        for one, name in found.items()
    }
