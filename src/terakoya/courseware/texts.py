"""The texts of a part of a course, each with its place."""

from __future__ import annotations

from collections.abc import Iterator

from .model import Part


def texts_of(part: Part) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text of a part with its path, structural fields left out."""
    for name, info in type(part).model_fields.items():
        extra = info.json_schema_extra
        structural = isinstance(extra, dict) and extra.get("structural")
        if name == "source_hash":
            continue
        value = getattr(part, name)
        if isinstance(value, str) and not structural:
            yield (name,), value
        elif isinstance(value, Part):
            yield from (((name, *path), text) for path, text in texts_of(value))
        elif isinstance(value, tuple) and not structural:
            yield from _texts_of_list(name, value)
        elif isinstance(value, tuple):
            yield from (p for p in _texts_of_list(name, value) if len(p[0]) > 2)


def _texts_of_list(
    name: str, value: tuple[object, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for number, item in enumerate(value):
        if isinstance(item, str):
            yield (name, number), item
        elif isinstance(item, Part):
            yield from (((name, number, *path), text) for path, text in texts_of(item))
