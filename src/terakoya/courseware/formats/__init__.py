"""The formats that `terakoya build` writes: name → file ending and writer.

Writers are imported when asked for, since each brings a heavy library.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from ..edition import NO_SETTINGS, EditionSettings
from ..errors import WrongUse
from ..model import Material

Told = Callable[[int, int], object]  # how many sheets are done, and of how many


@dataclass(frozen=True)
class Format:
    """A format: its name, the ending of its files, and where its writer is."""

    name: str
    ending: str
    writer: str
    per_language: bool = True
    unpacked: bool = False  # a zip whose files stand beside it in a folder too
    for_learners: bool = False  # shows what they see, whole or what has changed; never comes back
    of_edition: bool = False  # its writer takes the settings of an edition as a third argument
    of_layout: str = ""  # made of slides of this layout: where a course has none, there is no file
    takes_values: bool = False  # its writer takes a company's values, by that name
    takes_day: bool = False  # its writer takes the day that stands on its files, as `on`
    tells: bool = False  # its writer tells how far it is, as `told`
    of_test: bool = False  # made of the confirmation test: where a course asks nothing, no file
    of_kit: bool = False  # made of the documents beside a course: where it has none, no file
    audio_writer: str = ""  # where the writer of its form with audio is, if it has one
    survey_writer: str = ""  # where the writer of its form with the survey is, if it has one

    def write(
        self,
        material: Material,
        language: str,
        settings: EditionSettings = NO_SETTINGS,
        *,
        on: dt.date | None = None,
        told: Told | None = None,
    ) -> bytes:
        """The bytes of the file in one language; `settings` are those of an edition.

        `on` is the day that stands on what is dated; without one a blank stands in its place.
        `told` hears how far a file is that takes minutes; what it raises ends the work.
        """
        module, function = self.writer.rsplit(":", 1)
        write: Callable[..., bytes] = getattr(import_module(module, __package__), function)
        named: dict[str, Any] = {"on": on} if self.takes_day else {}
        if self.tells:
            named["told"] = told
        if self.takes_values:
            named["values"] = settings.values(language)
        return write(material, language, *([settings] if self.of_edition else []), **named)

    def has_file(self, material: Material, language: str) -> bool:
        """Whether there is such a file of the course in a language."""
        if self.of_kit and material.kit is None:
            return False
        if self.of_test and not material.course.text(language).test.questions:
            return False
        if not self.of_layout:
            return True
        slides = material.course.text(language).slides()
        return any(slide.layout == self.of_layout for _, slide in slides)

    def with_audio(self) -> Format:
        """The format in its form with audio; raises `WrongUse` where it has none."""
        return self._form("audio_writer", "audio")

    def with_survey(self) -> Format:
        """The format in its form with the survey; raises `WrongUse` where it has none."""
        return self._form("survey_writer", "the survey")

    def _form(self, field: str, named: str) -> Format:
        writer: str = getattr(self, field)
        if not writer:
            those = ", ".join(name for name, known in FORMATS.items() if getattr(known, field))
            raise WrongUse(f"`{self.name}` has no form with {named}. → It goes with: {those}.")
        return replace(self, writer=writer)


def _valued(name: str, ending: str, writer: str) -> Format:
    """A format that comes back, and shows a company's values."""
    return Format(name, ending, writer, takes_values=True)


def _of_test(name: str, ending: str, writer: str) -> Format:
    """Such a format of the confirmation test alone."""
    return replace(_valued(name, ending, writer), of_test=True)


FORMATS = {
    one.name: one
    for one in (
        Format("web", "zip", ".web:web_zip", unpacked=True, for_learners=True),
        Format(
            "pptx",
            "pptx",
            ".pptx.writing:write_edition_deck",
            of_edition=True,
            audio_writer=".pptx.writing:write_edition_deck_with_audio",
        ),
        _valued("survey-xlsx", "survey.xlsx", ".xlsx.writing:write_survey_workbook"),
        _of_test("test-xlsx", "test.xlsx", ".xlsx.writing:write_test_workbook"),
        _of_test("question-table", "questions.xlsx", ".questions.writing:write_question_table"),
        _of_test("gift", "gift", ".questions.writing:write_gift"),
        _of_test("moodle-xml", "questions.xml", ".questions.writing:write_moodle_xml"),
        Format("pdf", "pdf", ".pdf:write_pdf", for_learners=True),
        Format(
            "phrases-card",
            "card.pdf",
            ".pdf.card:write_phrases_card",
            for_learners=True,
            of_layout="phrases",
        ),
        Format("kit", "kit.zip", ".kit:write_kit", takes_values=True, takes_day=True, of_kit=True),
        Format("scorm12", "scorm12.zip", ".scorm:write_scorm12", for_learners=True),
        Format("scorm2004", "scorm2004.zip", ".scorm:write_scorm2004", for_learners=True),
        Format("scorm2004-3", "scorm2004-3.zip", ".scorm:write_scorm2004_3", for_learners=True),
        Format("mp4", "mp4", ".video.writing:write_mp4", for_learners=True, tells=True),
        Format(
            "moodle",
            "mbz",
            ".moodle:write_moodle",
            for_learners=True,
            survey_writer=".moodle:write_moodle_with_survey",
        ),
        Format("audio", "audio.zip", ".audio:audio_zip", unpacked=True),
        Format("revision", "REVISION.json", ".revision:write_revision", per_language=False),
    )
}


def format_named(name: str) -> Format:
    """The format of that name; raises `WrongUse` with the list of those present."""
    if name not in FORMATS:
        raise WrongUse(f"There is no format `{name}`. → One of: {', '.join(FORMATS)}.")
    return FORMATS[name]
