"""Signing in, joining, passwords, addresses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ...common.forms import Form
from ...common.offers import offer_choices
from ..choices import DataRequestKind
from ..errors import EmailUnusable, EmployeeNumberTooLong
from ..models import Member
from ..names import clean_email, clean_employee_number

PASSWORD_HELP = _("10文字以上。ほかのサービスと同じものは避けてください。")


def password_field(label: Any, *, is_new: bool, help_text: Any = "") -> forms.CharField:
    """A password that may be pasted and filled in by a password manager."""
    attrs = {"autocomplete": "new-password" if is_new else "current-password"}
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs=attrs),
    )


def number_input() -> forms.TextInput:
    """For employee numbers: no capital letters or corrections by the phone."""
    return forms.TextInput(
        attrs={"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false"}
    )


def email_input(autocomplete: str = "email") -> forms.TextInput:
    """An address; a text input, since browsers refuse full-width characters in type=email."""
    return forms.TextInput(
        attrs={
            "autocomplete": autocomplete,
            "inputmode": "email",
            "autocapitalize": "off",
            "spellcheck": "false",
        }
    )


class TermsField(forms.BooleanField):
    """Consent; the form after it shows the sentence of the service when it is missing."""

    def __init__(self) -> None:
        super().__init__(
            label=_("利用規約とプライバシーポリシーに同意します"),
            required=True,
            error_messages={"required": _("同意のチェックを入れてください。")},
        )


class EmailSignInForm(Form):
    """メール."""

    email = forms.CharField(
        label=_("メールアドレス"), max_length=300, widget=email_input("username")
    )
    password = password_field(_("パスワード"), is_new=False)

    def credentials(self) -> str:
        """The address as it is stored; what is no address finds nobody."""
        typed = str(self.cleaned_data["email"])
        try:
            return clean_email(typed) or ""
        except EmailUnusable:
            return typed.lower()


class NumberSignInForm(Form):
    """会社コード＋社員番号."""

    company_code = forms.CharField(
        label=_("会社コード"),
        max_length=40,
        help_text=_("英字4文字と数字4文字です（例：KMTR4827）。ポスターや案内に書いてあります。"),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "organization",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )
    employee_number = forms.CharField(label=_("社員番号"), max_length=80, widget=number_input())
    password = password_field(_("パスワード"), is_new=False)

    def credentials(self) -> str:
        """The number as it is stored."""
        try:
            return clean_employee_number(str(self.cleaned_data["employee_number"])) or ""
        except EmployeeNumberTooLong:
            return ""


class PasswordLinkForm(Form):
    """Asks for the link by which a password is set."""

    email = forms.CharField(label=_("メールアドレス"), max_length=300, widget=email_input())


class NewPasswordForm(Form):
    """A first or new password, typed once; it can be shown."""

    password = password_field(_("新しいパスワード"), is_new=True, help_text=PASSWORD_HELP)


class PasswordChangeForm(Form):
    """The present password and a new one."""

    present = password_field(_("今のパスワード"), is_new=False)
    password = password_field(_("新しいパスワード"), is_new=True, help_text=PASSWORD_HELP)

    def __init__(self, *args: Any, has_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_password:
            del self.fields["present"]


class DataRequestForm(Form):
    """What somebody asks an organisation to do with what is held about them."""

    member = forms.ChoiceField(label=_("依頼する会社・団体"))
    kind = forms.ChoiceField(label=_("種類"), choices=DataRequestKind.choices)
    text = forms.CharField(
        label=_("内容"),
        max_length=2000,
        help_text=_("どの情報を、どうしてほしいか。研修担当者が読みます。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, members: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(member.uuid): member for member in members}
        offer_choices(
            self, "member", [(key, one.organisation.name) for key, one in self.members.items()]
        )

    def values(self) -> dict[str, Any]:
        """The arguments of request_data_change."""
        return {
            "by": self.members[self.cleaned_data["member"]],
            "kind": DataRequestKind(self.cleaned_data["kind"]),
            "text": self.cleaned_data["text"],
        }


class FormerPasswordForm(Form):
    """The password from before a joining code."""

    former = password_field(_("コードを使う前のパスワード"), is_new=False)


class EmailChangeForm(Form):
    """A new address, with the present password."""

    email = forms.CharField(label=_("新しいメールアドレス"), max_length=300, widget=email_input())
    present = password_field(_("今のパスワード"), is_new=False)

    def __init__(self, *args: Any, has_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_password:
            del self.fields["present"]


class JoinForm(Form):
    """Joining by an invite link with an employee number."""

    identifier = forms.CharField(
        label=_("社員番号"),
        max_length=300,
        help_text=_("会社の名簿にあるもの。次回のログインにも使います。"),
        widget=number_input(),
    )
    name = forms.CharField(
        label=_("氏名"),
        max_length=1000,
        help_text=_("名簿と同じ氏名。姓と名の間の空白はなくてもかまいません。"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = password_field(_("パスワードを決める"), is_new=True, help_text=PASSWORD_HELP)
    terms = TermsField()


class JoinByEmailForm(Form):
    """Joining by an invite link with an address: the link to go on is mailed."""

    identifier = forms.CharField(
        label=_("メールアドレス"), max_length=300, widget=email_input("username")
    )


class JoinAsPersonForm(Form):
    """Joining by an invite link as the person who is signed in."""

    name = forms.CharField(
        label=_("氏名"), max_length=1000, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    employee_number = forms.CharField(
        label=_("社員番号"),
        max_length=80,
        required=False,
        help_text=_("名簿に社員番号で登録されている方は入力してください。"),
        widget=number_input(),
    )
    terms = TermsField()


class InvitationForm(Form):
    """Joining by a mailed link; who is signed in sets no password, who is on a roster no name."""

    name = forms.CharField(
        label=_("氏名"), max_length=1000, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = password_field(_("パスワードを決める"), is_new=True, help_text=PASSWORD_HELP)
    terms = TermsField()

    def __init__(self, *args: Any, asks_name: bool, asks_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, is_asked in (("name", asks_name), ("password", asks_password)):
            if not is_asked:
                del self.fields[field]


class CodeJoinForm(Form):
    """Setting a password with the code that the officer handed over."""

    company_code = forms.CharField(
        label=_("会社コード"),
        max_length=40,
        help_text=_("英字4文字と数字4文字です（例：KMTR4827）。"),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "organization",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )
    employee_number = forms.CharField(label=_("社員番号"), max_length=80, widget=number_input())
    code = forms.CharField(
        label=_("参加コード"),
        max_length=40,
        help_text=_("研修担当者から受け取った8文字です。"),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )
    password = password_field(_("新しいパスワード"), is_new=True, help_text=PASSWORD_HELP)
    terms = TermsField()
