"""The sentences that say when the test is passed, where the mark needed is changed.

The introduction of the test says it in words of the course (「8問以上の正解で合格です」). Of a
changed mark these words are changed too; any other sentence about it is left to people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import ceil

from .model import Course, CourseText, TestPool
from .text.sentences import text_sentences
from .texts import texts_of

_ABOUT_PASSING = re.compile(r"合格|\bpass(?:ed|es|ing)?\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d|[一二三四五六七八九]割|[０-９]")


def with_pass_mark(course: Course, mark: int) -> Course:
    """The course with another mark, and introductions of its tests that say it."""
    texts = tuple(
        text.model_copy(update={"test": _with_intro(text.test, course, mark)})
        for text in course.texts
    )
    meta = course.meta.model_copy(update={"pass_mark": mark})
    return course.model_copy(update={"texts": texts, "meta": meta})


def changed_sentences(course: Course, mark: int) -> list[str]:
    """The sentences of introductions as they are with another mark, where they differ."""
    after = with_pass_mark(course, mark)
    pairs = zip(course.texts, after.texts, strict=True)
    return [
        sentence
        for one, other in pairs
        for old, new in zip(one.test.intro, other.test.intro, strict=True)
        for was, sentence in zip(text_sentences(old), text_sentences(new), strict=False)
        if was != sentence
    ]


def left_sentences(course: Course, mark: int) -> list[str]:
    """The sentences about passing with a number in them that stay as they are."""
    after = with_pass_mark(course, mark)
    changed = set(changed_sentences(course, mark))
    found = (one for text in after.texts for one in _about_passing(text) if one not in changed)
    return list(dict.fromkeys(found))


def _about_passing(text: CourseText) -> Iterator[str]:
    """The sentences about passing with a number in them, of what learners see and hear."""
    parts = [*text.test.intro]
    for _, slide in text.every_slide():
        parts += [words for _, words in texts_of(slide)]
    for words in parts:
        for sentence in text_sentences(words):
            if _ABOUT_PASSING.search(sentence) and _NUMBER.search(sentence):
                yield sentence.strip()


def _with_intro(test: TestPool, course: Course, mark: int) -> TestPool:
    asked = sum(part.take for part in course.meta.blueprint) or len(test.questions)
    before = course.meta.pass_mark
    counts = ceil(before * asked / 100), ceil(mark * asked / 100)

    def said(line: str) -> str:
        if not _ABOUT_PASSING.search(line):
            return line
        line = re.sub(rf"(?<!\d){counts[0]}(?=問以上| or more)", str(counts[1]), line)
        return re.sub(rf"(?<!\d){before}(?=\s?(?:[%％点]|points\b|percent\b))", str(mark), line)

    return test.model_copy(update={"intro": tuple(map(said, test.intro))})
