"""Saving what a player reports: one transaction a batch (docs/algorithms/progress.md §7)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import BigAutoField
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Member
from ...common import clock
from ...common.prepared import Given, PreparedInsert, PreparedUpdate
from ..access import lock_enrolment_for
from ..batch import CLOCK_SENTENCE, SENTENCES, Refusal, RefusedEvent, ReportedEvent, Screen
from ..choices import Counting, EventKind
from ..errors import AccessEnded, SaveAgain
from ..gate import Need, seconds_spent
from ..models import Enrolment, Event, SlideProgress
from ..progress import (
    Position,
    Report,
    SlideState,
    State,
    clamped,
    clock_is_off,
    merge,
    moments_before,
    row_of_state,
)
from ..scope import scope_of
from ..selectors.progress import (
    judge,
    moments_before_run,
    needs_for,
    reason_to_refuse,
    stored_state,
)
from .finishing import finish_without_test

MOST_PIECES: Final = 2000  # separate ranges of one slide
MOST_PIECES_IN_ALL: Final = 6000  # of an enrolment, so that judging it stays cheap
NO_SCREEN: Final = Screen()
_EVENTS: Final = PreparedInsert(Event, skips_known=True)
_SLIDES: Final = PreparedInsert(
    SlideProgress,
    unique_fields=("enrolment", "slide_id"),
    update_fields=("heard", "heard_at", "read", "answers", "kept", "skipped"),
)
_PLACE: Final = PreparedUpdate(
    lambda: Enrolment.objects.filter(pk=Given("enrolment", BigAutoField())),
    fields=(
        *("last_slide", "last_at", "slides_seen", "first_slide_at", "screen"),
        *("seconds_spent", "slides_met"),
    ),
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
            "at": self.at.isoformat(timespec="milliseconds"),
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
    the database refuses what somebody else has written at the same moment.
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
    intake = _Intake(enrolment, now, State(stored_state(enrolment)))
    for event in events:
        intake.take(event)
    intake.settle(_save_events(enrolment, intake.events, now))
    needs = needs_for(enrolment)
    judgement = judge(enrolment, needs, intake.state, now.timestamp())
    state = intake.state.keeping(judgement.kept)
    met = tuple(need.slide for need in needs if need.slide in judgement.met)
    _save_slides(enrolment, intake.before, state)
    takes_over = screen.takes_over and enrolment.screen != screen.id
    if takes_over:
        enrolment.screen = screen.id
    if intake.events or takes_over:
        sums = _Sums(len(state.slides), len(met), _seconds_spent(enrolment, needs, state))
        _save_place(enrolment, state.position, sums, now, takes_over=takes_over)
    _finish(member, enrolment, len(state.slides), len(needs))
    return Receipt(
        saved=tuple(intake.saved),
        refused=(*refused, *intake.refused),
        clock_off=tuple(intake.clock_off),
        at=now,
        met=met,
        read=dict(judgement.read),
        screen=enrolment.screen,
    )


def _finish(member: Member, enrolment: Enrolment, seen: int, count: int) -> None:
    """Complete a course without a test when its last slide is done.

    Whether there is a test is asked first and known from memory from then on, so that the batch
    which ends the course costs no statement more than the others.
    """
    if scope_of(enrolment).has_test or enrolment.completed_at is not None or seen < count:
        return
    with suppress(AccessEnded):  # what was learned is saved all the same
        finish_without_test(member=member, enrolment=enrolment, language=enrolment.language)


@dataclass(frozen=True)
class _Sums:
    """What lists show of an enrolment: slides opened, slides met, seconds learned."""

    seen: int
    met: int
    spent: int | None


class _Intake:
    """Divides a batch into what may be saved and what is refused, and unites what is new.

    Which of the events were known before is told by saving them (`settle`).
    """

    def __init__(self, enrolment: Enrolment, now: dt.datetime, state: State) -> None:
        self.enrolment = enrolment
        self.opened, self.now = enrolment.opened_at.timestamp(), now.timestamp()
        self.before, self.state = state, state
        self.pieces = sum(slide.pieces for slide in state.slides.values())
        self.events: list[ReportedEvent] = []
        self.refused: list[RefusedEvent] = []
        self.known: set[uuid.UUID] = set()

    @property
    def saved(self) -> list[uuid.UUID]:
        """The events that are stored, now or since earlier."""
        return [event.uuid for event in self.events]

    @property
    def clock_off(self) -> list[uuid.UUID]:
        """The new events whose time does not count."""
        fresh = (event for event in self.events if event.uuid not in self.known)
        return [event.uuid for event in fresh if self._is_clock_off(event)]

    def take(self, event: ReportedEvent) -> None:
        """Put one event where it belongs."""
        reason = reason_to_refuse(self.enrolment, event)
        if reason is None:
            told = self._with_moments(event)
            merged = merge(self.state, [self._report(told)])
            before = self.state.slides.get(event.slide, SlideState()).pieces
            after = merged.slides[event.slide].pieces
            if after <= MOST_PIECES and self.pieces + after - before <= MOST_PIECES_IN_ALL:
                self.pieces += after - before
                self.state = merged
                self.events.append(told)
                return
            reason = Refusal.RANGES
        self.refused.append(RefusedEvent(str(event.uuid), reason))

    def settle(self, stored: Collection[uuid.UUID]) -> None:
        """Leave out of the union what was stored before, and refuse what is another's."""
        if len(stored) == len(self.events):
            return
        self.known = {event.uuid for event in self.events} - set(stored)
        theirs = _of_others(self.enrolment, self.known)
        self.refused += [
            RefusedEvent(str(event.uuid), Refusal.UUID)
            for event in self.events
            if event.uuid in theirs
        ]
        self.events = [event for event in self.events if event.uuid not in theirs]
        fresh = [event for event in self.events if event.uuid not in self.known]
        self.state = merge(self.before, [self._report(event) for event in fresh])

    def _with_moments(self, event: ReportedEvent) -> ReportedEvent:
        """The event with the moments at which it was heard, also where it does not tell them."""
        if event.kind is not EventKind.HEARD or event.moments:
            return event
        fastest = self.enrolment.top_speed / 100
        at = event.client_time.timestamp()
        return replace(event, moments=moments_before(at, event.ranges, fastest))

    def _report(self, event: ReportedEvent) -> Report:
        at = clamped(event.client_time.timestamp(), opened=self.opened, received=self.now)
        report = Report(
            event.slide, event.kind, event.language, at, event.ranges, event.answer, event.moments
        )
        if self.enrolment.counting == Counting.MOMENTS:
            return report.cut(opened=self.opened, received=self.now)
        return report

    def _is_clock_off(self, event: ReportedEvent) -> bool:
        """Whether a day lies between its time and ours, or none of its moments can be true."""
        times = [event.client_time.timestamp()]
        if event.kind is EventKind.READ:
            times += [end for one in event.ranges for end in one]
        if any(clock_is_off(one, opened=self.opened, now=self.now) for one in times):
            return True
        takes_time = event.kind in (EventKind.READ, EventKind.HEARD)
        return takes_time and not self._report(event).claimed


def _of_others(enrolment: Enrolment, uuids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Which of some events belong to another enrolment."""
    events = Event.objects.filter(uuid__in=uuids).exclude(enrolment=enrolment)
    return set(events.values_list("uuid", flat=True))


def _save_events(
    enrolment: Enrolment, events: Sequence[ReportedEvent], received_at: dt.datetime
) -> Collection[uuid.UUID]:
    """Save the events that are new, and tell which; one statement up to 200."""
    return _EVENTS.insert(
        Event(
            uuid=event.uuid,
            organisation_id=enrolment.organisation_id,
            enrolment=enrolment,
            slide_id=event.slide,
            slide_hash=event.slide_hash,
            language=event.language,
            kind=event.kind,
            ranges=[list(one) for one in event.ranges],
            moments=[list(one) for one in event.moments],
            answer=event.answer,
            seq=event.seq,
            client_time=event.client_time,
            received_at=received_at,
        )
        for event in events
    )


def _save_slides(enrolment: Enrolment, before: State, after: State) -> None:
    """Write the slides that say more than before."""
    _SLIDES.insert(
        SlideProgress(
            organisation_id=enrolment.organisation_id,
            enrolment=enrolment,
            slide_id=slide,
            **row_of_state(state),
        )
        for slide, state in after.slides.items()
        if before.slides.get(slide) != state
    )


def _save_place(
    enrolment: Enrolment,
    place: Position | None,
    sums: _Sums,
    now: dt.datetime,
    *,
    takes_over: bool,
) -> None:
    """Write the enrolment if it changes: position, the first slide, sums, screen."""
    is_first = place is not None and enrolment.first_slide_at is None
    is_later = place is not None and place > _place_of(enrolment)
    known = _Sums(enrolment.slides_seen, enrolment.slides_met, enrolment.seconds_spent)
    if not (is_later or takes_over or sums != known):
        return
    if place is not None and is_later:
        enrolment.last_slide = place.slide
        enrolment.last_at = dt.datetime.fromtimestamp(place.at, dt.UTC)
    enrolment.slides_seen, enrolment.slides_met = sums.seen, sums.met
    enrolment.seconds_spent = sums.spent
    if is_first:
        enrolment.first_slide_at = now
    _PLACE.update(vars(enrolment), enrolment=enrolment.pk)


def _seconds_spent(enrolment: Enrolment, needs: Sequence[Need], state: State) -> int | None:
    """How long the learner has learned; `None` where time is counted by the first rule."""
    if enrolment.counting != Counting.MOMENTS:
        return None
    return seconds_spent(needs, state, moments_before_run(enrolment))


def _place_of(enrolment: Enrolment) -> Position:
    if enrolment.last_at is None:
        return Position(0.0, "")
    return Position(enrolment.last_at.timestamp(), enrolment.last_slide)
