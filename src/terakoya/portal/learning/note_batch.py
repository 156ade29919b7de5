"""The shape of what a player sends of notes and bookmarks; no database."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from .batch import check_size, moment_of, text_of_length
from .errors import BatchTooLarge, UnreadableBatch

MOST_CHANGES: Final = 100
LONGEST_TEXT: Final = 2000
MOST_CLOCK_ENTRIES: Final = 100
_PAGE: Final = re.compile(r"[0-9a-f]{8,32}")
_MOST_COUNT: Final = 2**31 - 1


@dataclass(frozen=True)
class NoteChange:
    """A note as a page wrote it; an empty text that is `deleted` takes it away."""

    uuid: uuid.UUID
    slide: str
    text: str
    at: float
    clock: dict[str, int]
    deleted: bool = False


@dataclass(frozen=True)
class BookmarkChange:
    """A bookmark set or taken away."""

    slide: str
    on: bool
    at: float


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
    unreadable = [_name_of(one) for one in notes if _note(one) is None]
    return NoteBatch(
        tuple(one for one in map(_note, notes) if one is not None),
        tuple(one for one in map(_bookmark, bookmarks) if one is not None),
        tuple(unreadable),
    )


def read_clock(text: str) -> dict[str, int]:
    """What a form of ours said it knows; nothing when that makes no sense."""
    try:
        return _clock(json.loads(text))
    except (ValueError, TypeError, RecursionError):
        return {}


def _name_of(entry: Any) -> str:
    given = entry.get("uuid") if isinstance(entry, Mapping) else None
    return given[:64] if isinstance(given, str) else ""


def _note(entry: Any) -> NoteChange | None:
    try:
        deleted = bool(entry.get("deleted", False))
        text = "" if deleted else text_of_length(entry["text"], LONGEST_TEXT)
        text.encode()  # half a character cannot be kept
        return NoteChange(
            uuid=uuid.UUID(entry["uuid"]),
            slide=text_of_length(entry["slide"], 64),
            text=text,
            at=moment_of(entry["at"]).timestamp(),
            clock=_clock(entry["clock"], least=1),
            deleted=deleted,
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return None


def _bookmark(entry: Any) -> BookmarkChange | None:
    try:
        return BookmarkChange(
            slide=text_of_length(entry["slide"], 64),
            on=bool(entry["on"]),
            at=moment_of(entry["at"]).timestamp(),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return None


def _clock(value: Any, least: int = 0) -> dict[str, int]:
    if not isinstance(value, dict) or not least <= len(value) <= MOST_CLOCK_ENTRIES:
        raise TypeError
    for page, count in value.items():
        if not _PAGE.fullmatch(page) or type(count) is not int or not 1 <= count <= _MOST_COUNT:
            raise ValueError
    return dict(value)
