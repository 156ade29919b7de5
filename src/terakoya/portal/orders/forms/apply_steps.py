"""Shape of what is applied for, from which day on, whether it renews, and where invoices go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ...accounts.names import clean_name
from ...common import clock
from ...common.offers import offer_choices
from ..apply_words import far_start, past_start
from ..fields import DayField
from ..models import Quote
from ..pricing import MONTHS, MOST_SEATS, latest_start
from ..selectors.quotes import selection_of
from ..specs import Billing, Selection
from .applying import (
    PREFECTURE_CHOICES,
    CustomerForm,
    ItemsForm,
    cleaned_by,
    email_address,
    postal_code,
)


class ApplyItemsForm(ItemsForm):
    """What is applied for; with `quote`, as many seats and months as it offers, too."""

    starts_on = DayField(
        label=_("利用を始める日"),
        required=False,
        help_text=_("空のままなら、申し込み後すぐに始められます。1年後まで選べます。"),
    )
    renews = forms.BooleanField(
        label=_("契約期間が終わったら、同じ内容で自動更新する"),
        required=False,
        help_text=_("終わる30日前と7日前に、メールで知らせます。最終日まで、いつでも切れます。"),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, quote: Quote | None = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        today = clock.today()
        self.fields["starts_on"].widget.attrs |= {"min": today, "max": latest_start(today)}
        if quote is not None:
            self.most_seats = max(MOST_SEATS, quote.seats)
            months = sorted({*MONTHS, quote.months})
            offer_choices(self, "months", [(n, str(n)) for n in months])

    def clean_starts_on(self) -> dt.date | None:
        """A day from today to a year later; `None` where it is to begin at once."""
        day: dt.date | None = self.cleaned_data["starts_on"]
        today = clock.today()
        if day is None or day == today:
            return None
        if day < today:
            raise ValidationError(past_start(today))
        if day > latest_start(today):
            raise ValidationError(far_start(latest_start(today)))
        return day

    def clean(self) -> dict[str, Any]:
        """More than 100 seats are renewed by a quote."""
        cleaned = super().clean()
        if cleaned.get("renews") and (cleaned.get("seats") or 0) > MOST_SEATS:
            self.add_error(
                "renews",
                _("100枠を超える契約は、見積もりで更新します。チェックを外してください。"),
            )
        return cleaned

    def selection(self, slug: str) -> Selection:
        """The typed selection of a valid form; a manuscript alone has no term to renew."""
        chosen, data = super().selection(slug), self.cleaned_data
        return replace(
            chosen,
            starts_on=data["starts_on"],
            renews=data["renews"] and chosen.with_online,
        )


def chosen_items(
    typed: Mapping[str, Any], slug: str, quote: Quote | None
) -> tuple[ApplyItemsForm, Quote | None]:
    """The form of step 1, and the quote as long as the choice is what it offers.

    A choice that is to be mended keeps the quote; another one has today's prices and limits.
    """
    form = ApplyItemsForm(typed, quote=quote)
    if quote is None or not form.is_valid():
        return form, quote
    chosen = replace(form.selection(slug), starts_on=None, renews=False)
    if chosen == replace(selection_of(quote), starts_on=None):
        return form, quote
    return ApplyItemsForm(typed), None


_NEEDED = {"bill_name", "bill_postal_code", "bill_prefecture", "bill_address"}


class ApplyCustomerForm(CustomerForm):
    """Who applies, and where invoices go if that is elsewhere; all empty: to the applicant."""

    bill_name = forms.CharField(label=_("請求書の宛名"), max_length=400, required=False)
    bill_department = forms.CharField(label=_("請求先の部署"), max_length=100, required=False)
    bill_person = forms.CharField(label=_("請求先のご担当者"), max_length=400, required=False)
    bill_postal_code = forms.CharField(label=_("請求先の郵便番号"), max_length=20, required=False)
    bill_prefecture = forms.ChoiceField(
        label=_("請求先の都道府県"),
        choices=PREFECTURE_CHOICES,
        required=False,
        error_messages={"invalid_choice": _("都道府県を一覧から選んでください")},
    )
    bill_address = forms.CharField(
        label=_("請求先の市区町村・番地"), max_length=300, required=False
    )
    bill_building = forms.CharField(label=_("請求先の建物名・階"), max_length=200, required=False)
    bill_email = forms.CharField(
        label=_("請求先のメールアドレス"),
        max_length=254,
        required=False,
        help_text=_("請求書などのPDFを、この宛先にもメールでお送りします。"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            if name.startswith("bill_"):  # their labels are folded away
                field.widget.attrs["aria-label"] = str(field.label)

    def clean_bill_name(self) -> str:
        """Without control marks, at most 200 characters; may be empty."""
        return _if_typed(clean_name, self.cleaned_data["bill_name"])

    def clean_bill_person(self) -> str:
        """Without control marks, at most 200 characters; may be empty."""
        return _if_typed(clean_name, self.cleaned_data["bill_person"])

    def clean_bill_postal_code(self) -> str:
        """Seven digits in any width; may be empty."""
        typed = self.cleaned_data["bill_postal_code"]
        return postal_code(typed) if typed else ""

    def clean_bill_email(self) -> str:
        """Lower case, half width; may be empty."""
        typed = self.cleaned_data["bill_email"]
        return email_address(typed) if typed else ""

    def clean(self) -> dict[str, Any]:
        """An address for invoices is whole, or not there at all."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.bills_apart():
            for name in self.fields:
                if name in _NEEDED and not cleaned.get(name) and name not in self.errors:
                    self.add_error(
                        name,
                        _(
                            "請求先を分けるときは、入力してください。"
                            "分けないときは、請求先をすべて空にします。"
                        ),
                    )
        return cleaned

    def bills_apart(self) -> bool:
        """Whether anything of an address for invoices is there."""
        return any(self[name].value() for name in self.fields if name.startswith("bill_"))

    def billing(self) -> Billing | None:
        """The address for invoices of a valid form; `None` where they go to the applicant."""
        if not self.bills_apart():
            return None
        names = (field.name for field in fields(Billing))
        return Billing(**{name: self.cleaned_data[f"bill_{name}"] for name in names})


def _if_typed(clean: Callable[[str], str], typed: str) -> str:
    return cleaned_by(clean, typed) if typed else ""
