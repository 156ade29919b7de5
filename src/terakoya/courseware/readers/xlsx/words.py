"""What the readers of workbooks and question files tell people, one JSON file a language.

English stands in where a language has no file or lacks a sentence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "languages"
_FALLBACK = "en"


@cache
def sentences_of(language: str) -> Mapping[str, str]:
    """The sentences of a language by code."""
    english = _read(_FALLBACK)
    return english if language == _FALLBACK else {**english, **_read(language)}


def sentence(language: str, code: str, place: str, values: Mapping[str, object]) -> str:
    """Where, what is the matter and, after an arrow, how to mend it."""
    text = sentences_of(language)[code].format_map(values)
    if not place:
        return text
    return sentences_of(language)["place"].format(place=place, text=text)


def _read(language: str) -> dict[str, str]:
    path = _FOLDER / f"{language}.json"
    if not path.is_file():
        return {}
    texts: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return texts
