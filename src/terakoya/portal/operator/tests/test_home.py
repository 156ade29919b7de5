"""ホーム of operators: real rows, what rights reach, and the same statements for more rows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Person
from terakoya.portal.billing.tests.contracts import priced_course
from terakoya.portal.billing.tests.sold import invoiced
from terakoya.portal.catalogue.choices import RevisionKind
from terakoya.portal.catalogue.models import Revision, RevisionFact
from terakoya.portal.common import clock
from terakoya.portal.delivery import schedule
from terakoya.portal.delivery.job_notes import note_backup
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.delivery.services import queue_mail
from terakoya.portal.editions.choices import UpdateState
from terakoya.portal.editions.models import EditionUpdate
from terakoya.portal.editions.services import open_edition
from terakoya.portal.inquiries.choices import InquiryKind, InquiryState
from terakoya.portal.inquiries.models import Inquiry
from terakoya.portal.inquiries.tests.inquiries import make_inquiry
from terakoya.portal.learning.models import Enrolment
from terakoya.portal.operator.selectors import home_queues
from terakoya.portal.operator.selectors.home import home_of
from terakoya.portal.operator.services import ask_deletion, give_notice
from terakoya.portal.orders.choices import OrderStatus
from terakoya.portal.orders.services.quotes import issue_quote
from terakoya.portal.orders.specs import Asker, Selection, Units
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
    assert found.figures[5].remark == "2026年12月11日（金）まで"
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
    mails = home_of(frozenset({Right.SUPPORT}), "ja").operation
    assert (mails.waiting, mails.failed, mails.bounced, mails.is_working) == (2, 1, 0, False)
    html = browser_of(make_operator(Right.SUPPORT)).get("/operator/").content.decode()
    assert "サーバーの管理者に知らせてください" in html


def test_what_is_owed_and_quoted_leads_to_the_invoice_and_the_quote(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    owner = make_owner(make_organisation("みほん物産株式会社"))
    priced_course()  # the usual prices
    course = publish_flagship().course
    with clock.fixed_at(NOW.replace(month=7)):
        invoice = invoiced(owner, "2026-06")
    for seats, days in ((150, 30), (100, 30), (240, -1)):
        made = NOW if days > 0 else NOW - dt.timedelta(days=40)
        with clock.fixed_at(made):
            issue_quote(
                course=course,
                selection=Selection(course.slug, seats, 6),
                asker=Asker(f"みほん{seats}株式会社"),
                units=Units(900, 98_000),
            )
    home = home_of(frozenset({Right.BILLING}), "ja")
    assert home.overdue is not None
    assert home.quotes is not None
    assert [(one.invoice, one.days) for one in home.overdue.rows] == [
        (invoice, (NOW.date() - invoice.payable_on).days)
    ]
    assert (home.overdue.count, home.overdue.open_yen) == (1, invoice.total_yen)
    assert [(one.company, one.seats) for one in home.quotes.rows] == [("みほん150株式会社", 150)]
    html = browser_of(make_operator(Right.BILLING)).get("/operator/").content.decode()
    assert f"/operator/billing/invoices/{invoice.uuid}/" in html
    assert f"/quote/{home.quotes.rows[0].code}/" in html
    assert "日超過" in html
    support = home_of(frozenset({Right.SUPPORT}), "ja")
    assert (support.overdue, support.quotes, support.requests) == (None, None, None)
    # All are counted, of which the first few alone are read.
    other = make_owner(make_organisation("例示物産株式会社"))
    with clock.fixed_at(NOW.replace(month=8)):
        invoiced(other, "2026-07")
    monkeypatch.setattr(home_queues, "MOST", 1)
    late = home_queues.overdue()
    assert [one.invoice for one in late.rows] == [invoice]
    assert (late.count, late.open_yen) == (2, 2 * invoice.total_yen)


def test_what_was_announced_leads_to_where_it_is_decided() -> None:
    owner = make_owner(make_organisation("みほん物産株式会社"))
    other = make_owner(make_organisation("例示物産株式会社"))
    operator = make_operator()
    give_notice(
        by=operator,
        organisation=owner.organisation,
        reason="未入金",
        from_on=NOW.date() + dt.timedelta(days=7),
    )
    ask_deletion(
        by=operator,
        organisation=other.organisation,
        asked_by="見本 太郎",
        asked_on=NOW.date(),
        from_on=NOW.date() + dt.timedelta(days=14),
    )
    found = home_of(ALL, "ja").requests
    assert found is not None
    assert [(one.is_deletion, one.is_due) for one in found] == [(False, False), (True, False)]
    with clock.fixed_at(NOW + dt.timedelta(days=8)):
        html = browser_of(operator).get("/operator/").content.decode()
        assert f"/operator/organisations/{owner.organisation.uuid}/suspension/" in html
        assert f"/operator/organisations/{other.organisation.uuid}/deletion/" in html
        assert html.count("予告した日になりました") == 1


def test_threads_that_wait_stand_in_the_order_of_their_days() -> None:
    for number, hours in ((1, 5), (2, -1)):
        due = NOW + dt.timedelta(hours=hours)
        make_inquiry(number=f"T-2026-{number:04d}", state=InquiryState.UNANSWERED, due_at=due)
    threads = home_of(frozenset({Right.SUPPORT}), "ja").threads
    assert threads is not None
    assert [one.number for one in threads] == ["T-2026-0002", "T-2026-0001"]
    html = browser_of(make_operator(Right.SUPPORT)).get("/operator/").content.decode()
    assert html.count("期限を過ぎています") == 2  # the row, and the figure above


def test_a_job_that_fails_and_a_backup_that_is_old_are_told(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VAR = tmp_path
    for name in ("_jobs", "_failures"):
        monkeypatch.setattr(schedule, name, {})

    def fail() -> None:
        raise ValueError("no")

    minutes = dt.timedelta(minutes=10)
    schedule.register_periodic("test.fails", minutes, fail)
    assert schedule.run_due_jobs() == ["test.fails"]
    assert schedule.run_due_jobs() == []  # here it is kept
    found = home_of(frozenset({Right.SUPPORT}), "ja").operation
    assert [(one.name, one.error, one.at) for one in found.jobs] == [
        ("test.fails", "ValueError", NOW)
    ]
    assert (found.backup, found.has_old_backup) == (None, True)
    html = browser_of(make_operator(Right.SUPPORT)).get("/operator/").content.decode()
    assert "test.fails" in html
    assert "このサーバーには記録がありません" in html
    schedule.register_periodic("test.fails", minutes, list)
    with clock.fixed_at(NOW + minutes * 2):
        assert schedule.run_due_jobs() == ["test.fails"]
        assert home_of(frozenset({Right.SUPPORT}), "ja").operation.jobs == []
    note_backup()
    found = home_of(frozenset({Right.SUPPORT}), "ja").operation
    assert (found.backup, found.has_old_backup) == (NOW, False)
    with clock.fixed_at(NOW + dt.timedelta(hours=27)):
        assert home_of(frozenset({Right.SUPPORT}), "ja").operation.has_old_backup


@pytest.mark.parametrize("count", [1, 3])
def test_home_costs_the_same_whatever_it_lists(count: int, django_assert_num_queries: Any) -> None:
    revision: Revision = publish_flagship()
    for number in range(count):
        owner = make_owner(make_organisation(f"みほん{number}株式会社"))
        place(owner, revision.course, number * 2)
        place(owner, revision.course, number * 2 + 1, status=OrderStatus.WAITING)
    client = browser_of(make_operator())
    client.get("/operator/")
    with django_assert_num_queries(28):  # one of them is the menu's
        client.get("/operator/")
