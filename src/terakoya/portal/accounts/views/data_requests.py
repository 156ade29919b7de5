"""The officer's side of 開示・訂正・利用停止: what members ask, and the answers."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ...common.refusals import refusals_on
from ..access import get_data_request_for, officer_of, officer_page
from ..forms.manage import DataAnswerForm, MemberFilterForm
from ..selectors import data_requests_of
from ..services import answer_data_request


@officer_page
@require_GET
def data_request_list(request: HttpRequest) -> HttpResponse:
    """Open requests first, 50 a page."""
    form = MemberFilterForm(request.GET)
    form.is_valid()
    page = data_requests_of(officer_of(request).organisation, form.cleaned_data.get("page") or 1)
    return render(request, "accounts/data_request_list.html", {"page": page})


@officer_page
@require_http_methods(["GET", "POST"])
def data_request(request: HttpRequest, data_request: uuid.UUID) -> HttpResponse:
    """One request, with the form to answer it or the answer that was given."""
    by = officer_of(request)
    found = get_data_request_for(by, data_request)
    form = DataAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            answer_data_request(by=by, request=found, **form.values())
            messages.success(request, _("回答を保存しました。"))
            return redirect("accounts:data-request-list")
    status = 422 if form.errors else 200
    context = {"found": found, "form": form}
    return render(request, "accounts/data_request.html", context, status=status)
