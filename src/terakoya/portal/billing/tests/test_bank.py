"""A bank's file: read, known again, matched; and what is told of one that does not fit."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Member, Organisation, Person
from terakoya.portal.billing.bank_file import BankFileFault, Deposit, Fault, read_bank_file
from terakoya.portal.billing.choices import InvoiceState, LineState
from terakoya.portal.billing.column_samples import SAMPLES
from terakoya.portal.billing.matching import Candidate, name_key, suggestions
from terakoya.portal.billing.models import BankFile, BankLine, Invoice, Payment
from terakoya.portal.billing.selectors.bank import settled_lines, waiting_lines
from terakoya.portal.billing.selectors.invoices import status_of
from terakoya.portal.billing.services.payments import use_credit
from terakoya.portal.common import clock
from tests.factories import confirm_now, make_operator
from tests.statements import counted_statements

from .sold import customer, day, invoiced, noon

COLUMNS = SAMPLES[0].columns
HEAD = "日付,摘要,お引出し,お預入れ,残高\r\n"
LINES = (
    '2027/2/26,"振込 ｶ)ﾐﾎﾝｼﾖｳｼﾞ",,"33,000","133,000"\r\n'
    "令和9年2月26日,手数料,220,,132780\r\n"
    "20270301,ﾚｲｼﾞﾌﾞﾂｻﾝ(ｶ,,１１０００,143780\r\n"
)


def fault_of(text: str) -> tuple[Fault, int]:
    with pytest.raises(BankFileFault) as raised:
        read_bank_file((HEAD + text).encode(), COLUMNS)
    return raised.value.fault, raised.value.line


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
def test_deposits_are_read_in_every_writing(encoding: str) -> None:
    assert read_bank_file((HEAD + LINES).encode(encoding), COLUMNS) == [
        Deposit(2, day("2027-02-26"), 33_000, "振込 カ)ミホンショウジ".replace("ョ", "ヨ")),
        Deposit(4, day("2027-03-01"), 11_000, "レイジブツサン(カ"),
    ]


def test_file_that_does_not_fit_names_its_line() -> None:
    assert fault_of(LINES + "合計,,,44000,\r\n合計,,,1,\r\n") == (Fault.TOTAL, 6)
    assert fault_of(LINES + "合計,,,43000,\r\n") == (Fault.TOTAL, 5)
    assert fault_of(LINES.replace("143780", "143781")) == (Fault.BALANCE, 4)
    assert fault_of("2027/2/30,ミホン,,1,\r\n") == (Fault.BAD_DAY, 2)
    assert fault_of("2027/2/3,ミホン,,-1,\r\n") == (Fault.BAD_AMOUNT, 2)
    assert fault_of("2027/2/3,ミホン,100,,\r\n") == (Fault.EMPTY, 0)
    with pytest.raises(BankFileFault):
        read_bank_file(b"a,b\r\n1,2\r\n", COLUMNS)
    with pytest.raises(BankFileFault):
        read_bank_file(b"\x81\xff\xfe\x00", COLUMNS)


def test_newest_first_is_an_order_of_balances_too() -> None:
    turned = "".join(reversed(LINES.splitlines(keepends=True)))
    assert len(read_bank_file((HEAD + turned).encode(), COLUMNS)) == 2


@given(
    st.lists(st.tuples(st.dates(dt.date(2019, 5, 1), dt.date(2099, 1, 1)), st.integers(1, 10**9)))
)
def test_what_is_written_is_read_again(deposits: list[tuple[dt.date, int]]) -> None:
    body = "".join(f'{on:%Y/%m/%d},ﾐﾎﾝ,,"{yen:,}",\r\n' for on, yen in deposits)
    total = f"合計,,,{sum(yen for _on, yen in deposits)},\r\n"
    if deposits:
        found = read_bank_file((HEAD + body + total).encode("cp932"), COLUMNS)
        assert [(one.day, one.amount_yen) for one in found] == deposits
        assert fault_of(
            body + "合計,,,1,\r\n" if total != "合計,,,1,\r\n" else body + "合計,,,2,\r\n"
        )


@pytest.mark.parametrize(
    ("payer", "name"),
    [
        ("ｶ)ﾐﾎﾝｼﾖｳｼﾞ", "カブシキガイシャミホンショウジ"),
        ("ミホンシヨウジ(カ", "みほんしょうじ かぶしきがいしゃ"),
        ("ﾐﾎﾝ ｼｮｳｼﾞ ｶ)", "ミホンショウジ"),
    ],
)
def test_names_are_compared_without_form_and_size(payer: str, name: str) -> None:
    assert name_key(payer).startswith("ミホンシヨウジ")
    assert name_key(name) == "ミホンシヨウジ"


def test_suggestions_go_by_number_name_and_amount() -> None:
    mihon = Candidate(1, "2027-000041", 33_000, ("カブシキガイシャミホンショウジ",))
    other = Candidate(2, "2027-000042", 33_000, ("レイジブッサン",))
    by_name = suggestions("ｶ)ﾐﾎﾝｼﾖｳｼﾞ", 33_000, [mihon, other], 880)
    by_number = suggestions("2027000042 ﾀﾝﾄｳｼﾔ", 100, [mihon, other], 880)
    by_serial = suggestions("42ﾐﾎﾝｼﾖｳｼﾞ", 33_000, [mihon, other], 880)
    assert [one.key for one in by_name] == [1]
    assert [one.key for one in by_number] == [2]
    assert [one.key for one in by_serial] == [2, 1]
    # Two owe the same, nobody is named: nothing is suggested.
    assert suggestions("ﾅﾅｼ", 33_000, [mihon, other], 880) == ()
    (alone,) = suggestions("ﾅﾅｼ", 32_560, [mihon], 880)
    assert (alone.has_amount, alone.fee_yen) == (True, 440)


# -- on the page


@pytest.fixture
def seller(db: None) -> Person:
    """Somebody of the seller's with the right of billing."""
    return make_operator(Right.BILLING)


@pytest.fixture
def mihon(db: None) -> Invoice:
    """An open invoice of 33,000 yen of a customer with a reading in kana."""
    owner = customer()
    Organisation.objects.filter(pk=owner.organisation_id).update(name_kana="ミホンショウジ")
    return invoiced(owner)


def send(seller: Person, text: str) -> Any:
    client = Client()
    client.force_login(seller)
    file = SimpleUploadedFile("meisai.csv", (HEAD + text).encode("cp932"))
    with clock.fixed_at(noon("2027-03-02")):
        return client.post("/operator/billing/bank/", {"file": file, "columns": "bank"})


def act(seller: Person, line: BankLine, **fields: Any) -> int:
    client = Client()
    client.force_login(seller)
    with clock.fixed_at(noon("2027-03-02")):
        confirm_now(client)
        status: int = client.post(f"/operator/billing/bank/{line.uuid}/act/", fields).status_code
    return status


def test_file_sent_twice_or_overlapping_doubles_nothing(seller: Person) -> None:
    assert [send(seller, LINES).status_code for _again in range(2)] == [302, 302]
    assert (BankFile.objects.count(), BankLine.objects.count()) == (1, 2)
    twice = "20270301,ﾚｲｼﾞﾌﾞﾂｻﾝ(ｶ,,11000,154780\r\n"
    assert send(seller, LINES + twice).status_code == 302
    # Two equal transfers of a day are two; the third file brings the second of them alone.
    assert (BankFile.objects.count(), BankLine.objects.count()) == (2, 3)


def test_total_that_does_not_fit_is_told_with_its_line_and_keeps_nothing(seller: Person) -> None:
    response = send(seller, LINES + "合計,,,43000,\r\n")
    assert response.status_code == 422
    assert (
        "5行目の合計（43,000円）が、明細の合計（44,000円）と合いません" in response.content.decode()
    )
    assert not BankLine.objects.exists() and not BankFile.objects.exists()


def test_operator_confirms_a_suggestion_once(seller: Person, mihon: Invoice) -> None:
    send(seller, LINES)
    (line, _other) = BankLine.objects.all()
    with clock.fixed_at(noon("2027-03-02")):
        (first, second) = waiting_lines()
    assert [offer.invoice for offer in first.offers] == [mihon]
    assert second.offers == ()
    assert not Payment.objects.exists()  # a suggestion enters nothing
    assert [act(seller, line, do="match", invoice=mihon.uuid) for _again in range(2)] == [302] * 2
    payment = Payment.objects.get()
    assert (payment.bank_line, payment.amount_yen) == (line, 33_000)
    with clock.fixed_at(noon("2027-03-02")):
        assert status_of(mihon).state == InvoiceState.PAID


def test_line_that_is_no_payment_is_set_aside_and_put_back(seller: Person, mihon: Invoice) -> None:
    send(seller, LINES)
    line = BankLine.objects.all()[0]
    assert act(seller, line, do="ignore") == 302
    assert act(seller, line, do="match", invoice=mihon.uuid) == 409
    assert act(seller, line, do="restore") == 302
    line.refresh_from_db()
    assert line.state == LineState.WAITING
    assert act(seller, line, do="match", invoice="x") == 404
    assert act(seller, line) == 404


def test_line_without_a_suggestion_is_settled_by_a_typed_number(
    seller: Person, mihon: Invoice
) -> None:
    send(seller, LINES)
    (_first, line) = BankLine.objects.all()
    assert act(seller, line, do="number", number="2099-999999") == 302  # told, and nothing done
    assert not Payment.objects.exists()
    number = mihon.document.number
    wide = number.translate({ord(one): ord(one) + 0xFEE0 for one in "0123456789-"})
    assert [act(seller, line, do="number", number=f" {wide} ") for _again in range(2)] == [302] * 2
    assert Payment.objects.get().bank_line == line


def test_waiting_lines_are_read_in_three_statements(seller: Person, mihon: Invoice) -> None:
    send(seller, LINES)
    with clock.fixed_at(noon("2027-03-02")), counted_statements() as statements:
        waiting_lines()
    assert len(statements) == 3


def shown(seller: Person) -> str:
    client = Client()
    client.force_login(seller)
    with clock.fixed_at(noon("2027-03-03")):
        return " ".join(client.get("/operator/billing/bank/").content.decode().split())


def test_settled_line_says_which_invoices_its_money_went_to(seller: Person, mihon: Invoice) -> None:
    owner = Member.objects.get(organisation=mihon.organisation)
    send(seller, "2027/3/1,ﾐﾎﾝｼﾖｳｼﾞ,,50000,\r\n2027/3/1,ﾅﾅｼ,,7,\r\n")
    (line, other) = BankLine.objects.order_by("id")
    act(seller, line, do="match", invoice=mihon.uuid)
    act(seller, other, do="ignore")
    with clock.fixed_at(noon("2027-03-03")):
        aside, settled = settled_lines()
    assert (aside.invoices, aside.free_yen) == ((), 0)
    assert [(one.invoice, one.amount_yen) for one in settled.invoices] == [(mihon, 33_000)]
    assert settled.free_yen == 17_000
    later = invoiced(owner, "2027-02", seats=5, months=1)
    with clock.fixed_at(noon("2027-03-03")):
        use_credit(by=seller, invoice=later)
        both = settled_lines()[1]
    assert [(one.invoice, one.amount_yen) for one in both.invoices] == [
        (mihon, 33_000),
        (later, later.total_yen),
    ]
    page = shown(seller)
    for invoice in (mihon, later):
        address = f'href="/operator/billing/invoices/{invoice.uuid}/"'
        assert f"{address}>{invoice.document.number}</a>" in page
    assert f"前受けまたは返金 {50_000 - 33_000 - later.total_yen:,}円" in page


def test_fee_that_was_left_off_stands_beside_its_invoice(seller: Person, mihon: Invoice) -> None:
    send(seller, "2027/3/1,ﾐﾎﾝｼﾖｳｼﾞ,,32560,\r\n")
    act(seller, BankLine.objects.get(), do="match", invoice=mihon.uuid)
    with clock.fixed_at(noon("2027-03-03")):
        (settled,) = settled_lines()
    assert [(one.amount_yen, one.fee_yen) for one in settled.invoices] == [(32_560, 440)]
    assert settled.free_yen == 0
    assert "手数料440円の差引" in shown(seller)


def test_settled_lines_are_read_in_two_statements(seller: Person, mihon: Invoice) -> None:
    send(seller, "2027/3/1,ﾐﾎﾝｼﾖｳｼﾞ,,33000,\r\n2027/3/1,ﾅﾅｼ,,7,\r\n2027/3/1,ﾅﾅｼ,,8,\r\n")
    counts: list[int] = []
    for line in BankLine.objects.order_by("id"):
        act(seller, line, do="match" if not counts else "ignore", invoice=mihon.uuid)
        with counted_statements() as statements:
            settled_lines()
        counts.append(len(statements))
    assert counts == [2, 2, 2]
