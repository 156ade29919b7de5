"""Ending sessions: one of them, or all."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from ...common import clock
from ..ended_sessions import with_ended
from ..models import Person
from .base import record_of


@transaction.atomic
def end_session(*, by: Person, session_id: str, until: int) -> None:
    """End one session, with every copy of its cookie; the person's other sessions go on.

    A session without an id (begun before sessions had one) is told from no other, and somebody
    who signs out a hundred times in two weeks has a list too long: then all sessions end.
    """
    person = Person.objects.select_for_update().only("ended_sessions").get(pk=by.pk)
    kept = with_ended(person.ended_sessions, session_id, until, clock.now()) if session_id else None
    if kept is None:
        _end_all(by)
    else:
        Person.objects.filter(pk=by.pk).update(ended_sessions=kept)


@transaction.atomic
def end_sessions(*, by: Person) -> Person:
    """Sign the person out everywhere; the caller may keep the present session."""
    _end_all(by)
    by.refresh_from_db(fields=["session_version"])
    record_of(by, "sessions.ended")
    return by


def _end_all(person: Person) -> None:
    """Raise the version that every session carries; the list of single ones is spent with it."""
    Person.objects.filter(pk=person.pk).update(
        session_version=F("session_version") + 1, ended_sessions=""
    )
