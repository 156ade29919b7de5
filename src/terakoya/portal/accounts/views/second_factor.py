"""2段階の確認: a person's own second factors."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...common.qr import qr_markup
from ...common.refusals import form_page, refusals_on
from ..access import factor_page, find_current_member, recently_confirmed, signed_in_person
from ..authenticators import address_of_secret, creation_options, new_secret
from ..authenticators import recovery_codes as codes_of
from ..forms.second_factor import AppForm, NameForm, PasskeyForm
from ..selectors import factors_of
from ..services import (
    add_passkey,
    close_recovery_codes,
    remove_app,
    remove_passkey,
    rename_passkey,
    renew_recovery_codes,
    set_up_app,
)
from ..sessions import keep_session

SETUP_PLACE: Final = "app_secret"  # in the session, until the app has shown a right code


@require_GET
@factor_page
@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """What is set up, and what can be."""
    find_current_member(request)
    person = signed_in_person(request)
    context = {"person": person, "factors": factors_of(person)}
    return render(request, "accounts/second_factor.html", context)


@require_http_methods(["GET", "POST"])
@factor_page
@recently_confirmed()
@never_cache
def factor_app(request: HttpRequest) -> HttpResponse:
    """An authenticator app: QR code, key as text, and the first code as proof."""
    person = signed_in_person(request)
    if factors_of(person).app is not None:
        return redirect("accounts:second-factor")
    secret = str(request.session.setdefault(SETUP_PLACE, new_secret()))
    form = AppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            set_up_app(by=person, secret=secret, **form.cleaned_data)
        if form.is_valid():
            del request.session[SETUP_PLACE]
            return _set_up(request, _("認証アプリを設定しました。"))
    context = {
        "form": form,
        "qr": qr_markup(address_of_secret(person, secret), scale=4),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    }
    return form_page(request, "accounts/factor_app.html", context, form)


@require_POST
@factor_page
@recently_confirmed()
def factor_app_remove(request: HttpRequest) -> HttpResponse:
    """End the codes by time."""
    remove_app(by=signed_in_person(request))
    return _changed(request, _("認証アプリを外しました。ほかの端末はログアウトしました。"))


@require_http_methods(["GET", "POST"])
@factor_page
@recently_confirmed()
@never_cache
def passkey_add(request: HttpRequest) -> HttpResponse:
    """A name, and the device's own question; needs the script."""
    person = signed_in_person(request)
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        with refusals_on(form):
            add_passkey(by=person, name=values["name"], answer=values["passkey"])
        if form.is_valid():
            return _set_up(request, _("パスキーを追加しました。"))
    context = {"form": form, "options": creation_options(person)}
    return form_page(request, "accounts/passkey_add.html", context, form)


@require_POST
@factor_page
@recently_confirmed()
def passkey_act(request: HttpRequest, key: int) -> HttpResponse:
    """Another name for a passkey, or its end."""
    person = signed_in_person(request)
    if key not in {passkey.key for passkey in factors_of(person).passkeys}:
        raise Http404
    if "remove" in request.POST:
        remove_passkey(by=person, key=key)
        return _changed(request, _("パスキーを外しました。ほかの端末はログアウトしました。"))
    form = NameForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["name"][0]))
    else:
        rename_passkey(by=person, key=key, name=form.cleaned_data["name"])
        messages.success(request, _("パスキーの名前を変えました。"))
    return redirect("accounts:second-factor")


@require_http_methods(["GET", "POST"])
@factor_page
@recently_confirmed()
@never_cache
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The codes, until they are written down; or new ones."""
    person = signed_in_person(request)
    if request.method == "POST" and "renew" in request.POST:
        renew_recovery_codes(by=person)
        return redirect("accounts:recovery-codes")
    if request.method == "POST":
        close_recovery_codes(by=person)
        messages.success(request, _("回復用コードは、もう表示されません。大切に保管してください。"))
        return redirect("accounts:second-factor")
    context = {"codes": _shown_codes(request), "factors": factors_of(person)}
    return render(request, "accounts/recovery_codes.html", context)


@require_GET
@factor_page
@recently_confirmed()
@never_cache
def recovery_codes_file(request: HttpRequest) -> HttpResponse:
    """The same as a text file."""
    codes = _shown_codes(request)
    if not codes:
        raise Http404
    title = _("Terakoyaの回復用コード（1つにつき1回だけ使えます）")
    text = "\r\n".join([title, "", *codes, ""])
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="terakoya-recovery-codes.txt"'
    return response


def _shown_codes(request: HttpRequest) -> list[str]:
    row = factors_of(signed_in_person(request)).recovery
    return codes_of(row) if row is not None and not row.data.get("viewed_at") else []


def _set_up(request: HttpRequest, sentence: str) -> HttpResponse:
    _changed(request, sentence)
    shows = bool(_shown_codes(request))
    return redirect("accounts:recovery-codes" if shows else "accounts:second-factor")


def _changed(request: HttpRequest, sentence: str) -> HttpResponse:
    keep_session(request, signed_in_person(request))
    messages.success(request, sentence)
    return redirect("accounts:second-factor")
