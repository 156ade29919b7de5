"""A document as PDF, for whom it went to; for operators search, receiving and the seller."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ..accounts.access import (
    officer_of,
    officer_page,
    operator_page,
    recently_confirmed,
    signed_in_person,
)
from ..accounts.choices import Right
from ..common import clock
from ..common.download_names import attachment
from ..common.refusals import form_page, refusals_on
from . import services
from .access import get_document, get_document_for, get_received
from .forms import CustomerForm, ReceivedForm, SearchForm, SellerForm
from .models import IssuedDocument
from .selectors import (
    Wanted,
    customers_named,
    search_documents,
    search_received,
    seller_on,
    seller_rows,
)
from .seller import seller_to_json


@officer_page
@require_GET
def document_pdf(request: HttpRequest, document: uuid.UUID) -> HttpResponse:
    """The PDF of a document that our organisation got."""
    return _pdf(get_document_for(officer_of(request), document))


@operator_page(Right.BILLING)
@require_GET
def operator_document_pdf(_request: HttpRequest, document: uuid.UUID) -> HttpResponse:
    """The PDF of any document."""
    return _pdf(get_document(document))


def _pdf(document: IssuedDocument) -> HttpResponse:
    response = HttpResponse(services.document_pdf(document), content_type="application/pdf")
    name = f"{document.get_kind_display()}_{document.number}.pdf"
    response["Content-Disposition"] = attachment(name, document.number)
    return response


@operator_page(Right.BILLING)
@require_GET
def operator_document_list(request: HttpRequest) -> HttpResponse:
    """Documents by ranges of day and sum, counterparty, number and kind."""
    form = SearchForm(request.GET)
    before = request.GET.get("before", "")
    search = search_received if form.is_received else search_documents
    context = {
        "form": form,
        "found": search(form.wanted, before=before),
        "is_received": form.is_received,
        "is_narrow": form.wanted.is_narrow or form.is_received,
        "is_first": not before,
    }
    return render(request, "documents/operator_document_list.html", context)


@operator_page(Right.BILLING)
@require_http_methods(["GET", "POST"])
def received_add(request: HttpRequest) -> HttpResponse:
    """Keep a 注文書 that a customer sent; one that is found first, or none."""
    search = CustomerForm(request.GET)
    customers = customers_named(search.words)
    form = ReceivedForm(request.POST or None, request.FILES or None, customers=customers)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_on(form):
            services.keep_received(
                by=signed_in_person(request),
                **form.entered,
                file_name=file.name,
                content=file.read(),
            )
            messages.success(request, _("保存しました。"))
            return redirect("documents:received-add")
    context = {
        "search": search,
        "is_none_found": bool(search.words) and not customers,
        "form": form,
        "found": search_received(Wanted(), most=10),
    }
    return form_page(request, "documents/received_add.html", context, form)


@operator_page(Right.BILLING)
@require_GET
def received_file(_request: HttpRequest, document: uuid.UUID) -> HttpResponse:
    """The file that a customer sent, as it came."""
    kept = get_received(document)
    response = HttpResponse(bytes(kept.content), content_type=kept.content_type)
    response["Content-Disposition"] = attachment(kept.file_name, "document")
    return response


@operator_page(Right.BILLING)
@recently_confirmed(to_change=True)  # money goes to the account that is entered here
@require_http_methods(["GET", "POST"])
def seller_page(request: HttpRequest) -> HttpResponse:
    """The seller's details: of today, from a day on, and as they were."""
    today = clock.today()
    initial = {"valid_from": today, **seller_to_json(seller_on(today))}
    form = SellerForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.save_seller(
                by=signed_in_person(request),
                valid_from=form.cleaned_data["valid_from"],
                details=form.details,
            )
            messages.success(request, _("保存しました。"))
            return redirect("documents:seller")
    return form_page(request, "documents/seller.html", {"form": form, "rows": seller_rows()}, form)
