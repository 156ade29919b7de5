"""Setting, changing and recovering passwords; confirming addresses."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from ...common.refusals import form_page, refusals_on
from ...limits.networks import network_of
from ...limits.rules import PASSWORD_FAILURES, RESET_REQUESTS
from ...limits.services import failures_counted, spend
from ..access import find_current_member, person_page, signed_in_person
from ..choices import SignInWay
from ..errors import AccountsError, PasswordWrong
from ..forms.entry import (
    EmailChangeForm,
    NewPasswordForm,
    PasswordChangeForm,
    PasswordLinkForm,
)
from ..models import Organisation, Person
from ..services import (
    EmailClaim,
    change_email,
    change_password,
    confirm_email,
    end_sessions,
    find_email_claim,
    find_person_by_password_link,
    request_password_link,
    send_email_confirmation,
    set_password_by_link,
    take_email,
)
from ..sessions import keep_session, sign_in_person
from .entry import by_way_of_news


@never_cache
@require_http_methods(["GET", "POST"])
def password_forgotten(request: HttpRequest) -> HttpResponse:
    """Asks for the address; the answer is the same whether somebody has it or not."""
    form = PasswordLinkForm(request.POST or None)
    is_sent = False
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            spend(RESET_REQUESTS.by(network_of(request)))
            request_password_link(email=form.cleaned_data["email"])
            is_sent = form.is_valid()
    context = {"form": form, "is_sent": is_sent}
    return form_page(request, "accounts/password_forgotten.html", context, form)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def password_set(request: HttpRequest, token: str) -> HttpResponse:
    """By the mailed link: a password is set, and the person is signed in with it."""
    try:
        person = before = find_person_by_password_link(token=token)
    except AccountsError as error:
        return link_refused(request, error)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            person = set_password_by_link(token=token, password=form.cleaned_data["password"])
        if form.is_valid():
            return _password_is_set(request, person, before)
    status = 422 if form.errors else 200
    context = {"form": form, "person": person}
    return render(request, "accounts/password_set.html", context, status=status)


@person_page
@never_cache
@sensitive_post_parameters("password", "present")
@require_http_methods(["GET", "POST"])
def password_change(request: HttpRequest) -> HttpResponse:
    """The present password and a new one; other devices are signed out."""
    person = signed_in_person(request)
    has_password = person.has_usable_password()
    form = PasswordChangeForm(request.POST or None, has_password=has_password)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form), _guesses_counted(person):
            change_password(by=person, **{"present": "", **form.cleaned_data})
        if form.is_valid():
            keep_session(request, person)
            text = _("パスワードを設定しました。")
            if has_password:
                text = _("パスワードを変えました。ほかの端末はログアウトしました。")
            messages.success(request, text)
            return redirect("accounts:account")
    context = {"form": form, "has_password": has_password}
    return form_page(request, "accounts/password_change.html", context, form)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def email_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """By the mailed link: a button, since programs that look at mails open links too.

    The button is for who is signed in as the person. Whoever else reads the mail takes the address
    with which somebody signed up, by a password; to change an address they sign in.
    """
    try:
        claim = find_email_claim(token=token)
    except AccountsError as error:
        return link_refused(request, error, unproven=_unproven_address(request))
    if request.user.is_authenticated:
        return _confirm_by_session(request, token, claim)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            person = take_email(token=token, password=form.cleaned_data["password"])
            return _password_is_set(request, person, claim.person)
    context = {"form": form, "claim": claim, "next": request.path}
    status = 422 if form.errors else 200
    return render(request, "accounts/email_confirm.html", context, status=status)


def _confirm_by_session(request: HttpRequest, token: str, claim: EmailClaim) -> HttpResponse:
    if request.method == "POST":
        confirm_email(token=token, by=signed_in_person(request))
        messages.success(request, _("メールアドレスを確認しました。"))
        return redirect("accounts:account")
    context = {"claim": claim, "is_other": request.user.pk != claim.person.pk}
    return render(request, "accounts/email_confirm.html", context)


@person_page
@require_POST
def email_resend(request: HttpRequest) -> HttpResponse:
    """Send the confirming link once more, then back to where the button was."""
    person = signed_in_person(request)
    send_email_confirmation(by=person, organisation=_organisation(request))
    text = _("確認のメールを %(email)s に送りました。届いたメールのリンクを開いてください。")
    messages.success(request, text % {"email": person.email})
    is_from_invite = request.POST.get("back") == "invite"
    return redirect("accounts:invite" if is_from_invite else "accounts:account")


@person_page
@never_cache
@sensitive_post_parameters("present")
@require_http_methods(["GET", "POST"])
def email_change(request: HttpRequest) -> HttpResponse:
    """A new address, in force once its link was opened."""
    person = signed_in_person(request)
    has_password = person.has_usable_password()
    form = EmailChangeForm(
        request.POST or None, has_password=has_password, initial={"email": _suggested(request)}
    )
    if request.method == "POST" and form.is_valid():
        values = {"present": "", **form.cleaned_data}
        with refusals_on(form), _guesses_counted(person):
            address = change_email(by=person, organisation=_organisation(request), **values)
        if form.is_valid():
            text = _("%(email)s に確認のメールを送りました。リンクを開くと、変更が終わります。")
            messages.success(request, text % {"email": address})
            return redirect("accounts:account")
    return form_page(request, "accounts/email_change.html", {"form": form}, form)


def _guesses_counted(person: Person) -> AbstractContextManager[None]:
    """Whoever sits at somebody's open session guesses the password no faster than elsewhere."""
    return failures_counted(PASSWORD_FAILURES.by(person.uuid), kinds=(PasswordWrong,))


@person_page
@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """Sign out on every other device."""
    keep_session(request, end_sessions(by=signed_in_person(request)))
    messages.success(request, _("ほかのすべての端末からログアウトしました。"))
    return redirect("accounts:account")


def link_refused(request: HttpRequest, error: AccountsError, unproven: str = "") -> HttpResponse:
    """A link that does not work: why, and the way on.

    `unproven` is the address to which the signed-in person may have another one sent.
    """
    context = {"refusal": error, "unproven": unproven}
    return render(request, "accounts/link_refused.html", context, status=error.status)


def tell_of_unproven_password(request: HttpRequest, before: Person | None) -> None:
    """Say that a password ended that somebody had set before the address was proven.

    `before` is the person as they were then.
    """
    if before is not None and before.has_unproven_password:
        text = _(
            "このアドレスには、確認の前に別のパスワードが設定されていました。もう使えません。"
            "「所属」に心当たりのない会社・団体があるときは、お問い合わせください。"
        )
        messages.warning(request, text)


def _password_is_set(request: HttpRequest, person: Person, before: Person) -> HttpResponse:
    sign_in_person(request, person, SignInWay.PASSWORD_LINK)
    messages.success(request, _("パスワードを設定しました。"))
    tell_of_unproven_password(request, before)
    return redirect(by_way_of_news(person, reverse("accounts:organisations")))


def _unproven_address(request: HttpRequest) -> str:
    """The address that the signed-in person has yet to confirm."""
    person = request.user
    if not person.is_authenticated or person.email_confirmed_at:
        return ""
    return person.email or ""


def _suggested(request: HttpRequest) -> str:
    """The address on the roster, for who has none of their own yet."""
    member = find_current_member(request)
    return (member.email if member and not member.person.email else None) or ""


def _organisation(request: HttpRequest) -> Organisation | None:
    member = find_current_member(request)
    return member.organisation if member else None
