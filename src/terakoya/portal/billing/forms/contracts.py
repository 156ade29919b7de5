"""Shape of what is sent on the page of contracts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ...accounts.names import clean_name
from ...common.errors import BadInput
from ...common.forms import Form
from ...common.offers import offer_choices
from ...orders.choices import QuotePurpose
from ...orders.fields import WidthTolerantInteger
from ...orders.forms.applying import PREFECTURE_CHOICES, cleaned_by, email_address, postal_code
from ...orders.pricing import MONTHS
from ...orders.services.contracts import Confirmed
from ...orders.services.terms import ConfirmedTerm
from ...orders.specs import Billing


def _refuse_torn(form: Form) -> None:
    if {"total_yen", "key"} & form.errors.keys():
        raise BadInput


class SeatsForm(Form):
    """How many seats are to be added."""

    seats = WidthTolerantInteger(
        label=_("追加する枠"),
        error_messages={
            "invalid": _("追加する枠を数字で入力してください（例：2）"),
            "required": _("追加する枠を入力してください。"),
        },
    )


class ConfirmSeatsForm(SeatsForm):
    """The same with what the summary showed, which nobody types."""

    total_yen = forms.IntegerField(min_value=0, max_value=10**12)
    key = forms.UUIDField()

    def clean(self) -> dict[str, Any]:
        """Raise `BadInput` for what no page of ours sends."""
        _refuse_torn(self)
        return super().clean() or {}

    def confirmed(self) -> Confirmed:
        """What was confirmed, of a form that is valid."""
        said = self.cleaned_data
        return Confirmed(key=said["key"], seats=said["seats"], total_yen=said["total_yen"])


class ContractQuoteForm(SeatsForm):
    """What a quote about a contract is of."""

    field_order = ("purpose", "seats", "months")

    purpose = forms.ChoiceField(
        label=_("見積もりの内容"),
        choices=[
            (QuotePurpose.SEATS, _("今の契約に枠を追加する")),
            (QuotePurpose.TERM, _("契約を更新する")),
        ],
    )
    months = forms.TypedChoiceField(
        label=_("更新する期間"),
        coerce=int,
        required=False,
        help_text=_("枠の追加では使いません。今の契約の終わりまでになります。"),
        error_messages={"invalid_choice": _("期間を一覧から選んでください")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.fields["seats"].label = _("受講枠（名）")
        offer_choices(self, "months", [(str(n), _("%(n)sか月") % {"n": n}) for n in MONTHS])

    @property
    def wanted(self) -> dict[str, Any]:
        """What was chosen, of a form that is valid."""
        said = self.cleaned_data
        return {
            "purpose": QuotePurpose(said["purpose"]),
            "seats": said["seats"],
            "months": said["months"] or 1,
        }


class TermForm(Form):
    """Seats and months of a further term."""

    seats = WidthTolerantInteger(
        label=_("受講枠（名）"),
        error_messages={"invalid": _("人数を数字で入力してください（例：12）")},
    )
    months = forms.TypedChoiceField(
        label=_("期間"),
        coerce=int,
        choices=[(n, str(n)) for n in MONTHS],
        error_messages={"invalid_choice": _("期間を一覧から選んでください")},
    )


class ConfirmTermForm(TermForm):
    """The same with what the summary showed, which nobody types."""

    total_yen = forms.IntegerField(min_value=0, max_value=10**12)
    key = forms.UUIDField()

    def clean(self) -> dict[str, Any]:
        """Raise `BadInput` for what no page of ours sends."""
        _refuse_torn(self)
        return super().clean() or {}

    def confirmed(self) -> ConfirmedTerm:
        """What was confirmed, of a form that is valid."""
        said = self.cleaned_data
        return ConfirmedTerm(said["key"], said["seats"], said["total_yen"], said["months"])


class BillingForm(Form):
    """Where coming invoices go."""

    name = forms.CharField(label=_("請求書の宛名"), max_length=400)
    department = forms.CharField(label=_("請求先の部署"), max_length=100, required=False)
    person = forms.CharField(label=_("請求先のご担当者"), max_length=400, required=False)
    postal_code = forms.CharField(label=_("請求先の郵便番号"), max_length=20)
    prefecture = forms.ChoiceField(
        label=_("請求先の都道府県"),
        choices=PREFECTURE_CHOICES,
        error_messages={"invalid_choice": _("都道府県を一覧から選んでください")},
    )
    address = forms.CharField(label=_("請求先の市区町村・番地"), max_length=300)
    building = forms.CharField(label=_("請求先の建物名・階"), max_length=200, required=False)
    email = forms.CharField(
        label=_("請求先のメールアドレス"),
        max_length=254,
        required=False,
        help_text=_("請求書などのPDFを、この宛先にもメールでお送りします。"),
    )

    def clean_name(self) -> str:
        """Without control marks, at most 200 characters."""
        return cleaned_by(clean_name, self.cleaned_data["name"])

    def clean_person(self) -> str:
        """Without control marks, at most 200 characters; may be empty."""
        typed = self.cleaned_data["person"]
        return cleaned_by(clean_name, typed) if typed else ""

    def clean_postal_code(self) -> str:
        """Seven digits in any width."""
        return postal_code(self.cleaned_data["postal_code"])

    def clean_email(self) -> str:
        """Lower case, half width; may be empty."""
        typed = self.cleaned_data["email"]
        return email_address(typed) if typed else ""

    def billing(self) -> Billing:
        """The address of a valid form."""
        return Billing(**{name: self.cleaned_data[name] for name in self.fields})
