"""Stopping and resuming what an organisation uses."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ...accounts.access import operator_page, recently_confirmed, signed_in_person
from ...accounts.choices import Right
from ...common import clock
from ...common.refusals import form_page, refusals_on
from ..access import get_customer
from ..forms import SuspensionForm, SuspensionNoticeForm
from ..services import end_suspension, give_notice, open_suspension, suspend


@operator_page(Right.BILLING, Right.SUPPORT)
@recently_confirmed(to_change=True)
@require_http_methods(["GET", "POST"])
def suspension(request: HttpRequest, organisation: uuid.UUID) -> HttpResponse:
    """Where it stands, and the notice that comes before."""
    found, by = get_customer(organisation), signed_in_person(request)
    form = SuspensionNoticeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            give_notice(by=by, organisation=found, **form.cleaned_data)
            messages.success(request, _("予告をメールで送りました。"))
            return redirect("operator:suspension", found.uuid)
    now = open_suspension(found)
    may_suspend = now is not None and now.from_on <= clock.today()
    context = {"found": found, "now": now, "form": form, "may_suspend": may_suspend}
    return form_page(request, "operator/suspension.html", context, form)


@operator_page(Right.BILLING, Right.SUPPORT)
@recently_confirmed(to_change=True)
@require_POST
def suspension_act(request: HttpRequest, organisation: uuid.UUID) -> HttpResponse:
    """Stop, let go on, or take the notice back."""
    found, by = get_customer(organisation), signed_in_person(request)
    form = SuspensionForm(request.POST)
    if form.is_valid() and form.cleaned_data["do"] == "suspend":
        suspend(by=by, organisation=found)
        messages.success(request, _("利用を止め、メールで知らせました。"))
    elif form.is_valid():
        end_suspension(by=by, organisation=found)
        messages.success(request, _("これまでどおり使えるようにし、メールで知らせました。"))
    return redirect("operator:suspension", found.uuid)
