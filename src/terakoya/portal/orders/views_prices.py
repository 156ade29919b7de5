"""価格と税率: what the operator charges, from which day on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..accounts.access import operator_page, signed_in_person
from ..accounts.choices import Right
from ..catalogue.models import Price, TaxRate
from ..catalogue.price_rows import set_price, set_tax_rate, withdraw_row
from ..catalogue.selectors import listed_courses
from ..common.errors import PortalError
from ..common.languages import current_language
from ..common.refusals import form_page, refusals_on
from ..common.text import whole_number
from .forms_prices import PriceForm, TaxRateForm
from .selectors_prices import price_rows, tax_rows

_ROWS = {"price": Price, "tax": TaxRate}
_MOST_ROWS = 10**9


@operator_page(Right.BILLING)
@require_http_methods(["GET", "POST"])
def prices(request: HttpRequest) -> HttpResponse:
    """Prices of items and courses and the rates of tax: what holds, what will, what held."""
    deed = request.POST.get("do", "") if request.method == "POST" else ""
    if deed.startswith("withdraw-"):
        return _withdraw(request, deed.removeprefix("withdraw-"))
    sent = request.POST if request.method == "POST" else None
    courses = [(card.course, card.title) for card in listed_courses(current_language())]
    price = PriceForm(sent if deed == "price" else None, courses)
    tax = TaxRateForm(sent if deed == "tax" else None)
    form = tax if deed == "tax" else price
    if form.is_valid() and _is_saved(request, form):
        return redirect("orders:prices")
    titles = {course.pk: title for course, title in courses}
    context = {
        "price": price,
        "tax": tax,
        "form": form if form.is_bound else None,
        "prices": price_rows(titles),
        "rates": tax_rows(),
    }
    return form_page(request, "orders/prices.html", context, form)


def _is_saved(request: HttpRequest, form: PriceForm | TaxRateForm) -> bool:
    person, data = signed_in_person(request), form.cleaned_data
    with refusals_on(form):
        if isinstance(form, TaxRateForm):
            set_tax_rate(by=person, per_mille=form.per_mille(), valid_from=data["valid_from"])
        else:
            set_price(by=person, **data)
        messages.success(request, _("保存しました。"))
        return True
    return False


def _withdraw(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in _ROWS:
        raise Http404
    model: Any = _ROWS[kind]
    row = get_object_or_404(model, pk=whole_number(request.POST.get("row", ""), most=_MOST_ROWS))
    try:
        withdraw_row(by=signed_in_person(request), row=row)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("取りやめました。"))
    return redirect("orders:prices")
