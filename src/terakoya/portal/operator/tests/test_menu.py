"""The counts of the desk's menu: what waits, by rights, in one statement; approving on ホーム."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Person
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.billing.selectors import overdue
from terakoya.portal.billing.selectors.invoices import overdue_invoices
from terakoya.portal.billing.services.payments import record_payment
from terakoya.portal.billing.tests.contracts import priced_course
from terakoya.portal.billing.tests.sold import invoiced
from terakoya.portal.catalogue.models import Course, RevisionFact
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.delivery.services import queue_mail
from terakoya.portal.inquiries.choices import InquiryState
from terakoya.portal.inquiries.tests.inquiries import make_inquiry
from terakoya.portal.operator.selectors.home import home_of
from terakoya.portal.operator.selectors.menu import menu_counts
from terakoya.portal.operator.services import ask_deletion, give_notice
from terakoya.portal.orders.choices import HoldRule, OrderStatus
from terakoya.portal.orders.models import Order
from terakoya.portal.orders.specs import Selection
from tests.factories import make_operator, make_organisation, make_owner, publish_flagship

from .applications import place

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 12, 1, 10, 20, tzinfo=clock.TOKYO)
ALL = frozenset(str(one) for one in Right)


@pytest.fixture(autouse=True)
def _at_ten() -> Any:
    with clock.fixed_at(NOW):
        yield


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def numbers(*rights: Right) -> dict[str, int]:
    """URL name → count, for some rights."""
    held = frozenset(str(one) for one in rights)
    return {page: one.number for page, one in menu_counts(held).items()}


def what_waits(times: int) -> None:
    """Of each kind so many, and some of each that do not wait."""
    course = Course.objects.create(slug="mihon-course")
    operator = make_operator(email="first@terakoya.example")
    for number in range(times):
        owner = make_owner(make_organisation(f"みほん{number}株式会社"))
        place(owner, course, number * 2, status=OrderStatus.WAITING)
        place(owner, course, number * 2 + 1)
        make_inquiry(number=f"T-2026-{number:04d}", state=InquiryState.UNANSWERED, due_at=NOW)
        make_inquiry(number=f"T-2027-{number:04d}", state=InquiryState.CLOSED)
        for failed_at in (NOW, None):
            mail = queue_mail(
                organisation_uuid=None,
                to=f"{number}@mihon.example",
                subject="件名",
                text="本文",
                language="ja",
            )
            OutboxMessage.objects.filter(pk=mail.pk).update(failed_at=failed_at)
        with clock.fixed_at(NOW - dt.timedelta(days=20)):
            ask_deletion(
                by=operator,
                organisation=owner.organisation,
                asked_by="見本 太郎",
                asked_on=clock.today(),
                from_on=clock.today() + dt.timedelta(days=14),
            )
        later = make_owner(make_organisation(f"例示{number}株式会社")).organisation
        with clock.fixed_at(NOW - dt.timedelta(days=7 - number)):
            day = clock.today() + dt.timedelta(days=7)
            give_notice(by=operator, organisation=later, reason="未入金", from_on=day)


@pytest.mark.parametrize("times", [1, 3])
def test_what_waits_is_counted_in_one_statement(times: int, django_assert_num_queries: Any) -> None:
    what_waits(times)
    with django_assert_num_queries(1):
        found = numbers(*Right)
    assert found == {
        "operator:mails": times,
        "operator:orders": times,
        "inquiries:inquiry-list": times,
        "operator:customers": times + 1,  # of the suspensions one has come to its day
    }


def test_counts_are_those_that_rights_reach() -> None:
    what_waits(1)
    assert numbers(Right.CONTENT) == {"operator:mails": 1}
    assert numbers(Right.SUPPORT) == {"operator:mails": 1, "inquiries:inquiry-list": 1}
    assert numbers(Right.BILLING) == {"operator:mails": 1, "operator:orders": 1}
    assert menu_counts(frozenset()) == {}


def test_facts_are_those_that_the_home_counts() -> None:
    revision = publish_flagship()
    operator = make_operator(Right.CONTENT)
    assert numbers(Right.CONTENT) == {}
    soon, over = RevisionFact.objects.filter(revision=revision).values_list("pk", flat=True)[:2]
    RevisionFact.objects.filter(pk=soon).update(valid_until=NOW.date() + dt.timedelta(days=180))
    RevisionFact.objects.filter(pk=over).update(valid_until=NOW.date() - dt.timedelta(days=1))
    facts = home_of(frozenset({Right.CONTENT}), "ja").facts
    assert facts is not None
    assert numbers(Right.CONTENT) == {"reports:law-watch-operator": 2}
    assert len(facts) == 2
    html = browser_of(operator).get("/operator/facts/").content.decode()
    assert "（確かめる根拠2件）" in html


def test_overdue_invoices_are_reckoned_again_when_something_came(
    django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seller = make_operator(Right.BILLING)
    priced_course()
    owners = [make_owner(make_organisation(f"みほん{n}株式会社")) for n in range(2)]
    with clock.fixed_at(NOW.replace(month=7)):
        first = invoiced(owners[0], "2026-06")
        assert numbers(Right.BILLING) == {}
    with django_assert_num_queries(2):  # another day: reckoned
        assert numbers(Right.BILLING) == {"billing:invoice-list": 1}
    with django_assert_num_queries(1):
        assert numbers(Right.BILLING) == {"billing:invoice-list": 1}
    monkeypatch.setattr(overdue._memory, "until", 0.0)
    with django_assert_num_queries(2):  # after a while
        assert numbers(Right.BILLING) == {"billing:invoice-list": 1}
    with clock.fixed_at(NOW.replace(month=7)):
        invoiced(owners[1], "2026-06")
    assert numbers(Right.BILLING) == {"billing:invoice-list": 2}
    record_payment(
        by=seller,
        invoice=first,
        amount_yen=first.total_yen,
        received_on=NOW.date(),
        key=uuid.uuid4(),
    )
    with django_assert_num_queries(2):
        assert numbers(Right.BILLING) == {"billing:invoice-list": 1}
    assert overdue_invoices().count() == 1
    assert numbers(Right.SUPPORT) == {}


def test_the_menu_shows_numbers_and_says_what_they_are() -> None:
    what_waits(2)
    client = browser_of(make_operator(Right.BILLING))
    page = client.get("/operator/prices/")
    html = page.content.decode()
    assert "（承認待ち2件）" in html
    assert "（未返信2件）" not in html
    counts = {one.url: one.count for one in page.context["operator_menu"]}
    assert counts["/operator/orders/"].number == 2
    assert counts["/operator/"].words == "送れなかったメール2通"
    assert counts["/operator/prices/"] is None


def waiting_order() -> Order:
    owner = make_owner(make_organisation("みほん運輸株式会社"))
    course = priced_course()
    snapshot = {
        "selection": Selection(course.slug, 150, 12).as_json(),
        "starts_on": clock.today().isoformat(),
    }
    order = place(owner, course, 7, status=OrderStatus.WAITING, snapshot=snapshot)
    order.holds.create(organisation=order.organisation, rule=HoldRule.SEATS, found="150")
    return order


def test_an_application_is_approved_on_the_home_with_its_reason() -> None:
    order = waiting_order()
    client = browser_of(make_operator(Right.BILLING))
    html = client.get("/operator/").content.decode()
    assert "受講枠が100枠を超えています（150枠）。" in html
    assert f'action="/operator/orders/{order.uuid}/"' in html
    said = {"do": "approve", "back": "home"}
    answer = client.post(f"/operator/orders/{order.uuid}/", said, follow=True)
    assert answer.redirect_chain == [("/operator/", 302)]
    html = answer.content.decode()
    assert "承認し、お客様にメールで知らせました。" in html
    assert "受講枠が100枠を超えています" not in html
    assert Order.objects.get().status == OrderStatus.PLACED
    approved = AuditEntry.objects.filter(verb="orders.approved")
    assert [one.target for one in approved] == [order.number]
    client.post(f"/operator/orders/{order.uuid}/", said)  # a second click
    assert approved.count() == 1


def test_the_home_of_others_approves_nothing() -> None:
    order = waiting_order()
    client = browser_of(make_operator(Right.SUPPORT))
    assert "承認する" not in client.get("/operator/").content.decode()
    said = {"do": "approve", "back": "home"}
    assert client.post(f"/operator/orders/{order.uuid}/", said).status_code == 404
    assert Order.objects.get().status == OrderStatus.WAITING


def test_the_mails_belong_to_the_home_and_settings_stand_among_the_tabs() -> None:
    client = browser_of(make_operator())
    for address in ("/operator/", "/operator/mails/"):
        context = client.get(address).context
        marked = [one.url for one in context["operator_menu"] if one.is_current]
        assert (marked, context["operator_tabs"]) == (["/operator/"], [])
    for address in ("/operator/inquiries/settings/", "/operator/billing/rules/"):
        tabs = client.get(address).context["operator_tabs"]
        assert [one.url for one in tabs if one.is_current] == [address]
