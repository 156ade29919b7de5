"""Notices to customers: the operator writes them, owners and officers read them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..accounts.access import officer_of, officer_page, operator_page, signed_in_person
from ..accounts.choices import Right
from ..accounts.models import CustomerNotice
from ..accounts.selectors import notice_rows, notices_of
from ..accounts.services import end_notice, publish_notices, read_notice
from ..common import clock
from ..common.refusals import form_page, refusals_on
from .forms import NoticeForm


@operator_page(Right.SUPPORT)
@require_http_methods(["GET", "POST"])
def notice_desk(request: HttpRequest) -> HttpResponse:
    """The notices so far with how many have read them, and one more."""
    initial = {"from_on": clock.today(), "company_code": request.GET.get("company_code", "")}
    form = NoticeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            publish_notices(by=signed_in_person(request), **form.values())
        if form.is_valid():
            messages.success(request, _("お知らせを公開しました。"))
            return redirect("web:notice-desk")
    context = {"form": form, "rows": notice_rows(), "today": clock.today()}
    return form_page(request, "web/notice_desk.html", context, form)


@operator_page(Right.SUPPORT)
@require_POST
def notice_end(request: HttpRequest, notice: uuid.UUID) -> HttpResponse:
    """A notice is shown no more."""
    found = get_object_or_404(CustomerNotice, uuid=notice)
    end_notice(by=signed_in_person(request), notice=found)
    messages.success(request, _("お知らせを取り下げました。"))
    return redirect("web:notice-desk")


@officer_page
@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    """What the operator tells now, read or not."""
    return render(request, "web/notice_list.html", {"rows": notices_of(officer_of(request))})


@officer_page
@require_POST
def notice_read(request: HttpRequest, notice: uuid.UUID) -> HttpResponse:
    """Read: it stands on the first page no more."""
    officer = officer_of(request)
    found = notices_of(officer).filter(uuid=notice).first()
    if found is None:
        raise Http404
    read_notice(by=officer, notice=found)
    return redirect("reports:home" if "home" in request.POST else "web:notice-list")
