"""The fixed words of a writer or reader, one JSON file a language in its folder `languages/`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FALLBACK = "en"


@cache
def words_in(folder: Path, language: str) -> Mapping[str, Any]:
    """The words in a language; English where the folder has no file or the file lacks a word.

    Words that stand in groups are looked for one by one.
    """
    english = _read(folder / f"{FALLBACK}.json")
    own = {} if language == FALLBACK else _read(folder / f"{language}.json")
    groups = {
        name: {**group, **own.get(name, {})}
        for name, group in english.items()
        if isinstance(group, dict)
    }
    return {**english, **own, **groups}


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    words: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return words
