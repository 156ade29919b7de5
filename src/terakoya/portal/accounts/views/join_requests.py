"""A poster with approval: the person's phone, and the officer's list of who waits."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...common.errors import PortalError
from ...common.languages import current_language
from ...common.refusals import form_page, refusals_on
from ...limits.networks import network_of
from ..access import get_join_request_for, get_member_for, officer_of, officer_page
from ..choices import JoinRequestState, SignInWay
from ..errors import AccountsError
from ..forms.join_requests import FirstPasswordForm, JoinRequestForm
from ..models import InviteLink, JoinRequest, Member
from ..selectors import department_tree
from ..selectors.join_requests import PAGE, request_rows, waiting_requests
from ..services.join_requests import (
    approve_as_new,
    ask_to_join,
    decline_network,
    decline_request,
    find_by_ticket,
    has_password,
    merge_request,
    set_password_by_request,
)
from ..sessions import sign_in_as
from .passwords import link_refused


def ask(request: HttpRequest, link: InviteLink) -> HttpResponse:
    """The form of a poster with approval; sent, it leads to the page that waits."""
    tree = department_tree(link.organisation)
    form = JoinRequestForm(request.POST or None, tree=tree, within=link.department)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            values = {"department": link.department, **form.values}
            values["department"] = values["department"] or link.department
            ticket = ask_to_join(
                link=link, network=network_of(request), language=current_language(), **values
            )
            return redirect("accounts:join-wait", ticket)
    context = {"form": form, "link": link, "organisation": link.organisation}
    return form_page(request, "accounts/join_ask.html", context, form)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def join_wait(request: HttpRequest, ticket: str) -> HttpResponse:
    """How the request stands; once it is approved, the first password is set here."""
    from .joining import joined  # joining imports this module

    try:
        found = find_by_ticket(ticket)
    except AccountsError as error:
        return link_refused(request, error)
    form = FirstPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            member = set_password_by_request(ticket=ticket, **form.cleaned_data)
            sign_in_as(request, member, SignInWay.INVITE_LINK)
            return joined(request, member)
    approved = found.member
    context = {
        "found": found,
        "form": form,
        "organisation": found.organisation,
        "is_waiting": found.state == JoinRequestState.WAITING,
        "member": approved,
        "must_sign_in": approved is not None and has_password(approved),
    }
    return form_page(request, "accounts/join_wait.html", context, form)


@officer_page
@require_GET
def join_request_list(request: HttpRequest) -> HttpResponse:
    """Who waits, with the members each may be a double of."""
    by = officer_of(request)
    page = Paginator(waiting_requests(by.organisation).select_related("department"), PAGE)
    shown = page.get_page(request.GET.get("page"))
    context = {
        "page": shown,
        "rows": request_rows(by.organisation, list(shown.object_list)),
        "is_confirmed": by.person.email_confirmed_at is not None,
        "person": by.person,
    }
    return render(request, "accounts/join_request_list.html", context)


@officer_page
@require_POST
def join_request_act(request: HttpRequest, join_request: uuid.UUID) -> HttpResponse:
    """Approve as new, merge with a member, decline, or decline a whole flood."""
    by = officer_of(request)
    found = get_join_request_for(by, join_request)
    try:
        messages.success(request, _decide(request, by, found))
    except PortalError as error:
        messages.error(request, str(error))
    return redirect("accounts:join-request-list")


def _decide(request: HttpRequest, by: Member, found: JoinRequest) -> str:
    act = request.POST.get("act", "")
    if act == "new":
        number = request.POST.get("number", "")[:80]
        member = approve_as_new(by=by, request=found, employee_number=number)
        return _("%(name)sさんを登録しました。") % {"name": member.name}
    if act == "decline":
        decline_request(by=by, request=found)
        return _("%(name)sさんの依頼を断りました。") % {"name": found.name}
    if act == "flood":
        count = decline_network(by=by, request=found)
        return _("同じ回線からの依頼%(n)d件を断りました。") % {"n": count}
    member = merge_request(by=by, request=found, member=get_member_for(by, _uuid_of(act)))
    return _("%(name)sさんの登録にまとめました。") % {"name": member.name}


def _uuid_of(text: str) -> uuid.UUID:
    """The member whom a button names; of anything else nobody."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)
