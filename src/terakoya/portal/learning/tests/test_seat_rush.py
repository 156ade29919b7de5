"""Seats when many come at once, and what a seat may not do."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest

from terakoya.portal.accounts.models import Member
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.common import clock
from terakoya.portal.delivery.tests.concurrency import (
    in_thread,
    in_threads,
    shared_database,
)
from terakoya.portal.learning.choices import Audience
from terakoya.portal.learning.errors import MemberOfAnother, NoFreeSeat
from terakoya.portal.learning.models import (
    AccessGrant,
    Assignment,
    AssignmentMember,
    Enrolment,
    Seat,
    SeatHolder,
)
from terakoya.portal.learning.services import (
    assign_course,
    give_seat_on,
    grant_access,
    open_enrolment,
)
from tests.factories import (
    give_course,
    make_member,
    make_organisation,
    make_owner,
    publish_flagship,
)
from tests.statements import counted_statements

__all__ = ["shared_database"]
NOVEMBER = dt.datetime(2026, 11, 10, 3, tzinfo=dt.UTC)
DECEMBER = dt.datetime(2026, 12, 1, 3, tzinfo=dt.UTC)


def begin(member: Member, assignment: Assignment) -> bool:
    """Whether a member got in."""
    try:
        open_enrolment(member=member, assignment=assignment, language="ja")
    except NoFreeSeat:
        return False
    return True


def holders() -> list[tuple[str, int, bool]]:
    """Who had which seat, and whether they still have it."""
    rows = SeatHolder.objects.order_by("id").values_list("member__name", "seat__number", "until_on")
    return [(name, number, until_on is None) for name, number, until_on in rows]


def rush(seats: int, people: int) -> tuple[Assignment, list[Member]]:
    organisation = make_organisation()
    assignment = give_course(make_owner(organisation), publish_flagship().course, seats=seats)
    return assignment, [make_member(organisation, f"受講 {n}") for n in range(people)]


def test_open_enrolment_by_12_at_once_gives_each_of_5_seats_once(shared_database: str) -> None:
    assignment, members = in_thread(lambda: rush(5, 12))
    got_in = in_threads([partial(begin, member, assignment) for member in members])
    found = in_thread(holders)
    assert got_in.count(True) == 5
    assert sorted(number for _name, number, _held in found) == [1, 2, 3, 4, 5]
    assert in_thread(Enrolment.objects.count) == 5


def test_open_enrolment_by_one_member_on_8_devices_is_one_seat(shared_database: str) -> None:
    assignment, [member] = in_thread(lambda: rush(5, 1))
    assert all(in_threads([partial(begin, member, assignment)] * 8))
    assert in_thread(holders) == [(member.name, 1, True)]
    assert in_thread(Enrolment.objects.count) == 1
    verbs = in_thread(lambda: list(AuditEntry.objects.values_list("verb", flat=True)))
    assert verbs.count("learning.enrolled") == 1


@pytest.mark.parametrize("seats", [3, 200_000])
def test_grant_access_costs_the_same_for_any_number_of_seats(db: None, seats: int) -> None:
    course, organisation = publish_flagship().course, make_organisation()
    with counted_statements() as statements:
        grant = grant_access(
            organisation=organisation,
            course=course,
            seats=seats,
            starts_on=clock.today(),
            ends_on=clock.today(),
            source="contract:1",
        )
    assert (grant.seats, Seat.objects.count(), len(statements)) == (seats, 0, 2)


def test_freed_seats_are_given_out_after_the_unused_ones(db: None) -> None:
    assignment, members = rush(2, 4)
    owner = make_owner(assignment.organisation, "担当 一郎")
    AccessGrant.objects.update(starts_on=NOVEMBER.date())
    with clock.fixed_at(NOVEMBER):
        assert begin(members[0], assignment)
        give_seat_on(by=owner, holder=SeatHolder.objects.get())
        got_in = [begin(member, assignment) for member in members[1:]]
    assert got_in == [True, True, False]
    assert holders() == [("受講 0", 1, False), ("受講 1", 2, True), ("受講 2", 1, True)]


def test_a_learner_whose_seat_was_given_on_takes_one_again(db: None) -> None:
    assignment, [first, second] = rush(1, 2)
    owner = make_owner(assignment.organisation, "担当 一郎")
    AccessGrant.objects.update(starts_on=NOVEMBER.date())
    with clock.fixed_at(NOVEMBER):
        begin(first, assignment)
        give_seat_on(by=owner, holder=SeatHolder.objects.get())
        begin(second, assignment)
        assert not begin(first, assignment)
    with clock.fixed_at(DECEMBER):
        give_seat_on(by=owner, holder=SeatHolder.objects.get(until_on=None))
        assert begin(first, assignment)
        assert begin(first, assignment)
    assert holders() == [("受講 0", 1, False), ("受講 1", 1, False), ("受講 0", 1, True)]
    assert Enrolment.objects.count() == 2


def test_give_seat_on_twice_is_once(db: None) -> None:
    assignment, [member] = rush(1, 1)
    owner = make_owner(assignment.organisation, "担当 一郎")
    begin(member, assignment)
    stale = SeatHolder.objects.get()
    give_seat_on(by=owner, holder=SeatHolder.objects.get())
    give_seat_on(by=owner, holder=stale)
    verbs = list(AuditEntry.objects.values_list("verb", flat=True))
    assert verbs.count("learning.seat_given_on") == 1


def test_give_seat_on_of_another_organisation_is_not_there(db: None) -> None:
    assignment, [member] = rush(1, 1)
    stranger = make_owner(make_organisation("株式会社よその商店"), "他社 太郎")
    begin(member, assignment)
    with pytest.raises(Seat.DoesNotExist):
        give_seat_on(by=stranger, holder=SeatHolder.objects.get())
    assert holders() == [(member.name, 1, True)]


def test_a_later_contract_gives_seats_when_the_first_is_full(db: None) -> None:
    assignment, [member] = rush(1, 1)
    AccessGrant.objects.update(ends_on=clock.today())
    grant_access(
        organisation=assignment.organisation,
        course=assignment.course,
        seats=1,
        starts_on=clock.today(),
        ends_on=clock.today() + dt.timedelta(days=30),
        source="contract:later",
    )
    other = make_member(assignment.organisation, "受講 2")
    assert [begin(member, assignment), begin(other, assignment)] == [True, True]
    grants = SeatHolder.objects.order_by("id").values_list("seat__grant__source", flat=True)
    assert grants[1] == "contract:later"


def test_assign_course_refuses_members_of_another_organisation(db: None) -> None:
    assignment, [member] = rush(1, 1)
    owner = make_owner(assignment.organisation, "担当 一郎")
    stranger = make_member(make_organisation("株式会社よその商店"), "他社 太郎")

    def choose(*members: Member) -> Assignment:
        return assign_course(
            by=owner,
            course=assignment.course,
            due_on=None,
            audience=Audience.CHOSEN,
            members=members,
        )

    with pytest.raises(MemberOfAnother):
        choose(member, stranger)
    assert Assignment.objects.count() == 1
    made = choose(member, member)
    chosen = AssignmentMember.objects.values_list("assignment", "member")
    assert list(chosen) == [(made.pk, member.pk)]
