"""An edited test workbook → the pool of one language.

What people see comes from the file: the title, the questions with scene, choices, reasons, right
answers and explanation, their order, what was added and removed; kind, topic, slides and facts
where their lines were changed. Goal and tags come from the base.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...alignment import text_likeness
from ...model import Choice, Course, Material, Question, TestPool
from ...variables import values_of
from ..choice_ids import choice_ids
from ..choice_limit import quoted, within_limit
from ..question_changes import change_notices
from .answer_sheet import find_sheet
from .grid import Cell, Place
from .guide_texts import GuideTexts, sheets_of
from .ids import TextKey, read_ids
from .loose_cells import loose_notices, unknown_sheets
from .marks import Marks
from .notices import Notice, Refusal, Remark, UnreadableSheet
from .opening import check_origin, language_of, minted
from .package import Book, open_book
from .pass_mark import read_pass_mark, with_sentences
from .pool_sheet import WHYS, WORDS, ChoiceRow, QuestionBlock, pool_columns, read_pool_sheet
from .question_lines import QuestionLines
from .question_placement import QuestionPlacement

LIKE = 0.6  # less alike than this, a question without an id is a new one
TITLE = ("test", "", "title")


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


class TestBook:
    """A test workbook under reading."""

    __test__ = False

    def __init__(self, book: Book, base: Course, values: Mapping[str, str] | None) -> None:
        self.book, self.ids = book, read_ids(book)
        if self.ids.kind == "survey":
            raise UnreadableSheet(Refusal.OTHER_KIND)
        name = find_sheet(book, self.ids, "sheet_pool")
        if name is None:
            raise UnreadableSheet(Refusal.NO_TEST)
        self.notices: list[Notice] = check_origin(self.ids, base)
        self.language = language_of(self.ids, base, name, "sheet_pool")
        self.base = base.text(self.language).test
        self.marks = Marks(self.ids, values_of(base, self.language, values))
        self.homes = QuestionPlacement(base, self.language, self.marks.shown)
        columns = pool_columns(book.grid(name), self.ids)
        self.grid = columns.grid(book.grid(name))
        self.lines = QuestionLines(
            self.homes, self.grid, self.language, is_ours=bool(self.ids.kind)
        )
        self.formulas = columns.grid(book.grid(name, formulas=True))
        self.ids = columns.ids(self.ids, name)
        rows = read_pool_sheet(self.grid, self.ids, self._expected())
        self.blocks = rows.blocks
        self.notices += loose_notices(self.grid, rows.loose, Remark.LOOSE_TEXT)
        self.notices += [Notice(Remark.UNSAVED, self.grid.address(*at)) for at in self._unsaved()]
        self.sheets = sheets_of(book, name)
        self.notices += unknown_sheets(book, name, self.sheets.values())
        answers = self.sheets.get("sheet_test_answers")
        self.pass_mark, notices = read_pass_mark(book, answers, self.ids, base.meta.pass_mark)
        self.notices += with_sentences(notices, base, self.pass_mark)
        if not self.blocks:
            raise UnreadableSheet(Refusal.NOTHING_LEFT, name)
        self._tell_guide_texts(base)
        self._name_by_likeness()

    def _tell_guide_texts(self, base: Course) -> None:
        if self.ids.kind:
            texts = (self.ids.sources.get(TITLE), self.base.title, self._title())
            titles = frozenset(self.marks.shown(one).strip() for one in texts if one)
            guide = GuideTexts(base, self.language, self.ids, titles, base.meta.pass_mark)
            first = min(block.row for block in self.blocks)
            self.notices += guide.notices(self.book, self.sheets, self.grid, first)

    def _unsaved(self) -> list[Place]:
        """The formulas whose results a program did not save, where words are read."""
        return sorted(
            place
            for place, cell in self.formulas.cells.items()
            if cell.text.startswith("=") and place not in self.grid.cells and place[1] <= WHYS
        )

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
        notices = (*self.notices, *self.lines.told())
        return ReadTest(self.language, pool, notices, self.pass_mark)

    def _title(self) -> str:
        place = self.ids.places.get(TITLE)
        if place is None or place[0] not in self.book.sheet_names:
            return self.base.title
        cell = self.book.grid(place[0])[place[1]]
        return self.marks.restored(TITLE, cell, self.base.title) or self.base.title

    def _name_by_likeness(self) -> None:
        here = {block.id for block in self.blocks}
        missing = {q.id: self._words(q) for q in self.base.questions if q.id not in here}
        for block in self.blocks:
            if block.id or not missing:
                continue
            words = "\n".join(
                cell.text for cell in (block.scene, block.text, *(c.text for c in block.choices))
            )
            likeness = {key: text_likeness(text, words) for key, text in missing.items()}
            best = max(likeness, key=lambda key: likeness[key])
            if likeness[best] >= LIKE:
                block.id = best
                del missing[best]
                if self.ids.kind:
                    self.note(Remark.BY_LIKENESS, block.row, name=best)

    def _words(self, question: Question) -> str:
        texts = (question.scene, question.text, *(choice.text for choice in question.choices))
        return "\n".join(self.marks.shown(text) for text in texts)

    # -- one question

    def _question(self, block: QuestionBlock, taken: set[str]) -> Question | None:
        before = next((one for one in self.base.questions if one.id == block.id), None)
        choices = self._choices(block, before)
        if not self._is_whole(block, choices):
            return None
        name = block.id or minted("q-new", taken)
        key = name if block.id else ""
        texts = {
            "scene": self.marks.restored(
                ("question", key, "scene"), block.scene, before.scene if before else ""
            ),
            "text": self.marks.stressed(
                ("question", key, "text"), block.text, before.text if before else ""
            ),
            "explanation": self.marks.restored(
                ("question", key, "explanation"),
                block.explanation,
                before.explanation if before else "",
            ),
        }
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

    def _is_whole(self, block: QuestionBlock, choices: list[Choice]) -> bool:
        """Whether a question can be asked; what is missing is told."""
        if not block.text.text.strip():
            self.note(Remark.NO_TEXT, block.row)
            return False
        if len(choices) < 2:
            self.note(Remark.TOO_FEW_CHOICES, block.row)
            return False
        return True

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
        if right == 0:
            self.note(Remark.NO_RIGHT_CHOICE, block.row)
        if right > 1 and kind != "multiple":
            self.note(Remark.NOW_MULTIPLE, block.row)
            kind = "multiple"
        return kind

    # -- its choices

    def _choices(self, block: QuestionBlock, before: Question | None) -> list[Choice]:
        known = {choice.id: choice for choice in before.choices} if before else {}
        is_right = [bool(one.right.text.strip()) for one in block.choices]
        block.choices, cut = within_limit(block.choices, is_right)
        if cut:
            texts = quoted([one.text.text for one in cut])
            self.note(Remark.TOO_MANY_CHOICES, block.row, texts=texts)
        self._name_choices(block, known)
        return [self._choice(block, one, known.get(one.id)) for one in block.choices]

    def _choice(self, block: QuestionBlock, row: ChoiceRow, before: Choice | None) -> Choice:
        name = f"{block.id}/{row.id}"

        def text(part: str, cell: Cell, written: str) -> str:
            return self.marks.restored(("choice", name, part), cell, written)

        return Choice(
            id=row.id,
            text=text("text", row.text, before.text if before else ""),
            why=text("why", row.why, before.why if before else ""),
            correct=bool(row.right.text.strip()),
        )

    def _name_choices(self, block: QuestionBlock, known: Mapping[str, Choice]) -> None:
        """Give every choice an id: that of its words, its own, its letter, or a free one."""
        shown = {name: self.marks.shown(choice.text).strip() for name, choice in known.items()}
        ids = choice_ids(
            [(one.id, one.letter, one.text.text.strip()) for one in block.choices], shown
        )
        for one, name in zip(block.choices, ids, strict=True):
            one.id = name
