"""The operator's page of the rules of closing, fees and reminders."""

from __future__ import annotations

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ...accounts.access import ask_to_confirm, is_confirmed, operator_page, signed_in_person
from ...accounts.choices import Right
from ...common.refusals import form_page, refusals_on
from ..forms.rules import RulesForm
from ..selectors.invoices import billing_rules
from ..services.rules import save_rules


@operator_page(Right.BILLING)
@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """請求の決まり: what counts as a transfer fee, when is reminded, what goes by itself."""
    form = RulesForm(request.POST or None, initial=model_to_dict(billing_rules()))
    if request.method == "POST" and not is_confirmed(request):
        return ask_to_confirm(request)  # by these rules invoices are issued and closed
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            save_rules(by=signed_in_person(request), rules=form.wished())
            messages.success(request, _("保存しました。"))
            return redirect("billing:rules")
    return form_page(request, "billing/rules.html", {"form": form}, form)
