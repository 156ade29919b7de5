"""What a slide would look like with the texts of its form, and whether they fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.field_names import field_label
from terakoya.courseware.formats.web import slide_title
from terakoya.courseware.model import Course
from terakoya.courseware.sheets.fit import check_fit
from terakoya.courseware.variables import values_of

from ...accounts.models import Member
from ...catalogue.selectors import narration_keys, recordings_of
from ...learning.selectors.courses import company_values
from ..editing.finding import place_of
from ..editing.slides import edit_slide
from ..errors import ChangeRefused
from ..models import Edition
from ..storage import content_of
from .base import learner_html, preview_html, preview_transcript, spoken


@dataclass(frozen=True)
class TooLong:
    """A text that does not fit its place on the slide, and how many characters must go."""

    label: str
    cut: int


@dataclass(frozen=True)
class Preview:
    """A slide as learners would see it; with a refusal it is the slide as it is saved."""

    html: str
    transcript: str
    too_long: tuple[TooLong, ...]
    refusal: str = ""


def preview_of(
    edition: Edition,
    officer: Member,
    slide_id: str,
    language: str,
    texts: Mapping[str, str],
    interface: str = "ja",
) -> Preview | None:
    """The slide of the draft with other texts; `None` when no chapter has it."""
    state = content_of(edition.draft)
    shown = spoken(state.course, language)
    if place_of(state.course.text(shown), slide_id) is None:
        return None
    refusal = ""
    try:
        state = edit_slide(state, shown, slide_id, texts)
    except ChangeRefused as error:
        refusal = str(error)
    values = company_values(officer)
    return Preview(
        html=preview_html(state.course, shown, slide_id, values),
        transcript=preview_transcript(state.course, shown, slide_id, values),
        too_long=too_long(state.course, shown, slide_id, values, interface),
        refusal=refusal,
    )


def too_long(
    course: Course, language: str, slide_id: str, values: Mapping[str, str], interface: str
) -> tuple[TooLong, ...]:
    """The texts of one slide that do not fit into its picture of 16:9."""
    text = course.text(language)
    place = place_of(text, slide_id)
    if place is None:
        return ()
    alone = place.chapter.model_copy(update={"slides": (place.slide,)})
    only = text.model_copy(update={"chapters": (alone,), "bank": ()})
    return tuple(
        TooLong(field_label(".".join(map(str, one.path)), interface), one.cut)
        for one in check_fit(only, values_of(course, language, values))
    )


@dataclass(frozen=True)
class PreviewPage:
    """One slide of a state as learners would see it, with its neighbours."""

    id: str
    title: str
    number: int
    count: int
    html: str
    transcript: str
    previous: str
    next: str
    language: str
    languages: tuple[str, ...]
    has_sound: bool


def preview_page(
    state: Content, values: Mapping[str, str], *, slide_id: str, language: str
) -> PreviewPage | None:
    """The slide with this id, the first without one; `None` when learners would not see it."""
    shown = spoken(state.course, language)
    slides = [
        slide
        for _chapter, slide in state.course.text(shown).slides()
        if not state.settings.hides(slide.id)
    ]
    ids = [slide.id for slide in slides]
    if not ids or (slide_id and slide_id not in ids):
        return None
    at = ids.index(slide_id) if slide_id else 0
    keys = narration_keys(state.course, shown, slides[at], values)
    return PreviewPage(
        id=ids[at],
        title=slide_title(slides[at], course=state.course, language=shown, values=dict(values)),
        number=at + 1,
        count=len(ids),
        html=learner_html(state.course, shown, ids[at], values),
        transcript=preview_transcript(state.course, shown, ids[at], values),
        previous=ids[at - 1] if at else "",
        next=ids[at + 1] if at + 1 < len(ids) else "",
        language=shown,
        languages=tuple(text.language for text in state.course.texts),
        has_sound=bool(recordings_of(keys)),
    )
