"""Closing a month: who gets which invoice, once, whatever happens to the job."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Organisation
from terakoya.portal.billing.choices import PaymentTerms
from terakoya.portal.billing.due_lines import count_due, due_organisations
from terakoya.portal.billing.emails import mail_invoice_issued
from terakoya.portal.billing.errors import MonthNotOver
from terakoya.portal.billing.models import (
    BillingRules,
    Invoice,
    InvoiceLine,
    MonthClosing,
    OrderTerms,
)
from terakoya.portal.billing.services import closing
from terakoya.portal.billing.services.closing import ask_closing, close_due_months, close_month
from terakoya.portal.catalogue.models import Revision
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import Counter, JobLease, OutboxMessage
from terakoya.portal.documents import seller_memory
from terakoya.portal.documents.models import IssuedDocument
from terakoya.portal.orders.models import Contract
from tests.factories import confirm_now, make_operator, publish_flagship
from tests.statements import counted_statements

from .sold import close, customer, day, invoiced, noon, sold, with_bank

pytestmark = pytest.mark.django_db


def test_closing_issues_one_invoice_for_all_orders_of_an_organisation() -> None:
    owner = customer()
    sold(owner, "2027-01-10", seats=10, months=3)
    sold(owner, "2027-01-31", seats=0, manuscript=98_000)
    outcome = close("2027-01")
    invoice = Invoice.objects.get()
    assert (outcome.issued, outcome.failed, outcome.is_through) == (1, 0, True)
    assert (invoice.subtotal_yen, invoice.tax_yen, invoice.total_yen) == (128_000, 12_800, 140_800)
    assert (invoice.due_on, invoice.payable_on) == (day("2027-02-28"), day("2027-03-01"))
    assert invoice.issued_on == invoice.document.issued_on == day("2027-01-31")
    assert invoice.document.total_yen == 140_800
    assert list(invoice.lines.values_list("first", "last", "amount_yen")) == [
        (day("2027-01-10"), day("2027-04-09"), 30_000),
        (day("2027-01-31"), day("2027-01-31"), 98_000),
    ]


def test_document_says_whom_what_and_until_when() -> None:
    owner = customer()
    Organisation.objects.filter(pk=owner.organisation_id).update(
        postal_code="100-0001", prefecture="東京都", address="千代田区見本町1-1"
    )
    applicant = {"department": "総務部", "person_name": "見本 花子"}
    sold(owner, "2027-01-10", purchase_order="PO-7", customer=applicant)
    close("2027-01")
    said = IssuedDocument.objects.get().content
    assert said["addressee"] == {
        "name": "株式会社みほん商事",
        "postal_code": "100-0001",
        "address": "東京都千代田区見本町1-1",
        "department": "総務部",
        "person": "見本 花子",
        "is_person": False,
    }
    assert (said["subject"], said["purchase_order"]) == ("2027年1月分のご請求", "PO-7")
    assert (said["traded_on"], said["due_on"], said["payable_on"]) == (
        "2027-01-31",
        "2027-02-28",
        "2027-03-01",
    )
    (line,) = said["lines"]
    assert (line["title"], line["quantity_text"]) == ("「ordered」オンライン研修", "10枠×3か月")
    assert (line["period_from"], line["period_until"]) == ("2027-01-10", "2027-04-09")


def test_contract_holder_is_told_of_the_invoice_and_nobody_else() -> None:
    owner = customer()
    customer("例示物産株式会社")
    invoice = invoiced(owner)
    (mail,) = OutboxMessage.objects.all()
    assert mail.payload["to"] == owner.person.email
    assert invoice.document.number in mail.payload["subject"]
    assert "33,000円" in mail.payload["text"]


def test_second_closing_bills_nothing_again() -> None:
    owner = customer()
    invoiced(owner)
    again = close("2027-01", on="2027-02-20")
    later = close("2027-02")
    assert (again.issued, later.issued) == (0, 0)
    assert Invoice.objects.count() == IssuedDocument.objects.count() == 1


def test_database_refuses_a_portion_billed_twice() -> None:
    line = InvoiceLine.objects.filter(invoice=invoiced(customer())).get()
    line.pk = None
    with pytest.raises(IntegrityError):
        line.save()


def test_start_on_the_last_day_is_billed_and_the_day_after_is_not() -> None:
    owner, next_owner = customer(), customer("例示物産株式会社")
    sold(owner, "2027-01-31")
    sold(next_owner, "2027-02-01")
    close("2027-01")
    assert [one.organisation for one in Invoice.objects.all()] == [owner.organisation]
    close("2027-02")
    assert Invoice.objects.get(month=day("2027-02-01")).organisation == next_owner.organisation


def test_seats_added_later_are_billed_at_their_own_month_end() -> None:
    owner = customer()
    invoiced(owner)
    sold(owner, "2027-02-20", seats=5, months=2)
    close("2027-02")
    february = Invoice.objects.get(month=day("2027-02-01"))
    assert (february.subtotal_yen, february.lines.count()) == (10_000, 1)


def test_cancelled_contracts_are_not_billed() -> None:
    kept, cancelled = customer(), customer("例示物産株式会社")
    sold(kept, "2027-01-10")
    sold(cancelled, "2027-01-10")
    Contract.objects.filter(organisation=cancelled.organisation).update(
        cancelled_at=noon("2027-01-12")
    )
    close("2027-01")
    assert [one.organisation for one in Invoice.objects.all()] == [kept.organisation]


def test_monthly_terms_bill_each_month_and_acceptance_waits() -> None:
    monthly, public = customer(), customer("みほん市")
    sold(monthly, "2027-01-10", terms=PaymentTerms.MONTHLY)
    order = sold(public, "2027-01-10", terms=PaymentTerms.AFTER_ACCEPTANCE)
    for month in ("2027-01", "2027-02", "2027-03", "2027-04"):
        close(month)
    assert list(
        Invoice.objects.filter(organisation=monthly.organisation)
        .order_by("month")
        .values_list("month", "subtotal_yen")
    ) == [(day(f"2027-0{n}-01"), 10_000) for n in (1, 2, 3)]
    assert not Invoice.objects.filter(organisation=public.organisation).exists()
    OrderTerms.objects.filter(order=order).update(accepted_on=day("2027-05-06"))
    close("2027-05")
    found = Invoice.objects.get(organisation=public.organisation)
    assert (found.month, found.subtotal_yen) == (day("2027-05-01"), 30_000)


def test_change_of_the_tax_rate_gives_two_rates_in_one_document() -> None:
    owner = customer()
    sold(owner, "2027-01-10", seats=1, months=1, unit=101, per_mille=80)
    sold(owner, "2027-01-20", seats=1, months=1, unit=105, per_mille=100)
    sold(owner, "2027-01-21", seats=1, months=1, unit=105, per_mille=100)
    close("2027-01")
    invoice = Invoice.objects.get()
    # ⌊101 × 8 %⌋ + ⌊210 × 10 %⌋; each line by itself would give 8 + 10 + 10.
    assert (invoice.subtotal_yen, invoice.tax_yen) == (311, 8 + 21)


def test_killed_run_leaves_whole_invoices_and_the_next_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    owners = [customer(f"会社{number}") for number in range(5)]
    for owner in owners:
        sold(owner, "2027-01-10")

    class Killed(BaseException):
        pass

    calls: list[Invoice] = []

    def killed_at_the_third(invoice: Invoice) -> None:
        calls.append(invoice)
        if len(calls) == 3:
            raise Killed
        mail_invoice_issued(invoice)

    with monkeypatch.context() as patched, clock.fixed_at(noon("2027-02-01")):
        patched.setattr(closing, "mail_invoice_issued", killed_at_the_third)
        ask_closing(by=None, month=day("2027-01-01"))
        with pytest.raises(Killed):
            close_month(month=day("2027-01-01"))
    assert Invoice.objects.count() == IssuedDocument.objects.count() == 2
    with clock.fixed_at(noon("2027-02-01")):
        close_due_months()
    assert Invoice.objects.count() == IssuedDocument.objects.count() == 5
    serials = IssuedDocument.objects.order_by("serial").values_list("serial", flat=True)
    assert list(serials) == [1, 2, 3, 4, 5]
    assert OutboxMessage.objects.count() == 5
    assert MonthClosing.objects.get().finished_at is not None


def test_one_that_fails_stops_no_other_and_is_tried_again() -> None:
    nameless, owner = customer(), customer("例示物産株式会社")
    sold(nameless, "2027-01-10")
    sold(owner, "2027-01-10")
    Organisation.objects.filter(pk=nameless.organisation_id).update(name="  ")
    outcome = close("2027-01")
    row = MonthClosing.objects.get()
    assert (outcome.issued, outcome.failed) == (1, 1)
    assert (row.finished_at, row.failed) == (None, 1)
    assert "宛先の会社名" in row.last_error
    Organisation.objects.filter(pk=nameless.organisation_id).update(name="株式会社みほん商事")
    with clock.fixed_at(noon("2027-02-02")):
        close_due_months()
    row.refresh_from_db()
    assert (Invoice.objects.count(), row.failed, row.last_error) == (2, 0, "")
    assert row.finished_at is not None


def test_a_closing_that_another_run_has_finished_stays_finished(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sold(customer(), "2027-01-10")
    (due,) = due_organisations(day("2027-01-01"))
    close("2027-01")
    finished = MonthClosing.objects.get().finished_at
    monkeypatch.setattr(closing, "due_organisations", lambda _month: [due])
    monkeypatch.setattr(closing, "issue_invoice", lambda **_said: 1 // 0)
    assert close("2027-01").failed == 1  # a slower run, overtaken
    kept = MonthClosing.objects.get()
    assert (kept.finished_at, kept.failed, kept.last_error) == (finished, 0, "")


def test_month_that_is_not_over_cannot_be_closed() -> None:
    with clock.fixed_at(noon("2027-01-31")), pytest.raises(MonthNotOver):
        ask_closing(by=None, month=day("2027-01-01"))
    with clock.fixed_at(noon("2027-02-01")):
        assert ask_closing(by=None, month=day("2027-01-15")).month == day("2027-01-01")


def test_job_closes_last_month_by_itself_unless_the_operator_says_no(bank: None) -> None:
    sold(customer(), "2027-01-10")
    BillingRules.objects.create(pk=1, closes_by_itself=False)
    with clock.fixed_at(noon("2027-02-01")):
        assert close_due_months() == 0
        BillingRules.objects.update(closes_by_itself=True)
        assert close_due_months() == 1
        assert close_due_months() == 0


def test_job_waits_for_the_sellers_bank_account_and_prints_it_then() -> None:
    sold(customer(), "2027-01-10")
    desk = Client()
    desk.force_login(make_operator(Right.BILLING))
    confirm_now(desk)
    with clock.fixed_at(noon("2027-02-01")):
        assert close_due_months() == 0
        for page in ("/operator/billing/", "/operator/billing/close/2027-01/"):
            html = desk.get(page).content.decode()
            assert "振込先がまだ入力されていません" in html
        with_bank(day("2027-02-01"))  # later than the day that the invoice bears
        assert close_due_months() == 1
        closed = desk.get("/operator/billing/close/2027-01/").content.decode()
        assert "振込先がまだ入力されていません" not in closed
        assert "発行した請求書：1件・33,000円" in closed
    seller_memory.forget()
    document = Invoice.objects.get().document
    assert document.issued_on == day("2027-01-31")
    assert document.seller["bank_name"] == "れいだい銀行"
    assert document.seller["name"] != "株式会社れいだい教育"  # that is its name since February


def test_job_does_nothing_while_another_worker_closes(bank: None) -> None:
    sold(customer(), "2027-01-10")
    with clock.fixed_at(noon("2027-02-01")):
        JobLease.objects.create(name=closing.LEASE, holder="another", until=noon("2027-02-02"))
        assert close_due_months() == 0
        JobLease.objects.all().delete()
        assert close_due_months() == 1


def test_dry_run_shows_what_would_be_issued_and_writes_nothing() -> None:
    sold(customer(), "2027-01-10", manuscript=98_000)
    out = io.StringIO()
    call_command("close_month", "2027-01", "--dry-run", stdout=out)
    assert out.getvalue() == "株式会社みほん商事\t2\t140800\n1 invoices, 140800 yen with tax\n"
    assert not Invoice.objects.exists() and not MonthClosing.objects.exists()
    assert not Counter.objects.filter(name__startswith="documents").exists()


def test_command_closes_and_refuses_what_is_no_month() -> None:
    sold(customer(), "2027-01-10")
    with clock.fixed_at(noon("2027-02-01")):
        out = io.StringIO()
        call_command("close_month", "2027-01", stdout=out)
        assert out.getvalue() == "1 issued, 0 failed\n"
        for month in ("2027-13", "January", "2027-02"):
            with pytest.raises(CommandError):
                call_command("close_month", month, stdout=io.StringIO())


def test_what_is_due_is_read_in_batches_with_the_same_statements() -> None:
    found = []
    for _number in range(2):
        for _more in range(2):
            sold(customer(), "2027-01-10")
        with counted_statements() as statements:
            list(due_organisations(day("2027-01-01")))
        found.append(len(statements))
    # keys, lines, billed portions, who wants a split; and that there are no more keys
    assert found == [5, 5]
    assert count_due(day("2027-01-01")) == 4


def test_an_english_invoice_is_english_and_names_contract_and_application() -> None:
    owner = customer("Mihon Trading Co., Ltd.")
    Organisation.objects.filter(pk=owner.organisation_id).update(language="en")
    order = sold(owner, "2027-01-10")
    Contract.objects.filter(order_line__order=order).update(number="K-2027-0001")
    close("2027-01")
    said = Invoice.objects.get().document.content
    assert (said["subject"], said["contract_number"]) == ("Invoice for January 2027", "K-2027-0001")
    assert said["facts"] == [["Order number", order.number]]


def test_lines_name_a_course_as_it_is_published_by_then() -> None:
    before = sold(customer(), "2027-01-10")
    close("2027-01")
    course = before.lines.get().course
    Revision.objects.filter(pk=publish_flagship().pk).update(course=course)
    sold(customer("例示物産株式会社"), "2027-02-10")
    close("2027-02")
    titles = [one.document.content["lines"][0]["title"] for one in Invoice.objects.order_by("pk")]
    assert titles == ["「ordered」オンライン研修", "「STOP! カスタマーハラスメント」オンライン研修"]


def test_ten_years_later_nothing_is_billed_anew_though_the_invoice_is_gone() -> None:
    owner = customer()
    invoiced(owner)
    IssuedDocument.objects.all().delete()
    assert not Invoice.objects.exists()
    assert close("2037-05").issued == 0
