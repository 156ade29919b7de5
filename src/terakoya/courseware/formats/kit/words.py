"""The fixed words of the documents, one JSON file a language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...text.word_lists import words_in
from ..pdf.words import written_date

_FOLDER = Path(__file__).parent / "languages"


def kit_words(language: str) -> Mapping[str, Any]:
    """The fixed words in a language; English where it has no file or lacks a word."""
    words = words_in(_FOLDER, language)
    is_known = (_FOLDER / f"{language}.json").is_file()
    return words if is_known else {**words, "language": language, "region": ""}


def written_day(day: dt.date | None, words: Mapping[str, Any]) -> str:
    """A date as people of the language write it; without one the blanks of a date."""
    return str(words["no_day"]) if day is None else written_date(day, words)
