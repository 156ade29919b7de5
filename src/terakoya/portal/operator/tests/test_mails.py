"""送れなかったメール: why, whose, and once more; no learner's address is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Person
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.delivery.services import queue_mail
from tests.factories import make_member, make_operator, make_organisation

pytestmark = pytest.mark.django_db
PAGE = "/operator/mails/"
NOW = dt.datetime(2026, 12, 1, 10, 20, tzinfo=clock.TOKYO)


@pytest.fixture(autouse=True)
def _at_ten() -> Any:
    with clock.fixed_at(NOW):
        yield


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def given_up(to: str = "hanako@mihon.example", organisation: Any = None) -> OutboxMessage:
    message = queue_mail(
        organisation_uuid=organisation and organisation.uuid,
        to=to, subject="研修のご案内", text="本文", language="ja",
    )  # fmt: skip
    values = {"failed_at": NOW, "last_error": "550 unknown user", "attempts": 8}
    OutboxMessage.objects.filter(pk=message.pk).update(**values)
    message.refresh_from_db()
    return message


def test_a_mail_that_was_given_up_is_told_and_leaves_once_more() -> None:
    organisation = make_organisation("みほん書店合同会社")
    message = given_up(organisation=organisation)
    client = browser_of(make_operator(Right.SUPPORT))
    html = client.get(PAGE).content.decode()
    for said in ("h…@mihon.example", "研修のご案内", "550 unknown user", "みほん書店合同会社"):
        assert said in html, said
    assert "hanako" not in html
    again = f"{PAGE}{message.uuid}/again/"
    assert client.post(again)["Location"] == PAGE
    message.refresh_from_db()
    assert (message.failed_at, message.attempts, message.run_after) == (None, 0, NOW)
    assert client.post(again).status_code == 404  # it waits already
    assert AuditEntry.objects.filter(verb="operator.mail_sent_again").count() == 1
    assert "送れなかったメールはありません" in client.get(PAGE).content.decode()


def test_sending_again_is_for_those_who_answer_customers() -> None:
    message = given_up()
    again = f"{PAGE}{message.uuid}/again/"
    billing = browser_of(make_operator(Right.BILLING))
    assert "もう一度送る" not in billing.get(PAGE).content.decode()
    assert billing.post(again).status_code == 404
    member = browser_of(make_member(make_organisation()).person)
    assert [member.get(PAGE).status_code, member.post(again).status_code] == [404, 404]
    message.refresh_from_db()
    assert message.failed_at == NOW


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_it_holds(
    count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        given_up(f"{number}@mihon.example", make_organisation(f"みほん{number}株式会社"))
    client = browser_of(make_operator(Right.SUPPORT))
    client.get(PAGE)
    with django_assert_num_queries(6):  # one of them is the menu's
        client.get(PAGE)
