"""Access, seats, assignments, beginning a course, マイ研修."""

from __future__ import annotations

import datetime as dt
from copy import deepcopy

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from terakoya.portal.accounts.models import Member
from terakoya.portal.common import clock
from terakoya.portal.learning.choices import Audience
from terakoya.portal.learning.errors import NoAccess, NoFreeSeat, SeatAlreadyGivenOn
from terakoya.portal.learning.models import (
    AccessGrant,
    Assignment,
    DueDateChange,
    Enrolment,
    SeatHolder,
)
from terakoya.portal.learning.services import (
    assign_course,
    give_seat_on,
    grant_access,
    move_due_date,
    open_enrolment,
)
from tests.factories import (
    give_course,
    make_department,
    make_member,
    make_organisation,
    make_owner,
    publish_flagship,
)
from tests.made_once import made_once_by


def make_assignment() -> Assignment:
    """A course with one seat, given to everyone of an organisation."""
    return give_course(make_owner(make_organisation()), publish_flagship().course, seats=1)


made_assignment = made_once_by(make_assignment)


@pytest.fixture
def assignment(made_assignment: Assignment, db: None) -> Assignment:
    """The same, with rows of its own."""
    return deepcopy(made_assignment)


def begin(member: Member, assignment: Assignment) -> Enrolment:
    return open_enrolment(member=member, assignment=assignment, language="ja")


def test_open_enrolment_takes_a_seat_and_starts_the_newest_revision(
    assignment: Assignment,
) -> None:
    member = make_member(assignment.organisation)
    enrolment = begin(member, assignment)
    assert enrolment.revision == assignment.course.revisions.latest("id")
    assert SeatHolder.objects.get().member == member


def test_open_enrolment_twice_is_one_enrolment_and_one_seat(assignment: Assignment) -> None:
    member = make_member(assignment.organisation)
    assert begin(member, assignment) == begin(member, assignment)
    assert (Enrolment.objects.count(), SeatHolder.objects.count()) == (1, 1)


def test_open_enrolment_without_a_free_seat_is_refused(assignment: Assignment) -> None:
    begin(make_member(assignment.organisation, "一番"), assignment)
    with pytest.raises(NoFreeSeat, match="受講枠がいっぱい"):
        begin(make_member(assignment.organisation, "二番"), assignment)
    assert (Enrolment.objects.count(), SeatHolder.objects.count()) == (1, 1)


def test_open_enrolment_after_the_term_is_refused(assignment: Assignment) -> None:
    member = make_member(assignment.organisation)
    last = AccessGrant.objects.get().ends_on
    with clock.fixed_at(dt.datetime.combine(last, dt.time(12), clock.TOKYO)):
        assert begin(member, assignment)
    other = make_member(assignment.organisation, "遅刻 次郎")
    after = last + dt.timedelta(days=1)
    with (
        clock.fixed_at(dt.datetime.combine(after, dt.time(0, 1), clock.TOKYO)),
        pytest.raises(NoAccess),
    ):
        begin(other, assignment)


def test_give_seat_on_frees_it_once_a_month(assignment: Assignment) -> None:
    owner = make_owner(assignment.organisation, "担当 一郎")
    start = dt.datetime(2026, 11, 10, 3, tzinfo=dt.UTC)
    AccessGrant.objects.update(starts_on=start.date())
    with clock.fixed_at(start):
        begin(make_member(assignment.organisation, "一番"), assignment)
        give_seat_on(by=owner, holder=SeatHolder.objects.get(until_on=None))
        begin(make_member(assignment.organisation, "二番"), assignment)
        with pytest.raises(SeatAlreadyGivenOn):
            give_seat_on(by=owner, holder=SeatHolder.objects.get(until_on=None))
    with clock.fixed_at(start + dt.timedelta(days=25)):
        give_seat_on(by=owner, holder=SeatHolder.objects.get(until_on=None))
    assert SeatHolder.objects.filter(until_on=None).count() == 0


def test_grant_access_from_one_source_is_given_once(assignment: Assignment) -> None:
    grant = AccessGrant.objects.get()
    again = grant_access(
        organisation=grant.organisation,
        course=grant.course,
        seats=9,
        starts_on=grant.starts_on,
        ends_on=grant.ends_on,
        source=grant.source,
    )
    assert (again, again.seats, AccessGrant.objects.count()) == (grant, 1, 1)


def test_chosen_audience_leaves_others_out(assignment: Assignment) -> None:
    owner = make_owner(assignment.organisation, "担当 一郎")
    department = make_department(assignment.organisation, "店舗")
    inside = make_member(assignment.organisation, "店舗 花子", department=department)
    outside = make_member(assignment.organisation, "本社 太郎")
    chosen = assign_course(
        by=owner,
        course=assignment.course,
        due_on=None,
        audience=Audience.CHOSEN,
        members=[inside],
    )
    assert list(Assignment.objects.meant_for(inside)) == [assignment, chosen]
    assert list(Assignment.objects.meant_for(outside)) == [assignment]


def test_move_due_date_keeps_the_history(assignment: Assignment) -> None:
    owner = make_owner(assignment.organisation, "担当 一郎")
    before = assignment.due_on
    after = dt.date(2027, 3, 31)
    move_due_date(by=owner, assignment=assignment, due_on=after)
    move_due_date(by=owner, assignment=assignment, due_on=after)
    assert list(DueDateChange.objects.values_list("before", "after")) == [(before, after)]


# -- pages ------------------------------------------------------------------------------------


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member.person, backend="terakoya.portal.accounts.backends.EmailBackend")
    session = client.session
    session["member"] = str(member.uuid)
    session.save()
    return client


def test_my_page_costs_the_same_with_one_and_with_three_courses(assignment: Assignment) -> None:
    member = make_member(assignment.organisation)
    client = signed_in(member)
    client.get("/my/")
    owner = make_owner(assignment.organisation, "担当 一郎")
    costs = []
    for _more in range(3):
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/my/").status_code == 200
        costs.append(len(queries))
        assign_course(by=owner, course=assignment.course, due_on=None)
    assert costs[-1] <= 8
    assert len(set(costs)) == 1


def test_my_page_says_late_but_lets_begin(assignment: Assignment) -> None:
    Assignment.objects.update(due_on=clock.today() - dt.timedelta(days=1))
    page = signed_in(make_member(assignment.organisation)).get("/my/").content.decode()
    assert ("を過ぎています" in page, "受講を始める" in page) == (True, True)


def test_my_page_without_a_course_says_whom_to_ask(db: None) -> None:
    page = signed_in(make_member(make_organisation())).get("/my/").content.decode()
    assert "割り当てられた研修はありません" in page


def test_assignment_begin_is_not_there_for_strangers(assignment: Assignment) -> None:
    address = f"/my/assignments/{assignment.uuid}/begin/"
    stranger = make_member(make_organisation("株式会社よその商店"), "他社 太郎")
    assert signed_in(stranger).post(address).status_code == 404
    assert signed_in(make_member(assignment.organisation)).post(address).status_code == 302


def test_assignment_begin_without_a_seat_comes_back_with_the_reason(
    assignment: Assignment,
) -> None:
    begin(make_member(assignment.organisation, "一番"), assignment)
    client = signed_in(make_member(assignment.organisation, "二番"))
    response = client.post(f"/my/assignments/{assignment.uuid}/begin/", follow=True)
    assert "受講枠がいっぱいです" in response.content.decode()


def test_assignment_pages_are_for_officers_of_the_organisation(assignment: Assignment) -> None:
    owner = make_owner(assignment.organisation, "担当 一郎")
    other = make_owner(make_organisation("株式会社よその商店"), "他社 太郎")
    learner = make_member(assignment.organisation, "受講 花子")
    address = f"/manage/assignments/{assignment.uuid}/due/"
    assert signed_in(owner).get(address).status_code == 200
    assert signed_in(other).get(address).status_code == 404
    assert signed_in(learner).get("/manage/assignments/").status_code == 404
    moved = signed_in(owner).post(address, {"due_on": "2027-03-31"})
    assert moved.status_code == 302
    assert Assignment.objects.get().due_on == dt.date(2027, 3, 31)


def test_assignment_new_with_survey_opens_the_first_wave(assignment: Assignment) -> None:
    owner = make_owner(assignment.organisation, "担当 一郎")
    for number in range(5):
        make_member(assignment.organisation, f"受講 {number}")
    client = signed_in(owner)
    assert client.get("/manage/assignments/new/").status_code == 200
    data = {
        "course": assignment.course.slug,
        "audience": "everyone",
        "gate": "gate",
        "top_speed": "200",
        "with_survey": "on",
        "again": "on",  # some still have the course open
    }
    assert client.post("/manage/assignments/new/", data).status_code == 302
    made = Assignment.objects.latest("id")
    assert [(wave.kind, wave.state) for wave in made.waves.all()] == [("before", "preparing")]
    assert (
        client.post("/manage/assignments/new/", {**data, "audience": "chosen"}).status_code == 422
    )
