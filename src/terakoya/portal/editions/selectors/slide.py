"""One slide with its fields, and what may be put beside it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import escape

from terakoya.courseware.formats.web import slide_title
from terakoya.courseware.model import AnySlide, Chapter

from ...accounts.models import Member
from ...learning.selectors.courses import company_values
from ..coverage_words import hiding_costs
from ..editing.finding import place_of, slide_in
from ..models import Draft, Edition
from ..states import SlideStanding, slide_standings
from ..storage import content_of
from .base import FieldRow, base_content, field_rows, preview_html, preview_transcript, spoken
from .outline import ChapterRow, outline_of


@dataclass(frozen=True)
class SlideForm:
    """A slide to be edited in one language."""

    slide: AnySlide
    chapter: Chapter
    language: str
    languages: tuple[str, ...]
    standing: SlideStanding
    is_from_bank: bool
    reason: str
    fields: tuple[FieldRow, ...]
    html: str
    transcript: str
    previous: str
    next: str
    coverage: tuple[str, ...]
    title: str

    @property
    def is_required(self) -> bool:
        """法令上必須."""
        return self.slide.required == "legal"

    @property
    def is_stale(self) -> bool:
        """Whether this translation is 要翻訳."""
        return self.language in self.standing.stale


def slide_form(
    edition: Edition, officer: Member, slide_id: str, language: str, interface: str
) -> SlideForm | None:
    """A slide of the draft for its form; `None` when no chapter has it."""
    state, base = content_of(edition.draft), base_content(edition)
    shown = spoken(state.course, language)
    place = place_of(state.course.text(shown), slide_id)
    if place is None or place.in_bank:
        return None
    base_language = shown if shown in base.course.meta.languages else base.course.source.language
    original = slide_in(base.course.text(base_language), slide_id)
    order = [slide.id for _chapter, slide in state.course.source.slides()]
    at = order.index(slide_id)
    values = company_values(officer)
    standing = slide_standings(base, state)[slide_id]
    return SlideForm(
        slide=place.slide,
        chapter=place.chapter,
        language=shown,
        languages=tuple(text.language for text in state.course.texts),
        standing=standing,
        is_from_bank=standing.is_from_bank,
        reason=next((one.reason for one in state.settings.hidden if one.slide == slide_id), ""),
        fields=field_rows(place.slide, original, interface),
        html=preview_html(state.course, shown, slide_id, values),
        transcript=preview_transcript(state.course, shown, slide_id, values),
        previous=order[at - 1] if at else "",
        next=order[at + 1] if at + 1 < len(order) else "",
        coverage=tuple(hiding_costs(base, state, slide_id, shown)),
        title=slide_title(place.slide, course=state.course, language=shown, values=values),
    )


def has_slide(edition: Edition, slide_id: str) -> bool:
    """Whether a chapter of the draft has a slide now, whatever was read of it before."""
    course = content_of(Draft.objects.get(edition=edition)).course
    return any(one.id == slide_id for _chapter, one in course.source.slides())


@dataclass(frozen=True)
class BankRow:
    """A slide of the bank that may be taken; `suit` is the trade or prefecture it is for."""

    id: str
    title: str
    kicker: str
    suit: str
    html: str


@dataclass(frozen=True)
class AddPage:
    """Where a slide may go, and what may be taken: bank chapters with their slides."""

    chapters: tuple[ChapterRow, ...]
    bank: tuple[tuple[str, tuple[BankRow, ...]], ...]


def _named(html: str, title: str) -> str:
    """A slide as one of many on a page: the name tells its article from the others."""
    return html.replace("<article ", f'<article aria-label="{escape(title)}" ', 1)


def add_page(edition: Edition, officer: Member, language: str) -> AddPage:
    """The chapters of the draft, and the slides of the bank that are not yet in one."""
    state = content_of(edition.draft)
    course, shown = state.course, spoken(state.course, language)
    values = company_values(officer)
    suits = {suit.id: suit.name[shown] for suit in course.meta.suits}
    return AddPage(
        chapters=outline_of(edition, language).chapters,
        bank=tuple(
            (
                chapter.title,
                tuple(
                    BankRow(
                        id=slide.id,
                        title=slide_title(slide, course=course, language=shown),
                        kicker=slide.kicker,
                        suit=suits.get(slide.suits or "", ""),
                        html=_named(
                            preview_html(course, shown, slide.id, values),
                            slide_title(slide, course=course, language=shown),
                        ),
                    )
                    for slide in chapter.slides
                ),
            )
            for chapter in course.text(shown).bank
            if chapter.slides
        ),
    )
