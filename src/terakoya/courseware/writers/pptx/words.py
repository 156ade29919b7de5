"""The fixed words of a deck, one JSON file a language; they belong to no field of the course."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "languages"
_FALLBACK = "en"


@cache
def words_of(language: str) -> Mapping[str, str]:
    """The fixed words in a language; English where it has no file or lacks a word."""
    english = _read(_FALLBACK)
    return english if language == _FALLBACK else {**english, **_read(language)}


def _read(language: str) -> dict[str, str]:
    path = _FOLDER / f"{language}.json"
    if not path.is_file():
        return {}
    words: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return words
