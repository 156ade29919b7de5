"""Assignments that come round every year (docs/algorithms/recurrence.md)."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Member
from ...audit.services import record
from ...common import clock
from ..anniversaries import anniversary, name_of_round, years_between
from ..choices import Audience, EnrolmentKind
from ..errors import RecurrenceRefused
from ..models import (
    Assignment,
    AssignmentDepartment,
    AssignmentEdition,
    AssignmentGroup,
    AssignmentMember,
    Exemption,
    Recurrence,
)
from ..selectors.progress import running_grants
from ..signals import assignment_made

# What a round does not take over from the one before.
OWN: Final = frozenset(
    {"id", "uuid", "created_at", "name", "starts_on", "due_on", "ended_on", "arrivals_since"}
    | {"recurrence", "round"}
)


@transaction.atomic
def repeat_yearly(
    *,
    by: Member,
    assignment: Assignment,
    keeps_exemptions: bool = False,
    announces: bool = True,
) -> Recurrence:
    """Let an assignment come round every year, from the next anniversary of its start on.

    Raises `RecurrenceRefused` where it does so already, and for what changed in a course.
    """
    row = Assignment.objects.select_for_update().get(
        pk=assignment.pk, organisation_id=by.organisation_id
    )
    _refuse(row)
    starts_on = _start_of(row)
    years = max(years_between(starts_on, clock.today()), 0)
    found = Recurrence.objects.create(
        organisation_id=by.organisation_id,
        starts_on=starts_on,
        due_on=row.due_on,
        next_on=anniversary(starts_on, years + 1),
        keeps_exemptions=keeps_exemptions,
        announces=announces,
        by=by,
        created_at=clock.now(),
    )
    row.recurrence, row.round = found, 1
    row.save(update_fields=["recurrence", "round"])
    assignment.recurrence, assignment.round = found, 1
    _note(by, found, "learning.recurrence_begun", {"next_on": str(found.next_on)})
    return found


def _refuse(row: Assignment) -> None:
    if row.kind == EnrolmentKind.DELTA:
        raise RecurrenceRefused(_("変わったところの割り当ては、繰り返せません。"))
    running = row.recurrence is not None and row.recurrence.stopped_at is None
    if running:
        raise RecurrenceRefused(_("この割り当ては、すでに毎年繰り返す設定です。"))
    if row.due_on and row.due_on < _start_of(row):
        raise RecurrenceRefused(
            _("期限が割り当てた日より前です。期限を変えてから設定してください。")
        )


@transaction.atomic
def stop_recurrence(*, by: Member, recurrence: Recurrence) -> None:
    """Make no more rounds; those that were made stay as they are."""
    running = Recurrence.objects.filter(
        pk=recurrence.pk, organisation_id=by.organisation_id, stopped_at=None
    )
    if running.update(stopped_at=clock.now()):
        _note(by, recurrence, "learning.recurrence_stopped", {})


def make_due_rounds() -> int:
    """Make the rounds whose day has come; how many. A job of the worker."""
    due = Recurrence.objects.filter(stopped_at=None, next_on__lte=clock.today()).order_by("id")
    return sum(_make_due(key) for key in due.values_list("pk", flat=True))


@transaction.atomic
def _make_due(key: int) -> int:
    """1 where a round was made. Without access to the course it waits, and is made with it.

    Where several days have passed unseen, the last of them makes a round, the others none.
    """
    today = clock.today()
    running = Recurrence.objects.select_for_update().filter(
        pk=key, stopped_at=None, next_on__lte=today
    )
    found = running.select_related("organisation").first()
    if found is None or not (before := _latest(found)) or not _has_access(before):
        return 0
    years = years_between(found.starts_on, today)
    found.next_on = anniversary(found.starts_on, years + 1)
    found.save(update_fields=["next_on"])
    _make(found, before, years)
    return 1


def _latest(found: Recurrence) -> Assignment | None:
    return found.rounds.order_by("-round").first()


def _has_access(assignment: Assignment) -> bool:
    running = running_grants(assignment.organisation_id)
    if not assignment.course.is_own:
        running = running.filter(course_id=assignment.course_id)
    return running.exists()


def _make(found: Recurrence, before: Assignment, years: int) -> Assignment:
    """The round of a year: the rules of the one before, the people of its own day."""
    starts_on = anniversary(found.starts_on, years)
    names = (one.name for one in Assignment._meta.concrete_fields if one.name not in OWN)
    same: dict[str, Any] = {name: getattr(before, name) for name in names}
    assignment = Assignment.objects.create(
        **same,
        recurrence=found,
        round=before.round + 1,
        name=name_of_round(before.name, _start_of(before).year, starts_on.year),
        starts_on=starts_on,
        due_on=anniversary(found.due_on, years) if found.due_on else None,
        created_at=clock.now(),
    )
    _copy_people(found, before, assignment)
    assignment_made.send(
        sender=Assignment,
        assignment=assignment,
        by=None,
        announce=found.announces,
        before=before,
    )
    data = {"round": assignment.round, "before": str(before.uuid)}
    _note(None, found, "learning.round_made", {**data, "assignment": str(assignment.uuid)})
    return assignment


def _start_of(assignment: Assignment) -> dt.date:
    return assignment.starts_on or assignment.created_at.astimezone(clock.TOKYO).date()


def _copy_people(found: Recurrence, before: Assignment, assignment: Assignment) -> None:
    """The same departments with their editions, groups, chosen members still there, exemptions."""
    here: dict[str, Any] = {
        "organisation_id": assignment.organisation_id,
        "assignment": assignment,
    }
    AssignmentDepartment.objects.bulk_create(
        AssignmentDepartment(**here, department_id=key)
        for key in before.departments.values_list("department_id", flat=True)
    )
    AssignmentEdition.objects.bulk_create(
        AssignmentEdition(**here, department_id=unit, offer_id=offer)
        for unit, offer in before.unit_editions.values_list("department_id", "offer_id")
    )
    AssignmentGroup.objects.bulk_create(
        AssignmentGroup(**here, group_id=key)
        for key in before.groups.values_list("group_id", flat=True)
    )
    present = Member.objects.present()
    if assignment.audience == Audience.CHOSEN:
        chosen = before.chosen.filter(member__in=present).values_list("member_id", flat=True)
        rows = (AssignmentMember(**here, member_id=key) for key in chosen)
        AssignmentMember.objects.bulk_create(rows, batch_size=2000)
    if found.keeps_exemptions:
        exempt = before.exemptions.filter(member__in=present).values_list("member_id", "reason")
        Exemption.objects.bulk_create(
            (
                Exemption(**here, member_id=key, reason=reason, created_at=clock.now())
                for key, reason in exempt
            ),
            batch_size=2000,
        )


def _note(by: Member | None, found: Recurrence, verb: str, data: dict[str, Any]) -> None:
    record(
        organisation_uuid=found.organisation.uuid,
        actor_uuid=by.person.uuid if by else None,
        verb=verb,
        target=str(found.uuid),
        data=data,
    )
