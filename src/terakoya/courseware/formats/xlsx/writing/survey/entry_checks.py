"""What is doubtful on the collection sheet, and how far it is filled, reckoned in `_calc`.

Nothing stands in the rows of the collection sheet itself, so that empty rows are not printed;
doubtful cells turn red there, and a line above the rows says how many there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..book import Book
from ..letters import DECLINED, writings
from ..sheet import Sheet, Value, literal
from ..styles import BODY, Style
from .answer_sheet import AnswerSheet
from .plan import (
    COMPANY_KEY,
    FIRST_COMMENT,
    FIRST_RESPONDENT,
    NO_DEPARTMENT_KEY,
    PlannedItem,
    SurveyPlan,
)
from .tally import Tally

PLAIN: Style = {**BODY, "text_wrap": False}
LETTERS, COUNT_NAMES, COUNTS, FILLED = 0, 2, 3, 4  # rows, from the first one of this part
DOUBTS = ("unknown_answer", "unknown_department", "no_answers")


@dataclass(frozen=True)
class Entries:
    """The ranges that people fill in: answers by item, departments, both together, comments."""

    answers: Mapping[str, str]
    departments: str
    rows: str
    comments: str


class EntryChecks:
    """Letters that may be typed, counts of doubtful cells, last filled rows."""

    def __init__(self, sheet: Sheet, plan: SurveyPlan, *, first: tuple[int, int]) -> None:
        self._sheet, self._plan = sheet, plan
        self._row, self._column = first

    # -- letters

    def _letters(self, row: int, first: int, last: int) -> str:
        column = self._column
        return self._sheet.range(self._row + row, column + first, self._row + row, column + last)

    def sum_chosen(
        self,
        answers: str,
        options: str,
        item: PlannedItem,
        *,
        weights: str,
        index: int | None = None,
    ) -> str:
        """The sum over all who chose an option, by its words or its letter.

        `options` are the cells of all options, or of that with an `index`; `weights` what stands
        in the product with `@` for who chose which. No option reads as a letter where there are
        letters.
        """
        first, last = (1, len(item.letters)) if index is None else (index + 1, index + 1)
        rows = (0, 1) if item.letters else ()
        known = [options, *(self._letters(row, first, last) for row in rows)]
        return "+".join(
            f"SUMPRODUCT({weights.replace('@', f'({answers}={one})')})" for one in known
        )

    def known_letters(self, item: PlannedItem) -> str:
        """The range of the letters of an item in both widths, with that not to answer."""
        row, column = self._row + LETTERS, self._column
        return self._sheet.range(row, column, row + 1, column + len(item.letters))

    # -- counts

    def count(self, doubt: str) -> str:
        """The cell that counts the cells with a doubt."""
        return self._sheet.ref(self._row + COUNTS, self._column + DOUBTS.index(doubt))

    @property
    def last_answers(self) -> str:
        """The cell with the last row of the collection sheet to print."""
        return self._sheet.ref(self._row + FILLED, self._column)

    @property
    def last_comments(self) -> str:
        """The cell with the last row of the sheet of comments to print."""
        return self._sheet.ref(self._row + FILLED, self._column + 1)

    def line(self, book: Book) -> str:
        """The formula of the line that says what needs a look; empty when nothing does."""
        parts = "&".join(
            f'IF({self.count(key)}=0,"",{literal(book.texts.word(key))}&{self.count(key)}'
            f"&{literal(book.texts.word('doubt_end'))})"
            for key in DOUBTS
        )
        total = "+".join(self.count(key) for key in DOUBTS)
        return f'IF({total}=0,"",{literal(book.texts.word("doubts"))}&{parts})'

    # -- writing

    def write(
        self, tally: Tally, *, answer_sheet: AnswerSheet, entries: Entries, people: str
    ) -> None:
        """Write the part; `people` is the range of each person's group."""
        self._write_letters()
        formulas = {
            "unknown_answer": self._unknown_answers(answer_sheet, entries),
            "unknown_department": f"SUMPRODUCT((LEN({entries.departments})>0)"
            f"*({people}={NO_DEPARTMENT_KEY}))",
            "no_answers": f"SUMPRODUCT((LEN({entries.departments})>0)*({people}={COMPANY_KEY}))",
        }
        for offset, (key, formula) in enumerate(formulas.items()):
            column = self._column + offset
            self._sheet.text(self._row + COUNT_NAMES, column, key, PLAIN)
            self._formula(COUNTS, offset, formula, tally.doubts[key])
        last = FIRST_RESPONDENT + tally.last_row
        self._formula(FILLED, 0, _last_filled(entries.rows, FIRST_RESPONDENT), last)
        if entries.comments:
            self._formula(FILLED, 1, _last_filled(entries.comments, FIRST_COMMENT), FIRST_COMMENT)

    def _formula(self, row: int, offset: int, formula: str, value: Value) -> None:
        self._sheet.formula(self._row + row, self._column + offset, formula, value, PLAIN)

    def _write_letters(self) -> None:
        most = max((item.letters for item in self._plan.closed), key=len, default=())
        for offset, letter in enumerate((DECLINED, *most)):
            small, _, wide, _ = writings(letter)
            for row, way in enumerate((small, wide)):
                self._sheet.text(self._row + row, self._column + offset, way, PLAIN)

    def _unknown_answers(self, answer_sheet: AnswerSheet, entries: Entries) -> str:
        parts = []
        for item in self._plan.closed:
            answers = entries.answers[item.id]
            known = f"SUMPRODUCT(--({answers}={answer_sheet.options(item, declined=True)}))"
            if item.letters:
                half, full = (self._letters(row, 0, len(item.letters)) for row in (0, 1))
                known += f"-SUMPRODUCT(--({answers}={half}))-SUMPRODUCT(--({answers}={full}))"
            parts.append(f"SUMPRODUCT(--(LEN({answers})>0))-{known}")
        return "+".join(parts)


def _last_filled(entries: str, above: int) -> str:
    """The number of the last row with an entry, at least that of the heading above them."""
    return f"MAX({above},SUMPRODUCT(MAX((LEN({entries})>0)*ROW({entries}))))"
