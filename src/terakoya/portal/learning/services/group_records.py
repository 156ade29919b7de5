"""What a group session adds to the record of each who came: a fact of its own kind.

Events of the kind `present`, which no player can send, and the slides they met
(docs/algorithms/group-sessions.md). Written person by person: what is broken off goes on.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import cached_property

from django.db import transaction

from ...audit.services import record
from ...catalogue.pages import RevisionTextView
from ...catalogue.selectors import revision_text
from ...common import clock
from ..batch import ReportedEvent
from ..choices import Counting, EventKind
from ..gate import seconds_spent
from ..group_presence import Showing, presence
from ..models import Attendance, Enrolment, Event, GroupSession, SlideProgress
from ..progress import SlideState, State, row_of_state
from ..ranges import Ranges, seconds_in, union
from ..selectors.progress import (
    judge,
    moments_before_run,
    needs_for,
    reason_to_refuse,
    stored_state,
)


def record_session(session: GroupSession) -> None:
    """Write the share of everybody who came and has not got it; then the session is done."""
    if session.is_recorded or session.ended_at is None:
        return
    share = _Share(session)
    waiting = Attendance.objects.filter(session=session, is_open=True).order_by("id")
    for key in list(waiting.values_list("pk", flat=True)):
        with transaction.atomic():
            _record_one(share, key)
    GroupSession.objects.filter(pk=session.pk).update(is_recorded=True)
    session.is_recorded = True


class _Share:
    """What was shown, in the words of the rule."""

    def __init__(self, session: GroupSession) -> None:
        self.session = session
        assert session.ended_at is not None
        self.end = session.ended_at.timestamp()

    @cached_property
    def showings(self) -> list[Showing]:
        rows = self.session.showings.order_by("id").values_list("slide_id", "from_at", "until_at")
        return [
            Showing(slide, start.timestamp(), end.timestamp() if end else self.end)
            for slide, start, end in rows
        ]

    @cached_property
    def text(self) -> RevisionTextView:
        return revision_text(self.session.revision_id, self.session.language)

    def counted_for(self, run: Enrolment, one: Attendance) -> dict[str, Ranges]:
        """The slides that count for a run: those whose content is the same in its revision."""
        until = min(one.left_at.timestamp(), self.end) if one.left_at else self.end
        found = presence(self.showings, needs_for(run), one.counts_from.timestamp(), until)
        return {
            slide: moments
            for slide, moments in found.items()
            if (event := self.event(run, slide)) and reason_to_refuse(run, event) is None
        }

    def event(self, run: Enrolment, slide: str, moments: Ranges = ()) -> ReportedEvent | None:
        """The event of one slide; the same session and run make the same one again."""
        shown = self.text.slide(slide)
        if shown is None:
            return None
        return ReportedEvent(
            uuid=uuid.uuid5(self.session.uuid, f"{run.uuid}/{slide}"),
            slide=slide,
            slide_hash=shown.hash,
            language=self.session.language,
            kind=EventKind.PRESENT,
            seq=0,
            client_time=clock.now(),
            ranges=moments,
        )


def _record_one(share: _Share, key: int) -> None:
    one = Attendance.objects.select_for_update().get(pk=key)
    if not one.is_open:
        return
    run = Enrolment.objects.select_for_update().get(pk=_newest_run(one))
    if run.completed_at is None:
        counted = share.counted_for(run, one)
        _write(share, run, counted)
        one.slides = len(counted)
        one.seconds = int(seconds_in(union(*counted.values())))
        record(
            organisation_uuid=share.session.organisation.uuid,
            actor_uuid=None,
            verb="learning.group_recorded",
            target=str(run.uuid),
            data={"session": str(share.session.uuid), "slides": one.slides, "seconds": one.seconds},
        )
    one.enrolment, one.is_open = run, False
    one.save(update_fields=["enrolment", "is_open", "slides", "seconds"])


def _newest_run(one: Attendance) -> int:
    """The run that counts now: it may have gone on on another revision meanwhile."""
    runs = Enrolment.objects.filter(
        assignment=one.session.assignment_id, member=one.member_id, continued_at=None
    )
    return runs.order_by("-id").values_list("pk", flat=True).first() or one.enrolment_id


def _write(share: _Share, run: Enrolment, counted: dict[str, Ranges]) -> None:
    events = [share.event(run, slide, moments) for slide, moments in counted.items()]
    Event.objects.bulk_create(
        [_row(run, one) for one in events if one is not None], ignore_conflicts=True
    )
    slides = stored_state(run)
    for slide, moments in counted.items():
        known = slides.get(slide, SlideState())
        slides[slide] = known.with_presence(moments)
    _save_slides(run, slides, list(counted))
    _save_sums(run, State(slides))


def _row(run: Enrolment, event: ReportedEvent) -> Event:
    return Event(
        uuid=event.uuid,
        organisation_id=run.organisation_id,
        enrolment=run,
        slide_id=event.slide,
        slide_hash=event.slide_hash,
        language=event.language,
        kind=event.kind,
        ranges=[list(one) for one in event.ranges],
        seq=event.seq,
        client_time=event.client_time,
        received_at=clock.now(),
    )


def _save_slides(run: Enrolment, slides: dict[str, SlideState], changed: Sequence[str]) -> None:
    SlideProgress.objects.bulk_create(
        [
            SlideProgress(
                organisation_id=run.organisation_id,
                enrolment=run,
                slide_id=slide,
                **row_of_state(slides[slide]),
            )
            for slide in changed
        ],
        update_conflicts=True,
        unique_fields=["enrolment", "slide_id"],
        update_fields=["present"],
    )


def _save_sums(run: Enrolment, state: State) -> None:
    """What lists show of the run, and where 続きから leads: to what is still to be done."""
    needs = needs_for(run)
    run.slides_seen = len(state.slides)
    run.slides_met = len(judge(run, needs, state, clock.now().timestamp()).met)
    if run.counting == Counting.MOMENTS:
        run.seconds_spent = seconds_spent(needs, state, moments_before_run(run))
    run.save(update_fields=["slides_seen", "slides_met", "seconds_spent"])
