"""The words of the interface around a slide."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ...layouts.words import layout_words
from ...text.word_lists import words_in

_FOLDER = Path(__file__).parent / "languages"


def words_of(language: str) -> Mapping[str, str]:
    """The interface's words in a language; English where it has no file or lacks a word."""
    return {**layout_words(language), **words_in(_FOLDER, language)}
