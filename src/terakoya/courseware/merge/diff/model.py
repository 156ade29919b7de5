"""What a comparison answers: the state of every part, and what changed in its fields."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from ...field_names import field_label
from ...fields import FieldPath
from ...model import SCHEMA
from ..tree.parts import PartKind
from .words import Span, word_spans


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class State(StrEnum):
    """What became of a part; edited, moved, hidden and shown may come together."""

    SAME = "same"
    EDITED = "edited"
    MOVED = "moved"
    ADDED = "added"
    REMOVED = "removed"
    HIDDEN = "hidden"
    SHOWN = "shown"  # hidden in the base, and no longer


class FieldChange(_Answer):
    """One change of one field.

    `field` is its path in `other`, `base_field` that in the base; `None` where it is not there. The
    values are JSON values. `language` is empty for what is the same in all languages.
    """

    op: Literal["edited", "added", "removed", "moved"]
    language: str = ""
    field: FieldPath | None = None
    base_field: FieldPath | None = None
    base: Any = None
    other: Any = None

    @property
    def spans(self) -> tuple[Span, ...]:
        """The words that stayed, went and came, where one text became another."""
        if self.op == "edited" and isinstance(self.base, str) and isinstance(self.other, str):
            return word_spans(self.base, self.other)
        return ()

    def label(self, language: str) -> str:
        """The name of the field for people."""
        return field_label(self.field or self.base_field or "", language)

    def as_json(self) -> dict[str, Any]:
        """The change for a program."""
        return {**self.model_dump(mode="json"), "spans": [list(span) for span in self.spans]}


class PartDiff(_Answer):
    """One part of either edition. `chapter` and `base_chapter` are where a slide stands."""

    kind: PartKind
    part_id: str
    states: tuple[State, ...]
    changes: tuple[FieldChange, ...] = ()
    chapter: str = ""
    base_chapter: str = ""

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return self.states == (State.SAME,)

    def as_json(self) -> dict[str, Any]:
        """The part for a program."""
        plain = self.model_dump(mode="json", exclude={"changes"})
        return {**plain, "changes": [change.as_json() for change in self.changes]}


class Diff(_Answer):
    """Every part of two editions, in the order of `other`, those that are gone behind."""

    parts: tuple[PartDiff, ...]

    @property
    def differences(self) -> tuple[PartDiff, ...]:
        """The parts that are not the same."""
        return tuple(part for part in self.parts if not part.is_same)

    @property
    def slides(self) -> tuple[PartDiff, ...]:
        """The slides alone."""
        return self.of(PartKind.SLIDE)

    def of(self, kind: PartKind) -> tuple[PartDiff, ...]:
        """The parts of a kind."""
        return tuple(part for part in self.parts if part.kind is kind)

    def part(self, kind: PartKind, part_id: str) -> PartDiff:
        """One part; `KeyError` when neither edition has it."""
        for part in self.parts:
            if (part.kind, part.part_id) == (kind, part_id):
                return part
        raise KeyError(part_id)

    def as_json(self) -> dict[str, Any]:
        """All slides, and of the other parts those that differ."""
        return {
            "schema": SCHEMA,
            "same": not self.differences,
            "slides": [part.as_json() for part in self.slides],
            "others": [
                part.as_json() for part in self.differences if part.kind is not PartKind.SLIDE
            ],
        }
