"""価格と税率: what the operator charges, from which day on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ...accounts.access import operator_page, recently_confirmed, signed_in_person
from ...accounts.choices import Right
from ...catalogue.models import Price, TaxRate
from ...catalogue.price_rows import set_price, set_tax_rate, withdraw_row
from ...catalogue.selectors import listed_courses
from ...common.errors import PortalError
from ...common.languages import current_language
from ...common.refusals import form_page, refusals_on
from ...common.text import whole_number
from ..cancelling import free_days, set_free_days, withdraw_free_days
from ..forms.prices import FreeDaysForm, PriceForm, TaxRateForm
from ..models import CancelTerms
from ..selectors.prices import free_day_rows, price_rows, tax_rows

_ROWS = {"price": Price, "tax": TaxRate, "free": CancelTerms}
_MOST_ROWS = 10**9
_AnyForm = PriceForm | TaxRateForm | FreeDaysForm


@operator_page(Right.BILLING)
@recently_confirmed(to_change=True)
@require_http_methods(["GET", "POST"])
def prices(request: HttpRequest) -> HttpResponse:
    """Prices, rates of tax and days of free cancelling: what holds, what will, what held."""
    deed = request.POST.get("do", "") if request.method == "POST" else ""
    if deed.startswith("withdraw-"):
        return _withdraw(request, deed.removeprefix("withdraw-"))
    sent = request.POST if request.method == "POST" else None
    courses = [(card.course, card.title) for card in listed_courses(current_language())]
    price = PriceForm(sent if deed == "price" else None, courses)
    tax = TaxRateForm(sent if deed == "tax" else None)
    free = FreeDaysForm(sent if deed == "free" else None)
    forms: dict[str, _AnyForm] = {"tax": tax, "free": free}
    form = forms.get(deed, price)
    if form.is_valid() and _is_saved(request, form):
        return redirect("orders:prices")
    titles = {course.pk: title for course, title in courses}
    context = {
        "price": price,
        "tax": tax,
        "free": free,
        "free_days": free_days(),
        "form": form if form.is_bound else None,
        "prices": price_rows(titles),
        "rates": tax_rows(),
        "free_rows": free_day_rows(),
    }
    return form_page(request, "orders/prices.html", context, form)


def _is_saved(request: HttpRequest, form: _AnyForm) -> bool:
    person, data = signed_in_person(request), form.cleaned_data
    with refusals_on(form):
        if isinstance(form, TaxRateForm):
            set_tax_rate(by=person, per_mille=form.per_mille(), valid_from=data["valid_from"])
        elif isinstance(form, FreeDaysForm):
            set_free_days(by=person, **data)
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
        if isinstance(row, CancelTerms):
            withdraw_free_days(by=signed_in_person(request), row=row)
        else:
            withdraw_row(by=signed_in_person(request), row=row)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("取りやめました。"))
    return redirect("orders:prices")
