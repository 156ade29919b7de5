"""What learners get of a state of an edition."""

from __future__ import annotations

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.model import Course, CourseText

from .finding import with_slides


def published_course(state: Content) -> Course:
    """The course without its hidden slides, and without chapters that they leave empty."""
    if not state.settings.hidden:
        return state.course

    def shown(text: CourseText) -> CourseText:
        rest = with_slides(
            text,
            lambda chapter: (one for one in chapter.slides if not state.settings.hides(one.id)),
        )
        chapters = tuple(chapter for chapter in rest.chapters if chapter.slides)
        return rest.model_copy(update={"chapters": chapters})

    texts = tuple(shown(text) for text in state.course.texts)
    return state.course.model_copy(update={"texts": texts})
