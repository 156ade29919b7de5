"""Signing in and out."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from ...common.own_addresses import own_address
from ...common.refusals import form_page, refusals_on
from ..access import find_current_member
from ..backends import find_member
from ..choices import SignInWay
from ..forms.entry import EmailSignInForm, NumberSignInForm
from ..landing import landing_of
from ..lockout import (
    authenticate_by_email,
    authenticate_by_number,
    is_lock_new,
    remember_sign_in,
)
from ..models import Person
from ..names import clean_company_code
from ..selectors import memberships_by_email, terms_to_accept
from ..services import record_lock
from ..sessions import is_waiting, sign_in_as, sign_in_person, sign_out

CODE_COOKIE = "company_code"
CODE_COOKIE_AGE = 60 * 60 * 24 * 400


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """By e-mail address, or by company code and employee number; two tabs, both plain links."""
    by_number = wants_number(request)
    form = _form(request, by_number)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            return _welcome(request, _authenticate(request, form))
        if is_lock_new(request):
            _record_lock(form)
    elif request.method != "POST" and request.user.is_authenticated:
        return redirect(next_address(request))
    elif request.method != "POST" and is_waiting(request):
        return redirect(second_step(request))
    context = {"form": form, "by_number": by_number, "next": next_address(request, "")}
    return form_page(request, "accounts/sign_in.html", context, form)


@require_POST
def sign_out_page(request: HttpRequest) -> HttpResponse:
    """Forget the session on this device. The company code stays, for the next colleague."""
    sign_out(request)
    messages.success(request, _("ログアウトしました。"))
    return redirect("accounts:sign-in")


def wants_number(request: HttpRequest) -> bool:
    """Which tab: the one asked for, else the one used last on this device."""
    asked = request.POST.get("by") or request.GET.get("by")
    if asked in {"number", "email"}:
        return asked == "number"
    return bool(request.GET.get("code") or request.COOKIES.get(CODE_COOKIE))


def next_address(request: HttpRequest, otherwise: str | None = None) -> str:
    """Where to go after signing in: a page of ours that was asked for, else that of the role."""
    asked = own_address(request.POST.get("next") or request.GET.get("next") or "", request)
    if asked:
        return asked
    return landing_of(request) if otherwise is None else otherwise


def second_step(request: HttpRequest) -> str:
    """The page that asks for the second factor, and leads on to where the reader wanted to go."""
    step, target = reverse("accounts:sign-in-step"), next_address(request, "")
    return f"{step}?{urlencode({'next': target})}" if target else step


def by_way_of_news(person: Person, target: str) -> str:
    """Where to go after signing in: first to what the person has to read of a joining code."""
    if not person.must_read_code_news:
        return target
    return f"{reverse('accounts:code-news')}?{urlencode({'next': target})}"


def by_way_of_terms(request: HttpRequest, target: str) -> str:
    """Where an owner goes after signing in: first to new terms, where there are some."""
    member = find_current_member(request)
    if member is None or terms_to_accept(member) is None:
        return target
    return f"{reverse('web:terms-accept')}?{urlencode({'next': target})}"


def remember_code(response: HttpResponse, code: str) -> None:
    """Keep the company code on this device, so that it is typed once."""
    response.set_cookie(
        CODE_COOKIE,
        clean_company_code(code),
        max_age=CODE_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _form(request: HttpRequest, by_number: bool) -> EmailSignInForm | NumberSignInForm:
    typed = request.POST if request.method == "POST" else None
    if not by_number:
        return EmailSignInForm(typed)
    code = request.GET.get("code") or request.COOKIES.get(CODE_COOKIE, "")
    return NumberSignInForm(typed, initial={"company_code": clean_company_code(code)})


def _authenticate(request: HttpRequest, form: EmailSignInForm | NumberSignInForm) -> Person:
    password = form.cleaned_data["password"]
    if isinstance(form, EmailSignInForm):
        return authenticate_by_email(request, form.credentials(), password)
    code = form.cleaned_data["company_code"]
    return authenticate_by_number(request, code, form.credentials(), password)


def _record_lock(form: EmailSignInForm | NumberSignInForm) -> None:
    if isinstance(form, EmailSignInForm):
        record_lock(members=memberships_by_email(form.credentials()), way=SignInWay.EMAIL)
        return
    member = find_member(form.cleaned_data["company_code"], form.credentials())
    record_lock(members=[member] if member else [], way=SignInWay.NUMBER)


def _welcome(request: HttpRequest, person: Person) -> HttpResponse:
    response = HttpResponseRedirect("")
    if person.signed_in_as is not None:
        sign_in_as(request, person.signed_in_as, SignInWay.NUMBER)
        remember_code(response, person.signed_in_as.organisation.code)
    else:
        sign_in_person(request, person, SignInWay.EMAIL)
    remember_sign_in(response, request)
    if is_waiting(request):
        response["Location"] = second_step(request)
        return response
    target = by_way_of_terms(request, str(redirect(next_address(request)).url))
    response["Location"] = by_way_of_news(person, target)
    return response
