"""Joining an organisation: by invite link, mailed invitation, or code."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ...common.refusals import refusals_on
from ..choices import SignInWay
from ..errors import AccountsError
from ..forms.entry import CodeJoinForm, InvitationForm, JoinAsPersonForm, JoinForm
from ..models import InviteLink, Member, Person
from ..services import (
    accept_invitation,
    find_invitation,
    find_invite_link,
    join_as_person,
    join_by_code,
    join_by_link,
)
from ..sessions import act_as, sign_in_as
from .entry import CODE_COOKIE, remember_code
from .passwords import link_refused


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """By an invite link or its poster: number or address, name, password, consent."""
    try:
        link = find_invite_link(token=token)
    except AccountsError as error:
        return link_refused(request, error)
    if request.user.is_authenticated:
        return _join_as(request, link, request.user)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            member = join_by_link(token=token, language=get_language() or "ja", **form.cleaned_data)
        if form.is_valid():
            sign_in_as(request, member, SignInWay.INVITE_LINK)
            return _joined(request, member)
    context = {"form": form, "link": link, "organisation": link.organisation}
    status = 422 if form.errors else 200
    return render(request, "accounts/join.html", context, status=status)


def _join_as(request: HttpRequest, link: InviteLink, person: Person) -> HttpResponse:
    form = JoinAsPersonForm(request.POST or None, initial={"name": person.name})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            member = join_as_person(by=person, token=link.token, **form.cleaned_data)
        if form.is_valid():
            act_as(request, member)
            return _joined(request, member)
    context = {"form": form, "link": link, "organisation": link.organisation, "person": person}
    status = 422 if form.errors else 200
    return render(request, "accounts/join_as_person.html", context, status=status)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """By the link of an invitation mail."""
    try:
        member = find_invitation(token=token)
    except AccountsError as error:
        return link_refused(request, error)
    signed_in = request.user if request.user.is_authenticated else None
    has_password = member.person.has_usable_password()
    form = InvitationForm(request.POST or None, has_password=has_password)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            values = {"password": None, **form.cleaned_data}
            member = accept_invitation(token=token, signed_in=signed_in, **values)
        if form.is_valid():
            sign_in_as(request, member, SignInWay.INVITATION)
            return _joined(request, member)
    must_sign_in = has_password and (signed_in is None or signed_in.pk != member.person_id)
    context = {"form": form, "member": member, "must_sign_in": must_sign_in}
    context |= {"organisation": member.organisation, "next": request.path}
    status = 422 if form.errors else 200
    return render(request, "accounts/invitation.html", context, status=status)


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
def code_join(request: HttpRequest) -> HttpResponse:
    """By the one-time code that the officer handed over."""
    code = request.GET.get("code") or request.COOKIES.get(CODE_COOKIE, "")
    form = CodeJoinForm(request.POST or None, initial={"company_code": code})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            member = join_by_code(**form.cleaned_data)
        if form.is_valid():
            sign_in_as(request, member, SignInWay.CODE)
            return _joined(request, member)
    status = 422 if form.errors else 200
    return render(request, "accounts/code_join.html", {"form": form}, status=status)


def _joined(request: HttpRequest, member: Member) -> HttpResponse:
    text = _("%(organisation)sに参加しました。") % {"organisation": member.organisation.name}
    messages.success(request, text)
    response = HttpResponseRedirect(redirect(settings.LOGIN_REDIRECT_URL).url)
    if member.employee_number:
        remember_code(response, member.organisation.code)
    return response
