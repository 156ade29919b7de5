"""Delta training: what those who completed an earlier state of a course have still to see.

Only the slides whose words, pictures or answers are new to a learner of one language, and the
questions that rest on them. The result is a course, so every writer takes it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..draw import rules_within
from ..errors import CoursewareError
from ..model import AnySlide, BlueprintPart, Course, CourseText, Minutes, Question, TestPool
from ..revision import node_hash, picture_names
from ..times import course_times

_UNSEEN = {"source_hash", "goal", "facts", "required", "suits"}  # what no learner sees of a slide
_ALL, _LAW = "delta", "law"  # what of the changes: all of them, or those of the law
_LABEL = {
    _ALL: {"ja": "（変更点）", "en": " (what has changed)"},
    _LAW: {"ja": "（法改正）", "en": " (changes of the law)"},
}
_INTRO = {
    "ja": (
        "{total}問です。{needed}問以上の正解で合格です。",
        "時間の制限はありません。何度でも受けられます。",
    ),
    "en": (
        "There are {total} questions. {needed} right answers pass.",
        "There is no time limit, and you can take the test as often as you like.",
    ),
}
_FALLBACK = "en"


class NothingChanged(CoursewareError):
    """Every slide is as it was in the base."""

    code = "nothing-changed"


def changed_slides(base: Course, other: Course, language: str) -> tuple[str, ...]:
    """The ids of the slides of `other` that those who know `base` have not seen so, in order.

    Both are given as they are taught (`visible_course.py`), so a slide that was hidden until now
    is new. One that stands elsewhere, or rests on other facts, is the same. A base that does not
    speak the language has shown nothing.
    """
    before = shown_hashes(base, language)
    after = shown_hashes(other, language)
    return tuple(slide for slide, shown in after.items() if before.get(slide) != shown)


def shown_hashes(course: Course, language: str) -> dict[str, str]:
    """Slide → the hash of what a learner sees and hears of it, in order; nothing in a language
    that the course does not speak."""
    if language not in course.meta.languages:
        return {}
    slides = course.text(language).slides()
    return {slide.id: _shown_hash(slide, course.media) for _, slide in slides}


def _shown_hash(slide: AnySlide, media: Mapping[str, str]) -> str:
    shown = slide.model_dump(mode="json", exclude=_UNSEEN)
    return node_hash(
        {"slide": shown, "pictures": [media.get(name, "") for name in picture_names(slide)]}
    )


def slides_of_law(base: Course, other: Course) -> frozenset[str]:
    """The slides that legal changes name between two states, as `changes.yaml` tells them."""
    return frozenset(
        change.slide
        for change in other.changes_since(base)
        if change.kind == "legal" and change.slide is not None
    )


def delta_course(
    base: Course, other: Course, language: str, only: Collection[str] | None = None
) -> Course:
    """The course of what has changed, in one language alone.

    Its id is the course's with `-delta`. With `only` it holds no slides but these, such as
    `slides_of_law`, and its id ends in `-law`. The test asks every question that rests on a slide
    of it, at most as many as the whole course asks; where there is none, there is no test.
    Rules of passing hold as far as its questions go.
    Raises `NothingChanged`.
    """
    changed = frozenset(changed_slides(base, other, language))
    kept = changed if only is None else changed & frozenset(only)
    if changed and not kept:
        raise NothingChanged(
            f"No slide of {other.meta.id} in `{language}` was changed by the law since the base. "
            "→ Build without --law-alone for all that has changed."
        )
    if not kept:
        raise NothingChanged(
            f"No slide of {other.meta.id} in `{language}` differs from the base. "
            "→ Name an earlier base, or build without --delta."
        )
    questions = tuple(
        question.model_copy(
            update={"slides": tuple(slide for slide in question.slides if slide in kept)}
        )
        for question in other.text(language).test.questions
        if kept & set(question.slides)
    )
    take = min(len(questions), sum(part.take for part in other.meta.blueprint))
    text = _reduced(other, language, kept, questions, take)
    return _timed(_renamed(other, language, text, take, _ALL if only is None else _LAW))


def _reduced(
    course: Course, language: str, kept: frozenset[str], questions: tuple[Question, ...], take: int
) -> CourseText:
    whole = course.text(language)
    chapters = [
        chapter.model_copy(
            update={"slides": tuple(slide for slide in chapter.slides if slide.id in kept)}
        )
        for chapter in whole.chapters
    ]
    return whole.model_copy(
        update={
            "chapters": tuple(chapter for chapter in chapters if chapter.slides),
            "bank": (),
            "test": _test(whole.test, language, questions, take, course.meta.pass_mark),
        }
    )


def _test(
    pool: TestPool, language: str, questions: tuple[Question, ...], take: int, pass_mark: int
) -> TestPool:
    numbers = {"total": take, "needed": -(-pass_mark * take // 100)}
    intro = _INTRO.get(language, _INTRO[_FALLBACK])
    return pool.model_copy(
        update={
            "questions": questions,
            "intro": tuple(line.format(**numbers) for line in intro),
        }
    )


def _renamed(course: Course, language: str, text: CourseText, take: int, extent: str) -> Course:
    meta, labels = course.meta, _LABEL[extent]
    title = f"{meta.title.get(language, '')}{labels.get(language, labels[_FALLBACK])}"
    return course.model_copy(
        update={
            "texts": (text,),
            "meta": meta.model_copy(
                update={
                    "id": f"{meta.id}-{extent}",
                    "languages": (language,),
                    "title": {language: title},
                    "blueprint": (BlueprintPart(take=take),) if take else (),
                    "must": rules_within(meta.must, text.test.questions, take),
                }
            ),
        }
    )


def _timed(course: Course) -> Course:
    """The course with the minutes that it takes itself, in whole ones and at least one."""
    times = course_times(course, course.meta.languages[0])
    main, test = (-(-int(seconds) // 60) for seconds in (times.main, times.test))
    minutes = Minutes(total=main + test, main=main, test=test, survey=course.meta.minutes.survey)
    return course.model_copy(update={"meta": course.meta.model_copy(update={"minutes": minutes})})
