"""Readings of Japanese text, by Open JTalk."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pyopenjtalk

from ..errors import WrongUse
from ..inline import Span, parse
from ..text.number_readings import DIGIT

_NO_KANA = re.compile(r"[^ァ-ヺー]")
_LONG = re.compile(
    "(?<=[オコソトノホモヨロゴゾドボポョー])[ウオ]|(?<=[エケセテネヘメレゲゼデベペェ])イ"
)


def words_of(text: str) -> list[dict[str, Any]]:
    """The words of a text with their readings.

    Raises `WrongUse` for a sign that the dictionary does not know. The package would look into a
    second dictionary of 190 MB, which is not installed: a reading of ours is better than its guess.
    """
    try:
        words: list[dict[str, Any]] = pyopenjtalk.run_frontend(text, use_sudachi_kanji_yomi=False)
    except ModuleNotFoundError as error:
        raise WrongUse(
            f"`{text}` holds a sign that the dictionary of readings does not know. "
            "→ Give the word its reading: {字|よみ}."
        ) from error
    return words


def as_read(text: str) -> str:
    """A text with readings as marks → the text to be said.

    A word that the dictionary reads as it should stays a word: the dictionary knows where it
    divides, and the voice says it better. Any other becomes its reading, and so does every word
    with a digit: a voice turns digits into kana by itself, before the dictionary sees them.
    """
    spans = list(parse(text))
    wanted = _sound(_written(spans, range(len(spans))))
    by_reading = [number for number, span in enumerate(spans) if span.ruby is not None]
    for number in [one for one in by_reading if not DIGIT.search(spans[one].text)]:
        fewer = [one for one in by_reading if one != number]
        if _sound(_written(spans, fewer)) == wanted:
            by_reading = fewer
    chosen = _written(spans, by_reading)
    words_of(chosen)  # refuses what has no reading
    return chosen


def _written(spans: Sequence[Span], by_reading: Sequence[int]) -> str:
    return "".join(
        (span.ruby or span.text) if number in by_reading else span.text
        for number, span in enumerate(spans)
    )


def _sound(text: str) -> str:
    try:
        spoken = "".join(str(word["pron"]) for word in words_of(text))
    except WrongUse:
        return ""
    return _LONG.sub("ー", _NO_KANA.sub("", spoken))
