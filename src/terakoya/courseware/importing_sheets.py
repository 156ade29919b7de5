"""Workbooks and question files that came back → the survey and the test of an edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .edition import EditionSettings
from .errors import WrongUse
from .model import Course, CourseText, Material, Question, SurveyItem
from .pass_sentences import with_pass_mark
from .pruning import prune
from .readers.pptx.order import stayed
from .readers.questions import import_questions
from .readers.xlsx import Notice, ReadSurvey, ReadTest, import_survey
from .readers.xlsx.notices import Remark
from .revision import revision_id
from .translated_parts import with_same_parts

Base = tuple[Material, EditionSettings]
File = tuple[str, bytes]  # its name, whose ending says the format of questions, and its bytes
Parts = Sequence[SurveyItem] | Sequence[Question]


_STATES = {
    "same": "変更なし",
    "edited": "変更",
    "moved": "移動",
    "new": "追加",
    "deleted": "削除",
}


@dataclass(frozen=True)
class SheetReport:
    """What became of one file: its items or questions by what happened to them, and notices."""

    file: str
    kind: str
    language: str
    states: Mapping[str, tuple[str, ...]]
    notices: tuple[Notice, ...]

    def as_json(self) -> dict[str, Any]:
        """The report for programs; its sentences are in the language of the file."""
        return {
            "file": self.file,
            "kind": self.kind,
            "language": self.language,
            "parts": {state: list(ids) for state, ids in self.states.items()},
            "notices": [one.as_json(self.language) for one in self.notices],
        }

    def lines(self, language: str = "en") -> list[str]:
        """The report in a few lines for a terminal: what became of which parts, and notices."""
        named = _STATES if language == "ja" else {}
        counted = ", ".join(
            f"{named[state]} {len(ids)}" if state in named else f"{len(ids)} {state}"
            for state, ids in self.states.items()
            if ids
        )
        which = [
            f"  {named.get(state, state)}: {', '.join(ids)}"
            for state, ids in self.states.items()
            if ids and state != "same"
        ]
        told = [f"  {one.sentence(language)}" for one in self.notices]
        return [f"{self.file} ({self.kind}, {self.language}): {counted}", *which, *told]


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
    origin = revision_id(base[0].course)
    reader = _Reader(material, settings, origin, language)
    for file in surveys:
        reader.take_survey(*file)
    for file in tests:
        reader.take_test(*file)
    reader.shape_other_languages()
    return ImportedSheets(prune(reader.material, settings), settings, tuple(reader.reports))


class _Reader:
    def __init__(
        self, material: Material, settings: EditionSettings, origin: str, language: str
    ) -> None:
        self.material, self.settings, self.origin = material, settings, origin
        self.language = language
        self.reports: list[SheetReport] = []

    def take_survey(self, name: str, data: bytes) -> None:
        read = import_survey(data, self.material, values=self._values())
        before = self._text(read, "survey", name).survey
        self._report(name, "survey", read, before.items, read.survey.items)
        self._put(read.language, {"survey": read.survey})

    def take_test(self, name: str, data: bytes) -> None:
        read = import_questions(
            name,
            data,
            self.material,
            language=self.language,
            values=self._values(),
        )
        before = self._text(read, "test", name).test
        self._report(name, "test", read, before.questions, read.test.questions)
        self._put(read.language, {"test": read.test})
        if read.pass_mark is not None:
            self._put_pass_mark(read.pass_mark)

    def shape_other_languages(self) -> None:
        """Languages without a file of their own ask the same as the first file of a kind."""
        for kind in ("survey", "test"):
            read = [one.language for one in self.reports if one.kind == kind]
            if read:
                self.material = replace(
                    self.material,
                    course=with_same_parts(
                        self.material.course,
                        read[0],
                        survey=kind == "survey",
                        besides=frozenset(read),
                    ),
                )

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
        self, name: str, kind: str, read: ReadSurvey | ReadTest, before: Parts, after: Parts
    ) -> None:
        notices = tuple(one for one in read.notices if not self._is_of_origin(one))
        states = _states(before, after)
        self.reports.append(SheetReport(name, kind, read.language, states, notices))

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


def _states(before: Parts, after: Parts) -> dict[str, tuple[str, ...]]:
    known = {one.id: one for one in before}
    here = {one.id: one for one in after}
    common = [one for one in here if one in known]
    order = {name: place for place, name in enumerate(known)}
    resting = stayed([order[name] for name in common])
    return {
        "same": tuple(one for one in common if here[one] == known[one]),
        "edited": tuple(one for one in common if here[one] != known[one]),
        "new": tuple(one for one in here if one not in known),
        "deleted": tuple(one for one in known if one not in here),
        "moved": tuple(name for at, name in enumerate(common) if at not in resting),
    }
