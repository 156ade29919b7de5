"""What several pages read: the base, a language that the course speaks, a slide as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.field_names import field_label
from terakoya.courseware.formats.web import slide_html, transcript_html
from terakoya.courseware.merge.diff import FieldChange
from terakoya.courseware.model import AnySlide, Course, Question

from ...catalogue.selectors import media_url, revision_source
from ..editing.finding import place_of, slide_in
from ..editing.texts import TextField, text_fields
from ..models import Edition
from ..states import changed_fields

# What learners of a case or check see once they have chosen.
_OF_ANSWER = {"answer_title", "answer_narration", "verdict", "action", "source", "reason"}
_OF_ANSWERED_CHOICE = {"why", "correct"}
LINE = 26  # characters on a line of an input, beside the preview


def base_content(edition: Edition) -> Content:
    """The vendor's state that the draft is derived from."""
    return Content(course=revision_source(edition.base_id))


def spoken(course: Course, language: str) -> str:
    """A language that the course speaks: the one asked for, else its source language."""
    known = [text.language for text in course.texts]
    return language if language in known else known[0]


def preview_html(
    course: Course, language: str, slide_id: str, values: Mapping[str, str], part: str = "full"
) -> str:
    """A slide of the organisation with its scene shown: officers compare and edit what is on it.

    Learners read the warning of a harsh case first; `learner_html` has that. `part` is that of
    `slide_html`.
    """
    html = learner_html(course, language, slide_id, values, part)
    return html.replace('<article class="slide ', '<article class="slide is-shown ', 1)


def part_of_changes(changes: Iterable[FieldChange]) -> str:
    """Which state of a question shows what changed: that of the answer where all is told there."""
    paths = [(one.field or one.base_field or "").split(".") for one in changes]
    is_answer = [path[0] in _OF_ANSWER or path[-1] in _OF_ANSWERED_CHOICE for path in paths]
    return "answer" if is_answer and all(is_answer) else "full"


def learner_html(
    course: Course,
    language: str,
    slide_id: str,
    values: Mapping[str, str],
    part: str = "full",
) -> str:
    """A slide as learners of the organisation will see it."""
    place = place_of(course.text(language), slide_id)
    if place is None:
        return ""
    return slide_html(
        place.slide,
        place.chapter,
        course=course,
        language=language,
        values=values,
        media_url=lambda name: media_url(course.media[name], name),
        part=part,
    )


def preview_transcript(
    course: Course, language: str, slide_id: str, values: Mapping[str, str]
) -> str:
    """The narration of a slide as learners will read it."""
    slide = slide_in(course.text(language), slide_id)
    if slide is None:
        return ""
    return transcript_html(slide, course=course, language=language, values=values)


@dataclass(frozen=True)
class FieldRow:
    """A field of a slide or question as its form shows it; `before` is what the base says."""

    field: TextField
    label: str
    is_changed: bool
    before: str | None

    @property
    def name(self) -> str:
        """The name of the input."""
        return f"t-{self.field.path}"

    @property
    def dom_id(self) -> str:
        """The id of the input."""
        return "f-" + self.field.path.replace(".", "-")

    @property
    def rows(self) -> int:
        """How high the input is."""
        lines = self.field.value.split("\n")
        return min(14, sum(len(line) // LINE + 1 for line in lines))


def field_rows(
    present: AnySlide | Question, original: AnySlide | Question | None, interface: str
) -> tuple[FieldRow, ...]:
    """The fields of a part beside those of the base."""
    before = {one.path: one.value for one in text_fields(original)} if original else {}
    changed = changed_fields(original, present)
    return tuple(
        FieldRow(
            field=one,
            label=field_label(one.path, interface),
            is_changed=original is not None and one.path in changed,
            before=before.get(one.path),
        )
        for one in text_fields(present)
    )
