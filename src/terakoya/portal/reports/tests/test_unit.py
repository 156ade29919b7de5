"""A supervisor sees and reminds their own unit, and learns no score of it."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.models import Department, Member, RoleGrant
from terakoya.portal.accounts.services import add_department
from terakoya.portal.common import clock
from terakoya.portal.learning.models import Assignment, Enrolment
from terakoya.portal.learning.services import open_enrolment
from terakoya.portal.reminders.models import ReminderRun
from tests.factories import (
    make_member,
    make_organisation,
    make_owner,
)
from tests.statements import counted_statements

from .test_status import kept_owner, owner, signed_in

__all__ = ["kept_owner", "owner"]

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # pages, and both databases keep the same
ADDRESS = "/manage/unit/"


@pytest.fixture
def shops(owner: Member) -> Department:
    """店舗, with 新宿店 below it, and 本社 beside it."""
    shops = add_department(by=owner, parent=None, name="店舗")
    below = add_department(by=owner, parent=shops, name="新宿店")
    beside = add_department(by=owner, parent=None, name="店舗支援")
    make_member(owner.organisation, "店舗 一子", department=shops)
    make_member(owner.organisation, "新宿 二郎", department=below)
    make_member(owner.organisation, "支援 三郎", department=beside)
    return shops


def led(department: Department) -> Member:
    """The supervisor of a department, who works in it."""
    member = make_member(department.organisation, "所属 長子", department=department)
    RoleGrant.objects.create(
        organisation=department.organisation,
        member=member,
        role=Role.SUPERVISOR,
        department=department,
    )
    return member


def later() -> dt.datetime:
    """A Wednesday noon after the due date of the assignment."""
    due = Assignment.objects.get().due_on
    assert due is not None
    day = due + dt.timedelta(days=1)
    while day.weekday() != 2:
        day += dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(12), tzinfo=clock.TOKYO)


def names(client: Client, state: str = "all") -> list[str]:
    return sorted(row.name for row in client.get(ADDRESS, {"state": state}).context["rows"])


def test_unit_is_the_department_and_all_below_it(shops: Department) -> None:
    client = signed_in(led(shops))
    assert names(client) == ["店舗 一子", "所属 長子", "新宿 二郎"]
    response = client.get(ADDRESS)
    assert response.context["funnel"].all == 3
    assert "支援 三郎" not in response.content.decode()
    address = f"/manage/people/{Member.objects.get(name='新宿 二郎').uuid}/"
    assert address in response.content.decode()
    assert client.get(address).status_code == 200


def test_unit_shows_states_and_no_score(shops: Department) -> None:
    done = Member.objects.get(name="新宿 二郎")
    run = open_enrolment(member=done, assignment=Assignment.objects.get(), language="ja")
    Enrolment.objects.filter(pk=run.pk).update(completed_at=clock.now(), seconds_spent=1234)
    client = signed_in(led(shops))
    assert names(client, "completed") == ["新宿 二郎"]
    assert names(client, "late") == []
    with clock.fixed_at(later()):
        assert names(client, "late") == ["店舗 一子", "所属 長子"]
        html = client.get(ADDRESS).content.decode()
    main = html.split("<main")[1].split("</main>")[0]
    assert "20分" not in main
    assert "/certificates/" not in main


def test_supervisor_reminds_who_is_late_once_in_three_days(shops: Department) -> None:
    supervisor = led(shops)
    client = signed_in(supervisor)
    assignment = Assignment.objects.get()
    address = f"/manage/unit/{assignment.uuid}/remind/"
    with clock.fixed_at(later()):
        late = Member.objects.filter(name__in=names(client, "late"))
        assert client.post(address).status_code == 302
        run = ReminderRun.objects.get()
        assert set(run.choice["members"]) == {str(one.uuid) for one in late}
        assert "3名への案内を受け付けました。" in client.get(ADDRESS).content.decode()
        client.post(address)
        assert ReminderRun.objects.count() == 1
        assert "今、案内を送れる人がいません。" in client.get(ADDRESS).content.decode()


def test_supervisor_reaches_nobody_outside_of_the_unit(shops: Department) -> None:
    client = signed_in(led(shops))
    beside = Member.objects.get(name="支援 三郎")
    own = Member.objects.get(name="店舗 一子")
    address = f"/manage/unit/{Assignment.objects.get().uuid}/remind/"
    with clock.fixed_at(later()):
        client.post(address, {"member": [str(beside.uuid), "x", str(uuid.uuid4())]})
        assert not ReminderRun.objects.exists()
        client.post(address, {"member": [str(beside.uuid), str(own.uuid)]})
    assert ReminderRun.objects.get().choice["members"] == [str(own.uuid)]


def test_unit_opens_for_supervisors_alone(owner: Member, shops: Department) -> None:
    supervisor = led(shops)
    address = f"/manage/unit/{Assignment.objects.get().uuid}/remind/"
    learner = Member.objects.get(name="店舗 一子")
    for member in (learner, owner):
        assert signed_in(member).get(ADDRESS).status_code == 404
        assert signed_in(member).post(address).status_code == 404
    client = signed_in(supervisor)
    assert client.get("/manage/")["Location"] == ADDRESS
    for closed in ("/manage/status/", "/manage/members/", "/manage/surveys/"):
        assert client.get(closed).status_code == 404
    assert "所属の受講状況" in client.get("/my/").content.decode()
    stranger = make_owner(make_organisation("別会社"))
    foreign = led(add_department(by=stranger, parent=None, name="店舗"))
    assert signed_in(foreign).post(address).status_code == 404
    assert signed_in(foreign).get(ADDRESS).context["assignment"] is None


def test_unit_costs_the_same_for_many(shops: Department) -> None:
    client = signed_in(led(shops))
    client.get(ADDRESS)
    with counted_statements() as few:
        client.get(ADDRESS)
    for n in range(20):
        make_member(shops.organisation, f"店舗 {n}", department=shops)
    with counted_statements() as many:
        client.get(ADDRESS)
    assert len(few) == len(many) == 7
