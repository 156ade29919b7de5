"""What a deck of one language changes in the others: structure follows, texts do not.

Which items, rows and slides there are is the same in every language. What is new stands there
untranslated; what stayed keeps its translation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from ....model import STRUCTURAL, TWO_SHEETS, AnySlide, Part, Picture
from ....revision import slide_hash
from ...xlsx.turned_choices import is_turned
from .reading import Origins

EXCHANGED = "exchanged"  # in the origins of a slide whose two sides changed places
_OPPOSITE = {"left": "right", "right": "left"}
P = TypeVar("P", bound=Part)


@dataclass(frozen=True)
class SlideChange:
    """A slide of the deck's language, before and after, and where its elements come from."""

    base: AnySlide
    new: AnySlide
    origins: Mapping[str, Origins]

    @property
    def is_only_structure(self) -> bool:
        """Whether every word that stayed is as it was, so that translations still hold."""
        return type(self.base) is type(self.new) and (
            follow(self.new, self.base, self.base, self.origins) == self.new
        )


def translated(change: SlideChange, other: AnySlide) -> AnySlide:
    """The slide in another language after the change."""
    if type(change.new) is not type(other):
        return change.new.model_copy(update={**_unchanged(change, other), "source_hash": ""})
    if change.new == change.base:
        return other
    followed = _with_turned(change, follow(change.new, change.base, other, change.origins))
    return followed.model_copy(update={"source_hash": other.source_hash})


def _with_turned(change: SlideChange, followed: AnySlide) -> AnySlide:
    """The slide with the new words of choices that became right or wrong with other words.

    What it says in their place is the choice that is gone: no right answer passes to it.
    """
    base, new = change.base, change.new
    if not (isinstance(base, TWO_SHEETS) and isinstance(new, TWO_SHEETS)):
        return followed
    known = change.origins.get("choices", range(len(new.choices)))
    turned = {
        one.id: one
        for one, origin in zip(new.choices, known, strict=True)
        if origin is not None and is_turned(base.choices[origin], one)
    }
    if not turned or not isinstance(followed, TWO_SHEETS):
        return followed
    choices = tuple(turned.get(one.id, one) for one in followed.choices)
    return followed.model_copy(update={"choices": choices})


def _unchanged(change: SlideChange, other: AnySlide) -> dict[str, Any]:
    """The fields that a slide of another layout has still, as `other` says them."""
    names = set(type(change.new).model_fields) & set(type(other).model_fields)
    was = {name: getattr(change.base, name, None) for name in names}
    return {name: getattr(other, name) for name in names if was[name] == getattr(change.new, name)}


def hash_after(change: SlideChange, recorded: str, source: AnySlide, source_was: AnySlide) -> str:
    """The source hash that a translation records: where it rendered the source before and only
    structure was changed since, it renders it still.
    """
    was_fresh = recorded == slide_hash(source_was)
    return slide_hash(source) if was_fresh and change.is_only_structure else recorded


def follow(new: P, base: P, other: P, origins: Mapping[str, Origins]) -> P:
    """`other` with the structure of `new`, which came from `base`."""
    values: dict[str, Any] = {}
    for name, info in type(new).model_fields.items():
        source = _OPPOSITE.get(name, name) if EXCHANGED in origins else name
        ours, was, theirs = getattr(new, name), getattr(base, source), getattr(other, source)
        if info.json_schema_extra == STRUCTURAL:
            values[name] = ours
        elif isinstance(ours, Part):
            known = isinstance(was, Part) and isinstance(theirs, Part)
            values[name] = follow(ours, was, theirs, origins) if known else ours
        elif ours is None:
            values[name] = None
        elif isinstance(ours, tuple):
            values[name] = _list(name, ours, was, theirs, origins)
        else:
            values[name] = theirs
    if isinstance(new, Picture) and isinstance(base, Picture) and new.file != base.file:
        # A picture that was only cut keeps its words; else these describe what was there before.
        values["alt"] = values["alt"] if new.alt == base.alt else ""
    return type(new).model_validate(values)


def _list(
    name: str,
    ours: tuple[Any, ...],
    was: tuple[Any, ...],
    theirs: tuple[Any, ...],
    origins: Mapping[str, Origins],
) -> tuple[Any, ...]:
    known = origins.get(name)
    if known is None and name == "cells":
        known = origins.get("columns")  # the cells of a row
    if known is None or len(known) != len(ours):
        if not any(isinstance(item, Part) for item in ours):
            return theirs
        known = tuple(range(len(ours)))
    out = []
    for item, origin in zip(ours, known, strict=True):
        if origin is None or origin >= min(len(was), len(theirs)):
            out.append(item)
        elif isinstance(item, Part):
            out.append(follow(item, was[origin], theirs[origin], origins))
        else:
            out.append(theirs[origin])
    return tuple(out)
