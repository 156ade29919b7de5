"""Readings of Japanese text, by Open JTalk."""

from __future__ import annotations

from typing import Any

import pyopenjtalk

from ..errors import WrongUse


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
