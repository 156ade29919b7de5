"""What every form of ours says of an empty field, and of too much or too little in one."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _

_DJANGOS: Final = forms.Field.default_error_messages["required"]


class Form(forms.Form):
    """A form whose required fields are named where they are empty, and that tells its limits.

    A field that has a sentence of its own keeps it.
    """

    def full_clean(self) -> None:
        """Clean the form, each field with a sentence about itself."""
        limits = _limits()
        for field in self.fields.values():
            field.error_messages = {**limits, **field.error_messages}
            if field.error_messages["required"] is _DJANGOS and field.label:
                field.error_messages["required"] = _sentence(field) % {"label": field.label}
        super().full_clean()


def _sentence(field: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return _("「%(label)s」にチェックを入れてください。")
    if isinstance(field, (forms.ChoiceField, forms.FileField)):
        return _("「%(label)s」を選んでください。")
    return _("「%(label)s」を入力してください。")


def _limits() -> dict[str, str]:
    """What is said, by the code of Django's validator, of a length or a number out of bounds."""
    return {
        "max_length": _(
            "%(limit_value)s文字以内で入力してください（今は%(show_value)s文字です）。"
        ),
        "min_value": _("%(limit_value)s以上の数を入力してください。"),
        "max_value": _("%(limit_value)s以下の数を入力してください。"),
    }
