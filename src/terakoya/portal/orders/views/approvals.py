"""承認の条件: over which an application waits for the seller."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ...accounts.access import operator_page, signed_in_person
from ...accounts.choices import Right
from ...common.refusals import form_page
from ..forms.approvals import ApprovalRulesForm
from ..pricing import MOST_SEATS
from ..services.approval_rules import rules_now, set_approval_rules


@operator_page(Right.BILLING)
@require_http_methods(["GET", "POST"])
def approval_rules(request: HttpRequest) -> HttpResponse:
    """The rules as they hold; saving others, from the next application on."""
    sent = request.POST if request.method == "POST" else None
    form = ApprovalRulesForm(sent, initial=asdict(rules_now()))
    if sent is not None and form.is_valid():
        set_approval_rules(by=signed_in_person(request), rules=form.rules())
        messages.success(request, _("保存しました。次の申し込みから、この条件で判断します。"))
        return redirect("orders:approval-rules")
    context = {"form": form, "most_seats": MOST_SEATS}
    return form_page(request, "orders/approval_rules.html", context, form)
