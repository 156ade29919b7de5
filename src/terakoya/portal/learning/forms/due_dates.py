"""Shape of a due date that is set anew."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ...common import clock


class DueDateField(forms.DateField):
    """A day that has not passed: nobody could keep another one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": _("日付の形で入力してください（例：2026-12-18）")},
            **options,
        )

    def validate(self, value: dt.date | None) -> None:
        """Refuse a day before today, unless it is the one that was shown."""
        super().validate(value)
        if value and value < clock.today() and value != self.initial:
            raise forms.ValidationError(_("期限は、今日か、それより後の日にしてください。"))
