"""Shape of what an officer decides about a proposal."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ..common import clock
from ..common.forms import Form
from ..common.offers import offer_choices
from .choices import ProposalKind
from .rules import Proposal
from .services import LONGEST_REASON, HandingOut

DAYS_TO_LEARN: Final = 30
UNIT, EVERYONE = "unit", "everyone"


def _named(option: dict[str, Any]) -> dict[str, Any]:
    """An option that keeps its name where a folded part hides its label."""
    option["attrs"]["aria-label"] = str(option["label"])
    return option


class NamedTicks(forms.CheckboxSelectMultiple):
    """Checkboxes within a folded part."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """An option with its name."""
        return _named(super().create_option(*args, **kwargs))


class NamedRadios(forms.RadioSelect):
    """Radio buttons within a folded part."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """An option with its name."""
        return _named(super().create_option(*args, **kwargs))


class AcceptForm(Form):
    """Which cases are added, and to whom the edition is assigned until when."""

    cases = forms.MultipleChoiceField(label=_("加える事例"), required=False, widget=NamedTicks)
    whom = forms.ChoiceField(label=_("割り当てる人"), required=False, widget=NamedRadios)
    due_on = forms.DateField(
        label=_("期限"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日付の形で入力してください（例：2026-12-18）")},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        proposal: Proposal,
        cases: list[tuple[str, str]],
        key: str,
    ) -> None:
        super().__init__(data, auto_id=f"{key}-%s")
        self.proposal = proposal
        self.initial = {
            "whom": UNIT if proposal.unit else EVERYONE,
            "due_on": clock.today() + dt.timedelta(days=DAYS_TO_LEARN),
        }
        offer_choices(self, "cases", cases)
        offer_choices(self, "whom", [(UNIT, proposal.unit_name), (EVERYONE, _("全社"))])
        due_on = self.fields["due_on"]
        due_on.widget.attrs["aria-label"] = due_on.label
        if proposal.kind is not ProposalKind.CASES:
            del self.fields["cases"]
        if not proposal.unit:
            del self.fields["whom"]

    @property
    def chosen_cases(self) -> tuple[str, ...]:
        """The cases that are added."""
        return tuple(self.cleaned_data.get("cases") or ())

    def handing_out(self, *, in_place: bool) -> HandingOut:
        """To whom the edition is given: in the assignment around the survey, or in a new one."""
        whom = self.cleaned_data.get("whom") or EVERYONE
        return HandingOut(whom == EVERYONE, self.cleaned_data["due_on"], in_place)


class DeclineForm(Form):
    """Why a proposal is declined."""

    reason = forms.CharField(label=_("見送る理由"), max_length=LONGEST_REASON, required=False)

    def __init__(self, data: Any = None, *, key: str) -> None:
        super().__init__(data, auto_id=f"{key}-%s")
        # Within a folded part a label is hidden, and the field would have no name.
        self.fields["reason"].widget.attrs["aria-label"] = self.fields["reason"].label
