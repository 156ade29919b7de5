"""The operator's pages of the bank's files and of the journal."""

from __future__ import annotations

import uuid
from itertools import chain

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...accounts.access import operator_page, recently_confirmed, signed_in_person
from ...accounts.choices import Right
from ...common import clock
from ...common.csv_lines import csv_pieces
from ...common.refusals import form_page, refusals_on
from ..access import get_bank_line, get_columns, get_invoice
from ..choices import ColumnsFor, Encoding
from ..forms.payments import BankFileForm, ColumnSetForm, JournalForm
from ..invoice_sentences import columns_as_lines, taken_sentence
from ..models import BankLine, Invoice
from ..portions import month_before, month_of
from ..selectors.bank import column_sets, find_invoice_numbered, settled_lines, waiting_lines
from ..selectors.journal import journal_rows, monthly_sales
from ..services.bank_files import take_bank_file
from ..services.columns import save_columns
from ..services.payments import ignore_line, settle_line


@operator_page(Right.BILLING)
@require_http_methods(["GET", "POST"])
def bank(request: HttpRequest) -> HttpResponse:
    """入金の照合: a bank's file is sent, and its lines are confirmed one by one."""
    offered = column_sets(ColumnsFor.BANK)
    is_sent = request.method == "POST"
    form = BankFileForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, offered=offered
    )
    if is_sent and form.is_valid():
        sent = form.cleaned_data["file"]
        columns = get_columns(ColumnsFor.BANK, form.cleaned_data["columns"])
        with refusals_on(form):
            taken = take_bank_file(
                by=signed_in_person(request),
                name=sent.name,
                content=sent.read(),
                columns=columns,
            )
            messages.success(request, taken_sentence(taken.new_lines, taken.known_lines))
            return redirect("billing:bank")
    context = {
        "form": form,
        "offered": offered,
        "waiting": waiting_lines(),
        "settled": settled_lines(),
    }
    return form_page(request, "billing/bank.html", context, form)


@operator_page(Right.BILLING)
@require_POST
@recently_confirmed()
def bank_line_act(request: HttpRequest, line: uuid.UUID) -> HttpResponse:
    """A line becomes the payment of an invoice, or is set aside, or is put back."""
    found, deed = get_bank_line(line), request.POST.get("do", "")
    if deed == "match":
        _settle(request, found, get_invoice(_uuid(request.POST.get("invoice", ""))))
    elif deed == "number":
        number = request.POST.get("number", "").strip()
        if (invoice := find_invoice_numbered(number)) is None:
            said = _("番号%(number)sの請求書は見つかりません。番号を確かめて入力してください。")
            messages.error(request, said % {"number": number[:40]})
        else:
            _settle(request, found, invoice)
    elif deed in {"ignore", "restore"}:
        ignore_line(line=found, is_ignored=deed == "ignore")
    else:
        raise Http404
    return redirect("billing:bank")


def _settle(request: HttpRequest, line: BankLine, invoice: Invoice) -> None:
    settle_line(by=signed_in_person(request), line=line, invoice=invoice)
    messages.success(request, _("入金を記録しました。"))


@operator_page(Right.BILLING)
@require_GET
def books(request: HttpRequest) -> HttpResponse:
    """仕訳と売上: sales month by month, and the journal for accounting programs."""
    last = month_before(clock.today())
    offered = column_sets(ColumnsFor.JOURNAL)
    first = {"since": f"{last:%Y-%m}", "until": f"{last:%Y-%m}"}
    form = JournalForm(request.GET or None, initial=first, offered=offered)
    begin = month_of(last.replace(year=last.year - 1))
    end = last.replace(year=last.year + 1)
    context = {"form": form, "offered": offered, "sales": monthly_sales(begin, end).items()}
    if request.GET:
        form.is_valid()
    return form_page(request, "billing/books.html", context, form)


@operator_page(Right.BILLING)
@require_GET
def journal_file(request: HttpRequest) -> HttpResponseBase:
    """The journal as CSV in the columns of a program."""
    form = JournalForm(request.GET, offered=column_sets(ColumnsFor.JOURNAL))
    if not form.is_valid():
        return books(request)
    columns = get_columns(ColumnsFor.JOURNAL, form.cleaned_data["columns"])
    first, last = form.days(form.cleaned_data)
    rows = journal_rows(columns, first, last)
    headings = [heading for heading, _meaning in columns.columns]
    if not columns.has_headings:
        headings = [str(cell) for cell in next(rows, [])]
    pieces = csv_pieces(headings, rows, in_cp932=columns.encoding == Encoding.CP932)
    response = StreamingHttpResponse(chain(pieces), content_type="text/csv")
    name = f"journal-{first:%Y%m}-{last:%Y%m}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@operator_page(Right.BILLING)
@require_http_methods(["GET", "POST"])
def column_set(request: HttpRequest, purpose: str, key: str) -> HttpResponse:
    """The columns of a bank's or a program's file; saving a sample makes a row of its own."""
    if purpose not in ColumnsFor.values:
        raise Http404
    found = get_columns(ColumnsFor(purpose), key)
    first = {
        "name": found.name,
        "encoding": found.encoding,
        "columns": columns_as_lines(found.columns),
    }
    form = ColumnSetForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with refusals_on(form):
            save_columns(
                by=signed_in_person(request),
                columns=found,
                name=said["name"],
                encoding=said["encoding"],
                lines=said["columns"],
            )
            messages.success(request, _("保存しました。"))
            return redirect("billing:bank" if purpose == ColumnsFor.BANK else "billing:books")
    return form_page(request, "billing/column_set.html", {"found": found, "form": form}, form)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None
