"""Which language a deck speaks, and what stands in it in the letters of another one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from .... import inline
from ....model import Course, CourseText
from ....text.alignment import Bigrams, bigrams, likeness
from ....texts import texts_of
from ....variables import filled, values_of
from .instances import Instance
from .languages import SlideChange
from .notices import Loss, Notice, page_ranges
from .reading import short
from .sheets import DeckSource

_CLEARLY = 1.25  # times as alike as to any other language
_LEAST = 0.3  # beyond, words are those of the course at all
_JAPANESE = "ja"
_KANA = re.compile("[ぁ-ヿ]")
_KANA_OR_KANJI = re.compile("[ぁ-ヿ一-鿿]")
_WORDS = re.compile(r"[A-Za-z]{2,}(?:[ ,’']+[A-Za-z]+){3,}")  # fewer words are a name


def language_by_words(deck: DeckSource, course: Course) -> str:
    """The language of a course whose words those of a deck are; empty where none clearly is.

    Marks and properties get lost, and stay behind where somebody translated a deck.
    """
    words = bigrams(*(block.text for sheet in deck.sheets for block in sheet.blocks))
    scores = {text.language: likeness(words, _words_of(course, text)) for text in course.texts}
    first, *others = sorted(scores, key=lambda one: -scores[one])
    nearest = max((scores[one] for one in others), default=0.0)
    is_clear = scores[first] >= max(_LEAST, _CLEARLY * nearest)
    return first if is_clear else ""


def _words_of(course: Course, text: CourseText) -> Bigrams:
    values = values_of(course, text.language)
    return bigrams(
        *(
            inline.plain(filled(said, values))
            for _, slide in text.every_slide()
            for path, said in texts_of(slide)
            if "narration" not in str(path[0])
        )
    )


def foreign_notices(
    instances: Sequence[Instance], changes: Mapping[str, SlideChange], language: str
) -> Iterator[Notice]:
    """What somebody wrote in the letters of another language than the deck's, told once."""
    found = [
        (one.page, text)
        for one in instances
        if (text := _first_foreign(one, changes[one.id], language))
    ]
    if found:
        pages = page_ranges(sorted({page for page, _ in found}))
        values = {"text": short(found[0][1]), "language": language, "pages": pages}
        yield Notice(Loss.OTHER_LANGUAGE_TEXT, None, values)


def _first_foreign(one: Instance, change: SlideChange, language: str) -> str:
    known = {text for _, text in texts_of(change.base)} if one.base else set()
    said = [text for _, text in texts_of(change.new) if text not in known]
    return next((text for text in said if _is_foreign(text, language)), "")


def _is_foreign(text: str, language: str) -> bool:
    if language == _JAPANESE:
        return _KANA_OR_KANJI.search(text) is None and _WORDS.search(text) is not None
    return _KANA.search(text) is not None
