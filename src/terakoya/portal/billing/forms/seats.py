"""Shape of what is sent where a seat is given on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Member
from ...common.forms import Form

NEXT: Final = "next"  # whoever begins the course next


class GiveOnForm(Form):
    """Who gets a seat: somebody of a list, or whoever begins next."""

    to = forms.ChoiceField(
        label=_("引き継ぐ人"),
        widget=forms.RadioSelect,
        initial=NEXT,
        error_messages={"invalid_choice": _("引き継ぐ人を一覧から選んでください。")},
    )

    def __init__(self, data: Any, candidates: Sequence[Member]) -> None:
        super().__init__(data)
        self._candidates = {str(one.uuid): one for one in candidates}
        named = [(key, _label(one)) for key, one in self._candidates.items()]
        field: Any = self.fields["to"]
        field.choices = [(NEXT, _("決めない（次に研修を始める人が使います）")), *named]

    def receiver(self) -> Member | None:
        """Who was chosen; `None`: whoever begins next."""
        return self._candidates.get(self.cleaned_data["to"])


def _label(member: Member) -> str:
    return f"{member.name}　{member.employee_number}" if member.employee_number else member.name
