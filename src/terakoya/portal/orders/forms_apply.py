"""Shape of step 1 of applying: what is applied for, from which day on, and whether it renews."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..common import clock
from ..common.offers import offer_choices
from .apply_words import far_start, past_start
from .fields import DayField
from .forms import ItemsForm
from .models import Quote
from .pricing import MONTHS, MOST_SEATS, latest_start
from .selectors_quotes import selection_of
from .specs import Selection


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
    if chosen == selection_of(quote):
        return form, quote
    return ApplyItemsForm(typed), None
