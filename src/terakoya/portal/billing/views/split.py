"""The contract holder's page of how invoices are split over departments."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ...accounts.access import officer_page, owner_of
from ...common.refusals import form_page, refusals_on
from ..cost_split import split_of, split_preview, top_departments
from ..forms.split import SplitForm
from ..services.cost_split import save_split


@officer_page
@require_http_methods(["GET", "POST"])
def cost_split(request: HttpRequest) -> HttpResponse:
    """請求書の部署ごとの内訳: by what is split, the shares, and what that makes of an invoice."""
    owner = owner_of(request)
    form = SplitForm(
        request.POST if request.method == "POST" else None,
        kept=split_of(owner.organisation),
        departments=top_departments(owner.organisation),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            save_split(by=owner, **form.wanted())
            messages.success(request, _("内訳の分け方を保存しました。"))
            return redirect("billing:cost-split")
    context = {"form": form, "preview": split_preview(owner.organisation)}
    return form_page(request, "billing/cost_split.html", context, form)
