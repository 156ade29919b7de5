"""Shape of a due date that is set anew."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DueDateField(forms.DateField):
    """A day; the services refuse one that has passed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": _("日付の形で入力してください（例：2026-12-18）")},
            **options,
        )
