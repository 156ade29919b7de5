"""お客様: found by what one knows, opened with a reason that the customer reads, counts only."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import Right, Role
from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.billing.tests.contracts import (
    make_contract,
    make_licence,
    priced_course,
    signed_in,
)
from terakoya.portal.common import clock
from terakoya.portal.documents.choices import DocumentKind
from terakoya.portal.documents.tests.examples import issue
from terakoya.portal.inquiries.choices import InquiryState
from terakoya.portal.inquiries.models import Inquiry
from terakoya.portal.inquiries.selectors import threads_of_customer
from terakoya.portal.inquiries.tests.inquiries import make_inquiry
from terakoya.portal.orders.models import Contract, Order
from tests.factories import make_member, make_operator, make_organisation, make_owner

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # pages, and both databases keep the same
LIST = "/operator/organisations/"
NOW = dt.datetime(2026, 12, 1, 10, 20, tzinfo=clock.TOKYO)


@pytest.fixture(autouse=True)
def _at_ten() -> Any:
    with clock.fixed_at(NOW):
        yield


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def owner() -> Member:
    """The owner of a customer with a contract of ten seats and a manuscript."""
    owner = make_owner(make_organisation("みほん工務店株式会社"), "契約 太郎")
    course = priced_course()
    make_contract(owner, course, seats=10, starts_on=NOW.date())
    make_licence(owner, course, starts_on=NOW.date())
    make_member(owner.organisation, "受講 花子", email="hanako@mihon.example")
    return owner


def page_of(owner: Member) -> str:
    return f"{LIST}{owner.organisation.uuid}/"


def test_customers_are_found_by_what_one_knows(owner: Member) -> None:
    make_owner(make_organisation("例示物産株式会社"), "例示 次郎")
    client = browser_of(make_operator(Right.SUPPORT))
    number = Order.objects.filter(organisation=owner.organisation)[0].number

    def found(query: str) -> list[tuple[str, int, int]]:
        rows = client.get(LIST, {"q": query}).context["page"].rows
        return [(row.organisation.name, row.seats, row.members) for row in rows]

    ours = [("みほん工務店株式会社", 10, 2)]
    code = owner.organisation.code.upper()
    contract = Contract.objects.get(organisation=owner.organisation)
    for query in (
        "工務店",
        "みほん 工務店",
        "みほん　工務店",
        "契約",
        "契約太郎",
        code,
        "HANAKO@mihon.example",
        number,
        str(contract.number),
    ):
        assert found(query) == ours, query
    full_width = number.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    assert found(full_width) == ours
    assert len(found("")) == 2
    # A learner is found by the whole address alone, never by name.
    assert found("受講 花子") == found("hanako") == []
    assert "見つかりませんでした" in client.get(LIST, {"q": "どこにもない"}).content.decode()


def test_number_of_an_inquiry_finds_it_where_nobody_is_a_customer_yet(owner: Member) -> None:
    asked = Inquiry.objects.create(
        number="T-2026-0007", kind="use", state="unanswered", name="例示 花子",
        email="hanako@reiji.example", language="ja", created_at=NOW, last_at=NOW,
    )  # fmt: skip
    client = browser_of(make_operator(Right.SUPPORT))
    page = client.get(LIST, {"q": "ｔ-2026-0007"})
    assert page.context["page"].rows == []
    assert f"/operator/inquiries/{asked.uuid}/" in page.content.decode()
    assert (
        "/operator/inquiries/" + str(asked.uuid)
        not in client.get(LIST, {"q": "T-2026-0008"}).content.decode()
    )


def test_what_an_owner_asked_without_an_account_is_shown_where_it_is_certain(
    owner: Member,
) -> None:
    organisation, email = owner.organisation, owner.person.email
    asked = make_inquiry(email=email)
    make_inquiry(email=email, state=InquiryState.SPAM)
    make_inquiry(email="someone@mihon.example")
    learner = make_member(organisation, "受講 花子")
    make_inquiry(email=learner.person.email)
    assert list(threads_of_customer(organisation)) == [asked]
    Person.objects.filter(pk=owner.person.pk).update(email_confirmed_at=None)
    assert list(threads_of_customer(organisation)) == []
    Person.objects.filter(pk=owner.person.pk).update(email_confirmed_at=NOW)
    other = make_organisation("例示物産株式会社")
    Member.objects.filter(pk=make_owner(other).pk).update(person=owner.person)
    assert [list(threads_of_customer(one)) for one in (organisation, other)] == [[], []]


def test_a_number_of_a_document_finds_it_and_whose_it_is(owner: Member) -> None:
    theirs = issue("theirs", kind=DocumentKind.INVOICE, organisation=owner.organisation)
    nobodys = issue("nobodys", kind=DocumentKind.QUOTE)
    billing = browser_of(make_operator(Right.SUPPORT, Right.BILLING))
    page = billing.get(LIST, {"q": theirs.number.lower()})
    assert [row.organisation for row in page.context["page"].rows] == [owner.organisation]
    assert f"/operator/documents/{theirs.uuid}/" in page.content.decode()
    page = billing.get(LIST, {"q": nobodys.number})
    assert page.context["page"].rows == []
    assert f"/operator/documents/{nobodys.uuid}/" in page.content.decode()
    support = browser_of(make_operator(Right.SUPPORT, email="support@terakoya.example"))
    assert str(nobodys.uuid) not in support.get(LIST, {"q": nobodys.number}).content.decode()


def test_numbers_lead_to_what_they_stand_for_where_the_rights_reach(owner: Member) -> None:
    document = issue("one", kind=DocumentKind.INVOICE, organisation=owner.organisation)
    order = Contract.objects.get().order_line.order
    links = (f"/operator/documents/{document.uuid}/", f"/operator/orders/{order.uuid}/")
    for rights, email in (
        ((Right.SUPPORT, Right.BILLING), "both@terakoya.example"),
        ((Right.SUPPORT,), "support@terakoya.example"),
    ):
        client = browser_of(make_operator(*rights, email=email))
        client.post(page_of(owner), {"reason": "contract"})
        html = client.get(page_of(owner)).content.decode()
        assert document.number in html
        assert [link in html for link in links] == [Right.BILLING in rights] * 2


def test_opening_asks_for_a_reason_that_the_customer_reads(owner: Member) -> None:
    operator = make_operator(Right.SUPPORT)
    client, page = browser_of(operator), page_of(owner)
    assert "契約中" not in client.get(page).content.decode()
    assert AuditEntry.objects.filter(verb="operator.customer_opened").count() == 0
    answer = client.post(page, {"reason": "other", "words": " "})
    assert answer.status_code == 422
    assert "理由を入力してください" in answer.content.decode()
    assert client.post(page, {}).status_code == 422
    said = {"reason": "inquiry", "words": "R-2026-000012"}
    assert client.post(page, said)["Location"] == page
    client.post(page, said)  # a second click writes nothing more
    html = client.get(page).content.decode()
    assert "契約中" in html
    [entry] = AuditEntry.objects.filter(verb="operator.customer_opened")
    assert (entry.organisation_uuid, entry.actor_uuid) == (owner.organisation.uuid, operator.uuid)
    log = signed_in(owner).get("/manage/audit/").content.decode()
    assert "運営者が契約の内容を見た" in log
    assert "お問い合わせへの対応：R-2026-000012" in log
    with clock.fixed_at(NOW + dt.timedelta(minutes=61)):
        assert "契約中" not in client.get(page).content.decode()


def test_the_page_holds_counts_and_no_learners_name(owner: Member) -> None:
    client, page = browser_of(make_operator(Right.SUPPORT)), page_of(owner)
    client.post(page, {"reason": "contract"})
    html = client.get(page).content.decode()
    for shown in ("みほん工務店株式会社", "契約 太郎", "10（0）", "教材原稿", "契約・請求の確認"):
        assert shown in html, shown
    assert "受講 花子" not in html
    assert "hanako" not in html


def test_one_operators_opening_opens_nothing_for_another(owner: Member) -> None:
    page = page_of(owner)
    browser_of(make_operator(Right.SUPPORT)).post(page, {"reason": "contract"})
    other = browser_of(make_operator(Right.SUPPORT, email="other@terakoya.example"))
    assert "契約中" not in other.get(page).content.decode()


def test_without_the_right_there_is_no_such_page(owner: Member) -> None:
    page = page_of(owner)
    for person in (make_operator(Right.CONTENT, Right.BILLING), owner.person):
        client = browser_of(person)
        assert [client.get(LIST).status_code, client.get(page).status_code] == [404, 404]
        assert client.post(page, {"reason": "contract"}).status_code == 404
    support = browser_of(make_operator(Right.SUPPORT, email="support@terakoya.example"))
    assert support.get(f"{LIST}{owner.uuid}/").status_code == 404
    owner.organisation.is_house = True
    owner.organisation.save()
    assert support.get(page).status_code == 404
    assert support.get(LIST).context["page"].rows == []
    assert AuditEntry.objects.filter(verb="operator.customer_opened").count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_list_and_page_cost_the_same_whatever_they_show(
    count: int, django_assert_num_queries: Any
) -> None:
    owner = make_owner(make_organisation("みほん0株式会社"))
    for number in range(count):
        make_contract(owner, priced_course(), starts_on=NOW.date())
        make_licence(owner, priced_course(), starts_on=NOW.date())
        make_member(owner.organisation, f"担当 {number}", roles=(Role.OWNER,))
        make_owner(make_organisation(f"みほん{number + 1}株式会社"))
    client, page = browser_of(make_operator(Right.SUPPORT)), page_of(owner)
    client.post(page, {"reason": "contract"})
    with django_assert_num_queries(7):  # one of them is the menu's
        client.get(LIST, {"q": "みほん"})
    with django_assert_num_queries(17):
        client.get(page)
