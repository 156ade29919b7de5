"""Joining an organisation by invite link or by the officer's code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ...common.languages import current_language
from ...common.refusals import form_page, refusals_on
from ...limits.networks import network_of
from ...limits.rules import (
    CLAIMS,
    CLAIMS_OF_NUMBER,
    CLAIMS_OF_NUMBER_HERE,
    CODE_FAILURES,
    FAILURES_RETURNED,
    JOIN_FAILURES,
    JOIN_MAILS,
    join_mails_a_day,
    join_mails_from_one,
)
from ...limits.services import failures_counted, give_back, spend
from ..choices import SignInWay
from ..errors import (
    AccountsError,
    AlreadyJoined,
    CodeWrong,
    MemberHasLeft,
    NotOnRoster,
    SignInFirst,
)
from ..forms.entry import CodeJoinForm, JoinAsPersonForm, JoinByEmailForm, JoinForm
from ..landing import landing_of
from ..models import InviteLink, Member, Person
from ..names import clean_employee_number
from ..seats import seats_of
from ..services import (
    find_invite_link,
    join_as_person,
    join_by_code,
    join_by_link,
    request_join_mail,
)
from ..sessions import act_as, sign_in_as
from .entry import CODE_COOKIE, by_way_of_news, remember_code
from .join_requests import ask
from .passwords import link_refused

_ON_ROSTER: Final = frozenset({"number", "email"})  # who takes their place without asking


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """By an invite link or its poster: with a number at once, with an address by mail."""
    try:
        link = find_invite_link(token=token)
    except AccountsError as error:
        return link_refused(request, error)
    if request.user.is_authenticated:
        return _join_as(request, link, request.user)
    if link.needs_approval and request.GET.get("by") not in _ON_ROSTER:
        return ask(request, link)
    if wants_mail(request):
        return _join_by_mail(request, link)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["identifier"]
        with refusals_on(form), _guesses_counted(request, link, typed):
            member = join_by_link(token=token, language=current_language(), **form.cleaned_data)
        if form.is_valid():
            sign_in_as(request, member, SignInWay.INVITE_LINK)
            return joined(request, member)
    context = {"form": form, "link": link, "organisation": link.organisation}
    return form_page(request, "accounts/join.html", context, form)


def wants_mail(request: HttpRequest) -> bool:
    """Which tab; an address typed where a number is asked for is an address."""
    asked = request.POST.get("by") or request.GET.get("by")
    typed = request.POST.get("identifier", "")
    return asked == "email" or "@" in typed or "＠" in typed


def _join_by_mail(request: HttpRequest, link: InviteLink) -> HttpResponse:
    """The same page for every address; what the mail says is its reader's matter."""
    form = JoinByEmailForm(request.POST or None)
    context = {"form": form, "link": link, "organisation": link.organisation, "by_email": True}
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            _spend_mail(request, link)
            address = request_join_mail(
                token=link.token, email=form.cleaned_data["identifier"], language=current_language()
            )
            return render(request, "accounts/join_mailed.html", {**context, "email": address})
    return form_page(request, "accounts/join.html", context, form)


def _join_as(request: HttpRequest, link: InviteLink, person: Person) -> HttpResponse:
    form = JoinAsPersonForm(request.POST or None, initial={"name": person.name})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["employee_number"]
        with refusals_on(form), _guesses_counted(request, link, typed):
            member = join_as_person(by=person, token=link.token, **form.cleaned_data)
        if form.is_valid():
            act_as(request, member)
            return joined(request, member)
    context = {"form": form, "link": link, "organisation": link.organisation, "person": person}
    return form_page(request, "accounts/join_as_person.html", context, form)


def _spend_mail(request: HttpRequest, link: InviteLink) -> None:
    """An open link mails whatever address is typed: so many a day, and from one network half."""
    network, seats = network_of(request), seats_of(link.organisation)
    spend(
        JOIN_MAILS.by(network),
        join_mails_from_one(seats).by(link.pk, network),
        join_mails_a_day(seats).by(link.pk),
    )


@contextmanager
def _guesses_counted(request: HttpRequest, link: InviteLink, typed: str) -> Iterator[None]:
    """Claims of places on a roster, by numbers and names that somebody tries."""
    network, number = network_of(request), clean_employee_number(typed)
    claims = CLAIMS.by(link.pk, network)
    uses = [JOIN_FAILURES.by(network), claims]
    if number is not None:
        whose = (link.organisation_id, number)
        uses += [CLAIMS_OF_NUMBER_HERE.by(*whose, network), CLAIMS_OF_NUMBER.by(*whose)]
    kinds = (NotOnRoster, AlreadyJoined, MemberHasLeft, SignInFirst)
    with failures_counted(*uses, kinds=kinds):
        yield
    give_back(claims, FAILURES_RETURNED)


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
def code_join(request: HttpRequest) -> HttpResponse:
    """By the one-time code that the officer handed over."""
    form = CodeJoinForm(request.POST or None, initial=_scanned(request))
    if request.method == "POST" and form.is_valid():
        guesses = CODE_FAILURES.by(network_of(request))
        with refusals_on(form), failures_counted(guesses, kinds=(CodeWrong,)):
            member = join_by_code(**form.cleaned_data)
        if form.is_valid():
            sign_in_as(request, member, SignInWay.CODE)
            return joined(request, member, is_back=member.person.must_read_code_news)
    return form_page(request, "accounts/code_join.html", {"form": form}, form)


def _scanned(request: HttpRequest) -> dict[str, str]:
    """What the QR code of a slip fills in; it is tried only when the form is sent."""
    return {
        "company_code": request.GET.get("code") or request.COOKIES.get(CODE_COOKIE, ""),
        "employee_number": request.GET.get("number", ""),
        "code": request.GET.get("key", ""),
    }


def joined(request: HttpRequest, member: Member, *, is_back: bool = False) -> HttpResponse:
    """On to the courses, with a word of welcome; `is_back`: had joined before."""
    text = _("%(organisation)sに参加しました。") % {"organisation": member.organisation.name}
    if is_back:
        text = _("パスワードを決め直しました。")
    messages.success(request, text)
    response = HttpResponseRedirect(by_way_of_news(member.person, landing_of(request)))
    if member.employee_number:
        remember_code(response, member.organisation.code)
    return response
