"""What the reader tells people: every sentence in every language, one JSON file a language.

An entry is `what` (with the place) and `mend`, or one text. English stands in where a language
has no file or lacks an entry.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "languages"
_FALLBACK = "en"
Entries = Mapping[str, Mapping[str, str]]


@cache
def entries_of(language: str) -> Mapping[str, Mapping[str, str]]:
    """The sentences of a language by group and code."""
    english = _read(_FALLBACK)
    if language == _FALLBACK:
        return english
    own = _read(language)
    return {group: {**texts, **own.get(group, {})} for group, texts in english.items()}


def word(language: str, group: str, code: str, values: Mapping[str, object] | None = None) -> str:
    """One text with its values filled in."""
    return entries_of(language)[group][code].format_map(values or {})


def sentence(
    language: str, group: str, code: str, values: Mapping[str, object], page: int | None = None
) -> str:
    """What is wrong on which page, and after an arrow how to mend it."""
    what = word(language, group, code, values)
    mend = word(language, f"{group}-mends", code, values)
    place = "" if page is None else word(language, "page", "place", {"page": page})
    return f"{place}{what} → {mend}"


def _read(language: str) -> dict[str, dict[str, str]]:
    path = _FOLDER / f"{language}.json"
    if not path.is_file():
        return {}
    texts: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return texts
