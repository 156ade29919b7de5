"""Fields that take numbers and days as people write them: in any width, with commas."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def half_width(text: str) -> str:
    """Full-width digits and letters become half-width (NFKC), surrounding spaces go."""
    return unicodedata.normalize("NFKC", text).strip()


class WidthTolerantInteger(forms.IntegerField):
    """A whole number in any width, with or without a thousands comma.

    It is typed as text: browsers let nobody write 全角 digits into a field of numbers.
    """

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The keyboard of a telephone shows digits."""
        return {**super().widget_attrs(widget), "inputmode": "numeric"}

    def to_python(self, value: Any) -> int | None:
        """Bring the digits to half width first."""
        text = half_width(str(value or "")).replace(",", "")
        number: int | None = super().to_python(text)
        return number


class DayField(forms.DateField):
    """A day, in any width, with hyphens or slashes; a day that does not exist is told so."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        options.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"])
        super().__init__(**options)
        self.error_messages["invalid"] = _(
            "その日付は読み取れません。実在する年月日を入力してください（例：2026-12-01）。"
        )

    def to_python(self, value: Any) -> Any:
        """Bring the digits to half width first."""
        return super().to_python(half_width(value) if isinstance(value, str) else value)
