"""Editions for tests, made in one line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from terakoya.courseware.edition import Edition, EditionSettings, Hidden
from terakoya.courseware.fields import fields_of, with_fields
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.model import Chapter, CourseText

from ..courses import flagship_material
from .edits import change_parts, put_slide, with_texts, without_slide

Change = Mapping[str, Any] | Callable[[dict[str, Any]], None] | None


@cache
def small() -> Edition:
    """The course of the corpus: one slide of each layout, two languages."""
    folder = Path(__file__).resolve().parents[1] / "corpus" / "every-layout"
    return Edition(course=read_folder(folder).course)


@cache
def flagship() -> Edition:
    """The real course."""
    return Edition(course=flagship_material().course)


def changed(
    edition: Edition, part_id: str, *, ja: Change = None, en: Change = None, both: Change = None
) -> Edition:
    """A slide, item or question changed: by fields, by top-level values, or by a function."""

    def one(part: Any, language: str) -> Any:
        for change in (both, ja if language == "ja" else en):
            part = _applied(part, change)
        return part

    return change_parts(edition, part_id, one)


def _applied(part: Any, change: Change) -> Any:
    if change is None:
        return part
    plain = part.model_dump(mode="json")
    if not isinstance(change, Mapping):
        change(plain)
        return type(part).model_validate(plain)
    top = {name: value for name, value in change.items() if name in plain}
    part = type(part).model_validate({**plain, **top})
    return with_fields(part, {name: change[name] for name in change if name not in top})


def removed(edition: Edition, *slides: str) -> Edition:
    """Without some slides."""
    for slide in slides:
        edition = without_slide(edition, slide)
    return edition


def moved(edition: Edition, slide_id: str, chapter: str, place: int) -> Edition:
    """A slide taken to a place in a chapter."""
    chapters = [one.id for one in edition.course.source.chapters]
    tongues = {
        text.language: next(s for _, s in text.every_slide() if s.id == slide_id)
        for text in edition.course.texts
    }
    rest = without_slide(edition, slide_id)
    return put_slide(rest, chapters.index(chapter), place, tongues)


def copied(edition: Edition, slide_id: str, new_id: str, chapter: str, place: int) -> Edition:
    """A slide added: a copy of another under a new id."""
    chapters = [one.id for one in edition.course.source.chapters]
    tongues = {
        text.language: next(
            s.model_copy(update={"id": new_id}) for _, s in text.every_slide() if s.id == slide_id
        )
        for text in edition.course.texts
    }
    return put_slide(edition, chapters.index(chapter), place, tongues)


def hidden(edition: Edition, slide_id: str, reason: str = "") -> Edition:
    """With a slide hidden."""
    one = Hidden(slide=slide_id, reason=reason)
    settings = edition.settings
    return with_settings(edition, settings.model_copy(update={"hidden": (*settings.hidden, one)}))


def with_settings(edition: Edition, settings: EditionSettings) -> Edition:
    """With other settings."""
    return edition.model_copy(update={"settings": settings})


def with_chapters(
    edition: Edition, change: Callable[[tuple[Chapter, ...]], tuple[Chapter, ...]]
) -> Edition:
    """With other chapters, in every language."""

    def of_text(text: CourseText) -> CourseText:
        return text.model_copy(update={"chapters": change(text.chapters)})

    return with_texts(edition, of_text)


def with_course(edition: Edition, **update: Any) -> Edition:
    """With other values at the top of the course."""
    return edition.model_copy(update={"course": edition.course.model_copy(update=update)})


def slide_ids(edition: Edition) -> list[str]:
    """The slides in order."""
    return [slide.id for _, slide in edition.course.source.slides()]


def field(edition: Edition, part_id: str, path: str, language: str = "ja") -> Any:
    """The value of a field of a slide, item or question."""
    text = edition.course.text(language)
    parts = [*(s for _, s in text.every_slide()), *text.survey.items, *text.test.questions]
    return fields_of(next(part for part in parts if part.id == part_id))[path]
