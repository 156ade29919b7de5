"""The fixed words that stand on the sheets of layouts, the same in every format."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..text.word_lists import words_in

_FOLDER = Path(__file__).parent / "languages"


class AnyWords(dict[str, str]):
    """Fixed words for a plan that nobody sees: each is its key."""

    def __missing__(self, key: str) -> str:
        return key


def layout_words(language: str) -> Mapping[str, str]:
    """The words in a language; English where it has no file or lacks a word."""
    return words_in(_FOLDER, language)
