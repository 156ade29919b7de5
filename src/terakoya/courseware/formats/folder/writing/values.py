"""Parts of the model → the plain values of a source file.

A source language states what differs from the model's defaults. A translation leaves out what
`formats/folder/parts.py` takes from the source language, and states it where it differs: an edition
whose Japanese was changed still holds its other languages as they were.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....model import STRUCTURAL, Chapter, Part, Question, SlideBase, SurveyItem
from .yaml_text import Tall

_WORDS = ("title", "narration", "answer_title", "answer_narration")
_FIRST = ("id", "source_hash", "layout", "goal", "facts", "required", "suits", "kicker")
_LAST = ("point",)
_NAMED = (SlideBase, Chapter, SurveyItem, Question)  # translations repeat the ids of these


def values_of(part: Part, source: Part | None = None) -> dict[str, Any]:
    """What a file states of a part; with `source`, of a translation of that part.

    The words of a slide are left out: they stand below its YAML.
    """
    out: dict[str, Any] = Tall() if isinstance(part, _NAMED) else {}
    inherits = type(part) if type(part) is type(source) else SlideBase
    for name in _names(part):
        theirs = getattr(source, name, None) if name in inherits.model_fields else None
        has_source = source is not None and name in inherits.model_fields
        if isinstance(part, _NAMED) and name == "id":
            out[name] = getattr(part, name)
        elif has_source:
            _translated(part, name, theirs, out)
        else:
            _stated(part, name, out)
    return out


def _names(part: Part) -> list[str]:
    fields = list(type(part).model_fields)
    if not isinstance(part, SlideBase):
        return sorted(fields, key=lambda name: _FIRST.index(name) if name in _FIRST[:2] else 2)
    middle = [name for name in fields if name not in (*_FIRST, *_LAST, *_WORDS)]
    return [*_FIRST, *middle, *_LAST]


def _stated(part: Part, name: str, out: dict[str, Any]) -> None:
    value = getattr(part, name)
    info = type(part).model_fields[name]
    if info.is_required() or value != info.get_default(call_default_factory=True):
        out[name] = _plain(value)


def _translated(part: Part, name: str, theirs: Any, out: dict[str, Any]) -> None:
    value = getattr(part, name)
    if type(part).model_fields[name].json_schema_extra == STRUCTURAL:
        if value != theirs:
            out[name] = _plain(value)
    elif isinstance(theirs, Part):
        inner = values_of(value, theirs) if isinstance(value, Part) else None
        if inner != {}:
            out[name] = inner
    elif isinstance(theirs, tuple) and theirs and isinstance(theirs[0], Part):
        if value or type(part).model_fields[name].is_required():
            out[name] = [_entry(one, number, theirs) for number, one in enumerate(value)]
    else:
        _stated(part, name, out)


def _entry(one: Part, number: int, theirs: tuple[Part, ...]) -> dict[str, Any]:
    """One entry of a translated list: against the entry of its id, or of its place."""
    beside = theirs[number] if number < len(theirs) else None
    own_id = getattr(one, "id", None)
    if own_id is None or (beside is not None and getattr(beside, "id", None) == own_id):
        return values_of(one, beside)
    same = next((other for other in theirs if getattr(other, "id", None) == own_id), None)
    values = values_of(one, same)
    values.setdefault("id", own_id)
    return values


def _plain(value: Any) -> Any:
    if isinstance(value, Part):
        return values_of(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return value
