"""The words of the workbooks around a course's own texts, one JSON file a language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ....text.word_lists import words_in

_FOLDER = Path(__file__).parent / "languages"


def words_of(language: str) -> Mapping[str, str]:
    """The workbooks' words in a language; English where it has no file or lacks a word."""
    return words_in(_FOLDER, language)


@cache
def in_every_language(key: str) -> frozenset[str]:
    """How a word stands in a workbook, whatever language it was written in."""
    return frozenset(words_of(file.stem)[key] for file in _FOLDER.glob("*.json"))
