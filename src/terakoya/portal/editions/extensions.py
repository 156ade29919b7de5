"""What higher apps add to editions without editions knowing them.

A first state is what an own course's deck held when it was read; a room is how many bytes the
files of an organisation take that are no files of an edition.

A source of reasons gets an edition and a state of it, and says what must be mended before learners
may have that state; it is registered in the higher app's `apps.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from terakoya.courseware.edition import Edition as Content

from ..accounts.models import Organisation
from .editing.questions import is_own_made
from .models import Edition
from .readiness import Reason, reasons_against

Source = Callable[[Edition, Content], list[Reason]]
FirstState = Callable[[Edition], Content | None]
Room = Callable[[Organisation], int]
_sources: dict[Source, None] = {}
_first_states: dict[FirstState, None] = {}
_rooms: dict[Room, None] = {}


def register_reasons(source: Source) -> None:
    """Add a source of reasons."""
    _sources[source] = None


def reasons_of(edition: Edition, state: Content) -> list[Reason]:
    """Everything that must be mended before learners may have a state of an edition."""
    found = reasons_against(state, is_own=is_own_made(state))
    for source in _sources:
        found += source(edition, state)
    return found


def register_first_state(source: FirstState) -> None:
    """Add a source of what the first file of an own course held."""
    _first_states[source] = None


def first_state_of(edition: Edition) -> Content | None:
    """What the first file of an own course held as it was read; `None` for other editions."""
    found = (source(edition) for source in _first_states)
    return next((state for state in found if state is not None), None)


def register_room(room: Room) -> None:
    """Add files that take room of an organisation."""
    _rooms[room] = None


def room_taken(organisation: Organisation) -> int:
    """The bytes of an organisation's files that belong to higher apps."""
    return sum(room(organisation) for room in _rooms)
