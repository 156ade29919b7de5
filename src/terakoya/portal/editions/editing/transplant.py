"""Taking over some of the changes of a file that came back: slides, questions, survey items.

`origin` is the state that the file was made from, `read` what the file holds now. A chosen part
becomes in the origin what it is in the file: its words, its place, whether it is there, whether it
is hidden. The result is merged into the draft, so what the draft has changed elsewhere stays.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.edition import EditionSettings, Hidden
from terakoya.courseware.merge import merge, resolve
from terakoya.courseware.model import CourseText
from terakoya.courseware.pass_sentences import with_pass_mark

from .finding import (
    place_of,
    question_in,
    slide_in,
    with_each_text,
    with_questions,
    with_slide_put,
    without_slide,
)
from .own_survey import with_topics_for

MOST_ROUNDS = 5
HEADS = "heads"  # titles of chapters, survey and test
ORDER = "order"  # the order of the chapters
PASSING = "pass-mark"
OWN = "own"  # ids of slides that a company has added begin so
OWN_CHAPTER = "own-chapter-"  # and those of chapters that its deck brought


class _Named(Protocol):
    @property
    def id(self) -> str:
        """The id for life."""


Part = TypeVar("Part", bound=_Named)


def taken_over(draft: Content, origin: Content, read: Content, chosen: Collection[str]) -> Content:
    """The draft with the chosen parts as they are in the file.

    These are `slide/…`, `question/…`, `item/…`, and the names of what concerns the whole course.
    Where the draft has changed the very same words, the file's are taken: whoever chose the part
    has seen both. That holds for these words alone, also where the draft has rewritten the part.
    """
    theirs = with_parts(origin, read, chosen)
    merged = merge(origin, draft, theirs)
    for _round in range(MOST_ROUNDS):
        if not merged.conflicts:
            break
        merged = resolve(
            merged,
            [one.choose("fields" if one.takes_fields else "theirs") for one in merged.conflicts],
        )
    state = merged.edition
    return state.model_copy(update={"settings": _settings(draft, state)})


def with_parts(origin: Content, read: Content, chosen: Collection[str]) -> Content:
    """The origin with the chosen parts of a file."""
    state = origin
    names = _in_order(read, origin)
    for kind, part_id in (one.split("/", 1) for one in names if one in chosen):
        state = _TRANSPLANT[kind](state, read, part_id)
    for name, change in _WHOLE.items():
        if name in chosen:
            state = change(state, read)
    return state


def _in_order(read: Content, origin: Content) -> list[str]:
    """Every part of either state, in the order of the file; what is gone comes last."""
    found: list[str] = []
    for course in (read.course, origin.course):
        text = course.source
        found += [f"slide/{slide.id}" for _chapter, slide in text.slides()]
        found += [f"slide/{slide.id}" for _chapter, slide in text.bank_slides()]
        found += [f"question/{one.id}" for one in text.test.questions]
        found += [f"item/{one.id}" for one in text.survey.items]
    return list(dict.fromkeys(found))


def _slide(state: Content, read: Content, slide_id: str) -> Content:
    place = place_of(read.course.source, slide_id)
    if place is None and not slide_id.startswith(OWN):
        # A slide of the vendor's that the file lacks is hidden, so that it can be shown again.
        return _with_hidden(state, slide_id, hides=True)
    if place is not None and place.chapter.id.startswith(OWN_CHAPTER):
        state = _with_own_chapter(state, read, place.chapter.id)
    chapters = {one.id for one in (*state.course.source.chapters, *state.course.source.bank)}

    def moved(text: CourseText) -> CourseText:
        rest = without_slide(text, slide_id)
        other = slide_in(_text_of(read, text.language), slide_id)
        if place is None or other is None:
            return rest
        here = place.chapter.id if place.chapter.id in chapters else rest.chapters[-1].id
        before = [slide.id for slide in place.chapter.slides[: place.at]]
        known = {
            slide.id
            for one in (*rest.chapters, *rest.bank)
            for slide in one.slides
            if one.id == here
        }
        after = next((one for one in reversed(before) if one in known), None)
        return with_slide_put(rest, other, here, after)

    after = with_each_text(state, moved)
    media = {**after.course.media, **_pictures_of(read, state)}
    course = after.course.model_copy(update={"media": media})
    changed = after.model_copy(update={"course": course})
    return _with_hidden(changed, slide_id, hides=read.settings.hides(slide_id))


def _with_own_chapter(state: Content, read: Content, chapter_id: str) -> Content:
    """The state with a chapter that the file's author made, where it stands in the file."""

    def added(text: CourseText) -> CourseText:
        if chapter_id in {one.id for one in text.chapters}:
            return text
        there = _text_of(read, text.language).chapters
        bare = tuple(one.model_copy(update={"slides": ()}) for one in there)
        return text.model_copy(update={"chapters": tuple(_put(text.chapters, bare, chapter_id))})

    return with_each_text(state, added)


def _with_hidden(state: Content, slide_id: str, *, hides: bool) -> Content:
    """The state with a slide hidden, its reason kept, or shown."""
    hidden = tuple(one for one in state.settings.hidden if one.slide != slide_id)
    if hides:
        reason = next((one.reason for one in state.settings.hidden if one.slide == slide_id), "")
        hidden = (*hidden, Hidden(slide=slide_id, reason=reason))
    settings = state.settings.model_copy(update={"hidden": hidden})
    return state.model_copy(update={"settings": settings})


def _pictures_of(read: Content, state: Content) -> dict[str, str]:
    """The pictures of a file that the state does not know."""
    return {name: key for name, key in read.course.media.items() if name not in state.course.media}


def _question(state: Content, read: Content, question_id: str) -> Content:
    def changed(text: CourseText) -> CourseText:
        other = _text_of(read, text.language).test.questions
        return with_questions(text, _put(text.test.questions, other, question_id))

    after = with_each_text(state, changed)
    if question_in(read.course.source, question_id) is None:
        # What takes a question out has fitted the draw to the smaller pool.
        return _with_meta(after, {"blueprint": read.course.meta.blueprint})
    return after


def _item(state: Content, read: Content, item_id: str) -> Content:
    def changed(text: CourseText) -> CourseText:
        other = _text_of(read, text.language).survey.items
        survey = text.survey.model_copy(
            update={"items": tuple(_put(text.survey.items, other, item_id))}
        )
        survey = with_topics_for(survey, _text_of(read, text.language).survey)
        return text.model_copy(update={"survey": survey})

    return with_each_text(state, changed)


def _put(here: Sequence[Part], there: Sequence[Part], part_id: str) -> list[Part]:
    """The list with one part as it is in another list, behind what stands before it there."""
    rest = [one for one in here if one.id != part_id]
    names = [one.id for one in there]
    if part_id not in names:
        return rest
    at = names.index(part_id)
    known = [one.id for one in rest]
    after = next((known.index(one) + 1 for one in reversed(names[:at]) if one in known), 0)
    rest.insert(after, there[at])
    return rest


def _with_heads(state: Content, read: Content) -> Content:
    """Titles of chapters, head of survey and test, as they are in the file."""

    def headed(text: CourseText) -> CourseText:
        other = _text_of(read, text.language)
        titles = {one.id: one.title for one in other.chapters}
        survey, test = other.survey, other.test
        return text.model_copy(
            update={
                "chapters": tuple(
                    one.model_copy(update={"title": titles.get(one.id, one.title)})
                    for one in text.chapters
                ),
                "survey": survey.model_copy(update={"items": text.survey.items}),
                "test": test.model_copy(update={"questions": text.test.questions}),
            }
        )

    return with_each_text(state, headed)


def _with_order(state: Content, read: Content) -> Content:
    """The chapters in the order of the file."""
    places = {one.id: at for at, one in enumerate(read.course.source.chapters)}

    def ordered(text: CourseText) -> CourseText:
        known = [one for one in text.chapters if one.id in places]
        moved = iter(sorted(known, key=lambda one: places[one.id]))
        # A chapter that the file does not know stays where it stands.
        chapters = (next(moved) if one.id in places else one for one in text.chapters)
        return text.model_copy(update={"chapters": tuple(chapters)})

    return with_each_text(state, ordered)


def _with_pass_mark(state: Content, read: Content) -> Content:
    """The percent, and the sentences of the draft that say it."""
    course = with_pass_mark(state.course, read.course.meta.pass_mark)
    return state.model_copy(update={"course": course})


def _with_meta(state: Content, update: Mapping[str, object]) -> Content:
    meta = state.course.meta.model_copy(update=dict(update))
    return state.model_copy(update={"course": state.course.model_copy(update={"meta": meta})})


def _text_of(read: Content, language: str) -> CourseText:
    known: Iterable[CourseText] = read.course.texts
    return next((one for one in known if one.language == language), read.course.source)


def _settings(draft: Content, state: Content) -> EditionSettings:
    """Base and values are the draft's; what is hidden is what the merge says."""
    return draft.settings.model_copy(update={"hidden": state.settings.hidden})


_TRANSPLANT: dict[str, Callable[[Content, Content, str], Content]] = {
    "slide": _slide,
    "question": _question,
    "item": _item,
}
_WHOLE: dict[str, Callable[[Content, Content], Content]] = {
    HEADS: _with_heads,
    ORDER: _with_order,
    PASSING: _with_pass_mark,
}
