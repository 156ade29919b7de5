"""Deleting an organisation's data on request: the desk's page, the owner's, the certificate."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ...accounts.access import (
    operator_page,
    owner_of,
    owner_page,
    recently_confirmed,
    signed_in_person,
)
from ...accounts.choices import Right
from ...accounts.models import Organisation
from ...common import clock
from ...common.download_names import attachment
from ...common.refusals import form_page, refusals_on
from ...limits.networks import network_of
from ...limits.rules import QUOTE_GUESSES
from ...limits.services import check, count
from ..access import get_customer
from ..deletion_certificate import write_deletion_certificate
from ..forms import DeletionAskForm, DeletionStartForm, OwnDeletionForm
from ..selectors.data_exports import newest_data_export
from ..selectors.deletion import concerns_of, deletion_by_code, deletions_of, has_people
from ..services import (
    ask_data_export,
    ask_deletion,
    ask_own_deletion,
    first_day,
    open_deletion,
    start_deletion,
    withdraw_deletion,
)


@operator_page(Right.BILLING, Right.SUPPORT)
@recently_confirmed(to_change=True)
@require_http_methods(["GET", "POST"])
def deletion(request: HttpRequest, organisation: uuid.UUID) -> HttpResponse:
    """Where it stands: asking, withdrawing, and beginning once the day has come."""
    found, by = get_customer(organisation), signed_in_person(request)
    now = open_deletion(found)
    form: DeletionAskForm | DeletionStartForm = _form_of(request, is_asked=now is not None)
    if request.method == "POST" and request.POST.get("do") == "withdraw":
        withdraw_deletion(by=by, organisation=found)
        messages.success(request, _("依頼を取り下げ、メールで知らせました。"))
        return redirect("operator:deletion", found.uuid)
    if request.method == "POST" and request.POST.get("do") == "export":
        ask_data_export(by=by, organisation=found)
        messages.success(
            request, _("データ一式を作っています。できると、契約者にメールで知らせます。")
        )
        return redirect("operator:deletion", found.uuid)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            if isinstance(form, DeletionStartForm):
                start_deletion(by=by, organisation=found, **form.cleaned_data)
                messages.success(request, _("削除を始めました。終わると、証明書が出ます。"))
            else:
                ask_deletion(by=by, organisation=found, **form.cleaned_data)
                messages.success(request, _("予告をメールで送りました。"))
            return redirect("operator:deletion", found.uuid)
    return form_page(request, "operator/deletion.html", _shown(found, form), form)


def _form_of(request: HttpRequest, *, is_asked: bool) -> DeletionAskForm | DeletionStartForm:
    sent = request.POST if request.method == "POST" else None
    if is_asked:
        return DeletionStartForm(sent)
    days = {"asked_on": clock.today().isoformat(), "from_on": first_day().isoformat()}
    return DeletionAskForm(sent, initial=days)


def _shown(found: Organisation, form: DeletionAskForm | DeletionStartForm) -> dict[str, Any]:
    every = deletions_of(found)
    now = next((one for one in every if one.is_open), None)
    return {
        "found": found,
        "form": form,
        "now": now,
        "may_start": now is not None and now.from_on <= clock.today() and not now.started_at,
        "may_ask": has_people(found),
        "done": [one for one in every if one.finished_at],
        "concerns": concerns_of(found),
        "export": newest_data_export(found),
    }


@owner_page
@recently_confirmed(to_change=True)
@require_http_methods(["GET", "POST"])
def own_deletion(request: HttpRequest) -> HttpResponse:
    """データの削除, for owners: what can be exported, what goes and stays, asking, withdrawing."""
    owner = owner_of(request)
    sent = request.POST if request.method == "POST" else None
    form = OwnDeletionForm(sent, initial={"from_on": first_day().isoformat()})
    if request.method == "POST" and request.POST.get("do") == "withdraw":
        withdraw_deletion(by=owner.person, organisation=owner.organisation)
        messages.success(request, _("依頼を取り下げました。データは、これまでどおり残ります。"))
        return redirect("operator:own-deletion")
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with refusals_on(form):
            ask_own_deletion(by=owner, company_code=said["company_code"], from_on=said["from_on"])
            messages.success(request, _("依頼を受け付け、メールで知らせました。"))
            return redirect("operator:own-deletion")
    now = open_deletion(owner.organisation)
    context = {
        "organisation": owner.organisation,
        "form": form,
        "now": now,
        "export": newest_data_export(owner.organisation),
    }
    return form_page(request, "operator/own_deletion.html", context, form)


@require_GET
def deletion_certificate(request: HttpRequest, code: str) -> HttpResponse:
    """The certificate by its long code: whoever asked for it has no account any more."""
    guesses = QUOTE_GUESSES.by(network_of(request))
    check(guesses)
    found = deletion_by_code(code)
    if found is None:
        count(guesses)
        raise Http404
    response = HttpResponse(write_deletion_certificate(found), content_type="application/pdf")
    name = f"{_('削除証明書')}_{found.number}.pdf"
    response["Content-Disposition"] = attachment(name, found.number)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    patch_cache_control(response, private=True, no_store=True)
    return response
