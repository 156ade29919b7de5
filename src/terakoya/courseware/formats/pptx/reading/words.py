"""What the reader tells people: every sentence in every language, one JSON file a language.

An entry is `what` (with the place) and `mend`, or one text. English stands in where a language
has no file or lacks an entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ....text.word_lists import words_in

_FOLDER = Path(__file__).parent / "languages"
Entries = Mapping[str, Mapping[str, str]]


def entries_of(language: str) -> Entries:
    """The sentences of a language by group and code."""
    return words_in(_FOLDER, language)


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
