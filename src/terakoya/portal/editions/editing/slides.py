"""Changing, hiding, moving, adding and taking slides."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.edition import Hidden
from terakoya.courseware.model import AnySlide, CourseText
from terakoya.courseware.revision import slide_hash

from ..errors import ChangeRefused
from .finding import (
    Place,
    place_of,
    slide_in,
    variables_of,
    with_each_text,
    with_slide,
    with_slide_put,
    with_slides,
    without_slide,
)
from .texts import text_fields, with_texts

LONGEST_REASON = 500


def edit_slide(state: Content, language: str, slide_id: str, values: Mapping[str, str]) -> Content:
    """Put other texts on a slide in one language: field path → text (`texts.py`).

    Who writes a translation has the source before them, so it renders the source as it is now.
    """
    slide = known_slide(state.course.text(language), slide_id)
    changed = with_texts(slide, values, variables_of(state.course))
    if language != state.course.source.language and changed != slide:
        source = known_slide(state.course.source, slide_id)
        changed = changed.model_copy(update={"source_hash": slide_hash(source)})
    return with_each_text(state, lambda text: with_slide(text, changed), language)


def confirm_translation(state: Content, language: str, slide_id: str) -> Content:
    """Say that a translation fits the source as it is now, without a change of words."""
    slide = known_slide(state.course.text(language), slide_id)
    source = known_slide(state.course.source, slide_id)
    fitting = slide.model_copy(update={"source_hash": slide_hash(source)})
    return with_each_text(state, lambda text: with_slide(text, fitting), language)


def revert_field(state: Content, base: Content, language: str, slide_id: str, path: str) -> Content:
    """もとに戻す: one field of a slide as it is in the base."""
    original = known_slide(base.course.text(language), slide_id)
    values = {field.path: field.value for field in text_fields(original)}
    if path not in values:
        raise ChangeRefused(_("この欄は、もとの版にはありません。画面を開き直してください。"))
    return edit_slide(state, language, slide_id, {path: values[path]})


def revert_slide(state: Content, base: Content, slide_id: str) -> Content:
    """もとに戻す: a whole slide as it is in the base, in every language; its place stays."""

    def original(text: CourseText) -> CourseText:
        return with_slide(text, known_slide(base.course.text(text.language), slide_id))

    return show_slide(with_each_text(state, original), slide_id)


def hide_slide(state: Content, slide_id: str, reason: str) -> Content:
    """Let no learner see a slide; a legally required one needs a reason."""
    slide = known_slide(state.course.source, slide_id)
    reason = reason.strip()
    if slide.required == "legal" and not reason:
        raise ChangeRefused(
            _("このスライドは法令上必須です。非表示にする理由を書いてください。"), field="reason"
        )
    if len(reason) > LONGEST_REASON:
        raise ChangeRefused(
            _("理由は%(most)d字までで書いてください。") % {"most": LONGEST_REASON}, field="reason"
        )
    if len(shown_slides(state)) == 1 and shown_slides(state)[0].id == slide_id:
        raise ChangeRefused(
            _("最後の1枚は、非表示にできません。ほかのスライドを表示してください。")
        )
    others = tuple(one for one in state.settings.hidden if one.slide != slide_id)
    return _with_hidden(state, (*others, Hidden(slide=slide_id, reason=reason)))


def show_slide(state: Content, slide_id: str) -> Content:
    """Let learners see a slide again."""
    return _with_hidden(state, tuple(one for one in state.settings.hidden if one.slide != slide_id))


def move_slide(state: Content, slide_id: str, to: int) -> Content:
    """Put a slide at another place of its chapter, counted from 0, in every language."""
    place = _course_place(state, slide_id)
    order = [slide.id for slide in place.chapter.slides if slide.id != slide_id]
    order.insert(max(0, min(to, len(order))), slide_id)

    def reordered(text: CourseText) -> CourseText:
        return with_slides(
            text,
            lambda chapter: (
                sorted(chapter.slides, key=lambda slide: order.index(slide.id))
                if chapter.id == place.chapter.id
                else chapter.slides
            ),
        )

    return with_each_text(state, reordered)


def add_slide(
    state: Content, slides: Mapping[str, AnySlide], chapter_id: str, after: str | None
) -> Content:
    """Put a slide of the company's own into a chapter: language → the slide in it."""
    _known_chapter(state, chapter_id)
    return with_each_text(
        state, lambda text: with_slide_put(text, slides[text.language], chapter_id, after)
    )


def remove_slide(state: Content, base: Content, slide_id: str) -> Content:
    """Take away a slide that the company has added; one of the base can only be hidden."""
    known_slide(state.course.source, slide_id)
    if slide_in(base.course.source, slide_id) is not None:
        raise ChangeRefused(_("もとの版のスライドは消せません。非表示にしてください。"))
    return show_slide(with_each_text(state, lambda text: without_slide(text, slide_id)), slide_id)


def take_from_bank(state: Content, slide_id: str, chapter_id: str, after: str | None) -> Content:
    """Take a case or a prefecture's slide from the bank into a chapter."""
    place = _known_place(state, slide_id)
    if not place.in_bank:
        raise ChangeRefused(_("このスライドは、もう教材に入っています。"))
    _known_chapter(state, chapter_id)

    def taken(text: CourseText) -> CourseText:
        slide = known_slide(text, slide_id)
        return with_slide_put(without_slide(text, slide_id), slide, chapter_id, after)

    return with_each_text(state, taken)


def return_to_bank(state: Content, base: Content, slide_id: str) -> Content:
    """Put a slide that was taken from the bank back into it, behind those of its chapter."""
    origin = place_of(base.course.source, slide_id)
    if origin is None or not origin.in_bank or _known_place(state, slide_id).in_bank:
        raise ChangeRefused(_("このスライドは、追加できる教材から入れたものではありません。"))

    def returned(text: CourseText) -> CourseText:
        slide = known_slide(text, slide_id)
        chapter = next((one for one in text.bank if one.id == origin.chapter.id), None)
        last = chapter.slides[-1].id if chapter and chapter.slides else None
        return with_slide_put(without_slide(text, slide_id), slide, origin.chapter.id, last)

    return show_slide(with_each_text(state, returned), slide_id)


def shown_slides(state: Content) -> list[AnySlide]:
    """The slides that learners see, in the source language."""
    return [
        slide
        for _chapter, slide in state.course.source.slides()
        if not state.settings.hides(slide.id)
    ]


def known_slide(text: CourseText, slide_id: str) -> AnySlide:
    """A slide of the course or its bank; `ChangeRefused` when it is gone."""
    slide = slide_in(text, slide_id)
    if slide is None:
        raise _gone()
    return slide


def _known_place(state: Content, slide_id: str) -> Place:
    place = place_of(state.course.source, slide_id)
    if place is None:
        raise _gone()
    return place


def _course_place(state: Content, slide_id: str) -> Place:
    place = _known_place(state, slide_id)
    if place.in_bank:
        raise ChangeRefused(_("まず、このスライドを教材に入れてください。"))
    return place


def _known_chapter(state: Content, chapter_id: str) -> None:
    if chapter_id not in {chapter.id for chapter in state.course.source.chapters}:
        raise ChangeRefused(_("入れる章を選んでください。"), field="chapter")


def _with_hidden(state: Content, hidden: tuple[Hidden, ...]) -> Content:
    settings = state.settings.model_copy(update={"hidden": hidden})
    return state.model_copy(update={"settings": settings})


def _gone() -> ChangeRefused:
    return ChangeRefused(_("このスライドは、下書きにはもうありません。一覧を開き直してください。"))
