"""For whom slips are printed."""

from __future__ import annotations

import uuid

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ...common.forms import Form
from ..selectors import DepartmentTree, split_into_levels
from ..selectors.slips import SlipChoice


class SlipForm(Form):
    """A department, or chosen members; what is not understood narrows nothing."""

    department = forms.ChoiceField(label=_("部署"), required=False)
    with_mail = forms.BooleanField(label=_("招待メールを送れる人の分も印刷する"), required=False)
    anew = forms.BooleanField(
        label=_("印刷済みの人の分も、作り直す（前の用紙は使えなくなります）"), required=False
    )

    def __init__(self, data: QueryDict, *, tree: DepartmentTree) -> None:
        super().__init__(data)
        self.tree, self.chosen = tree, data.getlist("member")
        field = self.fields["department"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("すべての部署"))] + [
            (str(node.department.uuid), node.label) for node in split_into_levels(tree)
        ]
        self.is_valid()

    @property
    def wanted(self) -> SlipChoice:
        """The choice."""
        values = self.cleaned_data
        at = values.get("department")
        nodes = self.tree.by_id.values()
        return SlipChoice(
            department=next((n.department for n in nodes if str(n.department.uuid) == at), None),
            anew=bool(values.get("anew")),
            with_mail=bool(values.get("with_mail")),
            members=self._members(),
        )

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The choice as the fields of the form that prints it."""
        wanted = self.wanted
        pairs = [("member", str(one)) for one in wanted.members]
        if wanted.department is not None:
            pairs.append(("department", str(wanted.department.uuid)))
        pairs += [(name, "on") for name in ("with_mail", "anew") if getattr(wanted, name)]
        return pairs

    def _members(self) -> tuple[uuid.UUID, ...]:
        found = []
        for text in self.chosen[:400]:
            try:
                found.append(uuid.UUID(text))
            except ValueError:
                continue
        is_chosen = bool(self.chosen)  # of chosen members whom nobody knows: nobody
        return tuple(found) or ((uuid.UUID(int=0),) if is_chosen else ())
