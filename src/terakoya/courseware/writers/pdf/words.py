"""The fixed words of a handout, one JSON file a language."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "languages"
_FALLBACK = "en"


@cache
def words_of(language: str) -> Mapping[str, Any]:
    """The fixed words in a language; English where it has no file or lacks a word."""
    english = _read(_FALLBACK)
    return english if language == _FALLBACK else {**english, **_read(language)}


def _read(language: str) -> dict[str, Any]:
    path = _FOLDER / f"{language}.json"
    if not path.is_file():
        return {"language": language, "region": ""}
    words: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return words


def written_date(day: dt.date, words: Mapping[str, Any]) -> str:
    """A date as people of the language write it."""
    months = words["months"]
    name = months[day.month - 1] if months else ""
    pattern: str = words["date"]
    return pattern.format(year=day.year, month=day.month, day=day.day, month_name=name)
