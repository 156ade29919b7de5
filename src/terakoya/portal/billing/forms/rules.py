"""The operator's forms of an order's payment terms and of the rules of billing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ...common.forms import Form
from ..choices import PaymentTerms
from ..services.rules import Rules
from .payments import DayField, ZeroYenField


class TermsForm(Form):
    """How an order is paid; the day of 検収 is asked for once its 完了届 is out."""

    kind = forms.TypedChoiceField(
        label=_("支払いの条件"),
        choices=PaymentTerms.choices,
        coerce=PaymentTerms,
        widget=forms.RadioSelect,
    )
    accepted_on = DayField(
        label=_("検収日"),
        required=False,
        help_text=_("お客様が検収した日です。この日の月の末日に請求します。"),
    )

    def __init__(self, *args: Any, has_report: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_report:
            del self.fields["accepted_on"]


class RulesForm(Form):
    """What `save_rules` takes."""

    fee_tolerance_yen = ZeroYenField(
        label=_("振込手数料とみなす不足（円）"),
        help_text=_("これ以内の不足は、売上値引として入金済みにします。9,999円までです。"),
    )
    first_days = forms.IntegerField(label=_("1回目のお願い（期限のあとの日数）"))
    second_days = forms.IntegerField(label=_("2回目のお願い（期限のあとの日数）"))
    third_days = forms.IntegerField(label=_("3回目のお願い（期限のあとの日数）"))
    closes_by_itself = forms.BooleanField(label=_("前の月を、1日に自動で締める"), required=False)
    reminds_by_itself = forms.BooleanField(
        label=_("お支払いのお願いを、自動でメールする"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_days", "second_days", "third_days"):
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def wished(self) -> Rules:
        """The rules as they were entered."""
        return Rules(**self.cleaned_data)
