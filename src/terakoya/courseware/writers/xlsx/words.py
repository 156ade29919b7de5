"""The words of the workbooks around a course's own texts, one JSON file a language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "languages"
FALLBACK = "en"


@cache
def words_of(language: str) -> Mapping[str, str]:
    """The workbooks' words in a language; English where it has no file or lacks a word."""
    english = _read(FALLBACK)
    return english if language == FALLBACK else {**english, **_read(language)}


@cache
def in_every_language(key: str) -> frozenset[str]:
    """How a word stands in a workbook, whatever language it was written in."""
    return frozenset(words_of(file.stem)[key] for file in _FOLDER.glob("*.json"))


def _read(language: str) -> dict[str, str]:
    path = _FOLDER / f"{language}.json"
    if not path.is_file():
        return {}
    words: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return words
