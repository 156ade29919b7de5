"""Shape of what is said about a group session."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ...common.forms import Form
from ...common.offers import offer_choices
from ..models import Assignment


class GroupSessionForm(Form):
    """A new session."""

    assignment = forms.ChoiceField(label=_("割り当て"))
    place = forms.CharField(
        label=_("場所"), max_length=200, help_text=_("例：本社3階 会議室。受講の記録に残ります。")
    )
    language = forms.ChoiceField(label=_("画面の言語"), choices=settings.LANGUAGES)

    def __init__(
        self, *args: Any, assignments: list[tuple[Assignment, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(one.uuid): one for one, _title in assignments}
        titles = [(str(one.uuid), title) for one, title in assignments]
        offer_choices(self, "assignment", titles)

    @property
    def values(self) -> dict[str, Any]:
        """The arguments of open_group_session."""
        return {**self.cleaned_data, "assignment": self.by_id[self.cleaned_data["assignment"]]}


class PinForm(Form):
    """The digits on the group's screen."""

    pin = forms.CharField(
        label=_("画面の番号（6けた）"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}
        ),
    )


class TickForm(Form):
    """Members whom the leader sees in the room."""

    member = forms.TypedMultipleChoiceField(coerce=str, required=False)
    late = forms.BooleanField(required=False)
