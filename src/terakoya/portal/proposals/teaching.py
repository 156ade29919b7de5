"""What a course holds of each topic of its survey. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from terakoya.courseware.model import Course, CourseText, Topic

from .rules import Teaching

MOST_SLIDES: Final = 4  # to emphasise everything is to emphasise nothing
_TEACHES_NOTHING: Final = frozenset({"case", "chapter", "goals", "title"})  # cases are added apart


def teaching_of(course: Course) -> Mapping[str, Teaching]:
    """Topic → its slides in the course's order, cases for its goal in the bank, questions."""
    text = course.source
    return {
        topic.id: Teaching(
            slides=_slides(text, topic),
            cases=tuple(
                slide.id
                for _chapter, slide in text.bank_slides()
                if slide.layout == "case" and slide.goal == topic.goal
            ),
            questions=sum(one.topic == topic.id for one in text.test.questions),
        )
        for topic in text.survey.topics
    }


def _slides(text: CourseText, topic: Topic) -> tuple[str, ...]:
    """The slides that the topic's questions name most often; without any those of its goal."""
    named = Counter(
        slide for one in text.test.questions if one.topic == topic.id for slide in one.slides
    )
    order = [slide for _chapter, slide in text.slides()]
    known = [slide.id for slide in order if slide.id in named]
    if not known:
        known = [
            slide.id
            for slide in order
            if slide.goal == topic.goal and slide.layout not in _TEACHES_NOTHING
        ]
    most = set(sorted(known, key=lambda one: -named[one])[:MOST_SLIDES])
    return tuple(one for one in known if one in most)
