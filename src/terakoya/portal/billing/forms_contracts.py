"""Shape of what is sent on the page of contracts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..common.errors import BadInput
from ..common.forms import Form
from ..orders.forms import WidthTolerantInteger
from ..orders.services_contracts import Confirmed


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
        if "total_yen" in self.errors or "key" in self.errors:
            raise BadInput
        return super().clean() or {}

    def confirmed(self) -> Confirmed:
        """What was confirmed, of a form that is valid."""
        said = self.cleaned_data
        return Confirmed(key=said["key"], seats=said["seats"], total_yen=said["total_yen"])
