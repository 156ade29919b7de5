"""The free sample of a course: a few slides, and workbooks with a few of its questions.

It begins with the chapter that anybody may play, and is a course of its own, which every format
writes. Its titles say that it is a sample.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Final

from .model import (
    BlueprintPart,
    Chapter,
    CourseMeta,
    CourseText,
    Material,
    Question,
    Survey,
    TestPool,
)
from .pruning import prune

SLIDES: Final = 5
QUESTIONS: Final = 5
FEWEST_QUESTIONS: Final = 3
_MARKS: Final = {"ja": "{}（見本）", "en": "{} (sample)"}


def sample_of(material: Material) -> Material:
    """The sample of a course with the pictures that it shows, without recordings.

    Questions are those that the slides teach, filled up from the front of the pool to three; the
    survey keeps the topics of these questions.
    """
    course = material.course
    slides = _sample_slides(course.source)
    questions = _sample_questions(course.source.test, slides)
    topics = frozenset(one.topic for one in course.source.test.questions if one.id in questions)
    texts = tuple(_sampled(text, slides, questions, topics) for text in course.texts)
    sampled = course.model_copy(
        update={"meta": _meta(course.meta, len(questions)), "texts": texts, "changes": ()}
    )
    return prune(Material(sampled, material.media))


def _sample_slides(text: CourseText) -> frozenset[str]:
    """The first slides of the sample chapter, and of what follows where it is short."""
    marked = next((at for at, one in enumerate(text.chapters) if one.sample), 0)
    following = (slide.id for one in text.chapters[marked:] for slide in one.slides)
    return frozenset(islice(following, SLIDES))


def _sample_questions(pool: TestPool, slides: frozenset[str]) -> frozenset[str]:
    taught = [one.id for one in pool.questions if one.slides and slides.issuperset(one.slides)]
    others = [one.id for one in pool.questions if one.id not in taught]
    wanted = taught[:QUESTIONS]
    return frozenset([*wanted, *others[: max(0, FEWEST_QUESTIONS - len(wanted))]])


def _meta(meta: CourseMeta, questions: int) -> CourseMeta:
    """What the course is called and draws, as a sample."""
    blueprint = (BlueprintPart(take=questions),) if questions else ()
    title = _marked(meta.title)
    return meta.model_copy(update={"title": title, "blueprint": blueprint, "must": ()})


def _marked(title: Mapping[str, str]) -> dict[str, str]:
    return {language: _mark(language).format(words) for language, words in title.items()}


def _mark(language: str) -> str:
    return _MARKS.get(language, _MARKS["en"])


def _sampled(
    text: CourseText, slides: frozenset[str], questions: frozenset[str], topics: frozenset[str]
) -> CourseText:
    chapters = (_chapter(one, slides) for one in text.chapters)
    mark = _mark(text.language)
    return text.model_copy(
        update={
            "chapters": tuple(one for one in chapters if one.slides),
            "bank": (),
            "survey": _survey(text.survey, topics, mark),
            "test": _pool(text.test, slides, questions, mark),
        }
    )


def _pool(pool: TestPool, slides: frozenset[str], questions: frozenset[str], mark: str) -> TestPool:
    kept = tuple(_question(one, slides) for one in pool.questions if one.id in questions)
    return pool.model_copy(update={"title": mark.format(pool.title), "questions": kept})


def _chapter(chapter: Chapter, slides: frozenset[str]) -> Chapter:
    kept = tuple(one for one in chapter.slides if one.id in slides)
    return chapter.model_copy(update={"slides": kept})


def _question(question: Question, slides: frozenset[str]) -> Question:
    """A question, which names only slides that the sample has."""
    kept = tuple(one for one in question.slides if one in slides)
    return question.model_copy(update={"slides": kept})


def _survey(survey: Survey, topics: frozenset[str], mark: str) -> Survey:
    return survey.model_copy(
        update={
            "title": mark.format(survey.title),
            "topics": tuple(one for one in survey.topics if one.id in topics),
            "items": tuple(one for one in survey.items if one.topic in topics),
        }
    )
