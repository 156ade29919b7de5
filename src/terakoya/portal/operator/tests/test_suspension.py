"""Learning stops after a notice alone, says so to everybody, and records stay readable."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.billing.tests.contracts import make_contract, priced_course, signed_in
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.learning.errors import AccessSuspended
from terakoya.portal.learning.models import SeatHolder
from terakoya.portal.learning.services import take_seat
from terakoya.portal.operator.errors import (
    NobodyToTell,
    NoticeGiven,
    NoticeMissing,
    NoticeTooShort,
    NotSuspended,
)
from terakoya.portal.operator.models import Suspension
from terakoya.portal.operator.services import end_suspension, give_notice, suspend
from tests.factories import confirm_now, make_member, make_operator, make_organisation, make_owner

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 12, 1, 10, 20, tzinfo=clock.TOKYO)
DAY = dt.timedelta(days=1)
FIRST = NOW.date() + 7 * DAY
LATER = NOW + 7 * DAY


@pytest.fixture(autouse=True)
def _at_ten() -> Any:
    with clock.fixed_at(NOW):
        yield


@pytest.fixture
def owner() -> Member:
    """The owner of a customer whose contract runs for a year."""
    owner = make_owner(make_organisation())
    make_contract(owner, priced_course(), starts_on=NOW.date())
    return owner


@pytest.fixture
def operator() -> Person:
    """Somebody with the rights to stop."""
    return make_operator(Right.BILLING, Right.SUPPORT)


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return confirm_now(client)


def verbs() -> list[str]:
    entries = AuditEntry.objects.filter(verb__startswith="operator.").order_by("pk")
    return [one.verb for one in entries]


def test_nothing_stops_without_a_notice_whose_day_has_come(owner: Member, operator: Person) -> None:
    ours = owner.organisation
    with pytest.raises(NoticeMissing):
        suspend(by=operator, organisation=ours)
    with pytest.raises(NotSuspended):
        end_suspension(by=operator, organisation=ours)
    with pytest.raises(NoticeTooShort, match="2026年12月8日"):
        give_notice(by=operator, organisation=ours, reason="未入金のため", from_on=FIRST - DAY)
    give_notice(by=operator, organisation=ours, reason="未入金のため", from_on=FIRST)
    with pytest.raises(NoticeGiven):
        give_notice(by=operator, organisation=ours, reason="もう一度", from_on=FIRST)
    with clock.fixed_at(LATER - DAY), pytest.raises(NoticeMissing):
        suspend(by=operator, organisation=ours)
    ours.refresh_from_db()
    assert ours.suspended_at is None
    with clock.fixed_at(LATER):
        first = suspend(by=operator, organisation=ours)
        assert suspend(by=operator, organisation=ours) == first  # again: nothing more
    ours.refresh_from_db()
    assert ours.suspended_at == LATER
    assert verbs() == ["operator.suspension_noticed", "operator.suspended"]
    subjects = [one.payload["subject"] for one in OutboxMessage.objects.order_by("pk")]
    assert subjects == ["ご利用停止の予告", "ご利用を止めました"]


def test_learning_stops_with_a_sentence_and_goes_on_afterwards(
    owner: Member, operator: Person
) -> None:
    learner = make_member(owner.organisation, "受講 花子")
    stranger = make_owner(make_organisation("例示物産株式会社"))
    course = priced_course()
    make_contract(stranger, course, starts_on=NOW.date())
    give_notice(by=operator, organisation=owner.organisation, reason="未入金", from_on=FIRST)
    with clock.fixed_at(LATER):
        suspend(by=operator, organisation=owner.organisation)
        learner.refresh_from_db()
        with pytest.raises(AccessSuspended, match="止まっています"):
            take_seat(member=learner, course=course)
        assert take_seat(member=stranger, course=course) is not None
        for member, page in ((learner, "/my/"), (owner, "/manage/status/"), (owner, "/manage/")):
            answer = signed_in(member).get(page)
            assert answer.status_code == 200
            assert "ご利用が止まっています" in answer.content.decode(), page
            asks = "ご利用の停止について問い合わせる" in answer.content.decode()
            assert asks == (member == owner), page
        assert "ご利用が止まっています" not in signed_in(stranger).get("/my/").content.decode()
        end_suspension(by=operator, organisation=owner.organisation)
        learner = Member.objects.get(pk=learner.pk)
        assert take_seat(member=learner, course=course) is not None
        assert "止まっています" not in signed_in(learner).get("/my/").content.decode()
    assert verbs()[-1] == "operator.resumed"
    assert SeatHolder.objects.count() == 2
    give_notice(
        by=operator, organisation=owner.organisation, reason="また", from_on=FIRST + 30 * DAY
    )
    end_suspension(by=operator, organisation=owner.organisation)
    assert verbs()[-1] == "operator.suspension_withdrawn"
    assert Suspension.objects.filter(ended_at=None).count() == 0


def test_the_first_page_says_what_comes_why_and_until_it_ends(
    owner: Member, operator: Person
) -> None:
    def told(member: Member) -> list[str]:
        page = signed_in(member).get("/manage/").content.decode()
        return [
            one for one in ("ご利用停止の予告", "ご利用を止めています", "未入金") if one in page
        ]

    stranger = make_owner(make_organisation("例示物産株式会社"))
    give_notice(by=operator, organisation=owner.organisation, reason="未入金", from_on=FIRST)
    assert told(owner) == ["ご利用停止の予告", "未入金"]
    with clock.fixed_at(LATER):
        suspend(by=operator, organisation=owner.organisation)
        assert told(owner) == ["ご利用を止めています", "未入金"]
        assert told(stranger) == []
        end_suspension(by=operator, organisation=owner.organisation)
        assert told(owner) == []


def test_who_cannot_be_written_to_gets_no_notice_by_this_way(operator: Person) -> None:
    lonely = make_organisation()
    with pytest.raises(NobodyToTell):
        give_notice(by=operator, organisation=lonely, reason="未入金", from_on=FIRST)
    assert not Suspension.objects.exists()


def test_the_pages_give_the_notice_stop_and_resume(owner: Member, operator: Person) -> None:
    client = browser_of(operator)
    page = f"/operator/organisations/{owner.organisation.uuid}/suspension/"
    act = f"/operator/organisations/{owner.organisation.uuid}/suspension/act/"
    assert client.post(page, {"from_on": "2026-12-02", "reason": "未入金"}).status_code == 422
    assert client.post(page, {"from_on": "2026-02-30", "reason": "未入金"}).status_code == 422
    assert client.post(act, {"do": "suspend"}).status_code == 409
    assert client.post(page, {"from_on": FIRST.isoformat(), "reason": "未入金"}).status_code == 302
    html = client.get(page).content.decode()
    assert "2026年12月8日" in html
    assert 'value="suspend"' not in html
    with clock.fixed_at(LATER):
        client = browser_of(operator)
        assert 'value="suspend"' in client.get(page).content.decode()
        assert client.post(act, {"do": "suspend"}).status_code == 302
        assert "利用を再開する" in client.get(page).content.decode()
        client.post(act, {"do": "end"})
    owner.organisation.refresh_from_db()
    assert owner.organisation.suspended_at is None


def test_stopping_needs_both_rights(owner: Member) -> None:
    page = f"/operator/organisations/{owner.organisation.uuid}/suspension/"
    for right in (Right.BILLING, Right.SUPPORT, Right.CONTENT):
        client = browser_of(make_operator(right, email=f"{right}@terakoya.example"))
        said = {"from_on": FIRST.isoformat(), "reason": "未入金"}
        assert client.get(page).status_code == 404
        assert client.post(page, said).status_code == 404
        assert client.post(f"{page}act/", {"do": "end"}).status_code == 404
    assert signed_in(owner).post(page, {}).status_code == 404
    assert not Suspension.objects.exists()
