"""A course whose every visible word is another one: what an import then gives can only come from
the deck.

Kept are what a deck does not show: readings (with the words they stand over), company variables,
ids and structure. Stress is seen, so it is taken away, and so are the breaks of titles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from terakoya.courseware.inline import fill
from terakoya.courseware.model import AnySlide, Chapter, Course, CourseText
from terakoya.courseware.texts import texts_of
from terakoya.courseware.variables import values_of

Words = Callable[[str], str]

_PIECE = re.compile(
    r"\{(?P<base>[^{}|]+)\|(?P<reading>[^{}|]+)\}|(?P<mark>\{[a-z]+\.[a-z_]+\}|\*\*)"
    r"|(?P<words>(?:(?!\*\*)[^{])+|\{)"
)
_KEPT = re.compile(r"\{[^{}|]+\|[^{}|]+\}|\{[a-z]+\.[a-z_]+\}")


def map_words(text: str, change: Words) -> str:
    """Apply `change` to the words of a text, leaving its marks in place."""

    def changed(piece: re.Match[str]) -> str:
        if piece["base"]:
            return "{" + change(piece["base"]) + "|" + piece["reading"] + "}"
        return piece["mark"] or change(piece["words"])

    return _PIECE.sub(changed, text)


def scrambled(
    course: Course, language: str, *, keep_titles: frozenset[str] = frozenset()
) -> Course:
    """The course with other words in one language; the titles of some chapters may be kept."""
    values = values_of(course, language)

    def words(text: str) -> str:
        return other_words(text, values)

    texts = tuple(
        _text(text, keep_titles, words) if text.language == language else text
        for text in course.texts
    )
    return course.model_copy(update={"texts": texts})


def _text(text: CourseText, keep_titles: frozenset[str], words: Words) -> CourseText:
    def chapters(chapters: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
        return tuple(
            chapter.model_copy(
                update={
                    "title": chapter.title if chapter.id in keep_titles else words(chapter.title),
                    "slides": tuple(_slide(slide, words) for slide in chapter.slides),
                }
            )
            for chapter in chapters
        )

    return text.model_copy(
        update={"chapters": chapters(text.chapters), "bank": chapters(text.bank)}
    )


def _slide(slide: AnySlide, words: Words) -> AnySlide:
    plain: Any = slide.model_dump()
    for path, text in texts_of(slide):
        _put(plain, path, words(text))
    return type(slide).model_validate(plain)


def _put(plain: Any, path: tuple[str | int, ...], text: str) -> None:
    at = plain
    for step in path[:-1]:
        if isinstance(at[step], tuple):
            at[step] = list(at[step])
        at = at[step]
    at[path[-1]] = text


def other_words(text: str, values: Mapping[str, str]) -> str:
    """Other words of the same length around the marks that a deck does not show.

    A line whose variable is empty is not shown at all and stays.
    """
    lines = text.replace("**", "").split("\n")
    return "\n".join(line if fill(line, values) is None else _words(line) for line in lines)


def _words(text: str) -> str:
    out, start = [], 0
    for found in _KEPT.finditer(text):
        out += [_other(text[start : found.start()]), found[0]]
        start = found.end()
    return "".join([*out, _other(text[start:])])


def _other(text: str) -> str:
    return "".join(chr(0x30A1 + (ord(sign) * 7 + place) % 80) for place, sign in enumerate(text))
