"""Workbooks and question files that came back → the survey and the test of an edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..draw import serves
from ..edition import EditionSettings
from ..errors import WrongUse
from ..formats.questions.reading import import_questions
from ..formats.xlsx.reading import Notice, ReadSurvey, ReadTest, import_survey
from ..formats.xlsx.reading.choice_limit import quoted
from ..formats.xlsx.reading.notices import Remark
from ..formats.xlsx.turned_choices import turned_notices
from ..model import BlueprintPart, Course, CourseText, Material, TestPool
from ..pass_sentences import with_pass_mark
from ..pruning import prune
from ..revision import revision_id
from ..variables import values_of
from .sheet_reports import Parts, SheetPart, SheetReport, sheet_parts, survey_part
from .translated_parts import untranslated_notices, with_same_parts

Base = tuple[Material, EditionSettings]
_MOST_NAMED = 5  # questions that are gone which a notice names
File = tuple[str, bytes]  # its name, whose ending says the format of questions, and its bytes


@dataclass(frozen=True)
class ImportedSheets:
    """The edition with the survey and test of the files in it."""

    material: Material
    settings: EditionSettings
    reports: tuple[SheetReport, ...]


def import_sheets(
    surveys: Sequence[File],
    tests: Sequence[File],
    base: Base,
    *,
    into: Base | None = None,
    language: str = "",
) -> ImportedSheets:
    """Read survey workbooks and files of questions, at most one of each for a language.

    `base` is what they were made from; `into` is the edition that takes them, such as the one
    that a deck gave, left out the base itself. `language` is that of files which do not say it.
    Raises `UnreadableSheet`, `WrongUse`.
    """
    material, settings = into or base
    if not settings.base:
        settings = settings.model_copy(update={"base": revision_id(base[0].course)})
    reader = _Reader(material, settings, base[0].course, language)
    for file in surveys:
        reader.take_survey(*file)
    for file in tests:
        reader.take_test(*file)
    reader.shape_other_languages()
    return ImportedSheets(prune(reader.material, settings), settings, tuple(reader.reports))


class _Reader:
    def __init__(
        self, material: Material, settings: EditionSettings, former: Course, language: str
    ) -> None:
        self.material, self.settings, self.former = material, settings, former
        self.origin, self.language = revision_id(former), language
        self.reports: list[SheetReport] = []
        # By language, before a file was read and as it says it.
        self.tests: dict[str, tuple[TestPool, TestPool]] = {}

    def take_survey(self, name: str, data: bytes) -> None:
        read = import_survey(data, self.material, values=self._values())
        before = self._text(read, "survey", name).survey
        itself = survey_part(before, read.survey, read.language)
        self._report(name, "survey", read, before.items, read.survey.items, itself)
        self._put(read.language, {"survey": read.survey})

    def take_test(self, name: str, data: bytes) -> None:
        read = import_questions(
            name,
            data,
            self.material,
            language=self.language,
            values=self._values(),
            former=self.former,
        )
        before = self._text(read, "test", name).test
        self._report(name, "test", read, before.questions, read.test.questions)
        self.tests[read.language] = before, read.test
        self._put(read.language, {"test": read.test})
        if read.pass_mark is not None:
            self._put_pass_mark(read.pass_mark)

    def shape_other_languages(self) -> None:
        """Languages without a file of their own ask the same as the first file of a kind."""
        for kind in ("survey", "test"):
            read = {one.language: at for at, one in enumerate(self.reports) if one.kind == kind}
            if read:
                self._tell_other_languages(min(read.values()), frozenset(read))
                if kind == "test":
                    self._tell_small_pool(min(read.values()))
                first = next(iter(read))
                self.material = replace(
                    self.material,
                    course=with_same_parts(
                        self.material.course,
                        first,
                        survey=kind == "survey",
                        besides=frozenset(read),
                        before=self.tests[first][0] if kind == "test" else None,
                    ),
                )

    def _tell_other_languages(self, at: int, read: frozenset[str]) -> None:
        """Add to a report what the languages without a file cannot say."""
        report, course = self.reports[at], self.material.course
        others = [one for one in course.meta.languages if one not in read]
        is_survey = report.kind == "survey"
        told = untranslated_notices(course, report.language, others, survey=is_survey)
        if not is_survey:
            told += turned_notices(*self.tests[report.language], others)
        self.reports[at] = replace(report, notices=(*report.notices, *told))

    def _tell_small_pool(self, at: int) -> None:
        """Add to a report that the pool is too small for what the test asks, if it was not so."""
        before, after = self.tests[self.reports[at].language]
        parts = self.material.course.meta.blueprint
        was, missing = (
            sum(max(0, one.take + 1 - _served(pool, one)) for one in parts)
            for pool in (before, after)
        )
        if missing > was:
            asked, there = sum(one.take for one in parts), len(after.questions)
            values = {"missing": str(missing), "take": str(asked), "count": str(there)}
            told = Notice(Remark.POOL_SMALL, "", values)
            self.reports[at] = replace(self.reports[at], notices=(*self.reports[at].notices, told))

    def _values(self) -> dict[str, str]:
        course = self.material.course
        return self.settings.values(self.language or course.meta.languages[0])

    def _text(self, read: ReadSurvey | ReadTest, kind: str, name: str) -> CourseText:
        if any((one.kind, one.language) == (kind, read.language) for one in self.reports):
            raise WrongUse(
                f"{name} is the second {kind} in `{read.language}`. → Name one for a language."
            )
        return self.material.course.text(read.language)

    def _report(
        self,
        name: str,
        kind: str,
        read: ReadSurvey | ReadTest,
        before: Parts,
        after: Parts,
        itself: tuple[SheetPart, ...] = (),
    ) -> None:
        notices = [one for one in read.notices if not self._is_of_origin(one)]
        course = self.material.course
        values = values_of(course, read.language, self._values())
        parts = itself + sheet_parts(before, after, course, read.language, values)
        if kind == "test" and all(one.remark is not Remark.REPLACES_ALL for one in notices):
            notices += _replacing(parts, len(before))
        self.reports.append(SheetReport(name, kind, read.language, parts, tuple(notices), values))

    def _is_of_origin(self, notice: Notice) -> bool:
        """Whether a workbook of another revision than the edition is one of the base."""
        revision = notice.values.get("revision", "")
        return notice.remark is Remark.OTHER_REVISION and self.origin.startswith(revision)

    def _put(self, language: str, update: Mapping[str, object]) -> None:
        texts = tuple(
            one.model_copy(update=dict(update)) if one.language == language else one
            for one in self.material.course.texts
        )
        self._replace({"texts": texts})

    def _put_pass_mark(self, mark: int) -> None:
        course = with_pass_mark(self.material.course, mark)
        self._replace({"meta": course.meta, "texts": course.texts})

    def _replace(self, update: Mapping[str, object]) -> None:
        # Validated anew, since nothing that came from outside may stand in a course unseen.
        course = self.material.course.model_copy(update=dict(update))
        edited = Course.model_validate(course.model_dump())
        self.material = replace(self.material, course=edited)


def _served(pool: TestPool, part: BlueprintPart) -> int:
    return sum(serves(question, part) for question in pool.questions)


def _replacing(parts: Sequence[SheetPart], before: int) -> list[Notice]:
    """A notice where a file takes the place of most of the test."""
    gone = [one.title for one in parts if "deleted" in one.states]
    if len(gone) * 2 < before:
        return []
    texts = quoted(gone[:_MOST_NAMED]) + (" …" if len(gone) > _MOST_NAMED else "")
    count = len(parts) - len(gone)
    values = {"count": str(count), "gone": str(len(gone)), "texts": texts}
    return [Notice(Remark.REPLACES_TEST, "", values)]
