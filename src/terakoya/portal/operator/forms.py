"""The shapes of what the operator's pages take; rules are in the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..accounts.choices import Right
from ..common.forms import Form


def rights_field(**given: Any) -> forms.TypedMultipleChoiceField:
    """The three rights, each with a tick."""
    return forms.TypedMultipleChoiceField(
        label=_("権限"),
        choices=Right.choices,
        coerce=Right,
        empty_value=[],
        widget=forms.CheckboxSelectMultiple,
        **given,
    )


class RightsForm(Form):
    """What one operator may do; none: is an operator no more."""

    rights = rights_field(required=False)


class AppointForm(Form):
    """One more operator."""

    email = forms.CharField(
        label=_("メールアドレス"),
        max_length=300,
        help_text=_("ログインに使うアドレスです。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "inputmode": "email", "autocapitalize": "off"}
        ),
    )
    name = forms.CharField(
        label=_("氏名"),
        max_length=200,
        required=False,
        help_text=_("初めての人だけ入力します。パスワードを決めるメールを送ります。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    rights = rights_field()
