"""Shape of an officer's input."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

_WRONG = _("日付の形で入力してください（例：2026-12-18）")


class LastDayForm(forms.Form):
    """A later last day of a wave."""

    closes_on = forms.DateField(
        label=_("最終日"), error_messages={"invalid": _WRONG, "required": _WRONG}
    )
