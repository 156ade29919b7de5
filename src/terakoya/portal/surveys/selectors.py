"""What pages may read of surveys. No selector returns an answer or a counter of an open wave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.functional import Promise

from terakoya.courseware.formats.web.texts import rich
from terakoya.courseware.inline import plain
from terakoya.courseware.model import Survey
from terakoya.courseware.times import survey_minutes

from ..accounts.models import Department, Member
from ..catalogue.models import RevisionText
from ..catalogue.selectors import kept_with_published
from ..common import clock
from ..common.dates import day_of
from ..common.languages import current_language
from ..common.prepared import Prepared
from ..learning.models import Assignment, Enrolment
from ..learning.models.addressee import PLACES, Addressee
from ..learning.selectors.courses import is_meant_for
from .cells import Unit
from .choices import WaveKind, WaveState
from .days import is_time_for_day90, latest_due_for_after, opened_long_ago
from .models import CountingCell, Participation, Wave
from .own_items import OwnText, with_own_items
from .words import CHIPS, hint_of, outcome_of, rate_of, remark_on


@kept_with_published
@lru_cache(maxsize=256)
def survey_of(revision_id: int, language: str) -> Survey:
    """The survey of a published revision, in the source language where it does not speak this one.

    Revisions never change, so it is kept in memory.
    """
    texts = RevisionText.objects.filter(revision_id=revision_id).values_list("language", "survey")
    spoken = dict(texts)
    stored = spoken.get(language) or spoken["ja" if "ja" in spoken else min(spoken)]
    return Survey.model_validate(stored)


@kept_with_published
@lru_cache(maxsize=256)
def _survey_with(revision_id: int, language: str, own: tuple[OwnText, ...]) -> Survey:
    return with_own_items(survey_of(revision_id, language), own, language)


def own_texts(wave: Wave) -> tuple[OwnText, ...]:
    """The organisation's own items as the wave asks them."""
    return tuple(OwnText.from_json(one) for one in wave.own_items)


def survey_of_wave(wave: Wave, language: str) -> Survey:
    """What a wave asks: the survey of its revision and the organisation's own items."""
    own = own_texts(wave)
    return _survey_with(wave.revision_id, language, own)


@kept_with_published
@lru_cache(maxsize=256)
def _minutes_with(revision_id: int, own: tuple[OwnText, ...]) -> int:
    return survey_minutes(_survey_with(revision_id, "ja", own).items)


def minutes_of(wave: Wave) -> int:
    """How many minutes a wave takes, by the number and kind of what it asks; kept in memory."""
    return _minutes_with(wave.revision_id, own_texts(wave))


def shown_items_of_wave(wave: Wave, language: str) -> tuple[ShownItem, ...]:
    """The items of a wave, ready for a page."""
    return _shown(wave.revision_id, language, own_texts(wave))


@dataclass(frozen=True)
class OwnWave:
    """How a wave stands for one person."""

    wave: Wave
    answered: bool
    state: str  # open | answered | closed | later | preparing | keyless | paper

    @property
    def is_open(self) -> bool:
        """Whether the person may answer now."""
        return self.state == "open"


# マイ研修 and every page of one course make this.
_MEANT: Final = Prepared(
    lambda: Wave.objects.filter(assignment__in=Assignment.objects.meant_for(PLACES)).order_by("id")
)


def wave_states(member: Member, enrolments: Mapping[int, Enrolment]) -> list[OwnWave]:
    """The waves around the member's assignments, with their state for this member.

    Costs two statements, whatever the number of waves.
    """
    waves = _MEANT.all(**Addressee.of(member).values)
    done = set(
        Participation.objects.filter(wave__in=waves, member=member).values_list(
            "wave_id", flat=True
        )
    )
    return [
        OwnWave(w, w.id in done, state_for(w, enrolments.get(w.assignment_id), w.id in done))
        for w in waves
    ]


def state_for(wave: Wave, enrolment: Enrolment | None, answered: bool) -> str:
    """The person's own window: open, answered, closed, later, preparing, keyless, paper."""
    if answered:
        return "answered"
    if wave.is_on_paper and wave.state != WaveState.CLOSED:
        return "paper"
    if wave.state in {WaveState.CLOSING, WaveState.CLOSED} or wave.closes_on < clock.today():
        return "closed"
    own = _own_window(wave, enrolment)
    if own == "open" and wave.state in {WaveState.PREPARING, WaveState.KEYLESS}:
        return str(wave.state)
    return own


def _own_window(wave: Wave, enrolment: Enrolment | None) -> str:
    """open, closed or later, by how far the person is in the course."""
    if wave.kind == WaveKind.BEFORE:
        started = enrolment is not None and enrolment.first_slide_at is not None
        return "closed" if started else "open"
    completed = enrolment.completed_at if enrolment is not None else None
    if completed is None:
        return "later"
    if wave.kind == WaveKind.AFTER:
        return "open"
    is_time = is_time_for_day90(day_of(completed), clock.today(), wave.closes_on)
    return "open" if is_time else "later"


@dataclass(frozen=True)
class NextWave:
    """A wave that is due: its kind, and the earlier one whose items and axis it takes."""

    first: Wave
    kind: WaveKind


def due_after_waves(today: dt.date) -> list[NextWave]:
    """After-waves to be opened: somebody has completed, and the due date is near enough."""
    completed = Enrolment.objects.filter(
        assignment=OuterRef("assignment"), completed_at__isnull=False
    )
    waves = _without(WaveKind.BEFORE, WaveKind.AFTER).filter(
        Exists(completed),
        Q(assignment__due_on=None) | Q(assignment__due_on__lte=latest_due_for_after(today)),
    )
    return [NextWave(wave, WaveKind.AFTER) for wave in waves]


def due_day90_waves(today: dt.date) -> list[NextWave]:
    """90-day waves to be opened, 90 days after the after-wave."""
    first, last = opened_long_ago(today)
    waves = _without(WaveKind.AFTER, WaveKind.DAY90).filter(
        opened_at__gte=_start_of(first), opened_at__lt=_start_of(last + dt.timedelta(days=1))
    )
    return [NextWave(wave, WaveKind.DAY90) for wave in waves]


def _start_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), clock.TOKYO)


def _without(kind: WaveKind, following: WaveKind) -> QuerySet[Wave]:
    """The waves of a kind whose assignment has none of the following kind."""
    later = Wave.objects.filter(assignment=OuterRef("assignment"), kind=following)
    waves = Wave.objects.filter(~Exists(later), kind=kind)
    return waves.select_related("assignment", "revision").order_by("id")


def units_of(organisation_id: int) -> list[Unit]:
    """The departments of an organisation as units."""
    return [
        Unit(d.id, d.parent_id, d.path.strip("/").count("/"))
        for d in Department.objects.filter(organisation_id=organisation_id).only(
            "id", "parent_id", "path"
        )
    ]


def open_enrolment_of(member: Member, wave: Wave) -> Enrolment | None:
    """The member's newest enrolment of the wave's assignment, or `None`."""
    return (
        Enrolment.objects.filter(assignment_id=wave.assignment_id, member=member)
        .order_by("-id")
        .first()
    )


def leads_to_course(wave: Wave, member: Member) -> bool:
    """Whether the member's course comes after this wave."""
    return wave.kind == WaveKind.BEFORE and is_meant_for(member, wave.assignment_id)


@dataclass(frozen=True)
class OfficerWave:
    """A wave as an officer sees it: `rate`, `remark` and `outcome` are words."""

    wave: Wave
    course_title: str
    rate: str
    outcome: Promise | str
    has_answers: bool

    @property
    def name(self) -> str:
        """Which wave of which course."""
        return f"{self.course_title} {self.wave.get_kind_display()}"

    @property
    def chip(self) -> str:
        """The look of its state."""
        return CHIPS[self.wave.state]

    @property
    def remark(self) -> Promise | str:
        """What to know of its state."""
        return remark_on(self.wave)

    @property
    def is_running(self) -> bool:
        """Whether its last day has not come."""
        return self.wave.state not in {WaveState.CLOSING, WaveState.CLOSED}

    @property
    def may_turn_to_paper(self) -> bool:
        """Whether it runs online and nobody has answered."""
        return self.is_running and not self.wave.is_on_paper and not self.has_answers

    @property
    def may_be_extended(self) -> bool:
        """Whether a later last day can be chosen."""
        return self.is_running and self.wave.closes_on < self.wave.latest_on


def officer_waves(officer: Member) -> list[OfficerWave]:
    """The waves of the officer's organisation, newest first; two statements."""
    cells = CountingCell.objects.filter(wave=OuterRef("pk")).order_by().values("wave")
    waves = (
        Wave.objects.filter(organisation_id=officer.organisation_id)
        .select_related("assignment")
        .annotate(
            answered=Count("participations"),
            headcount=Subquery(cells.annotate(n=Sum("headcount")).values("n")),
            loss=F("table__table__loss"),
            shown=F("table__table__answered"),
        )
        .order_by("-id")
    )
    titles = dict(
        RevisionText.objects.filter(
            language=current_language(), revision__in=[wave.revision_id for wave in waves]
        ).values_list("revision_id", "title")
    )
    return [
        OfficerWave(
            wave,
            titles.get(wave.revision_id, ""),
            # A text of digits alone comes out of SQLite's JSON as a number.
            rate_of(
                wave,
                wave.answered,
                wave.headcount or 0,
                str(wave.shown or ""),
                is_lost=bool(wave.loss),
            ),
            outcome_of(wave.state, wave.loss or ""),
            wave.answered > 0,
        )
        for wave in waves
    ]


@dataclass(frozen=True)
class ShownOption:
    """An option as a page shows it; `score` only serves the self-check on the device."""

    id: str
    text: str
    score: int | None


@dataclass(frozen=True)
class ShownItem:
    """An item as a page shows it, with readings as ruby."""

    id: str
    topic: str
    kind: str
    text: str
    plain_text: str
    help: str
    hint: str  # what the portal adds to the author's help; empty where that says it
    sensitive: bool
    options: tuple[ShownOption, ...]


def shown_items(revision_id: int, language: str) -> tuple[ShownItem, ...]:
    """The items of a revision's survey, ready for a page."""
    return _shown(revision_id, language, ())


@kept_with_published
@lru_cache(maxsize=256)
def _shown(revision_id: int, language: str, own: tuple[OwnText, ...]) -> tuple[ShownItem, ...]:
    survey = _survey_with(revision_id, language, own)
    return tuple(
        ShownItem(
            id=item.id,
            topic=item.topic,
            kind=item.kind,
            text=str(rich(item.text, {})),
            plain_text=plain(item.text),
            help=str(rich(item.help, {})),
            hint=hint_of(item),
            sensitive=item.sensitive,
            options=tuple(
                ShownOption(option.id, str(rich(option.text, {})), option.score)
                for option in survey.options_of(item)
            ),
        )
        for item in survey.items
    )
