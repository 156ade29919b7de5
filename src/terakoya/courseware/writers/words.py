"""The fixed words of a writer, one JSON file a language in its folder `languages/`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FALLBACK = "en"


@cache
def words_in(folder: Path, language: str) -> Mapping[str, str]:
    """The words in a language; English where the folder has no file or the file lacks a word."""
    english = _read(folder / f"{FALLBACK}.json")
    return english if language == FALLBACK else {**english, **_read(folder / f"{language}.json")}


def _read(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    words: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return words
