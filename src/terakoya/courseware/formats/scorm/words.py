"""The words of a package beside those of the player: recording, gate, test, result."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ...text.word_lists import words_in

_FOLDER = Path(__file__).parent / "languages"


def words_of(language: str) -> Mapping[str, str]:
    """The words in a language; English where it has no file or lacks a word."""
    return words_in(_FOLDER, language)
