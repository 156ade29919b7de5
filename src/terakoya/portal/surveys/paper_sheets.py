"""Filled answer sheets of a wave on paper → how often each option was chosen, by unit. Pure.

Whoever sends them has seen each of them; here the order, the names of the files and who answered
what are dropped (docs/algorithms/paper.md).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from terakoya.courseware.model import Material, Survey

from ..common.text import without_arrows
from .comments import clean_comment
from .paper_units import UnitNames

if TYPE_CHECKING:
    from terakoya.courseware.formats.xlsx.reading.answers import CollectedAnswers, Respondent
    from terakoya.courseware.formats.xlsx.reading.notices import Notice

MOST_FILES: Final = 40
MOST_TOLD: Final = 100  # remarks that a page shows
MOST_COMMENTS: Final = 2_000
_TELLS: Final = 5  # so many equal sheets in one order are the same workbook


@dataclass(frozen=True)
class SentFile:
    """A file as it was sent."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Line:
    """A sentence about a file."""

    file: str
    text: str


@dataclass
class UnitCounts:
    """What was counted of one unit; `answered` are people."""

    answered: int = 0
    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, answers: Mapping[str, str | None]) -> None:
        """Count one person."""
        self.answered += 1
        for item, option in answers.items():
            if option is not None:
                options = self.counts.setdefault(item, {})
                options[option] = options.get(option, 0) + 1


@dataclass
class Counted:
    """All that is left of the files: counters by unit, and comments without unit or order."""

    units: dict[int | None, UnitCounts] = field(default_factory=dict)
    comments: dict[str, list[str]] = field(default_factory=dict)
    is_unmarked: bool = False  # some file does not say for which wave it was handed out

    @property
    def answered(self) -> int:
        """How many people answered."""
        return sum(unit.answered for unit in self.units.values())


@dataclass
class Findings:
    """What an officer is told before anything is counted.

    `problems` are to be mended first, `remarks` may stay; `unmarked` are the files that do not
    say for which wave they were handed out.
    """

    counted: Counted = field(default_factory=Counted)
    problems: list[Line] = field(default_factory=list)
    remarks: list[Line] = field(default_factory=list)
    unmarked: list[str] = field(default_factory=list)
    incomplete: int = 0


@dataclass(frozen=True)
class Asked:
    """What was asked: the wave's id, its survey by language, the course, the company's values."""

    wave: str
    surveys: Mapping[str, Survey]
    material: Material
    values: Mapping[str, str]
    people: int


def read_sheets(
    files: Sequence[SentFile], asked: Asked, units: UnitNames, language: str
) -> Findings:
    """Count filled workbooks, and tell what could not be read and how to mend it."""
    reader = _Reader(asked, units, language)
    for file in files:
        reader.read(file)
    return reader.finish()


def counted_by_unit(counted: Counted, units: UnitNames) -> list[tuple[str, int]]:
    """How many people answered, by the name of the unit; the company's own comes last."""
    named = sorted(
        (units.shown_name(unit), one.answered)
        for unit, one in counted.units.items()
        if unit is not None
    )
    rest = counted.units.get(None)
    return [*named, (_("部署なし・小さな部署"), rest.answered)] if rest else named


class _Reader:
    def __init__(self, asked: Asked, units: UnitNames, language: str) -> None:
        self.asked, self.units, self.language = asked, units, language
        self.found = Findings()
        self._bytes: dict[str, str] = {}
        self._rows: dict[str, str] = {}

    def read(self, file: SentFile) -> None:
        """Read one file."""
        # Readers that few processes need.
        from terakoya.courseware.formats.xlsx.reading.answers import read_answers
        from terakoya.courseware.formats.xlsx.reading.notices import UnreadableSheet

        digest = hashlib.sha256(file.content).hexdigest()
        if digest in self._bytes:
            self._refuse_twice(file, self._bytes[digest])
            return
        self._bytes[digest] = file.name
        try:
            read = read_answers(file.content, self.asked.material, values=self.asked.values)
        except UnreadableSheet as error:
            self._problem(file, without_arrows(error.sentence(self.language)))
            return
        if self._is_ours(file, read) and not self._is_known(file, read):
            self._count(file, read)

    def finish(self) -> Findings:
        """All findings, once every file was read."""
        found = self.found
        if not found.counted.answered and not found.problems:
            found.problems.append(
                Line("", _("回答が1つもありません。記入したファイルを選んでください。"))
            )
        if found.counted.answered > self.asked.people:
            found.problems.append(
                Line(
                    "",
                    _("回答が%(n)s名分あり、対象の%(of)s名より多くなっています。")
                    % {"n": found.counted.answered, "of": self.asked.people}
                    + _("同じ用紙が2度入っていないか、確かめてください。"),
                )
            )
        return found

    def _is_ours(self, file: SentFile, read: CollectedAnswers) -> bool:
        if read.wave and read.wave != self.asked.wave:
            self._problem(
                file,
                _("ほかの回、またはほかの会社の用紙です。")
                + _("この回の用紙を、この画面からダウンロードして使ってください。"),
            )
            return False
        if (changed := _changed_item(read, self.asked.surveys[read.language])) is not None:
            self._problem(
                file,
                _("問い「%(text)s」が、配った用紙と違います。") % {"text": changed[:40]}
                + _("もとの用紙に写してください。"),
            )
            return False
        if not read.wave:
            self.found.unmarked.append(file.name)
            self.found.counted.is_unmarked = True
        return True

    def _is_known(self, file: SentFile, read: CollectedAnswers) -> bool:
        """Whether the same rows have come in another file; one person may answer as another."""
        answered = [one for one in read.respondents if one.answers]
        if len(answered) < _TELLS:
            return False
        digest = hashlib.sha256(repr([_content(one) for one in answered]).encode()).hexdigest()
        if digest in self._rows:
            self._refuse_twice(file, self._rows[digest])
            return True
        self._rows[digest] = file.name
        return False

    def _refuse_twice(self, file: SentFile, first: str) -> None:
        self._problem(
            file,
            _("「%(first)s」と同じ内容です。2度数えないように、片方だけを選んでください。")
            % {"first": first},
        )

    def _count(self, file: SentFile, read: CollectedAnswers) -> None:
        self._tell(file, read.notices)
        answered = [one for one in read.respondents if one.answers]
        if not answered:
            self._remark(file, _("回答がありません。このファイルは数えません。"))
        asked = {item.id for item in read.survey.items if item.kind != "comment"}
        unknown: Counter[str] = Counter()
        for one in answered:
            unit = self.units.find(one.department)
            if one.department and unit == UnitNames.UNKNOWN:
                unknown[one.department] += 1
            counts = self.found.counted.units.setdefault(self.units.cell_of(unit), UnitCounts())
            counts.add(one.answers)
            self.found.incomplete += not asked <= one.answers.keys()
        for name, n in unknown.items():
            self._remark(
                file,
                _(
                    "部署「%(name)s」は、部署の一覧にありません（%(n)s名分）。会社全体だけに数えます。"
                )
                % {"name": name, "n": n},
            )
        self._take_comments(read.comments)

    def _take_comments(self, found: Mapping[str, Iterable[str]]) -> None:
        for item, texts in found.items():
            kept = self.found.counted.comments.setdefault(item, [])
            kept += [clean for text in texts if (clean := clean_comment(text))]
            del kept[MOST_COMMENTS:]

    def _tell(self, file: SentFile, notices: Iterable[Notice]) -> None:
        """Tell what concerns answers; the rest concerns whoever edits a course."""
        from terakoya.courseware.formats.xlsx.reading.notices import Remark  # few processes need it

        told = {
            Remark.UNKNOWN_ANSWER,
            Remark.FORMULA_ANSWER,
            Remark.HIDDEN_ANSWERS,
            Remark.SHEET_COPIED,
            Remark.SHEET_CHANGED,
            Remark.UNKNOWN_SHEET,
        }
        for notice in notices:
            if notice.remark in told:
                self._remark(file, without_arrows(notice.sentence(self.language)))

    def _problem(self, file: SentFile, text: str) -> None:
        self.found.problems.append(Line(file.name, text))

    def _remark(self, file: SentFile, text: str) -> None:
        self.found.remarks.append(Line(file.name, text))


def _content(one: Respondent) -> tuple[str, tuple[tuple[str, str | None], ...]]:
    return one.department, tuple(sorted(one.answers.items(), key=lambda pair: pair[0]))


def _changed_item(read: CollectedAnswers, survey: Survey) -> str | None:
    """The words of the first item that is not asked as it was handed out."""
    wanted = {item.id: item for item in survey.items}
    for item in read.survey.items:
        same = wanted.pop(item.id, None)
        if same is None or same.text != item.text or same.kind != item.kind:
            return item.text
        options = [option.text for option in read.survey.options_of(item)]
        if options != [option.text for option in survey.options_of(same)]:
            return item.text
    return next((item.text for item in wanted.values()), None)
