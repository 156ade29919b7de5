"""The fixed words of a handout, one JSON file a language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...layouts.words import layout_words
from ...text.word_lists import words_in

_FOLDER = Path(__file__).parent / "languages"


def words_of(language: str) -> Mapping[str, Any]:
    """The fixed words in a language; English where it has no file or lacks a word."""
    words = {**layout_words(language), **words_in(_FOLDER, language)}
    is_known = (_FOLDER / f"{language}.json").is_file()
    return words if is_known else {**words, "language": language, "region": ""}


def company_named(values: Mapping[str, str], words: Mapping[str, Any]) -> str:
    """The name of the company as it stands at the foot of a page; "" where nobody gave one."""
    name = values.get("company.name", "")
    return "" if name.lower() == words["our_company"] else name


def written_date(day: dt.date, words: Mapping[str, Any]) -> str:
    """A date as people of the language write it."""
    months = words["months"]
    name = months[day.month - 1] if months else ""
    pattern: str = words["date"]
    return pattern.format(year=day.year, month=day.month, day=day.day, month_name=name)
