"""The three ways to invite: a link, a list, a poster."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ...common.qr import qr_markup
from ...common.refusals import refusals_on
from ..access import get_invite_link_for, officer_of, officer_page
from ..emails import address_of
from ..forms.manage import InviteLinkForm, department_suggestions
from ..models import InviteLink
from ..posters import write_poster
from ..selectors import department_tree, invite_rows, is_invite_usable
from ..selectors.join_requests import waiting_requests
from ..services import create_invite_link, revoke_invite_link


@officer_page
@require_GET
def invite(request: HttpRequest) -> HttpResponse:
    """The three ways, and the links there are."""
    return _invite_page(request, None)


@officer_page
@require_POST
def invite_link_create(request: HttpRequest) -> HttpResponse:
    """A new link."""
    by = officer_of(request)
    form = InviteLinkForm(request.POST, tree=department_tree(by.organisation))
    if form.is_valid():
        with refusals_on(form):
            create_invite_link(by=by, **form.values())
        if form.is_valid():
            messages.success(request, _("招待リンクを作りました。"))
            return redirect("accounts:invite")
    return _invite_page(request, form)


@officer_page
@require_POST
def invite_link_revoke(request: HttpRequest, link: uuid.UUID) -> HttpResponse:
    """Stop a link and its posters."""
    by = officer_of(request)
    revoke_invite_link(by=by, link=get_invite_link_for(by, link))
    messages.success(request, _("招待リンクを止めました。ポスターのQRコードも使えなくなりました。"))
    return redirect("accounts:invite")


@officer_page
@require_GET
def poster(request: HttpRequest, link: uuid.UUID) -> HttpResponse:
    """A page of A4 to print: QR code, company code, three steps, in two languages."""
    by = officer_of(request)
    found = get_invite_link_for(by, link)
    context = {
        "link": found,
        "is_usable": is_invite_usable(found),
        "address": _address(found),
        "qr": qr_markup(_address(found)),
        "organisation": by.organisation,
    }
    return render(request, "accounts/poster.html", context)


@officer_page
@require_GET
def poster_pdf(request: HttpRequest, link: uuid.UUID) -> HttpResponse:
    """The same as a PDF, for a printer elsewhere."""
    found = get_invite_link_for(officer_of(request), link)
    if not is_invite_usable(found):
        return redirect("accounts:poster", link=found.uuid)
    headers = {"Content-Disposition": 'attachment; filename="poster.pdf"'}
    return HttpResponse(write_poster(found), content_type="application/pdf", headers=headers)


def _address(link: InviteLink) -> str:
    return address_of("accounts:join", token=link.token)


def _invite_page(request: HttpRequest, form: InviteLinkForm | None) -> HttpResponse:
    by = officer_of(request)
    tree = department_tree(by.organisation)
    context = {
        "form": form or InviteLinkForm(tree=tree),
        "links": [(row, _address(row.link)) for row in invite_rows(by.organisation)],
        "departments": department_suggestions(tree),
        "requests": waiting_requests(by.organisation).count(),
        "labels": tree,
        "is_confirmed": by.person.email_confirmed_at is not None,
        "person": by.person,
        "organisation": by.organisation,
    }
    return render(request, "accounts/invite.html", context, status=422 if form else 200)
