"""申し込み: the list, and deciding about those that wait."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ...accounts.access import operator_page
from ...accounts.choices import Right
from ..forms import OrderFilterForm
from ..selectors.orders import order_page


@operator_page(Right.BILLING)
@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """The applications, those in one state or of one customer."""
    form = OrderFilterForm(request.GET)
    status, query = form.wanted()
    context = {"page": order_page(status, query), "form": form, "is_narrow": status or query}
    return render(request, "operator/orders.html", context)
