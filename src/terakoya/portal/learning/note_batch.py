"""The shape of what a player sends of notes and bookmarks; no database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import (
    Field,
    PlainValidator,
    Strict,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from .batch import Word, check_size, moment_of
from .errors import BatchTooLarge, UnreadableBatch

MOST_CHANGES: Final = 100
LONGEST_TEXT: Final = 2000
MOST_CLOCK_ENTRIES: Final = 100
T = TypeVar("T")


def _seconds_of(value: Any) -> float:
    return moment_of(value).timestamp()


_Moment = Annotated[float, PlainValidator(_seconds_of)]
_Page = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8,32}$")]
_Count = Annotated[int, Strict(), Field(ge=1, le=2**31 - 1)]
_Clock = Annotated[dict[_Page, _Count], Field(max_length=MOST_CLOCK_ENTRIES)]
_Truth = Annotated[bool, PlainValidator(bool)]


@dataclass(frozen=True)
class NoteChange:
    """A note as a page wrote it; an empty text that is `deleted` takes it away."""

    uuid: UUID
    slide: Word
    text: Annotated[str, StringConstraints(max_length=LONGEST_TEXT, pattern=r"^[^\x00]*$")]
    at: _Moment
    clock: Annotated[_Clock, Field(min_length=1)]
    deleted: _Truth = False


@dataclass(frozen=True)
class BookmarkChange:
    """A bookmark set or taken away."""

    slide: Word
    on: _Truth
    at: _Moment


_NOTE: Final = TypeAdapter(NoteChange)
_BOOKMARK: Final = TypeAdapter(BookmarkChange)
_CLOCK: Final = TypeAdapter(_Clock)


@dataclass(frozen=True)
class NoteBatch:
    """What came in one post."""

    notes: tuple[NoteChange, ...] = ()
    bookmarks: tuple[BookmarkChange, ...] = ()
    unreadable: tuple[str, ...] = ()


def read_note_batch(body: bytes) -> NoteBatch:
    """Read the JSON of a post. Raises `BatchTooLarge` or `UnreadableBatch`."""
    check_size(len(body))
    try:
        content = json.loads(body)
        notes, bookmarks = content.get("notes", []), content.get("bookmarks", [])
    except (ValueError, AttributeError, RecursionError):
        notes = bookmarks = None
    if not isinstance(notes, list) or not isinstance(bookmarks, list):
        raise UnreadableBatch(
            _(
                "メモを読み取れません。"
                '{"notes": […], "bookmarks": […]} の形のJSONで送ってください。'
            ),
            field="notes",
        )
    if len(notes) + len(bookmarks) > MOST_CHANGES:
        raise BatchTooLarge(
            _("一度に送れるメモとしおりは100件までです。分けて送ってください。"), field="notes"
        )
    read = [(one, _read(_NOTE, _without_text(one))) for one in notes]
    marks = (_read(_BOOKMARK, one) for one in bookmarks)
    return NoteBatch(
        tuple(note for _entry, note in read if note is not None),
        tuple(mark for mark in marks if mark is not None),
        tuple(_name_of(entry) for entry, note in read if note is None),
    )


def read_clock(text: str) -> dict[str, int]:
    """What a form of ours said it knows; nothing when that makes no sense."""
    try:
        return _CLOCK.validate_python(json.loads(text))
    except (ValueError, RecursionError):
        return {}


def _read(shape: TypeAdapter[T], entry: Any) -> T | None:
    try:
        return shape.validate_python(entry)
    except ValidationError:
        return None


def _without_text(entry: Any) -> Any:
    """A note that is taken away needs none, and what it says is not kept."""
    is_deleted = isinstance(entry, Mapping) and entry.get("deleted")
    return {**entry, "text": ""} if is_deleted else entry


def _name_of(entry: Any) -> str:
    given = entry.get("uuid") if isinstance(entry, Mapping) else None
    return given[:64] if isinstance(given, str) else ""
