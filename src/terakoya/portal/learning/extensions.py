"""What higher apps add to learning's pages without learning knowing them.

A source of notes gets a member and their enrolments (assignment id → newest enrolment) and
returns notes for マイ研修; it is registered in the higher app's `apps.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..accounts.models import Member
from .models import Enrolment


@dataclass(frozen=True)
class Note:
    """A line on マイ研修 beside a course: words and where they lead (empty: nowhere)."""

    assignment_id: int
    text: str
    url: str = ""
    badge: str = ""


Source = Callable[[Member, Mapping[int, Enrolment]], list[Note]]
_sources: list[Source] = []


def register_notes(source: Source) -> None:
    """Add a source of notes."""
    if source not in _sources:
        _sources.append(source)


def notes_for(member: Member, enrolments: Mapping[int, Enrolment]) -> list[Note]:
    """The notes of all sources."""
    return [note for source in _sources for note in source(member, enrolments)]
