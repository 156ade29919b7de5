"""Many members at once, from a list; all of them or none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from ...common import clock
from ...delivery.models import OutboxMessage
from ..emails import invitation_mail
from ..errors import RosterChanged, RosterHasErrors
from ..invited_courses import invited_courses_of
from ..models import Department, DepartmentMembership, Member, Person
from ..roster import RosterPlan, RosterRow, check_roster, read_text
from ..selectors import department_tree
from .base import record_by, require_confirmed_email
from .departments import department_at
from .invitation_mails import queue_invitations
from .members import language_of_new, unwritten_stand_in


@dataclass(frozen=True, slots=True)
class RosterResult:
    """What an import did; the last mail may wait for its turn until another day."""

    members: list[Member]
    mails: int
    last_mail_at: dt.datetime


def import_roster(*, by: Member, text: str, with_mail: bool = True) -> RosterResult:
    """Add everybody of a pasted list; one row that needs mending, and nothing is saved.

    At most 2,000 rows; departments that are missing are made. Who has an address is mailed an
    invitation in the organisation's name. About 18 statements besides those for departments.
    """
    require_confirmed_email(by)
    plan = check_roster(by.organisation, read_text(text))
    if plan.problems:
        raise RosterHasErrors(count=len(plan.problems))
    people = _people_of(by, plan)
    # Composed before the transaction: words for 2,000 mails take a second.
    courses = invited_courses_of(by.organisation) if with_mail else {}
    mails = [
        invitation_mail(member, by, courses) for member, _row in people if with_mail and _row.email
    ]
    try:
        leaving = _write(by, people, mails)
    except IntegrityError:  # somebody else changed the roster between check and writing
        raise RosterChanged from None
    last = max((mail.run_after for mail in leaving), default=clock.now())
    return RosterResult([member for member, _row in people], len(leaving), last)


@transaction.atomic
def _write(
    by: Member, people: list[tuple[Member, RosterRow]], mails: list[OutboxMessage]
) -> list[OutboxMessage]:
    Person.objects.bulk_create([member.person for member, _row in people], batch_size=500)
    for member, _row in people:
        member.person = member.person  # takes over the id that the person got just now
    members = Member.objects.bulk_create([member for member, _row in people], batch_size=500)
    places = _departments_of(by, [row for _member, row in people])
    today = clock.today()
    DepartmentMembership.objects.bulk_create(
        (
            DepartmentMembership(
                organisation=by.organisation,
                member=member,
                department=places[row.department],
                from_on=today,
            )
            for member, row in people
            if row.department
        ),
        batch_size=500,
    )
    leaving = queue_invitations(by, mails)
    data = {"count": len(members), "members": [str(member.uuid) for member in members]}
    record_by(by, "roster.imported", f"organisation:{by.organisation.uuid}", data)
    return leaving


def _departments_of(by: Member, rows: list[RosterRow]) -> dict[tuple[str, ...], Department]:
    paths = sorted({row.department for row in rows if row.department})
    if not paths:
        return {}
    known = {
        tuple(node.label.split("/")): node.department
        for node in department_tree(by.organisation).by_id.values()
    }
    return {path: known.get(path) or department_at(by.organisation, path) for path in paths}


def _people_of(by: Member, plan: RosterPlan) -> list[tuple[Member, RosterRow]]:
    """Members not written yet, each with a stand-in of its own."""
    moment = clock.now()
    return [
        (
            Member(
                organisation=by.organisation,
                person=unwritten_stand_in(row.name, language_of_new(by)),
                employee_number=row.employee_number,
                email=row.email,
                name=row.name,
                name_kana=row.name_kana,
                invited_at=moment,
                created_at=moment,
            ),
            row,
        )
        for row in plan.rows
    ]
