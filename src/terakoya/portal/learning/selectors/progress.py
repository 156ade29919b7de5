"""How far an enrolment has come: asked here by player, test and reports, judged anew each time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from django.db.models import BigAutoField, DateField, QuerySet, TextField
from django.db.models.functions import Cast

from terakoya.courseware.times import shortest_reading

from ...catalogue.choices import OwnCourseAccess
from ...catalogue.pages import RevisionTextView
from ...catalogue.selectors import (
    kept_with_published,
    languages_of,
    own_course_access,
    revision_text,
    slide_page,
)
from ...common import clock
from ...common.prepared import Given, Prepared
from ..batch import Refusal, ReportedEvent
from ..choices import Counting, EventKind, Gate
from ..gate import Judgement, Need, judge_by_moments, judge_by_seconds, open_slides, reading_seconds
from ..models import AccessGrant, Enrolment, Event, SeatHolder, SlideProgress
from ..progress import Report, SlideState, State, clamped, merge, state_from_row
from ..ranges import Ranges
from ..review import review_left
from ..scope import scope_of


@kept_with_published
@lru_cache(maxsize=256)
def needs_of(revision_pk: int, min_seconds: int = 0) -> tuple[Need, ...]:
    """What each slide of a revision asks for, in order; kept in memory.

    `min_seconds` is the officer's minimum a slide. No slide but a divider is read in less
    than ten seconds.
    """
    texts = [revision_text(revision_pk, language) for language in languages_of(revision_pk)]
    return tuple(
        Need(
            slide=slide.id,
            listen={text.language: one.listen for text in texts if (one := text.slide(slide.id))},
            read=min(
                max(
                    shortest_reading(one.layout, is_said=bool(one.listen)),
                    reading_seconds(one.read, one.heard, min_seconds),
                )
                for text in texts
                if (one := text.slide(slide.id))
            ),
            asks=slide.asks,
            skippable=slide.skippable,
        )
        for slide in texts[0].slides
    )


def needs_for(enrolment: Enrolment) -> tuple[Need, ...]:
    """What each slide asks of an enrolment; of a delta the slides that changed."""
    needs = needs_of(enrolment.revision_id, enrolment.min_seconds)
    delta = scope_of(enrolment).delta
    return needs if delta is None else tuple(one for one in needs if one.slide in delta.slides)


def judge(enrolment: Enrolment, needs: tuple[Need, ...], state: State, now: float) -> Judgement:
    """What is done, by the enrolment's rules and by the way its time is counted."""
    fastest = enrolment.top_speed / 100
    if enrolment.counting == Counting.MOMENTS:
        before = moments_before_run(enrolment)
        return judge_by_moments(needs, state, fastest=fastest, before=before)
    opened = enrolment.opened_at.timestamp()
    return judge_by_seconds(needs, state, opened=opened, now=now, fastest=fastest)


def moments_before_run(enrolment: Enrolment) -> Ranges:
    """The moments of the runs it continues that count for none of its slides."""
    return tuple((start, end) for start, end in enrolment.moments_before)


def reason_to_refuse(enrolment: Enrolment, event: ReportedEvent) -> Refusal | None:
    """Why an event does not belong to an enrolment; `None` when it does. Kept texts only."""
    revision_pk = enrolment.revision_id
    if event.language not in languages_of(revision_pk):
        return Refusal.LANGUAGE
    slide = text_of(enrolment, event.language).slide(event.slide)
    if slide is None:
        return Refusal.SLIDE
    if slide.hash != event.slide_hash:
        return Refusal.CONTENT
    if event.kind is EventKind.SKIPPED and not slide.skippable:
        return Refusal.SKIP
    if event.kind is EventKind.ANSWERED and event.answer not in choices_of(
        revision_pk, event.language, event.slide
    ):
        return Refusal.ANSWER
    return None


def choices_of(revision_pk: int, language: str, slide_id: str) -> frozenset[str]:
    """The ids of the choices of a slide; empty for one that asks nothing."""
    answers = slide_page(revision_pk, language, slide_id).answers
    return frozenset(choice["id"] for choice in answers.get("choices", ()))


def _as_text(column: str) -> Cast:
    return Cast(column, TextField())


_RANGES: Final = ("heard", "heard_at", "read", "answers", "kept", "present")
# Every page of the player and the test makes these, and every batch the first.
_SLIDES: Final = Prepared(
    lambda: SlideProgress.objects.filter(
        enrolment_id=Given("enrolment", BigAutoField())
    ).values_list("slide_id", *map(_as_text, _RANGES), "skipped")
)


def _running_seats() -> QuerySet[SeatHolder]:
    today = Given("today", DateField())
    running = AccessGrant.objects.filter(
        organisation_id=Given("organisation", BigAutoField()),
        course_id=Given("course", BigAutoField()),
        organisation__suspended_at=None,
        starts_on__lte=today,
        ends_on__gte=today,
    )
    return SeatHolder.objects.filter(
        member_id=Given("member", BigAutoField()), until_on=None, seat__grant__in=running
    )[:1]


_RUNNING_SEATS: Final = Prepared(_running_seats)


def stored_state(enrolment: Enrolment) -> dict[str, SlideState]:
    """The stored union of an enrolment, slide by slide; one statement."""
    return {slide: state_from_row(*row) for slide, *row in _SLIDES.all(enrolment=enrolment.pk)}


def union_of_events(enrolment: Enrolment) -> State:
    """The state that the stored events of an enrolment give; reads them all.

    The stored slides say the same, and beside it what they keep (`SlideState.kept`).
    """
    opened = enrolment.opened_at.timestamp()
    return merge(
        State(), [_report_of(row, enrolment, opened) for row in enrolment.events.order_by("uuid")]
    )


def _report_of(row: Event, enrolment: Enrolment, opened: float) -> Report:
    received = row.received_at.timestamp()
    report = Report(
        slide=row.slide_id,
        kind=row.kind,
        language=row.language,
        at=clamped(row.client_time.timestamp(), opened=opened, received=received),
        ranges=tuple((start, end) for start, end in row.ranges),
        answer=row.answer,
        moments=tuple((start, end) for start, end in row.moments),
    )
    if enrolment.counting == Counting.MOMENTS:
        return report.cut(opened=opened, received=received)
    return report


def reviews_left(runs: Iterable[Enrolment]) -> dict[int, int]:
    """Assignment id → how many slides its run is to look at again; one statement, or none."""
    waiting = {one.pk: one for one in runs if one.review_from and not one.completed_at}
    if not waiting:
        return {}
    states = _states_of(waiting)
    now = clock.now().timestamp()
    return {
        run.assignment_id: len(_review_of(run, needs_for(run), states[pk], now) or {})
        for pk, run in waiting.items()
    }


def met_of_runs(runs: Iterable[Enrolment]) -> dict[int, frozenset[str]]:
    """Enrolment id → the slides that count as done; one statement, or none."""
    asked = {one.pk: one for one in runs}
    if not asked:
        return {}
    states, now = _states_of(asked), clock.now().timestamp()
    return {pk: judge(run, needs_for(run), State(states[pk]), now).met for pk, run in asked.items()}


def _states_of(runs: Collection[int]) -> dict[int, dict[str, SlideState]]:
    """The stored unions of several enrolments, slide by slide; one statement."""
    states: dict[int, dict[str, SlideState]] = {pk: {} for pk in runs}
    rows = SlideProgress.objects.filter(enrolment_id__in=runs).values_list(
        "enrolment_id", "slide_id", *map(_as_text, _RANGES), "skipped"
    )
    for pk, slide, *row in rows:
        states[pk][slide] = state_from_row(*row)
    return states


def _review_of(
    enrolment: Enrolment, needs: tuple[Need, ...], slides: Mapping[str, SlideState], now: float
) -> Mapping[str, float] | None:
    if enrolment.review_from is None or enrolment.completed_at is not None:
        return None
    since = enrolment.review_from.timestamp()
    return review_left(needs, enrolment.review_slides, slides, since=since, now=now)


@dataclass(frozen=True)
class Standing:
    """Where an enrolment stands at one moment."""

    enrolment: Enrolment
    needs: tuple[Need, ...]
    slides: dict[str, SlideState]
    now: float
    is_free: bool

    @cached_property
    def judgement(self) -> Judgement:
        """What is done of it."""
        return judge(self.enrolment, self.needs, State(self.slides), self.now)

    @property
    def met(self) -> frozenset[str]:
        """The slides that count as done."""
        return self.judgement.met

    @property
    def unmet(self) -> tuple[str, ...]:
        """The slides that are not done, in order."""
        return tuple(need.slide for need in self.needs if need.slide not in self.met)

    @cached_property
    def open(self) -> frozenset[str]:
        """The slides that may be shown (`gate.open_slides`)."""
        if self.is_free:
            return frozenset(need.slide for need in self.needs)
        return open_slides(self.needs, self.met, self.slides)

    @cached_property
    def review(self) -> Mapping[str, float] | None:
        """The seconds that slides to look at again still ask for; `None` where there are none."""
        return _review_of(self.enrolment, self.needs, self.slides, self.now)

    @property
    def may_take_test(self) -> bool:
        """Whether the confirmation test is open."""
        return self.is_free or not self.unmet

    @property
    def resume_slide(self) -> str:
        """Where 続きから leads: the slide opened last, else the first to be done."""
        last = self.enrolment.last_slide
        return last if last in self.open else (*self.unmet, self.needs[0].slide)[0]


def standing_of(enrolment: Enrolment) -> Standing:
    """Where an enrolment stands now; one statement."""
    return Standing(
        enrolment=enrolment,
        needs=needs_for(enrolment),
        slides=stored_state(enrolment),
        now=clock.now().timestamp(),
        is_free=enrolment.completed_at is not None or enrolment.gate == Gate.FREE,
    )


def running_grants(organisation_id: int) -> QuerySet[AccessGrant]:
    """The seats that an organisation has today, of all courses."""
    today = clock.today()
    return AccessGrant.objects.filter(
        organisation_id=organisation_id, starts_on__lte=today, ends_on__gte=today
    )


def may_take_own_courses(organisation_id: int, member_id: int) -> bool:
    """Whether a member may take their organisation's own courses, by the operator's setting."""
    running = running_grants(organisation_id).filter(organisation__suspended_at=None)
    match own_course_access():
        case OwnCourseAccess.SEAT:
            seats = SeatHolder.objects.filter(member=member_id, until_on=None)
            return seats.filter(seat__grant__in=running).exists()
        case OwnCourseAccess.EVERYONE:
            return running.exists()
        case _:
            return False


def is_access_running(enrolment: Enrolment) -> bool:
    """Whether the member still sits on a seat of a running grant; one statement.

    A seat of any course is one of an own course, whose statements are up to four.
    """
    seat = _RUNNING_SEATS.first(
        organisation=enrolment.organisation_id,
        course=enrolment.assignment.course_id,
        member=enrolment.member_id,
        today=clock.today(),
    )
    if seat is not None:
        return True
    return enrolment.assignment.course.is_own and may_take_own_courses(
        enrolment.organisation_id, enrolment.member_id
    )


def text_of(enrolment: Enrolment, language: str) -> RevisionTextView:
    """The contents list of an enrolment in a language it speaks; of a delta what changed."""
    return scope_of(enrolment).text(language)
