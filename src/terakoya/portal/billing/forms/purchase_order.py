"""The form of an order's 発注番号."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ...common.forms import Form
from ...orders.forms.applying import cleaned_by, purchase_order_line
from ...orders.specs import MOST_PURCHASE_ORDER


class PurchaseOrderForm(Form):
    """The customer's own number; empty: none."""

    purchase_order = forms.CharField(
        label=_("発注番号"),
        max_length=MOST_PURCHASE_ORDER,
        required=False,
        help_text=_("貴社の番号です。空にすると、番号を印刷しません。"),
    )

    def clean_purchase_order(self) -> str:
        """One line without control marks."""
        return cleaned_by(purchase_order_line, self.cleaned_data["purchase_order"])
