"""Every value of a part that can be changed, under a path for life.

A path names the way from a part down to one value: `title`, `narration.1`, `items.0.head`,
`choices.a.text`, `verdict.demand.reason`. An element that has an id, an axis or a key is named by
it, any other by its number from 0. What is no content has no path: the id of the part itself, its
layout, the hash of what a translation renders. Slides of a chapter, items of a survey and
questions of a test are parts of their own, with paths of their own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from .errors import UnfitValue
from .misfits import misfits_in
from .model import Part

FieldPath = str
Leaf = str | bool | int | float | None
P = TypeVar("P", bound=Part)

_NO_CONTENT = {"id", "layout", "source_hash"}
PARTS_OF_THEIR_OWN = {("Chapter", "slides"), ("Survey", "items"), ("TestPool", "questions")}
_KEYS = {"Verdict": "axis", "Variable": "key", "Hidden": "slide"}
_Steps = tuple[str | int, ...]


def fields_of(part: Part) -> dict[FieldPath, Leaf]:
    """Every value of a part by its path, in the order of the model; dates as ISO texts."""
    return {".".join(names): value for names, _, value in _leaves(part, (), ())}


def with_fields(part: P, values: Mapping[FieldPath, Leaf]) -> P:
    """The part with other values in some of its fields.

    Raises `UnfitValue` when the part has no such field, or the value does not fit into it.
    """
    steps = {".".join(names): steps for names, steps, _ in _leaves(part, (), ())}
    plain = part.model_dump(mode="json")
    for path, value in values.items():
        if path not in steps:
            raise UnfitValue(f"There is no field `{path}` here. → One of: {', '.join(steps)}.")
        at: Any = plain
        for step in steps[path][:-1]:
            at = at[step]
        at[steps[path][-1]] = value
    try:
        return type(part).model_validate(plain)
    except ValidationError as error:
        first = misfits_in(error)[0]
        message, mend = first.message("en"), first.mend("en")
        raise UnfitValue(f"The value does not fit: {message}. → {mend}.") from error


def key_of(element: object) -> str | None:
    """What an element of a list is named by in a path, or `None` where only its place names it."""
    if not isinstance(element, Part):
        return None
    value = getattr(element, _KEYS.get(type(element).__name__, "id"), None)
    return None if value is None else str(value)


def _leaves(
    value: object, names: tuple[str, ...], steps: _Steps
) -> Iterator[tuple[tuple[str, ...], _Steps, Leaf]]:
    if isinstance(value, Part):
        owner = type(value).__name__
        for name in type(value).model_fields:
            is_key = name in _NO_CONTENT or name == _KEYS.get(owner)
            if not is_key and (owner, name) not in PARTS_OF_THEIR_OWN:
                yield from _leaves(getattr(value, name), (*names, name), (*steps, name))
    elif isinstance(value, tuple):
        keys = [key_of(element) for element in value]
        named = None not in keys and len(set(keys)) == len(keys)
        for number, (key, element) in enumerate(zip(keys, value, strict=True)):
            name = key if named and key is not None else str(number)
            yield from _leaves(element, (*names, name), (*steps, number))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, (*names, key), (*steps, key))
    else:
        yield names, steps, plain_value(value)


def plain_value(value: object) -> Leaf:
    """A single value as JSON has it: dates as ISO texts, names of enumerations as texts."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return value
    return str(value)
