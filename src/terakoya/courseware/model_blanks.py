"""Parts of the model that say nothing yet: what a list takes in before its words are known."""

from __future__ import annotations

from enum import Enum
from typing import Any, Literal, TypeVar, cast, get_args, get_origin

from pydantic.fields import FieldInfo

from .model import Part

P = TypeVar("P", bound=Part)
_FILE = "none.png"


def is_structural(info: FieldInfo) -> bool:
    """Whether a field is the same in every language."""
    extra = info.json_schema_extra
    return isinstance(extra, dict) and bool(extra.get("structural"))


def part_in(annotation: Any) -> type[Part] | None:
    """The part that a field holds, alone or in a list, or `None` where it holds plain values."""
    if isinstance(annotation, type):
        return annotation if issubclass(annotation, Part) else None
    if get_origin(annotation) is Literal:
        return None
    return next((found for one in get_args(annotation) if (found := part_in(one))), None)


def blank(kind: type[P]) -> P:
    """A part of a kind with empty texts; what is structural has its default or its first value."""
    values = {
        name: _blank_value(info.annotation, name)
        for name, info in kind.model_fields.items()
        if info.is_required()
    }
    return cast("P", kind.model_construct(**{**_defaults(kind), **values}))


def _defaults(kind: type[Part]) -> dict[str, Any]:
    fields = kind.model_fields.items()
    return {
        n: info.get_default(call_default_factory=True)
        for n, info in fields
        if not info.is_required()
    }


def _blank_value(annotation: Any, name: str) -> Any:
    if isinstance(annotation, type):
        if issubclass(annotation, Part):
            made: Part = blank(annotation)
            return made
        if issubclass(annotation, Enum):
            return next(iter(annotation))
        if issubclass(annotation, str):
            return _FILE if name == "file" else ""
        return () if issubclass(annotation, tuple) else annotation()
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return args[0]
    if origin is tuple:
        return ()
    return _blank_value(args[0], name)
