"""Giving a course to people, and moving its due date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Department, Member
from ...audit.services import record
from ...catalogue.models import Course, Offer
from ...catalogue.selectors import has_survey
from ...common import clock
from ...common.dates import full_day
from ..choices import Audience, EnrolmentKind, Gate
from ..errors import (
    DueDateUnusable,
    EditionOfAnother,
    MemberOfAnother,
    NoSurvey,
    NothingChanged,
    StartTooEarly,
    StrangeCourse,
)
from ..models import (
    Assignment,
    AssignmentDepartment,
    AssignmentGroup,
    AssignmentMember,
    DueDateChange,
    Enrolment,
    Extension,
    Group,
)
from ..rules import Rules
from ..selectors.courses import first_days, members_under
from ..selectors.delta import members_to_relearn
from ..signals import assignment_made

DEFAULT: Final = Rules()


@dataclass(frozen=True)
class Details:
    """What an assignment is called, from when on it is there, and what mails say of it."""

    name: str = ""
    starts_on: dt.date | None = None
    in_working_hours: bool = True
    arrival_days: int | None = None


PLAIN: Final = Details()


@transaction.atomic
def assign_course(
    *,
    by: Member,
    course: Course,
    due_on: dt.date | None,
    audience: Audience = Audience.EVERYONE,
    members: Iterable[Member] = (),
    with_survey: bool = False,
    rules: Rules = DEFAULT,
    kind: EnrolmentKind = EnrolmentKind.NORMAL,
    legal_only: bool = False,
    departments: Iterable[Department] = (),
    groups: Iterable[Group] = (),
    details: Details = PLAIN,
    announce: bool = False,
    offer: Offer | None = None,
) -> Assignment:
    """Give a course to everyone, departments or groups (those who join later too), or to members.

    Of the kind delta it is for chosen members: `assign_changes`. Raises `MemberOfAnother` when a
    chosen member, department or group is not of the officer's organisation, `DueDateUnusable` when
    the due date is before the start or has passed. Of a course whose contract is to come it starts
    with the contract, or later; raises `StartTooEarly` for an earlier day. `announce`: the members
    are told (reminders). With `offer` they take that edition of the course; raises
    `EditionOfAnother` where it is none of it.
    """
    chosen = list(members) if audience == Audience.CHOSEN else []
    places = list(departments) if audience == Audience.DEPARTMENTS else []
    kinds = list(groups) if audience == Audience.GROUPS else []
    owners = {one.organisation_id for some in (chosen, places, kinds) for one in some}
    if owners - {by.organisation_id}:
        raise MemberOfAnother(_("ほかの会社・団体のメンバーは選べません。選び直してください。"))
    if course.is_own and course.owner_id != by.organisation_id:
        raise StrangeCourse(_("この研修は選べません。選び直してください。"), field="course")
    details = _from_first_day(by, course, details)
    refuse_unusable_due_date(details.starts_on, due_on)
    refuse_strange_offer(by, course, offer)
    _refuse_missing_survey(course, with_survey=with_survey)
    assignment = Assignment.objects.create(
        organisation=by.organisation,
        course=course,
        offer=offer,
        kind=kind,
        legal_only=legal_only,
        audience=audience,
        due_on=due_on,
        with_survey=with_survey,
        created_at=clock.now(),
        **asdict(rules),
        **asdict(details),
    )
    _write_people(assignment, chosen, places, kinds)
    assignment_made.send(sender=Assignment, assignment=assignment, by=by, announce=announce)
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb="learning.assigned",
        target=str(assignment.uuid),
        data={
            "course": course.slug,
            "edition": offer.name if offer else "",
            "due_on": str(due_on or ""),
            "audience": str(audience),
            "kind": str(kind),
            "legal_only": legal_only,
            "rules": asdict(rules),
        },
    )
    return assignment


def _from_first_day(by: Member, course: Course, details: Details) -> Details:
    """With the first day of a contract that is to come, where no later one was chosen."""
    first = first_days(by).get(course.pk)
    if first is None:
        return details
    if details.starts_on is not None and details.starts_on < first:
        raise StartTooEarly(
            _(
                "この研修の契約は、%(day)sに始まります。"
                "開始日を、その日か、それより後の日にしてください。空欄なら、その日に始まります。"
            )
            % {"day": full_day(first)},
            field="starts_on",
        )
    return replace(details, starts_on=details.starts_on or first)


def _refuse_missing_survey(course: Course, *, with_survey: bool) -> None:
    if with_survey and not has_survey(course):
        raise NoSurvey(
            _("この教材には、意識調査がありません。チェックを外してください。"),
            field="with_survey",
        )


def _write_people(
    assignment: Assignment, chosen: list[Member], places: list[Department], groups: list[Group]
) -> None:
    here: dict[str, Any] = {
        "organisation_id": assignment.organisation_id,
        "assignment": assignment,
    }
    AssignmentDepartment.objects.bulk_create(
        AssignmentDepartment(**here, department=one) for one in dict.fromkeys(places)
    )
    AssignmentGroup.objects.bulk_create(
        AssignmentGroup(**here, group=one) for one in dict.fromkeys(groups)
    )
    rows = (AssignmentMember(**here, member=one) for one in dict.fromkeys(chosen))
    AssignmentMember.objects.bulk_create(rows, batch_size=2000)


@transaction.atomic
def assign_changes(
    *,
    by: Member,
    course: Course,
    due_on: dt.date | None,
    department: Department | None = None,
    legal_only: bool = False,
    offer: Offer | None = None,
) -> Assignment:
    """Give those who completed an earlier revision what changed since, all or a department's.

    With `legal_only` what the law changed alone. Raises `NothingChanged` when that is nobody, and
    `DueDateUnusable` as `assign_course`.
    """
    members = members_to_relearn(by, course, legal_only=legal_only, offer=offer)
    if department is not None:
        members = members.filter(pk__in=members_under(department).values("pk"))
    chosen = list(members)
    if not chosen:
        raise NothingChanged(
            _("変わったところを受講する必要のある人は、いません。対象を選び直してください。"),
            field="department",
        )
    return assign_course(
        by=by,
        course=course,
        due_on=due_on,
        audience=Audience.CHOSEN,
        members=chosen,
        kind=EnrolmentKind.DELTA,
        legal_only=legal_only,
        offer=offer,
    )


def refuse_strange_offer(by: Member, course: Course, offer: Offer | None) -> None:
    """Raise `EditionOfAnother` for one that is none of the course or of the organisation."""
    if offer is None:
        return
    if (offer.organisation_id, offer.course_id) != (by.organisation_id, course.pk):
        raise EditionOfAnother(
            _("この版は、選んだ研修の版ではありません。版を選び直してください。"), field="offer"
        )


@transaction.atomic
def move_due_date(*, by: Member, assignment: Assignment, due_on: dt.date | None) -> None:
    """Move the due date of an assignment; the history keeps both days.

    Raises `DueDateUnusable` where another one is before the start or has passed.
    """
    before = assignment.due_on
    if before == due_on:
        return
    refuse_unusable_due_date(assignment.starts_on, due_on)
    DueDateChange.objects.create(
        organisation=by.organisation,
        assignment=assignment,
        before=before,
        after=due_on,
        changed_at=clock.now(),
    )
    assignment.due_on = due_on
    assignment.save(update_fields=["due_on"])
    if due_on is not None:
        # The later one holds for who came later: here it is the common one.
        by_rule = Extension.objects.filter(assignment=assignment, by_arrival=True)
        by_rule.filter(due_on__lte=due_on).delete()
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb="learning.due_date_moved",
        target=str(assignment.uuid),
        data={"before": str(before or ""), "after": str(due_on or "")},
    )


@transaction.atomic
def change_rules(*, by: Member, assignment: Assignment, rules: Rules) -> None:
    """Set how learners go through an assigned course.

    Who begins from now on follows the new rules. Who has begun keeps theirs, made milder where
    the new ones are milder: what counts as done never becomes undone.
    """
    row = Assignment.objects.select_for_update().get(
        pk=assignment.pk, organisation_id=by.organisation_id
    )
    before = row.rules
    if before == rules:
        return
    values = asdict(rules)
    for name, value in values.items():
        setattr(row, name, value)
        setattr(assignment, name, value)
    row.save(update_fields=list(values))
    _make_milder(assignment, rules)
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb="learning.rules_changed",
        target=str(assignment.uuid),
        data={"before": asdict(before), "after": values},
    )


def _make_milder(assignment: Assignment, rules: Rules) -> None:
    """`Rules.milder` for everybody who is on the way, in one statement."""
    changes: dict[str, Any] = {
        "top_speed": Greatest("top_speed", Value(rules.top_speed)),
        "min_seconds": Least("min_seconds", Value(rules.min_seconds)),
    }
    if rules.gate == Gate.FREE:
        changes["gate"] = Gate.FREE
    if rules.counts_hidden:
        changes["counts_hidden"] = True
    Enrolment.objects.filter(assignment=assignment, completed_at=None).update(**changes)


def refuse_unusable_due_date(starts_on: dt.date | None, due_on: dt.date | None) -> None:
    """Raise `DueDateUnusable` where a due date is before the start, or has passed already."""
    if due_on is None:
        return
    if due_on < clock.today():
        raise DueDateUnusable(_("期限は、今日か、それより後の日にしてください。"), field="due_on")
    if starts_on and due_on < starts_on:
        raise DueDateUnusable(_("期限は、開始日か、それより後の日にしてください。"), field="due_on")


@transaction.atomic
def end_assignment(*, by: Member, assignment: Assignment) -> None:
    """Ask nobody any more from today on; what was completed stays with its certificates."""
    ended = Assignment.objects.filter(
        pk=assignment.pk, organisation_id=by.organisation_id, ended_on=None
    )
    if ended.update(ended_on=clock.today()):
        record(
            organisation_uuid=by.organisation.uuid,
            actor_uuid=by.person.uuid,
            verb="learning.assignment_ended",
            target=str(assignment.uuid),
        )
