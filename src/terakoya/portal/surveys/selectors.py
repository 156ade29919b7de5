"""What pages may read of surveys. No selector returns an answer or a counter of an open wave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count
from django.utils.translation import get_language

from terakoya.courseware.inline import plain
from terakoya.courseware.model import Survey
from terakoya.courseware.writers.web.texts import rich

from ..accounts.models import Department, Member
from ..catalogue.models import RevisionText
from ..common import clock
from ..learning.models import Assignment, Enrolment
from .cells import Unit
from .choices import WaveKind
from .models import Participation, Wave

DAYS_AFTER = 90


@lru_cache(maxsize=256)
def survey_of(revision_id: int, language: str) -> Survey:
    """The survey of a published revision; revisions never change, so it is kept in memory."""
    text = RevisionText.objects.only("survey").get(revision_id=revision_id, language=language)
    return Survey.model_validate(text.survey)


@dataclass(frozen=True)
class WaveState:
    """How a wave stands for one person."""

    wave: Wave
    answered: bool
    state: str  # open | answered | closed | later

    @property
    def is_open(self) -> bool:
        """Whether the person may answer now."""
        return self.state == "open"


def wave_states(member: Member, enrolments: Mapping[int, Enrolment]) -> list[WaveState]:
    """The waves around the member's assignments, with their state for this member.

    Costs two statements, whatever the number of waves.
    """
    waves = list(
        Wave.objects.filter(assignment__in=Assignment.objects.meant_for(member)).order_by("id")
    )
    done = set(
        Participation.objects.filter(wave__in=waves, member=member).values_list(
            "wave_id", flat=True
        )
    )
    return [
        WaveState(w, w.id in done, state_for(w, enrolments.get(w.assignment_id), w.id in done))
        for w in waves
    ]


def state_for(wave: Wave, enrolment: Enrolment | None, answered: bool) -> str:
    """open, answered, closed or later: the person's own window in the wave."""
    if answered:
        return "answered"
    if wave.closed_at is not None or (wave.closes_on and wave.closes_on < clock.today()):
        return "closed"
    if wave.kind == WaveKind.BEFORE:
        started = enrolment is not None and enrolment.first_slide_at is not None
        return "closed" if started else "open"
    completed = enrolment.completed_at if enrolment is not None else None
    if completed is None:
        return "later"
    if wave.kind == WaveKind.AFTER:
        return "open"
    return "open" if (clock.now() - completed).days >= DAYS_AFTER else "later"


def response_rate(wave: Wave) -> tuple[int, int]:
    """How many have answered, of how many members; the only figure of an open wave."""
    return wave.participations.count(), wave.members.count()


def units_of(organisation_id: int) -> list[Unit]:
    """The departments of an organisation as units."""
    return [
        Unit(d.id, d.parent_id, d.path.strip("/").count("/"))
        for d in Department.objects.filter(organisation_id=organisation_id).only(
            "id", "parent_id", "path"
        )
    ]


def surveys_of(assignment: Assignment) -> list[Wave]:
    """The waves of an assignment, oldest first."""
    return list(assignment.waves.order_by("id"))


def open_enrolment_of(member: Member, wave: Wave) -> Enrolment | None:
    """The member's newest enrolment of the wave's assignment, or `None`."""
    return (
        Enrolment.objects.filter(assignment_id=wave.assignment_id, member=member)
        .order_by("-id")
        .first()
    )


@dataclass(frozen=True)
class OfficerWave:
    """A wave as an officer sees it."""

    wave: Wave
    course_title: str
    answered: int
    members: int

    @property
    def percent(self) -> int:
        """The response rate in whole percent."""
        return self.answered * 100 // self.members if self.members else 0


def officer_waves(officer: Member) -> list[OfficerWave]:
    """The waves of the officer's organisation, newest first; two statements."""
    waves = (
        Wave.objects.filter(organisation_id=officer.organisation_id)
        .annotate(
            answered=Count("participations", distinct=True),
            headcount=Count("members", distinct=True),
        )
        .select_related("assignment")
        .order_by("-id")
    )
    titles = dict(
        RevisionText.objects.filter(
            language=get_language() or "ja", revision__in=[wave.revision_id for wave in waves]
        ).values_list("revision_id", "title")
    )
    return [
        OfficerWave(wave, titles.get(wave.revision_id, ""), wave.answered, wave.headcount)
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
    sensitive: bool
    options: tuple[ShownOption, ...]


@lru_cache(maxsize=256)
def shown_items(revision_id: int, language: str) -> tuple[ShownItem, ...]:
    """The items of a revision's survey, ready for a page."""
    survey = survey_of(revision_id, language)
    return tuple(
        ShownItem(
            id=item.id,
            topic=item.topic,
            kind=item.kind,
            text=str(rich(item.text, {})),
            plain_text=plain(item.text),
            help=str(rich(item.help, {})),
            sensitive=item.sensitive,
            options=tuple(
                ShownOption(option.id, str(rich(option.text, {})), option.score)
                for option in survey.options_of(item)
            ),
        )
        for item in survey.items
    )
