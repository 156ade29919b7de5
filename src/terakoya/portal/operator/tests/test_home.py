"""ホーム of operators: real rows, what rights reach, and the same statements for more rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Person
from terakoya.portal.catalogue.choices import RevisionKind
from terakoya.portal.catalogue.models import Revision, RevisionFact
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.delivery.services import queue_mail
from terakoya.portal.editions.choices import UpdateState
from terakoya.portal.editions.models import EditionUpdate
from terakoya.portal.editions.services import open_edition
from terakoya.portal.inquiries.choices import InquiryKind, InquiryState
from terakoya.portal.inquiries.models import Inquiry
from terakoya.portal.learning.models import Enrolment
from terakoya.portal.operator.selectors.home import home_of
from terakoya.portal.orders.choices import OrderStatus
from tests.factories import (
    give_course,
    make_member,
    make_operator,
    make_organisation,
    make_owner,
    publish_flagship,
)

from .applications import place

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 12, 1, 10, 20, tzinfo=clock.TOKYO)
ALL = frozenset(Right)


@pytest.fixture(autouse=True)
def _at_ten() -> Any:
    with clock.fixed_at(NOW):
        yield


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_applications_of_today_with_who_has_begun_and_those_that_wait() -> None:
    revision = publish_flagship()
    owner = make_owner(make_organisation("みほん書店合同会社"))
    place(owner, revision.course, 1)
    place(owner, revision.course, 2, placed_at=NOW - dt.timedelta(days=1))
    other = make_owner(make_organisation("みほん運輸株式会社"))
    waits = {"status": OrderStatus.WAITING, "placed_at": NOW - dt.timedelta(days=2)}
    place(other, revision.course, 3, **waits)
    assignment = give_course(owner, revision.course)
    for name, completed in (("佐藤 美咲", NOW), ("鈴木 一郎", None)):
        Enrolment.objects.create(
            organisation=owner.organisation,
            assignment=assignment,
            member=make_member(owner.organisation, name),
            revision=revision,
            language="ja",
            opened_at=NOW,
            first_slide_at=NOW,
            completed_at=completed,
        )
    home = home_of(ALL, "ja")
    assert home.today is not None
    assert home.waiting is not None
    assert [(one.order.number, one.contents, one.learning.words) for one in home.today] == [
        ("2026-000001", "12枠・1か月・原稿", "1名が修了")
    ]
    assert [one.order.number for one in home.waiting] == ["2026-000003"]
    assert [(one.value, one.remark) for one in home.figures[:2]] == [
        (1, "12枠"),
        (1, "いちばん古いのは2026年11月29日（日）"),
    ]
    html = browser_of(make_operator()).get("/operator/").content.decode()
    assert "みほん書店合同会社" in html
    assert "13,200円" in html
    assert "佐藤" not in html


def test_inquiries_that_wait_are_told_to_those_who_answer_them() -> None:
    for number, due in ((1, NOW - dt.timedelta(hours=1)), (2, NOW + dt.timedelta(hours=1))):
        Inquiry.objects.create(
            number=f"T-2026-{number:04d}",
            kind=InquiryKind.values[0],
            state=InquiryState.UNANSWERED,
            name="問合 花子",
            email="hanako@mihon.example",
            language="ja",
            due_at=due,
            created_at=NOW,
            last_at=NOW,
        )
    [figure, *_rest] = home_of(frozenset({Right.SUPPORT}), "ja").figures
    assert (figure.value, figure.remark, figure.url, figure.warns) == (
        2,
        "1件は返信の期限を過ぎています",
        "/operator/inquiries/",
        True,
    )
    assert home_of(frozenset({Right.CONTENT}), "ja").inquiries is None


def test_what_rights_do_not_reach_is_not_read_and_not_shown() -> None:
    course = publish_flagship().course
    place(make_owner(make_organisation("みほん書店合同会社")), course, 1)
    support = browser_of(make_operator(Right.SUPPORT)).get("/operator/").content.decode()
    assert "みほん書店" not in support
    assert "確かめる根拠" not in support
    assert "送れなかったメール" in support
    content = home_of(frozenset({Right.CONTENT}), "ja")
    assert (content.today, content.waiting) == (None, None)
    assert content.facts == []
    assert Client().get("/operator/")["Location"].startswith("/sign-in/")
    member = make_member(make_organisation())
    assert browser_of(member.person).get("/operator/").status_code == 404


def test_facts_about_to_end_and_legal_updates_that_editions_wait_on() -> None:
    revision = publish_flagship()
    owner = make_owner(make_organisation())
    give_course(owner, revision.course)
    edition = open_edition(by=owner, course=revision.course)
    EditionUpdate.objects.create(
        organisation=owner.organisation,
        edition=edition,
        revision=revision,
        state=UpdateState.OPEN,
        kind=RevisionKind.LEGAL,
        legal_on=dt.date(2027, 1, 1),
        arrived_at=NOW,
    )
    home = home_of(ALL, "ja")
    assert home.updates is not None
    assert [(one.version, one.legal_on, one.waiting, one.taken) for one in home.updates] == [
        (revision.version, dt.date(2027, 1, 1), 1, 0)
    ]
    assert home.updates[0].course
    assert home.facts == []
    ending = RevisionFact.objects.filter(revision=revision)[:1]
    RevisionFact.objects.filter(pk__in=[one.pk for one in ending]).update(
        valid_until=NOW.date() + dt.timedelta(days=10)
    )
    found = home_of(ALL, "ja")
    assert found.facts is not None
    assert [one.fact.state for one in found.facts] == ["ending"]
    assert found.figures[3].remark == "2026年12月11日（金）まで"
    html = browser_of(make_operator()).get("/operator/").content.decode()
    assert "2027年1月1日" in html
    EditionUpdate.objects.update(state=UpdateState.TAKEN)
    assert home_of(ALL, "ja").updates == []


def test_mails_that_wait_and_that_failed() -> None:
    for number in range(3):
        queue_mail(
            organisation_uuid=None,
            to=f"{number}@mihon.example",
            subject="件名",
            text="本文",
            language="ja",
        )
    first = OutboxMessage.objects.all()[0]
    OutboxMessage.objects.filter(pk=first.pk).update(failed_at=NOW)
    mails = home_of(frozenset({Right.SUPPORT}), "ja").mails
    assert (mails.waiting, mails.failed, mails.bounced, mails.is_working) == (2, 1, 0, False)
    html = browser_of(make_operator(Right.SUPPORT)).get("/operator/").content.decode()
    assert "サーバーの管理者に知らせてください" in html


@pytest.mark.parametrize("count", [1, 3])
def test_home_costs_the_same_whatever_it_lists(count: int, django_assert_num_queries: Any) -> None:
    revision: Revision = publish_flagship()
    for number in range(count):
        owner = make_owner(make_organisation(f"みほん{number}株式会社"))
        place(owner, revision.course, number * 2)
        place(owner, revision.course, number * 2 + 1, status=OrderStatus.WAITING)
    client = browser_of(make_operator())
    client.get("/operator/")
    with django_assert_num_queries(18):
        client.get("/operator/")
