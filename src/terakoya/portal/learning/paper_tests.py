"""Filled workbooks of the confirmation test → who reached what. Pure.

docs/algorithms/paper-tests.md.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from terakoya.courseware.draw import DrawnQuestion
from terakoya.courseware.model import Material, Question
from terakoya.courseware.must_pass import held_rules
from terakoya.courseware.scoring import score_attempt

from ..common.text import without_arrows

if TYPE_CHECKING:
    from terakoya.courseware.formats.xlsx.reading.results import TestResults

MOST_FILES: Final = 40
_ERAS: Final = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988}
_DAY: Final = re.compile(r"(令和|平成|[RH])?(\d{1,4}|元)[年./-](\d{1,2})[月./-](\d{1,2})日?")


@dataclass(frozen=True)
class SheetResult:
    """One person's result as a sheet says it; `percent` is `None` where no points can be read.

    `meets_rules` tells whether the rules of passing beside the mark are met, `None` where the
    sheet does not say it.
    """

    file: str
    place: str
    number: str
    name: str
    taken_on: dt.date | None
    percent: int | None
    meets_rules: bool | None = True

    def as_json(self) -> dict[str, Any]:
        """The result for the officer's form."""
        day = self.taken_on.isoformat() if self.taken_on else None
        return asdict(self) | {"taken_on": day}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> SheetResult:
        """A result that the form brought back."""
        day = stored["taken_on"]
        return cls(**stored | {"taken_on": dt.date.fromisoformat(day) if day else None})


@dataclass(frozen=True)
class SheetLine:
    """A sentence about a file."""

    file: str
    text: str


@dataclass
class ReadSheets:
    """What files hold: results, and sentences on what could not be read."""

    results: list[SheetResult]
    lines: list[SheetLine]


def read_test_sheets(
    files: Sequence[tuple[str, bytes]], material: Material, values: dict[str, str], language: str
) -> ReadSheets:
    """The results of filled workbooks of this course, marked by its own right answers."""
    # Readers that few processes need.
    from terakoya.courseware.formats.xlsx.reading.notices import Refusal, Remark, UnreadableSheet
    from terakoya.courseware.formats.xlsx.reading.results import read_results

    told_of = {Remark.UNKNOWN_ANSWER, Remark.FORMULA_ANSWER, Remark.HIDDEN_ANSWERS}
    found = ReadSheets([], [])
    for name, content in files:
        try:
            read = read_results(content, material, values=values)
        except UnreadableSheet as error:
            is_other = error.case is Refusal.NO_TEST
            sentence = _no_sheet() if is_other else without_arrows(error.sentence(language))
            found.lines.append(SheetLine(name, sentence))
            continue
        if (why := _why_not(read, material)) is not None:
            found.lines.append(SheetLine(name, why))
            continue
        told = (one.sentence(language) for one in read.notices if one.remark in told_of)
        found.lines += [SheetLine(name, without_arrows(text)) for text in told]
        results = list(_results_of(name, read, material))
        found.results += results
        if not results:
            found.lines.append(
                SheetLine(name, _("解答も成績もありません。記入したファイルを選んでください。"))
            )
    return found


def _no_sheet() -> str:
    return _(
        "確認テストの用紙ではありません。"
        "教材原稿の確認テスト（Excel）の、解答用紙か成績一覧に記入したファイルを選んでください。"
    )


def _why_not(read: TestResults, material: Material) -> str | None:
    """Why a workbook's test is not the course's; `None` where it is."""
    wanted = sum(part.take for part in material.course.meta.blueprint)
    if len(read.questions) != wanted:
        return _(
            "問題の一覧が読めないか、問題数が違います。この研修の用紙（%(n)s問）を使ってください。"
        ) % {"n": wanted}
    known = {one.id: one for one in material.course.text(read.language).test.questions}
    for number, question in enumerate(read.questions, 1):
        if question is None or not _is_same(question, known.get(question.id)):
            return _("問%(n)sが、この研修の問題と違います。今の版の用紙で受けてください。") % {
                "n": number
            }
    return None


def _is_same(question: Question, known: Question | None) -> bool:
    """Whether a question asks the same, with the same right answers."""
    if known is None or question.text != known.text:
        return False
    choices = {one.id: (one.text, one.correct) for one in question.choices}
    return choices == {one.id: (one.text, one.correct) for one in known.choices}


def _results_of(file: str, read: TestResults, material: Material) -> Iterator[SheetResult]:
    meta = material.course.meta
    if (paper := read.paper) is not None:
        drawn = [_drawn(one) for one in read.questions if one is not None]
        pool = material.course.source.test.questions
        rules = held_rules(meta.must, pool, {one.id for one in drawn})
        score = score_attempt(drawn, paper.answers, pass_mark=meta.pass_mark, must=rules)
        day = paper.day or read_day(paper.day_text)
        percent = score.percent if paper.answers else None
        is_met = not score.unmet
        yield SheetResult(file, paper.place, paper.number, paper.name, day, percent, is_met)
    total = len(read.questions)
    for row in read.rows:
        day, percent = row.day or read_day(row.day_text), _percent(row.points, total)
        is_faultless = percent == 100  # then every rule is met, whether the row says so or not
        met = row.meets_rules if meta.must and not is_faultless else True
        yield SheetResult(file, row.place, row.number, row.name, day, percent, met)


def _drawn(question: Question) -> DrawnQuestion:
    choices = tuple(one.id for one in question.choices)
    right = tuple(one.id for one in question.choices if one.correct)
    return DrawnQuestion(question.id, question.kind, question.goal, question.topic, choices, right)


def _percent(points: float | None, total: int) -> int | None:
    """The percent of points that somebody typed; `None` for what no paper can give."""
    if points is None or points != int(points) or not 0 <= points <= total:
        return None
    return 100 * int(points) // total


def read_day(text: str) -> dt.date | None:
    """A day that was typed as text, by the Western or the Japanese calendar."""
    found = _DAY.fullmatch("".join(unicodedata.normalize("NFKC", text).split()).upper())
    if found is None:
        return None
    era, year = found[1], 1 if found[2] == "元" else int(found[2])
    try:
        return dt.date(year + _ERAS[era] if era else year, int(found[3]), int(found[4]))
    except ValueError:
        return None
