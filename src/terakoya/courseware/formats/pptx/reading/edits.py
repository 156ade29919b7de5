"""What a deck changed in a slide, as its author did it: one row deleted is one row deleted.

`courseware.diff` says which element of a list was which, so that the rows below a deleted one are
the same as before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ....fields import Leaf
from ....merge.diff import FieldChange, part_changes
from ....model import AnySlide
from .report import FieldEdit

_NO_CONTENT = ("id", "layout", "source_hash", "goal", "required", "suits", "facts")


def edits_between(base: AnySlide, new: AnySlide, language: str) -> tuple[FieldEdit, ...]:
    """The changes of a slide in the deck's language, in the order of the model."""
    if base == new:
        return ()
    return tuple(
        edit
        for change in part_changes(base, new, language)
        if _path(change).partition(".")[0] not in _NO_CONTENT
        for edit in _edits(change, language)
    )


def _path(change: FieldChange) -> str:
    return change.base_field or "" if change.field is None else change.field


def _edits(change: FieldChange, language: str) -> Iterator[FieldEdit]:
    """A change as lines of the report: an element of a list is one, with all its words."""
    path = _path(change)
    is_element = "." in path
    for below in [""] if is_element else _leaves(change.base) | _leaves(change.other):
        yield FieldEdit(
            f"{path}.{below}" if below else path,
            _value(_at(change.base, below), language),
            _value(_at(change.other, below), language),
            change.op,
        )


def _leaves(value: Any) -> dict[str, None]:
    """The names below a value that is a part, such as a picture; '' for a value that is none."""
    if isinstance(value, Mapping):
        return dict.fromkeys(value)
    return {} if value is None else {"": None}


def _at(value: Any, name: str) -> Any:
    return value.get(name) if name and isinstance(value, Mapping) else value


def _value(value: Any, language: str) -> Leaf:
    """A value, or of a part all its words in the language, a line each."""
    if isinstance(value, (Mapping, list)):
        return "\n".join(_words(value, language, isinstance(value, list)))
    leaf: Leaf = value
    return leaf


def _words(value: Any, language: str, is_spoken: bool) -> Iterator[str]:
    """The texts below a value; what is the same in all languages is none of them."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _words(inner, language, is_spoken or name == language)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner, language, is_spoken)
    elif is_spoken and isinstance(value, str) and value:
        yield value
