"""What every form of ours says of an empty field: its name, and what to do."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _

_DJANGOS: Final = forms.Field.default_error_messages["required"]


class Form(forms.Form):
    """A form whose required fields are named where they are empty.

    A field that has a sentence of its own keeps it.
    """

    def full_clean(self) -> None:
        """Clean the form, each field with a sentence about itself."""
        for field in self.fields.values():
            if field.error_messages["required"] is _DJANGOS and field.label:
                field.error_messages["required"] = _sentence(field) % {"label": field.label}
        super().full_clean()


def _sentence(field: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return _("「%(label)s」にチェックを入れてください。")
    if isinstance(field, (forms.ChoiceField, forms.FileField)):
        return _("「%(label)s」を選んでください。")
    return _("「%(label)s」を入力してください。")
