"""The shape of the rules by which an application waits for approval."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ...common.forms import Form
from ..fields import WidthTolerantInteger
from ..mail_domains import MOST_DOMAINS, NoDomain, TooManyDomains, read_domains
from ..services.approval_rules import Rules

MOST_YEN = 10**12
MOST_DAYS = 30
_LINES = forms.Textarea(attrs={"rows": 5, "autocapitalize": "off", "spellcheck": "false"})


class ApprovalRulesForm(Form):
    """Over which an application waits, and within how many working days it is answered."""

    most_yen = WidthTolerantInteger(
        label=_("この合計（税込、円）を超えたら承認待ちにする"),
        min_value=1,
        max_value=MOST_YEN,
        required=False,
        help_text=_("空のままなら、金額では止めません。例：500000"),
        error_messages={"invalid": _("金額を数字で入力してください（例：500000）。")},
    )
    holds_same_address = forms.BooleanField(
        label=_("同じ住所かメールのドメインに、承認待ちや期限を過ぎた請求があれば承認待ちにする"),
        required=False,
        help_text=_("フリーメールのドメインは、比べません。"),
    )
    blocked_domains = forms.CharField(
        label=_("承認が必要なメールのドメイン"),
        max_length=20_000,
        required=False,
        help_text=_("1行に1つ。例：mail.example。その下のドメインも含みます。"),
        widget=_LINES,
    )
    holds_free_mail = forms.BooleanField(
        label=_("フリーメールのアドレスは承認待ちにする"), required=False
    )
    free_domains = forms.CharField(
        label=_("フリーメールのドメイン"),
        max_length=20_000,
        required=False,
        help_text=_("1行に1つ。"),
        widget=_LINES,
    )
    answer_days = WidthTolerantInteger(
        label=_("連絡するまでの営業日"),
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("申込者のページとメールに出ます。"),
        error_messages={"invalid": _("日数を数字で入力してください（例：2）。")},
    )

    def clean_blocked_domains(self) -> str:
        """Domains, one a line."""
        return _domains(self.cleaned_data["blocked_domains"])

    def clean_free_domains(self) -> str:
        """Domains, one a line."""
        return _domains(self.cleaned_data["free_domains"])

    def rules(self) -> Rules:
        """The rules of a valid form."""
        values: dict[str, Any] = {name: self.cleaned_data[name] for name in Rules.__annotations__}
        return Rules(**values)


def _domains(typed: str) -> str:
    try:
        return "\n".join(read_domains(typed))
    except NoDomain as error:
        raise ValidationError(
            _("%(n)d行目の「%(text)s」は、ドメインとして読み取れません（例：mail.example）。")
            % {"n": error.number, "text": error.text[:60]}
        ) from error
    except TooManyDomains as error:
        raise ValidationError(
            _("ドメインは%(most)d個までです。数を減らしてください。") % {"most": MOST_DOMAINS}
        ) from error
