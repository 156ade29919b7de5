"""お客様: finding one, and their page, whose opening they read of."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from ...accounts.access import operator_page, rights_of, signed_in_person
from ...accounts.choices import Right
from ...common.languages import current_language
from ...common.refusals import form_page, refusals_on
from ..access import get_customer
from ..forms import CustomerSearchForm, OpeningForm
from ..selectors.customer import customer_page
from ..selectors.customers import customer_list
from ..services import has_opened, open_customer


@operator_page(Right.SUPPORT)
@require_GET
def customers(request: HttpRequest) -> HttpResponse:
    """The customers, or those that a text finds."""
    form = CustomerSearchForm(request.GET)
    query = form.wanted()
    may_bill = Right.BILLING in rights_of(request)
    page = customer_list(query, with_documents=may_bill)
    context = {"page": page, "form": form, "query": query}
    return render(request, "operator/customers.html", context)


@operator_page(Right.SUPPORT)
@require_http_methods(["GET", "POST"])
def customer(request: HttpRequest, organisation: uuid.UUID) -> HttpResponse:
    """One customer, read only; at first the reason that the customer reads in their log."""
    found, by = get_customer(organisation), signed_in_person(request)
    form = OpeningForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            open_customer(by=by, organisation=found, **form.cleaned_data)
            return redirect("operator:customer", found.uuid)
    if request.method == "GET" and has_opened(by, found):
        page = customer_page(found, current_language())
        shown = {"page": page, "may_bill": Right.BILLING in rights_of(request)}
        return render(request, "operator/customer.html", shown)
    context = {"found": found, "form": form}
    return form_page(request, "operator/customer_opening.html", context, form)
