"""A document as PDF for whom it went to; the operator's search and what customers sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.audit.selectors import entries_of
from terakoya.portal.common import clock
from terakoya.portal.documents.choices import DocumentKind
from terakoya.portal.documents.models import ReceivedDocument
from terakoya.portal.documents.services import document_pdf
from tests.factories import make_operator, make_organisation

from .examples import INVOICE, NOW, issue

pytestmark = pytest.mark.django_db
LIST, ADD = "/operator/documents/", "/operator/documents/received/"
PDF = b"%PDF-1.7 purchase order"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.fixed_at(NOW):
        yield


@pytest.fixture
def operator(db: None) -> Client:
    """Somebody of the seller's who bills."""
    return client_of(make_operator(Right.BILLING))


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.once
def test_an_officer_gets_the_kept_bytes_and_others_get_404(
    owner: Member, colleague: Member, learner: Member, stranger: Member
) -> None:
    document = issue(organisation=owner.organisation)
    address = f"/manage/documents/{document.uuid}/"
    for officer in (owner, colleague):
        answer = client_of(officer.person).get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer.content == document_pdf(document)
        assert "2026-000001" in answer["Content-Disposition"]
    for other in (learner, stranger):
        assert client_of(other.person).get(address).status_code == 404
    assert client_of(owner.person).get(f"/operator/documents/{document.uuid}/").status_code == 404
    nobody = issue("quote", DocumentKind.QUOTE)
    assert client_of(owner.person).get(f"/manage/documents/{nobody.uuid}/").status_code == 404


@pytest.mark.once
def test_an_operator_who_bills_gets_every_document(operator: Client, owner: Member) -> None:
    document = issue(organisation=owner.organisation)
    answer = operator.get(f"/operator/documents/{document.uuid}/")
    assert answer.content == document_pdf(document)
    other = client_of(make_operator(Right.CONTENT, email="content@terakoya.example"))
    for address in (f"/operator/documents/{document.uuid}/", LIST, ADD, "/operator/seller/"):
        assert other.get(address).status_code == 404


def test_the_list_is_narrowed_by_two_at_once(operator: Client) -> None:
    issue("a")
    issue("b", DocumentKind.RECEIPT, lines=INVOICE.lines[1:])
    everything = operator.get(LIST).content.decode()
    assert [number in everything for number in ("2026-000001", "R-2026-000001")] == [True, True]
    found = operator.get(LIST, {"name": "みほん商事", "most": "１０７，８００円"}).content.decode()
    assert [number in found for number in (">2026-000001", "R-2026-000001")] == [False, True]
    nothing = operator.get(LIST, {"name": "みほん商事", "most": "107799"})
    assert "条件に合う書類はありません" in nothing.content.decode()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"since": "2026-02-30"}, "日付"),
        ({"since": "2026-10-02", "until": "2026-10-01"}, "「から」を「まで」より前に"),
        ({"least": "abc"}, "整数"),
        ({"kind": "poem"}, "poem"),
        ({"before": "2026-13-40.x"}, "2026-000001"),
    ],
)
def test_what_is_not_understood_is_told_and_narrows_nothing(
    operator: Client, query: dict[str, str], told: str
) -> None:
    issue()
    answer = operator.get(LIST, query)
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert "2026-000001" in answer.content.decode()


def test_statements_of_the_list_are_few(operator: Client, django_assert_num_queries: Any) -> None:
    issue("a")
    query = {"name": "みほん", "least": "1"}
    operator.get(LIST, query)
    with django_assert_num_queries(7):  # one of them is the menu's
        operator.get(LIST, query)
    issue("b")
    issue("c")
    with django_assert_num_queries(7):  # one of them is the menu's
        operator.get(LIST, query)


def sent(client: Client, **changes: object) -> tuple[int, str]:
    values = {
        "name": "株式会社みほん商事",
        "dated_on": "2026-09-29",
        "total_yen": "３，２７５，８００",
        "number": "PO-778",
        "file": SimpleUploadedFile("注文書.pdf", PDF, "application/pdf"),
        **changes,
    }
    answer = client.post(ADD, values)
    return answer.status_code, answer.content.decode()


def test_a_purchase_order_is_kept_found_and_given_as_it_came(operator: Client) -> None:
    assert sent(operator)[0] == 302
    kept = ReceivedDocument.objects.get()
    assert (kept.total_yen, kept.number, bytes(kept.content)) == (3_275_800, "PO-778", PDF)
    assert entries_of(None)[0].verb == "documents.received"
    found = operator.get(LIST, {"kind": "received", "name": "みほん商事株式会社"})
    assert "PO-778" in found.content.decode()
    answer = operator.get(f"{ADD}{kept.uuid}/")
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/pdf")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        ReceivedDocument.objects.update(total_yen=1)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"file": SimpleUploadedFile("a.pdf", b"<html>", "application/pdf")}, "PDF、PNG、JPEG"),
        ({"file": ""}, "「ファイル」を選んでください。"),
        ({"dated_on": "2026-10-01"}, "今日まで"),
        ({"total_yen": "-1"}, "0以上"),
        ({"total_yen": "1000000000001"}, "1000000000000以下"),
        ({"name": " "}, "取引先"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_the_rest_of_the_form_stays(
    operator: Client, changes: dict[str, object], told: str
) -> None:
    status, page = sent(operator, **changes)
    assert (status, ReceivedDocument.objects.count()) == (422, 0)
    assert told in page
    assert "PO-778" in page


def test_the_same_file_is_kept_once(operator: Client) -> None:
    sent(operator)
    status, page = sent(operator, number="PO-779")
    assert (status, ReceivedDocument.objects.count()) == (422, 1)
    assert "すでに保存してあります" in page


def test_a_purchase_order_is_kept_for_the_customer_who_was_looked_for(
    operator: Client, owner: Member
) -> None:
    ours, code = owner.organisation, owner.organisation.code
    other = make_organisation("みほん工業株式会社")
    page = operator.get(ADD, {"customer": "みほん"}).content.decode()
    assert [f'value="{one.uuid}"' in page for one in (ours, other)] == [True, True]
    alone = operator.get(ADD, {"customer": code.upper()}).content.decode()
    assert re.search(rf'value="{ours.uuid}"[^>]*checked', alone)
    assert f'value="{other.uuid}"' not in alone
    values = {
        "name": ours.name, "dated_on": "2026-09-29", "total_yen": "1000",
        "file": SimpleUploadedFile("注文書.pdf", PDF, "application/pdf"),
    }  # fmt: skip
    address = f"{ADD}?customer={code}"
    refused = operator.post(address, {**values, "organisation": str(other.uuid)})
    assert (refused.status_code, ReceivedDocument.objects.count()) == (422, 0)
    values["file"] = SimpleUploadedFile("注文書.pdf", PDF, "application/pdf")
    assert operator.post(address, {**values, "organisation": str(ours.uuid)}).status_code == 302
    assert ReceivedDocument.objects.get().organisation == ours
    assert entries_of(ours.uuid)[0].verb == "documents.received"
    assert f"（{code}）" in operator.get(LIST, {"kind": "received"}).content.decode()


def test_a_customer_who_is_not_found_is_said(operator: Client) -> None:
    page = operator.get(ADD, {"customer": "どこにもない会社"}).content.decode()
    assert "このお客様は見つかりません" in page
    assert 'name="organisation"' not in page
