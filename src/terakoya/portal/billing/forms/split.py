"""The contract holder's form of how invoices are split over departments."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Department, Organisation
from ...common.forms import Form
from ...orders.fields import WidthTolerantInteger
from ..choices import SplitBasis
from ..models import CostSplit

MOST_SHARE: Final = 1_000_000


class SplitForm(Form):
    """By what is split, and a share for each department, which counts where shares are chosen."""

    basis = forms.TypedChoiceField(
        label=_("分け方"),
        choices=SplitBasis.choices,
        coerce=SplitBasis,
        widget=forms.RadioSelect,
    )

    def __init__(
        self, *args: Any, kept: CostSplit, departments: Sequence[Department], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["basis"].initial = kept.basis
        self._keys: dict[str, uuid.UUID | None] = {}
        shares = dict(kept.shares)
        for one in departments:
            self._add(f"share{one.pk}", one.name, one.uuid, shares.get(str(one.uuid)))
        self._add("share0", _("部署なし"), None, shares.get(""))

    def _add(self, name: str, label: Any, key: uuid.UUID | None, share: int | None) -> None:
        self._keys[name] = key
        self.fields[name] = WidthTolerantInteger(
            label=label,
            required=False,
            min_value=0,
            max_value=MOST_SHARE,
            initial=share,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        )

    @property
    def share_fields(self) -> list[Any]:
        """The fields of the departments, bound."""
        return [self[name] for name in self._keys]

    def split(self, organisation: Organisation) -> CostSplit:
        """The same as a row that is not kept."""
        said = self.wanted()
        shares = [["" if key is None else str(key), n] for key, n in said["shares"].items() if n]
        return CostSplit(organisation=organisation, basis=said["basis"], shares=shares)

    def wanted(self) -> dict[str, Any]:
        """What `save_split` takes."""
        said = self.cleaned_data
        shares = {key: said[name] or 0 for name, key in self._keys.items()}
        return {"basis": said["basis"], "shares": shares}


class AnnexForm(SplitForm):
    """The same for an invoice that is out already: it is split one way or the other."""

    def __init__(self, *args: Any, kept: CostSplit, **kwargs: Any) -> None:
        super().__init__(*args, kept=kept, **kwargs)
        basis = cast("forms.TypedChoiceField", self.fields["basis"])
        basis.choices = [one for one in SplitBasis.choices if one[0] != SplitBasis.NONE]
        if kept.basis == SplitBasis.NONE:
            basis.initial = SplitBasis.SEATS
