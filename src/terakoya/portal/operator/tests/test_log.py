"""操作の記録: what operators did, page by page, for those who hold all rights."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.services import set_rights
from terakoya.portal.audit.services import record
from terakoya.portal.operator.choices import OpeningReason
from terakoya.portal.operator.services import open_customer
from tests.factories import make_member, make_operator, make_organisation

pytestmark = pytest.mark.django_db
PAGE = "/operator/log/"


def browser_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_log_tells_who_did_what_to_whom_and_nothing_of_customers_own_doings() -> None:
    first = make_operator()
    member = make_member(make_organisation("みほん工務店株式会社"), "研修 担当")
    set_rights(by=first, person=member.person, rights=[Right.SUPPORT])
    open_customer(by=first, organisation=member.organisation, reason=OpeningReason.FAULT)
    record(organisation_uuid=member.organisation.uuid, actor_uuid=None, verb="member.added")
    record(organisation_uuid=None, actor_uuid=first.uuid, verb="catalogue.listed", target="x")
    record(
        organisation_uuid=None,
        actor_uuid=make_member(make_organisation()).person.uuid,
        verb="password.changed",
    )
    lines = browser_of(first).get(PAGE).context["page"].lines
    assert [(one.who, one.what, one.customer or one.about) for one in lines] == [
        ("運営 者", "研修を申し込みページに出した", ""),
        ("運営 者", "運営者が契約の内容を見た", "みほん工務店株式会社"),
        ("運営 者", "運営者の権限を変えた", "研修 担当"),
    ]
    assert lines[1].details == [("理由", "障害の調査")]


def test_log_goes_on_fifty_at_a_time_with_the_same_statements(
    django_assert_num_queries: Any,
) -> None:
    first = make_operator()
    for _number in range(51):
        record(organisation_uuid=None, actor_uuid=first.uuid, verb="catalogue.listed")
    client = browser_of(first)
    with django_assert_num_queries(7):  # one of them is the menu's
        page = client.get(PAGE).context["page"]
    assert len(page.lines) == 50
    rest = client.get(PAGE, {"before_entry": page.older}).context["page"]
    assert (len(rest.lines), rest.older) == (1, None)
    assert len(client.get(PAGE, {"before_entry": "x"}).context["page"].lines) == 50


def test_log_is_for_those_with_all_rights() -> None:
    assert browser_of(make_operator(Right.SUPPORT, Right.BILLING)).get(PAGE).status_code == 404
    assert browser_of(make_member(make_organisation()).person).get(PAGE).status_code == 404
