"""Finding slides, chapters and questions in a course, and putting others in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.model import AnySlide, Chapter, Course, CourseText, Question

ChangeText = Callable[[CourseText], CourseText]
ChangeSlides = Callable[[Chapter], Iterable[AnySlide]]


@dataclass(frozen=True)
class Place:
    """Where a slide stands: its chapter, its number in it from 0, and whether in the bank."""

    chapter: Chapter
    at: int
    in_bank: bool

    @property
    def slide(self) -> AnySlide:
        """The slide that stands there."""
        return self.chapter.slides[self.at]


def place_of(text: CourseText, slide_id: str) -> Place | None:
    """Where a slide stands in one language; `None` when it is nowhere."""
    for chapters, in_bank in ((text.chapters, False), (text.bank, True)):
        for chapter in chapters:
            for at, slide in enumerate(chapter.slides):
                if slide.id == slide_id:
                    return Place(chapter, at, in_bank)
    return None


def slide_in(text: CourseText, slide_id: str) -> AnySlide | None:
    """A slide of the course or of its bank in one language, or `None`."""
    place = place_of(text, slide_id)
    return place.slide if place else None


def question_in(text: CourseText, question_id: str) -> Question | None:
    """A question of the pool in one language, or `None`."""
    return next((one for one in text.test.questions if one.id == question_id), None)


def with_each_text(state: Content, change: ChangeText, language: str | None = None) -> Content:
    """The state with every language changed, or one of them."""
    texts = tuple(
        change(text) if language in (None, text.language) else text for text in state.course.texts
    )
    return state.model_copy(update={"course": state.course.model_copy(update={"texts": texts})})


def with_slides(text: CourseText, change: ChangeSlides) -> CourseText:
    """The text with other slides in its chapters and in those of the bank."""

    def changed(chapters: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
        return tuple(
            chapter.model_copy(update={"slides": tuple(change(chapter))}) for chapter in chapters
        )

    return text.model_copy(update={"chapters": changed(text.chapters), "bank": changed(text.bank)})


def with_slide(text: CourseText, slide: AnySlide) -> CourseText:
    """The text with a slide in the place of the one with its id."""
    return with_slides(
        text, lambda chapter: (slide if one.id == slide.id else one for one in chapter.slides)
    )


def without_slide(text: CourseText, slide_id: str) -> CourseText:
    """The text without a slide."""
    return with_slides(text, lambda chapter: (one for one in chapter.slides if one.id != slide_id))


def with_slide_put(
    text: CourseText, slide: AnySlide, chapter_id: str, after: str | None
) -> CourseText:
    """The text with one slide more: after another one of a chapter, or first in it."""

    def put(chapter: Chapter) -> Iterable[AnySlide]:
        if chapter.id != chapter_id:
            return chapter.slides
        slides = list(chapter.slides)
        ids = [one.id for one in slides]
        slides.insert(ids.index(after) + 1 if after in ids else 0, slide)
        return slides

    return with_slides(text, put)


def with_questions(text: CourseText, questions: Iterable[Question]) -> CourseText:
    """The text with another pool of questions."""
    test = text.test.model_copy(update={"questions": tuple(questions)})
    return text.model_copy(update={"test": test})


def variables_of(course: Course) -> frozenset[str]:
    """The company variables that texts of the course may use."""
    return frozenset(variable.key for variable in course.meta.variables)
