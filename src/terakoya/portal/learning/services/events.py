"""Saving what a player reports: one transaction a batch (docs/algorithms/progress.md §7)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import BigAutoField, UUIDField
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Member
from ...common import clock
from ...common.prepared import Given, Prepared, PreparedInsert, PreparedUpdate
from ..access import lock_enrolment_for
from ..batch import CLOCK_SENTENCE, SENTENCES, Refusal, RefusedEvent, ReportedEvent, Screen
from ..choices import EventKind
from ..errors import SaveAgain
from ..models import Enrolment, Event, SlideProgress
from ..progress import (
    Position,
    Report,
    SlideState,
    State,
    clamped,
    clock_is_off,
    merge,
    read_seconds,
    row_of_state,
)
from ..selectors_progress import met_by, needs_for, reason_to_refuse, stored_state
from ..signals import first_slide_opened

MOST_PIECES = 2000
FEW = 8  # events in an ordinary batch
NO_SCREEN: Final = Screen()
_EVENTS: Final = PreparedInsert(Event)
_SLIDES: Final = PreparedInsert(
    SlideProgress,
    unique_fields=("enrolment", "slide_id"),
    update_fields=("heard", "read", "answers", "skipped"),
)
_PLACE: Final = PreparedUpdate(
    lambda: Enrolment.objects.filter(pk=Given("enrolment", BigAutoField())),
    fields=("last_slide", "last_at", "slides_seen", "first_slide_at", "screen"),
)


@dataclass(frozen=True)
class Receipt:
    """What became of a batch; it exists only when the transaction has ended well."""

    saved: tuple[uuid.UUID, ...]
    refused: tuple[RefusedEvent, ...]
    clock_off: tuple[uuid.UUID, ...]
    at: dt.datetime
    met: tuple[str, ...]
    read: dict[str, float]
    screen: str

    def as_json(self) -> dict[str, Any]:
        """The answer to the player."""
        return {
            "saved": [str(one) for one in self.saved],
            "refused": [
                {"uuid": one.uuid, "reason": one.reason, "message": str(SENTENCES[one.reason])}
                for one in self.refused
            ],
            "notes": [
                {"uuid": str(one), "note": "clock", "message": str(CLOCK_SENTENCE)}
                for one in self.clock_off
            ],
            "at": self.at.isoformat(timespec="seconds"),
            "met": list(self.met),
            "read": self.read,
            "screen": self.screen,
        }


def record_events(
    *,
    member: Member,
    enrolment: uuid.UUID,
    events: Sequence[ReportedEvent],
    refused: Sequence[RefusedEvent] = (),
    screen: Screen = NO_SCREEN,
) -> Receipt:
    """Save the events of a batch that are new, unite them with the rest, and tell what is met.

    At most six statements. A screen that takes over is noted with the enrolment's place; another
    learns from the answer which one counts. Another's enrolment is a 404. Raises `SaveAgain` when
    somebody saves an event of the same uuid at the same moment.
    """
    try:
        return _record(member, enrolment, events, refused, screen)
    except IntegrityError as error:
        raise SaveAgain(
            _("同じ記録が同時に届きました。もう一度送ってください。"), field="events"
        ) from error


@transaction.atomic
def _record(
    member: Member,
    enrolment_uuid: uuid.UUID,
    events: Sequence[ReportedEvent],
    refused: Sequence[RefusedEvent],
    screen: Screen,
) -> Receipt:
    now = clock.now()
    enrolment = lock_enrolment_for(member, enrolment_uuid)
    state = State(stored_state(enrolment))
    sorting = _Sorting(enrolment, now, state, _owners_of([event.uuid for event in events]))
    for event in events:
        sorting.take(event)
    _save_events(enrolment, sorting.fresh, now)
    _save_slides(enrolment, sorting)
    takes_over = screen.takes_over and enrolment.screen != screen.id
    if takes_over:
        enrolment.screen = screen.id
    if sorting.fresh or takes_over:
        _save_place(enrolment, sorting, now, takes_over=takes_over)
    needs = needs_for(enrolment)
    opened = enrolment.opened_at.timestamp()
    met = met_by(enrolment, needs, sorting.state, now.timestamp())
    return Receipt(
        saved=tuple(sorting.saved),
        refused=(*refused, *sorting.refused),
        clock_off=tuple(sorting.clock_off),
        at=now,
        met=tuple(need.slide for need in needs if need.slide in met),
        read=read_seconds(sorting.state, met, opened=opened, now=now.timestamp()),
        screen=enrolment.screen,
    )


def _owners_of(uuids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The enrolments of those events that are known already."""
    if not uuids:
        return {}
    if len(uuids) <= FEW:
        rows = _few_events(len(uuids)).all(**{f"at{n}": one for n, one in enumerate(uuids)})
    else:
        rows = list(Event.objects.filter(uuid__in=uuids).only("uuid", "enrolment_id"))
    return {row.uuid: row.enrolment_id for row in rows}


@cache
def _few_events(count: int) -> Prepared[Event]:
    """Events by as many uuids as a batch usually has."""
    places: list[Any] = [Given(f"at{n}", UUIDField()) for n in range(count)]
    return Prepared(lambda: Event.objects.filter(uuid__in=places).only("uuid", "enrolment_id"))


class _Sorting:
    """Divides a batch into new events, known ones and refused ones, and unites the new ones."""

    def __init__(
        self, enrolment: Enrolment, now: dt.datetime, state: State, known: dict[uuid.UUID, int]
    ) -> None:
        self.enrolment = enrolment
        self.opened, self.now = enrolment.opened_at.timestamp(), now.timestamp()
        self.before, self.state, self.known = state, state, known
        self.saved: list[uuid.UUID] = []
        self.fresh: list[ReportedEvent] = []
        self.refused: list[RefusedEvent] = []
        self.clock_off: list[uuid.UUID] = []

    def take(self, event: ReportedEvent) -> None:
        """Put one event where it belongs."""
        if event.uuid in self.known:
            if self.known[event.uuid] == self.enrolment.pk:
                self.saved.append(event.uuid)
            else:
                self._refuse(event, Refusal.UUID)
            return
        reason = reason_to_refuse(self.enrolment, event)
        if reason is not None:
            self._refuse(event, reason)
            return
        merged = merge(self.state, [self._report(event)])
        if merged.slides[event.slide].pieces > MOST_PIECES:
            self._refuse(event, Refusal.RANGES)
            return
        self.state = merged
        self.fresh.append(event)
        self.saved.append(event.uuid)
        times = [event.client_time.timestamp()]
        if event.kind is EventKind.READ:
            times += [end for one in event.ranges for end in one]
        if any(clock_is_off(one, opened=self.opened, now=self.now) for one in times):
            self.clock_off.append(event.uuid)

    def changed(self) -> Iterable[tuple[str, SlideState]]:
        """The slides that say more than before."""
        for slide, state in self.state.slides.items():
            if self.before.slides.get(slide) != state:
                yield slide, state

    def _refuse(self, event: ReportedEvent, reason: Refusal) -> None:
        self.refused.append(RefusedEvent(str(event.uuid), reason))

    def _report(self, event: ReportedEvent) -> Report:
        at = clamped(event.client_time.timestamp(), opened=self.opened, received=self.now)
        return Report(event.slide, event.kind, event.language, at, event.ranges, event.answer)


def _save_events(
    enrolment: Enrolment, events: Sequence[ReportedEvent], received_at: dt.datetime
) -> None:
    _EVENTS.insert(
        Event(
            uuid=event.uuid,
            organisation_id=enrolment.organisation_id,
            enrolment=enrolment,
            slide_id=event.slide,
            slide_hash=event.slide_hash,
            language=event.language,
            kind=event.kind,
            ranges=[list(one) for one in event.ranges],
            answer=event.answer,
            seq=event.seq,
            client_time=event.client_time,
            received_at=received_at,
        )
        for event in events
    )


def _save_slides(enrolment: Enrolment, sorting: _Sorting) -> None:
    _SLIDES.insert(
        SlideProgress(
            organisation_id=enrolment.organisation_id,
            enrolment=enrolment,
            slide_id=slide,
            **row_of_state(state),
        )
        for slide, state in sorting.changed()
    )


def _save_place(
    enrolment: Enrolment, sorting: _Sorting, now: dt.datetime, *, takes_over: bool
) -> None:
    """Write the enrolment if it changes: position, slides opened, the first one, the screen."""
    place = sorting.state.position
    is_first = place is not None and enrolment.first_slide_at is None
    is_later = place is not None and place > _place_of(enrolment)
    if not (is_later or takes_over or enrolment.slides_seen != len(sorting.state.slides)):
        return  # only more was read of a slide that was opened before
    if place is not None and is_later:
        enrolment.last_slide = place.slide
        enrolment.last_at = dt.datetime.fromtimestamp(place.at, dt.UTC)
    enrolment.slides_seen = len(sorting.state.slides)
    if is_first:
        enrolment.first_slide_at = now
    _PLACE.update(vars(enrolment), enrolment=enrolment.pk)
    if is_first:
        first_slide_opened.send(sender=Enrolment, enrolment=enrolment)


def _place_of(enrolment: Enrolment) -> Position:
    if enrolment.last_at is None:
        return Position(0.0, "")
    return Position(enrolment.last_at.timestamp(), enrolment.last_slide)
