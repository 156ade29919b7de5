"""The operator's pages of invoices: the list, closing a month, one invoice, its documents."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...accounts.access import (
    ask_to_confirm,
    is_confirmed,
    operator_page,
    recently_confirmed,
    signed_in_person,
)
from ...accounts.choices import Right
from ...common import clock
from ...common.refusals import form_page, refusals_on
from ..access import get_invoice
from ..forms.payments import InvoiceFilterForm, PaymentForm, month_from
from ..invoice_sentences import closing_sentence, due_sentence, no_step_sentence
from ..models import Invoice
from ..portions import month_before, month_of
from ..reminder_steps import step_by_hand
from ..selectors.invoices import (
    FORESEEN,
    billing_rules,
    credit_of,
    foreseen_invoices,
    invoice_page,
    month_row,
    month_rows,
    names_bank,
    releases_of,
    status_of,
)
from ..selectors.terms import orders_of, waiting_for_acceptance
from ..services.closing import ask_closing
from ..services.payments import issue_receipt, record_payment, use_credit
from ..services.refunds import release_overpaid
from ..services.reminding import remind_of


@operator_page(Right.BILLING)
@require_GET
def invoice_list(request: HttpRequest) -> HttpResponse:
    """請求と入金: the months to be closed, and all invoices by state."""
    form = InvoiceFilterForm(request.GET)
    rows = month_rows()  # of them only the first, the running month, asks for the one before
    context = {
        "months": [(row, closing_sentence(row, rows[1])) for row in rows],
        "rules": billing_rules(),
        "has_bank": names_bank(),
        "waiting": waiting_for_acceptance(),
        "form": form,
        "page": invoice_page(form.wanted(), _number(request.GET.get("page", ""))),
    }
    return render(request, "billing/invoice_list.html", context)


@operator_page(Right.BILLING)
@require_http_methods(["GET", "POST"])
def month_close(request: HttpRequest, month: str) -> HttpResponse:
    """What closing a month would issue; sending it asks for the closing, once."""
    first = _known_month(month)
    if request.method == "POST" and not is_confirmed(request):
        return ask_to_confirm(request)  # invoices go out
    if request.method == "POST":
        ask_closing(by=signed_in_person(request), month=first)
        messages.success(request, _("締めを始めました。請求書は数分で、この一覧に出ます。"))
        return redirect("billing:invoice-list")
    row = month_row(first)
    foreseen = foreseen_invoices(first)
    context = {
        "row": row,
        "sentence": closing_sentence(row, month_row(month_before(first))),
        "foreseen": foreseen,
        "has_bank": names_bank(),
        "foreseen_yen": sum(one.total_yen for one in foreseen),
        "is_all": len(foreseen) < FORESEEN,
    }
    return render(request, "billing/month_close.html", context)


@operator_page(Right.BILLING)
@require_http_methods(["GET", "POST"])
def invoice(request: HttpRequest, invoice: uuid.UUID) -> HttpResponse:
    """One invoice: lines, sums, documents, payments; sending it enters a payment."""
    found = get_invoice(invoice)
    first = {"received_on": clock.today(), "key": uuid.uuid4()}
    form = PaymentForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and not is_confirmed(request):
        return ask_to_confirm(request)  # money is said to have come in
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            record_payment(by=signed_in_person(request), invoice=found, **form.entered())
            messages.success(request, _("入金を記録しました。"))
            return redirect("billing:invoice", found.uuid)
    return form_page(request, "billing/invoice.html", {**_details(found), "form": form}, form)


def _details(found: Invoice) -> dict[str, Any]:
    """What the page tells of an invoice."""
    reminders = list(found.reminders.all())
    sent = [(one.step, one.sent_on) for one in reminders]
    next_step = step_by_hand(clock.today(), sent)
    return {
        "invoice": found,
        "status": status_of(found),
        "due_words": due_sentence(found),
        "lines": found.lines.select_related("change"),
        "allocations": found.allocations.select_related("payment"),
        "releases": releases_of(found),
        "changes": found.changes.select_related("document"),
        "reminders": reminders,
        "next_step": next_step,
        "no_step": "" if next_step else no_step_sentence(len(sent)),
        "orders": orders_of(found),
        "credit": credit_of(found.organisation_id),
        "fee_tolerance": billing_rules().fee_tolerance_yen,
    }


@operator_page(Right.BILLING)
@require_POST
@recently_confirmed()
def invoice_act(request: HttpRequest, invoice: uuid.UUID) -> HttpResponse:
    """Use credit, move what is held too much to credit, ask for payment, or issue the receipt."""
    found, person = get_invoice(invoice), signed_in_person(request)
    deed = request.POST.get("do", "")
    if deed == "credit":
        use_credit(by=person, invoice=found)
        messages.success(request, _("前受けの金額を、この請求書にあてました。"))
    elif deed == "release":
        release_overpaid(by=person, invoice=found)
        messages.success(request, _("多く入金された金額を、前受けの金額に移しました。"))
    elif deed == "remind":
        step = remind_of(by=person, invoice=found)
        messages.success(request, _("%(n)s回目のお支払いのお願いを送りました。") % {"n": step})
    elif deed == "receipt":
        issue_receipt(by=person, invoice=found)
        messages.success(request, _("領収書を発行し、メールでお送りしました。"))
    else:
        raise Http404
    return redirect("billing:invoice", found.uuid)


def _known_month(text: str) -> dt.date:
    """A month up to this one, or 404."""
    month = month_from(text)
    if month is None or month > month_of(clock.today()):
        raise Http404
    return month


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1
