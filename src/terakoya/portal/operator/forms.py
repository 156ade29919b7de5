"""The shapes of what the operator's pages take; rules are in the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..accounts.choices import Right
from ..common.forms import Form
from ..orders.choices import OrderStatus
from ..orders.services.approvals import LONGEST_REASON
from .choices import OpeningReason


def rights_field(**given: Any) -> forms.TypedMultipleChoiceField:
    """The three rights, each with a tick."""
    return forms.TypedMultipleChoiceField(
        label=_("権限"),
        choices=Right.choices,
        coerce=Right,
        empty_value=[],
        widget=forms.CheckboxSelectMultiple,
        **given,
    )


class RightsForm(Form):
    """What one operator may do; none: is an operator no more."""

    rights = rights_field(required=False)


class AppointForm(Form):
    """One more operator."""

    email = forms.CharField(
        label=_("メールアドレス"),
        max_length=300,
        help_text=_("ログインに使うアドレスです。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "inputmode": "email", "autocapitalize": "off"}
        ),
    )
    name = forms.CharField(
        label=_("氏名"),
        max_length=200,
        required=False,
        help_text=_("初めての人だけ入力します。パスワードを決めるメールを送ります。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    rights = rights_field()


class CustomerSearchForm(Form):
    """What is looked for among the customers."""

    q = forms.CharField(
        label=_("会社名・担当者名・メールアドレス・番号"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def wanted(self) -> str:
        """The text; empty where there is none, or one that is too long."""
        return str(self.cleaned_data.get("q", "")) if self.is_valid() else ""


class OpeningForm(Form):
    """Why a customer's page is opened."""

    reason = forms.TypedChoiceField(
        label=_("理由"),
        choices=OpeningReason.choices,
        coerce=OpeningReason,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("補足"),
        max_length=100,
        required=False,
        help_text=_("問い合わせの番号など。お客様が読みます。"),
    )


class LogForm(Form):
    """Where a page of the log begins."""

    before_entry = forms.IntegerField(min_value=1, required=False)

    def before(self) -> int | None:
        """The entry before which it begins; `None` for the newest."""
        return self.cleaned_data["before_entry"] if self.is_valid() else None


class OrderFilterForm(Form):
    """Which applications are looked for."""

    status = forms.ChoiceField(
        label=_("状態"), choices=[("", _("すべて")), *OrderStatus.choices], required=False
    )
    q = forms.CharField(
        label=_("会社名・申込番号"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def wanted(self) -> tuple[str, str]:
        """State and text; empty where nothing is asked for, or nothing that there is."""
        if not self.is_valid():
            return "", ""
        return str(self.cleaned_data["status"]), str(self.cleaned_data["q"])


class DecisionForm(Form):
    """What becomes of an application that waits; a reason only where it is declined."""

    do = forms.ChoiceField(
        choices=[("approve", ""), ("decline", "")],
        error_messages={
            "required": _("「承認する」か「お断りする」を押してください。"),
            "invalid_choice": _("「承認する」か「お断りする」を押してください。"),
        },
    )
    reason = forms.CharField(
        label=_("お断りする理由"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=_("お客様がメールで読みます。承認するときは、空のままにします。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    # Where it was pressed, and where the next page is: the desk's home, or the application itself.
    back = forms.ChoiceField(choices=[("home", "")], required=False)


class SuspensionNoticeForm(Form):
    """From when on learning is to stop, and why; the customer reads it."""

    from_on = forms.DateField(
        label=_("止める日"),
        help_text=_("予告から7日を空けます。"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        help_text=_("お客様が読みます。例：10月分のご請求が、3回のご案内のあとも未入金のため"),
    )


class SuspensionForm(Form):
    """What becomes of a notice."""

    do = forms.ChoiceField(choices=[("suspend", ""), ("end", "")])


def _day(label: Any, **given: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **given)


def _company_code() -> forms.CharField:
    return forms.CharField(
        label=_("会社コード"),
        max_length=40,
        help_text=_("間違いを防ぐため、このページにある会社コードを入力します。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class DeletionAskForm(Form):
    """Who asked an operator to delete, when, and from which day on it may begin."""

    asked_by = forms.CharField(
        label=_("依頼した人"),
        max_length=200,
        help_text=_("氏名と役職。削除証明書に載ります。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    asked_on = _day(_("依頼を受けた日"))
    from_on = _day(_("削除を始める日"), help_text=_("予告から14日を空けます。"))


class DeletionStartForm(Form):
    """What must be said before the data go."""

    company_code = _company_code()
    backups_until = _day(
        _("バックアップが残る最後の日"),
        help_text=_("この日までにバックアップも消えることを、削除証明書に書きます。"),
    )


class OwnDeletionForm(Form):
    """An owner asks for the deletion of their organisation's data."""

    from_on = _day(_("削除を始める日"), help_text=_("今日から14日を空けます。"))
    company_code = _company_code()
    has_exports = forms.BooleanField(
        label=_("必要なデータを書き出しました（または、書き出すものはありません）"),
    )
