"""Codes, passkeys and their names; and who sits here, asked once more."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ...common.forms import Form
from .entry import password_field


def code_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    """Digits of an app or of a recovery code; phones show their digits."""
    attrs = {
        "autocomplete": "one-time-code",
        "inputmode": "numeric",
        "autocapitalize": "off",
        "spellcheck": "false",
    }
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=40,
        required=required,
        widget=forms.TextInput(attrs=attrs),
    )


def answer_field() -> forms.CharField:
    """What a passkey answers, written by the script."""
    return forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput())


class AppForm(Form):
    """The first code of an app, so that nobody locks themselves out."""

    code = code_field(_("アプリに出た6桁のコード"))


class PasskeyForm(Form):
    """A name, and what the device answered."""

    name = forms.CharField(
        label=_("パスキーの名前"),
        max_length=60,
        help_text=_("あとで見分けるためのものです。例：会社のノートPC"),
    )
    passkey = answer_field()


class NameForm(Form):
    """Another name of a passkey."""

    name = forms.CharField(label=_("名前"), max_length=60)


class StepForm(Form):
    """The second step of signing in: a code, or a passkey."""

    code = code_field(
        _("2段階の確認コード"),
        _("認証アプリの6桁。アプリが使えないときは、回復用コードの8桁。"),
        required=False,
    )
    passkey = answer_field()

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        given: dict[str, Any] = super().clean() or {}
        if not given.get("passkey") and not given.get("code") and not self.errors:
            self.add_error("code", _("確認コードを入力してください。"))
        return given


class ConfirmForm(Form):
    """Who sits here, asked once more: password, code or passkey, whichever they have."""

    password = password_field(_("パスワード"), is_new=False)
    code = code_field(_("または、確認コード"), _("認証アプリの6桁。"), required=False)
    passkey = answer_field()
    prefix = "confirm"

    def __init__(self, *args: Any, has_password: bool, has_factor: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = has_password and not has_factor
        if not has_password:
            del self.fields["password"]
        if not has_factor:
            del self.fields["code"], self.fields["passkey"]
