"""Assignments to departments and chosen members, with name, start and end; the officer's pages."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from copy import deepcopy

import pytest
from django.http import Http404
from django.urls import reverse

from terakoya.portal.accounts.models import ConcurrentPost, DepartmentMembership, Member
from terakoya.portal.accounts.services import add_member
from terakoya.portal.catalogue.models import Course
from terakoya.portal.common import clock
from terakoya.portal.common.dates import full_day
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.learning.access import get_assignment_for
from terakoya.portal.learning.choices import Audience
from terakoya.portal.learning.errors import (
    DueDateUnusable,
    MemberOfAnother,
    NoAccess,
    StartTooEarly,
)
from terakoya.portal.learning.models import Assignment, Enrolment, Exemption, Extension
from terakoya.portal.learning.selectors.assignments import AssignmentRow
from terakoya.portal.learning.selectors.courses import my_courses, next_start_of
from terakoya.portal.learning.selectors.standing import (
    Narrowing,
    assigned_members,
    course_use,
    members_with_runs,
    narrowed,
    numbers_of,
    people_of,
)
from terakoya.portal.learning.services import (
    Details,
    assign_course,
    end_assignment,
    grant_access,
    move_due_date,
    open_enrolment,
    take_seat,
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
from tests.statements import counted_statements

from .learners import signed_in

pytestmark = pytest.mark.once  # pages, and both databases keep the same

TEN = dt.datetime(2026, 11, 25, 1, tzinfo=dt.UTC)
TODAY = TEN.date()
NEW = "/manage/assignments/new/"


class Place:
    """An organisation with two departments, one below the other, and an owner."""

    def __init__(self) -> None:
        organisation = make_organisation()
        self.organisation = organisation
        self.owner = make_owner(organisation)
        self.general = give_course(self.owner, publish_flagship().course, seats=50)
        self.course = self.general.course
        self.sales = make_department(organisation, "営業部")
        self.first = make_department(organisation, "第一課", self.sales)
        self.office = make_department(organisation, "総務部")
        self.above = make_member(organisation, "上 部子", department=self.sales)
        self.below = make_member(organisation, "下 部男", department=self.first)
        self.beside = make_member(organisation, "隣 部代", department=self.office)

    def give(self, **values: object) -> Assignment:
        return assign_course(
            **{"by": self.owner, "course": self.course, "due_on": None, **values}  # type: ignore[arg-type]
        )

    def form(self, **changes: object) -> dict[str, object]:
        plain = {"course": self.course.slug, "audience": "everyone", "gate": "gate", "again": "on"}
        return {**plain, "top_speed": "200", **changes}


def make_place() -> Place:
    with clock.fixed_at(TEN):
        return Place()


made_place = made_once_by(make_place)


@pytest.fixture
def place(made_place: Place, db: None) -> Place:
    return deepcopy(made_place)


def names(assignment: Assignment) -> list[str]:
    return sorted(assigned_members(assignment).values_list("name", flat=True))


def has(member: Member, assignment: Assignment) -> bool:
    try:
        return get_assignment_for(member, assignment.uuid) == assignment
    except Http404:
        return False


def test_an_assignment_reaches_who_works_in_a_department_beside_another(place: Place) -> None:
    with clock.fixed_at(TEN):
        given = place.give(audience=Audience.DEPARTMENTS, departments=[place.sales])
        post = ConcurrentPost.objects.create(
            organisation=place.organisation,
            member=place.beside,
            department=place.first,
            from_on=TODAY,
        )
        assert names(given) == sorted(["上 部子", "下 部男", "隣 部代"])
        assert Assignment.objects.meant_for(place.beside).filter(pk=given.pk).exists()
        assert course_use(place.organisation.pk, place.course.pk).not_started == 3 + 4
        post.until_on = TODAY
        post.save()
        assert names(given) == sorted(["上 部子", "下 部男"])
        assert not Assignment.objects.meant_for(place.beside).filter(pk=given.pk).exists()


def test_departments_follow_who_comes_and_goes(place: Place) -> None:
    with clock.fixed_at(TEN):
        given = place.give(audience=Audience.DEPARTMENTS, departments=[place.sales])
        assert names(given) == ["上 部子", "下 部男"]
        assert [has(one, given) for one in (place.above, place.below, place.beside)] == [
            True,
            True,
            False,
        ]
        DepartmentMembership.objects.filter(member=place.below).update(until_on=TODAY)
        DepartmentMembership.objects.filter(member=place.beside).update(department=place.first)
        assert names(given) == ["上 部子", "隣 部代"]
        assert [has(one, given) for one in (place.below, place.beside)] == [False, True]
        use = course_use(place.organisation.pk, place.course.pk)
    assert use.not_started == 4 + 2


def test_two_departments_of_one_member_count_once(place: Place) -> None:
    with clock.fixed_at(TEN):
        given = place.give(audience=Audience.DEPARTMENTS, departments=[place.sales, place.first])
        assert names(given) == ["上 部子", "下 部男"]


def test_what_is_of_another_organisation_is_refused(place: Place) -> None:
    elsewhere = make_organisation("例示物産株式会社")
    with clock.fixed_at(TEN):
        for values in (
            {"audience": Audience.CHOSEN, "members": [make_member(elsewhere)]},
            {"audience": Audience.DEPARTMENTS, "departments": [make_department(elsewhere, "店")]},
        ):
            with pytest.raises(MemberOfAnother):
                place.give(**values)
    assert Assignment.objects.count() == 1


def test_before_its_start_nobody_sees_it(place: Place) -> None:
    start = TODAY + dt.timedelta(days=2)
    with clock.fixed_at(TEN):
        given = place.give(details=Details(starts_on=start))
        assert not has(place.above, given)
    with clock.fixed_at(TEN + dt.timedelta(days=2)):
        assert has(place.above, given)


def a_contract_to_come(first: dt.date) -> tuple[Member, Member]:
    """An owner and a member of another organisation, whose contract begins on a day."""
    owner = make_owner(make_organisation("例示物産株式会社"))
    member = make_member(owner.organisation, "受講 花子")
    grant_access(
        organisation=owner.organisation,
        course=Course.objects.get(),
        seats=2,
        starts_on=first,
        ends_on=first + dt.timedelta(days=30),
        source="test:to-come",
    )
    return owner, member


def test_an_assignment_is_prepared_before_its_contract_and_starts_with_it(place: Place) -> None:
    first = TODAY + dt.timedelta(days=10)
    with clock.fixed_at(TEN):
        owner, member = a_contract_to_come(first)
        client = signed_in(owner)
        html = client.get(NEW).content.decode()
        assert f"{full_day(first)}から" in html
        early = place.form(starts_on=str(first - dt.timedelta(days=1)))
        answer = client.post(NEW, early)
        assert (
            answer.status_code,
            Assignment.objects.filter(organisation=owner.organisation).count(),
        ) == (422, 0)
        assert f"この研修の契約は、{full_day(first)}に始まります。" in answer.content.decode()
        due = str(first - dt.timedelta(days=1))
        assert client.post(NEW, place.form(due_on=due)).status_code == 422
        assert client.post(NEW, place.form(announce="on")).status_code == 302
        [given] = Assignment.objects.filter(organisation=owner.organisation)
        assert given.starts_on == first
        assert not has(member, given)
        assert next_start_of(member) == first
        with pytest.raises(NoAccess, match=re.escape(full_day(first))):
            take_seat(member=member, course=given.course)
        assert OutboxMessage.objects.count() == 0
    with clock.fixed_at(TEN + dt.timedelta(days=10)):
        assert has(member, given)
        assert open_enrolment(member=member, assignment=given, language="ja").pk
        assert f"{full_day(first)}から" not in client.get(NEW).content.decode()


def test_a_later_start_than_the_contract_is_kept_and_a_running_one_asks_for_none(
    place: Place,
) -> None:
    first = TODAY + dt.timedelta(days=10)
    with clock.fixed_at(TEN):
        owner, _member = a_contract_to_come(first)
        later = first + dt.timedelta(days=5)
        given = place.give(by=owner, details=Details(starts_on=later))
        assert given.starts_on == later
        with pytest.raises(StartTooEarly):
            place.give(by=owner, details=Details(starts_on=TODAY))
        grant_access(
            organisation=place.organisation,
            course=place.course,
            seats=2,
            starts_on=first,
            ends_on=first,
            source="test:more",
        )
        assert place.give().starts_on is None  # another contract runs


def test_a_due_date_before_the_start_is_refused(place: Place) -> None:
    start = TODAY + dt.timedelta(days=2)
    with clock.fixed_at(TEN):
        with pytest.raises(DueDateUnusable):
            place.give(details=Details(starts_on=start), due_on=TODAY)
        given = place.give(details=Details(starts_on=start), due_on=start)
        with pytest.raises(DueDateUnusable):
            move_due_date(by=place.owner, assignment=given, due_on=TODAY)


def test_a_due_date_is_not_moved_into_the_past(place: Place) -> None:
    with clock.fixed_at(TEN):
        given = place.give(due_on=TODAY)
        address = reverse("learning:assignment-due", args=[given.uuid])
    with clock.fixed_at(TEN + dt.timedelta(days=3)):
        client = signed_in(place.owner)
        yesterday = TODAY + dt.timedelta(days=2)
        refused = client.post(address, {"due_on": str(yesterday)})
        assert "期限は、今日か、それより後の日にしてください。" in refused.content.decode()
        for deed in (
            lambda: move_due_date(by=place.owner, assignment=given, due_on=yesterday),
            lambda: place.give(due_on=yesterday),
        ):
            with pytest.raises(DueDateUnusable):
                deed()
        # The day that was shown may be sent again.
        assert client.post(address, {"due_on": str(TODAY)}).status_code == 302
        later = TODAY + dt.timedelta(days=3)
        assert client.post(address, {"due_on": str(later)}).status_code == 302
    given.refresh_from_db()
    assert given.due_on == later


def test_what_has_ended_stays_with_those_who_completed(place: Place) -> None:
    with clock.fixed_at(TEN):
        run = open_enrolment(member=place.above, assignment=place.general, language="ja")
        Enrolment.objects.filter(pk=run.pk).update(completed_at=TEN)
        end_assignment(by=place.owner, assignment=place.general)
        assert [one.state for one in my_courses(place.above, "ja")] == ["completed"]
        assert my_courses(place.below, "ja") == []


def test_the_form_gives_to_departments_and_to_typed_members(place: Place) -> None:
    client = signed_in(place.owner)
    with clock.fixed_at(TEN):
        places = place.form(audience="departments", departments=[str(place.sales.uuid)])
        assert client.post(NEW, {**places, "name": "営業 秋"}).status_code == 302
        given = Assignment.objects.latest("id")
        assert (names(given), given.name) == (["上 部子", "下 部男"], "営業 秋")
        typed = f"{place.beside.employee_number}\n{str(place.above.email).upper()}"
        assert client.post(NEW, place.form(audience="chosen", numbers=typed)).status_code == 302
        assert names(Assignment.objects.latest("id")) == ["上 部子", "隣 部代"]


def test_the_form_says_what_is_missing_and_who_is_unknown(place: Place) -> None:
    stranger = make_member(make_organisation("例示物産株式会社"))
    foreign = make_department(stranger.organisation, "よその店")
    client = signed_in(place.owner)
    wrong = (
        ({"audience": "departments"}, "部署を選んでください"),
        ({"audience": "departments", "departments": [str(foreign.uuid)]}, "departments"),
        ({"audience": "departments", "departments": ["x"]}, "departments"),
        ({"audience": "chosen"}, "1名以上"),
        ({"audience": "chosen", "numbers": f"{stranger.employee_number}"}, "見つかりません"),
        ({"starts_on": "2026-12-02", "due_on": "2026-12-01"}, "開始日"),
        ({"due_on": "2026-11-24"}, "期限は、今日か、それより後の日にしてください。"),
    )
    for changes, words in wrong:
        with clock.fixed_at(TEN):
            page = client.post(NEW, place.form(**changes))
        assert (page.status_code, words in page.content.decode()) == (422, True), changes
    assert Assignment.objects.count() == 1


def test_the_same_course_is_given_twice_only_with_a_tick(place: Place) -> None:
    client = signed_in(place.owner)
    question = "%d名は、同じ研修をまだ修了していません"
    places = {"audience": "departments", "departments": [str(place.sales.uuid)]}
    for_two = {"audience": "chosen", "numbers": f"{place.beside.employee_number}"}
    with clock.fixed_at(TEN):
        run = open_enrolment(member=place.above, assignment=place.general, language="ja")
        Enrolment.objects.filter(pk=run.pk).update(completed_at=TEN)
        assert 'name="again"' not in client.get(NEW).content.decode()
        for changes, number in (({}, 3), (places, 1), (for_two, 1)):
            page = client.post(NEW, place.form(**changes, again=""))
            text = page.content.decode()
            assert (page.status_code, question % number in text) == (422, True), changes
            assert 'type="checkbox" name="again"' in text
        assert Assignment.objects.count() == 1
        done = {"audience": "chosen", "numbers": f"{place.above.employee_number}"}
        assert client.post(NEW, place.form(**done, again="")).status_code == 302
        end_assignment(by=place.owner, assignment=place.general)
        assert (
            client.post(NEW, place.form(**places, again="", due_on=str(TODAY))).status_code == 422
        )
        Assignment.objects.update(ended_on=TODAY)
        assert (
            client.post(NEW, place.form(**places, again="", due_on=str(TODAY))).status_code == 302
        )
        assert client.post(NEW, place.form(**places)).status_code == 302


def test_members_are_looked_for_and_ticked_and_nothing_filled_in_is_lost(place: Place) -> None:
    client = signed_in(place.owner)
    stranger = make_member(make_organisation("例示物産株式会社"), "よその 部子")
    Member.objects.filter(pk=place.beside.pk).update(name_kana="トナリ ブヨ")
    typed = place.form(name="秋の回", due_on="2026-12-18", member=[str(place.below.uuid)])
    with clock.fixed_at(TEN):
        page = client.post(NEW, {**typed, "people": "となり", "people_page": "1"})
        people, form = page.context["people"], page.context["form"]
        assert ([one.member for one in people.found], page.status_code) == ([place.beside], 200)
        assert [(one.member, one.department) for one in people.ticked] == [
            (place.below, "営業部/第一課")
        ]
        assert (form["name"].value(), form["due_on"].value()) == ("秋の回", "2026-12-18")
        assert (form["audience"].value(), form["announce"].value()) == ("chosen", False)
        found = (
            client.post(NEW, {**typed, "people": "部", "people_page": "x"}).context["people"].found
        )
        assert {one.member for one in found} == {place.above, place.beside}
        assert Assignment.objects.count() == 1
        ticked = [str(one.uuid) for one in (place.below, place.beside)]
        chosen = {**typed, "audience": "chosen", "numbers": place.above.employee_number}
        assert client.post(NEW, {**chosen, "member": ticked}).status_code == 302
        assert names(Assignment.objects.latest("id")) == ["上 部子", "下 部男", "隣 部代"]
        for wrong, words in (
            ([str(stranger.uuid)], "在籍していない"),
            (["x"], "在籍していない"),
            ([str(uuid.UUID(int=n)) for n in range(501)], "500名まで"),
        ):
            page = client.post(NEW, {**chosen, "member": wrong})
            assert (page.status_code, words in page.content.decode()) == (422, True)
    assert Assignment.objects.count() == 2


def test_ending_asks_once(place: Place) -> None:
    client = signed_in(place.owner)
    page = reverse("learning:assignment-end", kwargs={"assignment": place.general.uuid})
    with clock.fixed_at(TEN):
        assert client.get(page).status_code == 200
        assert Assignment.objects.get().ended_on is None
        assert client.post(page).status_code == 302
    assert Assignment.objects.get().ended_on == TODAY


def test_nobody_is_late_for_what_has_ended(place: Place) -> None:
    with clock.fixed_at(TEN):
        going = place.give(due_on=TODAY)
        move_due_date(by=place.owner, assignment=place.general, due_on=TODAY)
    with clock.fixed_at(TEN + dt.timedelta(days=2)):
        end_assignment(by=place.owner, assignment=place.general)
        place.general.refresh_from_db()
        for one, is_late in ((going, True), (place.general, False)):
            assert bool(numbers_of([one])[one.pk]["late"]) is is_late
            late = Narrowing("late")
            assert narrowed(members_with_runs(one), late).exists() is is_late
        listed = signed_in(place.owner).get(reverse("learning:assignment-list"))
        assert listed.content.decode().count("期限超過") == 1
        # The past stays as it was.
        yesterday = Narrowing("late", on=TODAY + dt.timedelta(days=1))
        assert narrowed(members_with_runs(place.general, yesterday.on), yesterday).exists()
        assert people_of([going, place.general]) == (0, numbers_of([going])[going.pk]["all"])


def test_ticked_members_get_more_time_or_an_exemption(place: Place) -> None:
    client = signed_in(place.owner)
    page = reverse("learning:assignment-people", kwargs={"assignment": place.general.uuid})
    ticked = {"member": [str(place.above.uuid)]}
    with clock.fixed_at(TEN):
        assert client.get(page, ticked).context["number"] == 1
        for wrong in ({"act": "extend"}, {"act": "exempt", "reason": " "}):
            assert client.post(page, {**ticked, **wrong}).status_code == 422
        client.post(page, {**ticked, "act": "extend", "due_on": "2027-01-15"})
        assert Extension.objects.get().member == place.above
        client.post(page, {**ticked, "act": "exempt", "reason": "育児休業中のため"})
        assert "育児休業中のため" in client.get(page).content.decode()
        client.post(page, {"act": "return", "person": str(place.above.uuid)})
    assert not Exemption.objects.exists()


def test_strangers_and_learners_get_404(place: Place) -> None:
    stranger = make_owner(make_organisation("例示物産株式会社"))
    with clock.fixed_at(TEN):
        for name in ("learning:assignment-end", "learning:assignment-people"):
            page = reverse(name, kwargs={"assignment": place.general.uuid})
            assert signed_in(place.owner).get(page).status_code == 200
            assert signed_in(stranger).get(page).status_code == 404
            assert signed_in(place.above).get(page).status_code == 404


def test_the_list_says_how_far_each_is_at_the_same_cost(place: Place) -> None:
    client = signed_in(place.owner)
    costs = []
    with clock.fixed_at(TEN):
        run = open_enrolment(member=place.above, assignment=place.general, language="ja")
        Enrolment.objects.filter(pk=run.pk).update(completed_at=TEN)
        Assignment.objects.update(due_on=TODAY - dt.timedelta(days=1))
        client.get("/manage/assignments/")
        for number in (0, 4):
            for _ in range(number):
                place.give(audience=Audience.DEPARTMENTS, departments=[place.sales])
            with counted_statements() as statements:
                page = client.get("/manage/assignments/")
            costs.append(len(statements))
    assert costs[0] + 1 == costs[1]  # the names of departments, once there is one
    rows = page.context["rows"]
    assert [(one.progress, one.late) for one in rows] == [("0 / 2", 0)] * 4 + [("1 / 4", 3)]


def test_an_invitation_says_course_due_date_and_working_hours(place: Place) -> None:
    with clock.fixed_at(TEN):
        move_due_date(by=place.owner, assignment=place.general, due_on=dt.date(2026, 12, 18))
        add_member(by=place.owner, name="新人 始", email="new@mihon.example")
        text = OutboxMessage.objects.latest("id").payload["text"]
        for words in (
            "■ 受講する研修",
            "期限 2026年12月18日（金）",
            "勤務時間内に受講してください。",
        ):
            assert words in text
        Assignment.objects.update(in_working_hours=False)
        add_member(by=place.owner, name="新人 次", email="next@mihon.example")
        text = OutboxMessage.objects.latest("id").payload["text"]
        assert ("期限 2026年12月18日（金）" in text, "勤務時間内" in text) == (True, False)
        end_assignment(by=place.owner, assignment=place.general)
        add_member(by=place.owner, name="新人 終", email="last@mihon.example")
    assert "■ 受講する研修" not in OutboxMessage.objects.latest("id").payload["text"]


def test_without_a_contract_the_page_leads_to_applying(db: None) -> None:
    client = signed_in(make_owner(make_organisation()))
    page = client.get(reverse("learning:assignment-new")).content.decode()
    assert reverse("orders:apply-items") in page.split("<main")[1]
    assert 'name="audience"' not in page


def test_days_of_an_assignment_are_a_whole_sentence(place: Place) -> None:
    today = TEN.date()
    given = [
        place.give(),
        Assignment(course=place.course, starts_on=today),
        Assignment(course=place.course, starts_on=today, due_on=today),
    ]
    days = [AssignmentRow(one, "", "", 0, 0, 0, 0, 0).days for one in given]
    day = full_day(today)
    assert days == ["期限はありません", f"{day}から、期限はありません", f"{day}から{day}まで"]
