"""How far an enrolment has come: asked here by player, test and reports, judged anew each time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from django.db.models import BigAutoField, DateField, QuerySet, TextField
from django.db.models.functions import Cast

from ..catalogue.pages import RevisionTextView
from ..catalogue.selectors import kept_with_published, languages_of, revision_text, slide_page
from ..common import clock
from ..common.prepared import Given, Prepared
from .batch import Refusal, ReportedEvent
from .choices import EventKind, Gate
from .models import AccessGrant, Enrolment, SeatHolder, SlideProgress
from .progress import Need, SlideState, State, reading_seconds, slides_met, state_from_row
from .scope import scope_of


@kept_with_published
@lru_cache(maxsize=256)
def needs_of(revision_pk: int, min_seconds: int = 0) -> tuple[Need, ...]:
    """What each slide of a revision asks for, in order; kept in memory.

    `min_seconds` is the officer's minimum a slide.
    """
    texts = [revision_text(revision_pk, language) for language in languages_of(revision_pk)]
    return tuple(
        Need(
            slide=slide.id,
            listen={text.language: one.listen for text in texts if (one := text.slide(slide.id))},
            read=min(
                reading_seconds(one.read, one.listen, min_seconds)
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


def met_by(
    enrolment: Enrolment, needs: tuple[Need, ...], state: State, now: float
) -> frozenset[str]:
    """The slides that are done, by the enrolment's rules."""
    opened, fastest = enrolment.opened_at.timestamp(), enrolment.top_speed / 100
    return slides_met(needs, state, opened=opened, now=now, fastest=fastest)


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


# Every page of the player and the test makes these, and every batch the first.
_SLIDES: Final = Prepared(
    lambda: SlideProgress.objects.filter(
        enrolment_id=Given("enrolment", BigAutoField())
    ).values_list("slide_id", *map(_as_text, ("heard", "read", "answers")), "skipped")
)


def _running_seats() -> QuerySet[SeatHolder]:
    today = Given("today", DateField())
    running = AccessGrant.objects.filter(
        organisation_id=Given("organisation", BigAutoField()),
        course_id=Given("course", BigAutoField()),
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


@dataclass(frozen=True)
class Standing:
    """Where an enrolment stands at one moment."""

    enrolment: Enrolment
    needs: tuple[Need, ...]
    slides: dict[str, SlideState]
    now: float
    is_free: bool

    @cached_property
    def met(self) -> frozenset[str]:
        """The slides that count as done."""
        return met_by(self.enrolment, self.needs, State(self.slides), self.now)

    @property
    def unmet(self) -> tuple[str, ...]:
        """The slides that are not done, in order."""
        return tuple(need.slide for need in self.needs if need.slide not in self.met)

    @cached_property
    def open(self) -> frozenset[str]:
        """The slides that may be shown: up to the first unmet one, and those opened before."""
        if self.is_free:
            return frozenset(need.slide for need in self.needs)
        opened = set(self.slides)
        for need in self.needs:
            opened.add(need.slide)
            if need.slide not in self.met:
                break
        return frozenset(opened)

    @property
    def may_take_test(self) -> bool:
        """Whether the confirmation test is open."""
        return self.is_free or not self.unmet

    @property
    def resume_slide(self) -> str:
        """Where 続きから leads: the slide opened last, else the first."""
        last = self.enrolment.last_slide
        return last if last in self.open else self.needs[0].slide


def standing_of(enrolment: Enrolment) -> Standing:
    """Where an enrolment stands now; one statement."""
    return Standing(
        enrolment=enrolment,
        needs=needs_for(enrolment),
        slides=stored_state(enrolment),
        now=clock.now().timestamp(),
        is_free=enrolment.completed_at is not None or enrolment.gate == Gate.FREE,
    )


def is_access_running(enrolment: Enrolment) -> bool:
    """Whether the member still sits on a seat of a running grant; one statement."""
    seat = _RUNNING_SEATS.first(
        organisation=enrolment.organisation_id,
        course=enrolment.assignment.course_id,
        member=enrolment.member_id,
        today=clock.today(),
    )
    return seat is not None


def text_of(enrolment: Enrolment, language: str) -> RevisionTextView:
    """The contents list of an enrolment in a language it speaks; of a delta what changed."""
    return scope_of(enrolment).text(language)
