"""What the readers of workbooks and question files tell people, one JSON file a language.

English stands in where a language has no file or lacks a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ....text.word_lists import words_in

# Sentences that name a type of question or a part of one, whose words begin so.
_NAMED = {"unheld-type": "type", "unheld-part": "part", "uncarried": "part", "flattened": "part"}
_FOLDER = Path(__file__).parent / "languages"


def sentences_of(language: str) -> Mapping[str, str]:
    """The sentences of a language by code."""
    return words_in(_FOLDER, language)


def sentence(language: str, code: str, place: str, values: Mapping[str, object]) -> str:
    """Where, what is the matter and, after an arrow, how to mend it."""
    said = {key: _said(language, value) for key, value in values.items()}
    if code in _NAMED:
        name = str(values["name"])
        said["name"] = sentences_of(language).get(f"{_NAMED[code]}-{name}", name)
    text = sentences_of(language)[code].format_map(said)
    if not place:
        return text
    return sentences_of(language)["place"].format(place=place, text=text)


def _said(language: str, value: object) -> object:
    """A value as a sentence has it: numbers of questions by type are listed with their names."""
    if not isinstance(value, Mapping):
        return value
    words = sentences_of(language)
    named = {words.get(f"type-{kind}", kind): number for kind, number in value.items()}
    return ", ".join(f"{name} ({number})" for name, number in named.items())
