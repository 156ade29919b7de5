"""An edited test workbook → the pool of one language.

What people see comes from the file: the title, the questions with scene, choices, reasons, right
answers and explanation, their order, what was added and removed; kind, topic, slides and facts
where their lines were changed. Goal and tags come from the base.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ....model import Choice, Course, Material, Question, TestPool
from ....text.alignment import SURELY_ALIKE
from ....variables import values_of
from .answer_sheet import find_sheet
from .choice_ids import choice_ids
from .choice_limit import quoted, within_limit
from .columns import Columns
from .exchanged_cells import put_right, stray_signs
from .grid import Cell, Grid
from .guide_texts import GuideTexts, sheets_of
from .ids import TextKey, read_ids
from .loose_cells import annotation_notices, loose_notices, some_quoted
from .marks import Marks
from .notices import Notice, Refusal, Remark, UnreadableSheet
from .opening import check_origin, language_of, minted
from .package import Book, open_book
from .pass_mark import read_pass_mark, with_sentences
from .pool_sheet import (
    RIGHTS,
    WHYS,
    WORDS,
    find_pool_sheet,
    pool_columns,
    questions_on,
    read_pool_sheet,
)
from .question_blocks import ChoiceRow, QuestionBlock
from .question_changes import change_notices, grouped_changes
from .question_identity import QuestionIdentity
from .question_lines import QuestionLines
from .question_placement import QuestionPlacement
from .right_marks import is_right_mark
from .typed_marks import take_marks
from .unknown_sheets import unknown_sheets

TITLE = ("test", "", "title")
_ASKED = ("question", "text")
_QUOTED = 40  # characters of a question that a notice quotes


@dataclass(frozen=True)
class ReadTest:
    """The pool of an edited workbook or question file, in the language it was written in.

    `pass_mark` is the percent needed to pass where the workbook changed it, else `None`.
    """

    language: str
    test: TestPool
    notices: tuple[Notice, ...]
    pass_mark: int | None = None


def import_test(
    workbook: bytes, base: Material, *, values: Mapping[str, str] | None = None
) -> ReadTest:
    """The pool that an edited test workbook holds.

    `values` are the company's variables where the workbook does not tell them itself. Raises
    `UnreadableSheet`.
    """
    return TestBook(open_book(workbook), base.course, values).read()


def is_test_workbook(book: Book) -> bool:
    """Whether a workbook is a test workbook of ours that still has its pool."""
    ids = read_ids(book)
    return ids.kind == "test" and find_sheet(book, ids, "sheet_pool") is not None


class TestBook:
    """A test workbook under reading; `former` as in `QuestionPlacement`."""

    __test__ = False

    def __init__(
        self,
        book: Book,
        base: Course,
        values: Mapping[str, str] | None,
        former: Course | None = None,
    ) -> None:
        self.book, self.ids = book, read_ids(book)
        if self.ids.kind == "survey":
            raise UnreadableSheet(Refusal.OTHER_KIND)
        name = find_sheet(book, self.ids, "sheet_pool") or find_pool_sheet(book)
        if name is None:
            raise UnreadableSheet(Refusal.NO_TEST)
        self.name = name
        self.notices: list[Notice] = check_origin(self.ids, base)
        self.language = language_of(self.ids, base, name, "sheet_pool")
        self.base = base.text(self.language).test
        self.known = {question.id: question for question in self.base.questions}
        self.marks = Marks(self.ids, values_of(base, self.language, values))
        self.homes = QuestionPlacement(base, self.language, self.marks.shown, former)
        self._read_sheet()
        self.lines = QuestionLines(
            self.homes, self.grid, self.language, is_ours=bool(self.ids.kind)
        )
        self.sheets = sheets_of(book, name)
        self.notices += unknown_sheets(book, name, self.sheets.values(), questions_on)
        answers = self.sheets.get("sheet_test_answers")
        self.pass_mark, notices = read_pass_mark(book, answers, self.ids, base.meta.pass_mark)
        self.notices += with_sentences(notices, base, self.pass_mark)
        self._tell_guide_texts(base)
        self._tell_identity()

    def _read_sheet(self) -> None:
        """Read the rows of the sheet, and find which questions they are."""
        book, name = self.book, self.name
        columns = pool_columns(book.grid(name), self.ids)
        grid = columns.grid(book.grid(name))
        self.formulas = columns.grid(book.grid(name, formulas=True))
        self.ids = columns.ids(self.ids, name)
        self.grid = self._with_unread(grid)
        self.identity = QuestionIdentity({one.id: self._words(one) for one in self.known.values()})
        rows = read_pool_sheet(self.grid, self.ids, self._expected(), self.identity)
        self.blocks = rows.blocks
        if not self.blocks:
            raise UnreadableSheet(Refusal.NOTHING_LEFT, name)
        self._refuse_unclear_columns()
        self.notices += loose_notices(self.grid, rows.loose, Remark.LOOSE_TEXT)
        self._tell_looks(columns)

    def _tell_looks(self, columns: Columns) -> None:
        """Tell what people put on the sheet beside its words, and their colours."""
        first = self.blocks[0].row
        read = {
            place: cell.text
            for place, cell in self.grid.cells.items()
            if place[0] >= first and WORDS <= place[1] <= WHYS
        }
        self.notices += annotation_notices(self.book, self.grid, read)
        self.coloured = sorted(
            (row, columns.of(column))
            for row, column in self.book.coloured(self.name)
            if row >= first
        )
        if self.coloured:
            values = {
                "count": str(len(self.coloured)),
                "texts": some_quoted(self.grid.text(*one) for one in self.coloured),
            }
            place = f"{self.grid.name}!{self.grid.named(self.coloured)}"
            self.notices.append(Notice(Remark.COLOURED, place, values))

    def _with_unread(self, grid: Grid) -> Grid:
        """The sheet with cells that hold something nobody can read; these are told.

        They are formulas whose results a program did not save, and those with an error.
        """
        unsaved = [
            place
            for place, cell in self.formulas.cells.items()
            if cell.text.startswith("=") and place not in grid.cells and WORDS <= place[1] <= WHYS
        ]
        errors = {at: one for at, one in grid.cells.items() if one.is_error and at[1] <= WHYS}
        if unsaved:
            place = f"{grid.name}!{grid.named(sorted(unsaved))}"
            self.notices.append(Notice(Remark.UNSAVED_KEPT, place))
        for at, cell in sorted(errors.items()):
            self.notices.append(
                Notice(Remark.ERROR_CELL, grid.address(*at), {"text": cell.text.strip()})
            )
        unread = dict.fromkeys([*unsaved, *errors], Cell("", is_unsaved=True))
        return Grid(grid.name, {**grid.cells, **unread}, grid.columns)

    def _refuse_unclear_columns(self) -> None:
        """Refuse a sheet most of whose questions cannot be read: its columns were mixed up."""
        unclear = [
            block
            for block in self.blocks
            if not block.text.holds or sum(one.text.holds for one in block.choices) < 2
        ]
        if len(unclear) * 2 > max(len(self.blocks), 2):
            values = {"count": len(self.blocks), "unclear": len(unclear)}
            raise UnreadableSheet(Refusal.UNCLEAR_COLUMNS, self.name, **values)

    def _tell_guide_texts(self, base: Course) -> None:
        if self.ids.kind:
            texts = (self.ids.sources.get(TITLE), self.base.title, self._title())
            titles = frozenset(self.marks.shown(one).strip() for one in texts if one)
            guide = GuideTexts(base, self.language, self.ids, titles, base.meta.pass_mark)
            first = min(block.row for block in self.blocks)
            head = [place for place in self.grid.cells if place[0] < first]
            self.notices += guide.notices(self.book, self.sheets, self.grid, head)

    def _expected(self) -> dict[TextKey, str]:
        """The words of the base's questions."""
        words = {}
        for one in self.base.questions:
            for part in ("scene", "text", "explanation"):
                words["question", one.id, part] = self.marks.shown(getattr(one, part))
            for choice in one.choices:
                name = f"{one.id}/{choice.id}"
                words["choice", name, "text"] = self.marks.shown(choice.text)
        return words

    def note(self, remark: Remark, row: int, **values: str) -> None:
        """Remember something to look at, at a row."""
        self.notices.append(Notice(remark, self.grid.address(row, WORDS), values))

    def read(self) -> ReadTest:
        """The pool as the workbook has it."""
        taken = {one.id for one in self.base.questions} | set(self.ids.questions)
        questions = [self._question(block, taken) for block in self.blocks]
        test = self.base.model_copy(
            update={"title": self._title(), "questions": tuple(q for q in questions if q)}
        )
        pool = TestPool.model_validate(test.model_dump())
        notices = grouped_changes([*self.notices, *self.lines.told()])
        return ReadTest(self.language, pool, tuple(notices), self.pass_mark)

    def _title(self) -> str:
        place = self.ids.places.get(TITLE)
        if place is None or place[0] not in self.book.sheet_names:
            return self.base.title
        grid = self.grid if place[0] == self.name else self.book.grid(place[0])
        cell = grid[place[1]]
        return self.marks.restored(TITLE, cell, self.base.title) or self.base.title

    def _tell_identity(self) -> None:
        """Name the questions without an id; tell what is not sure, and a pool that is all new."""
        deleted = {name for kind, name, part in self.ids.gone if (kind, part) == _ASKED}
        for block, likeness in self.identity.name(self.blocks, deleted):
            if self.ids.kind and likeness < SURELY_ALIKE:
                text = self.marks.shown(self.known[block.id].text)[:_QUOTED]
                self.note(Remark.BY_LIKENESS, block.row, name=quoted([text]))
        if self.known and not any(block.id in self.known for block in self.blocks):
            counts = {"before": str(len(self.known)), "after": str(len(self.blocks))}
            self.notices.insert(0, Notice(Remark.REPLACES_ALL, self.name, counts))

    def _words(self, question: Question) -> str:
        texts = (question.scene, question.text, *(choice.text for choice in question.choices))
        return "\n".join(self.marks.shown(text) for text in texts)

    # -- one question

    def _question(self, block: QuestionBlock, taken: set[str]) -> Question | None:
        before = self.known.get(block.id)
        choices = self._choices(block, before)
        if self._has_stray_signs(block, before) or not self._is_whole(block, choices, before):
            return before
        name = block.id or minted("q-new", taken)
        texts = self._texts(block, before)
        home = self._home(block, before, texts)
        stated = str(home.get("kind", ""))
        kind = self._kind(block, stated, choices, texts["scene"])
        own = {"id": name, "kind": kind, "choices": [one.model_dump() for one in choices]}
        question = Question.model_validate({**home, **texts, **own})
        if before is not None:
            place = self.grid.address(block.row, WORDS)
            self.notices += change_notices(
                place, before, question, self.marks.shown, self.homes.cite
            )
        return question

    def _texts(self, block: QuestionBlock, before: Question | None) -> dict[str, str]:
        """Scene, question and explanation; what cannot be read is as it was."""
        texts = {}
        for part in ("scene", "text", "explanation"):
            cell: Cell = getattr(block, part)
            was: str = getattr(before, part) if before else ""
            restored = self.marks.stressed if part == "text" else self.marks.restored
            key = ("question", block.id, part)
            texts[part] = was if cell.is_unsaved else restored(key, cell, was)
        return texts

    def _is_whole(
        self, block: QuestionBlock, choices: list[Choice], before: Question | None
    ) -> bool:
        """Whether a question can be asked; what is missing is told."""
        has_text = block.text.text.strip() or (before and block.text.is_unsaved)
        if has_text and len(choices) >= 2:
            return True
        if before:
            self.note(Remark.INCOMPLETE_KEPT, block.row)
        else:
            self.note(Remark.TOO_FEW_CHOICES if has_text else Remark.NO_TEXT, block.row)
        return False

    def _has_stray_signs(self, block: QuestionBlock, before: Question | None) -> bool:
        """Whether marks stand where words of choices should; they are told."""
        signs = stray_signs(block.choices, self._words_of_choices(before))
        if signs:
            remark = Remark.SIGNS_KEPT if before else Remark.SIGNS_LEFT_OUT
            place = f"{self.grid.name}!{self.grid.named((one.row, WORDS) for one in signs)}"
            values = {"texts": quoted([block.text.text.strip()])}
            self.notices.append(Notice(remark, place, values))
        return bool(signs)

    def _words_of_choices(self, question: Question | None) -> set[str]:
        choices = question.choices if question else ()
        return {self.marks.shown(one.text).strip() for one in choices}

    def _home(
        self, block: QuestionBlock, before: Question | None, texts: Mapping[str, str]
    ) -> dict[str, object]:
        """What the question serves: from the base, or from its own lines where it is new."""
        if before is not None:
            kept = ("kind", "goal", "topic", "slides", "facts", "tags", "source_hash")
            known = {name: getattr(before, name) for name in kept}
            return known | self.lines.read(block, before)
        place = self.grid.address(block.row, WORDS)
        home, notices = self.homes.of_lines(
            place, block.about, block.slides, block.sources, "\n".join(texts.values())
        )
        self.notices += notices
        if block.id in self.ids.questions:
            _, goal, topic = self.ids.questions[block.id]
            home |= {"goal": goal, "topic": topic}
        return home

    def _kind(self, block: QuestionBlock, stated: str, choices: list[Choice], scene: str) -> str:
        right = sum(choice.correct for choice in choices)
        known = stated or self.homes.kind_named(block.about)
        kind = known or ("scene" if scene else "multiple" if right > 1 else "single")
        if kind == "scene" and not scene:
            kind = "single"  # nothing is left to read
            self.note(Remark.SCENE_GONE, block.row)
        if block.stated:
            place = self.grid.address(block.row, RIGHTS)
            self.notices.append(Notice(Remark.STATED_LEFT_OUT, place, {"text": block.stated}))
        if right == 0:
            self._tell_no_right(block)
        if right > 1 and kind != "multiple":
            self.note(Remark.NOW_MULTIPLE, block.row)
            kind = "multiple"
        return kind

    def _tell_no_right(self, block: QuestionBlock) -> None:
        """Tell that no choice is marked right, and which of their cells have a colour instead."""
        rows = {one.row for one in block.choices}
        coloured = [place for place in self.coloured if place[0] in rows]
        if coloured:
            cells = self.grid.named(coloured)
            self.note(Remark.NO_RIGHT_COLOURED, block.row, cells=cells)
        else:
            self.note(Remark.NO_RIGHT_CHOICE, block.row)

    # -- its choices

    def _choices(self, block: QuestionBlock, before: Question | None) -> list[Choice]:
        known = {choice.id: choice for choice in before.choices} if before else {}
        words = self._words_of_choices(before)
        self.notices += put_right(block.choices, words, self.grid)
        self.notices += take_marks(block.choices, words, self.grid)
        marked = [bool(is_right_mark(one.right.text)) for one in block.choices]
        block.choices, cut = within_limit(block.choices, marked)
        if cut:
            texts = quoted([one.text.text for one in cut])
            self.note(Remark.TOO_MANY_CHOICES, block.row, texts=texts)
        self._name_choices(block, known)
        right = self._right(block, known)
        choices = [self._choice(block, one, known.get(one.id), right) for one in block.choices]
        for row, choice in zip(block.choices, choices, strict=True):
            if choice.why and not choice.text:
                values = {"text": choice.why[:_QUOTED]}
                place = self.grid.address(row.row, WHYS)
                self.notices.append(Notice(Remark.REASON_ALONE, place, values))
        return [one for one in choices if one.text]

    def _right(self, block: QuestionBlock, known: Mapping[str, Choice]) -> set[str]:
        """The ids of the right choices; where a mark says nothing known, those of before."""
        marks = {one.id: is_right_mark(one.right.text) for one in block.choices}
        strange = [one for one in block.choices if marks[one.id] is None or one.right.is_unsaved]
        if not strange:
            return {name for name, is_right in marks.items() if is_right}
        if texts := [one.right.text.strip() for one in strange if one.right.text.strip()]:
            cells = self.grid.named([(one.row, RIGHTS) for one in strange])
            place = f"{self.grid.name}!{cells}"
            self.notices.append(Notice(Remark.UNKNOWN_MARK, place, {"texts": quoted(texts)}))
        return {
            name
            for name, is_right in marks.items()
            if (known[name].correct if name in known else is_right)
        }

    def _choice(
        self, block: QuestionBlock, row: ChoiceRow, before: Choice | None, right: set[str]
    ) -> Choice:
        name = f"{block.id}/{row.id}"

        def text(part: str, cell: Cell, written: str) -> str:
            if cell.is_unsaved:
                return written
            return self.marks.restored(("choice", name, part), cell, written)

        return Choice(
            id=row.id,
            text=text("text", row.text, before.text if before else ""),
            why=text("why", row.why, before.why if before else ""),
            correct=row.id in right,
        )

    def _name_choices(self, block: QuestionBlock, known: Mapping[str, Choice]) -> None:
        """Give every choice an id: that of its words, its own, its letter, or a free one."""
        shown = {name: self.marks.shown(choice.text).strip() for name, choice in known.items()}
        ids = choice_ids(
            [(one.id, one.letter, one.text.text.strip()) for one in block.choices], shown
        )
        for one, name in zip(block.choices, ids, strict=True):
            one.id = name
