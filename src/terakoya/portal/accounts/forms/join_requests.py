"""What somebody who scanned a poster says of themselves, and what an officer decides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ...common.forms import Form
from ..models import Department
from ..selectors import DepartmentTree, split_into_levels
from .entry import PASSWORD_HELP, TermsField, number_input, password_field


class JoinRequestForm(Form):
    """Name, reading, number if known, and where they work."""

    name = forms.CharField(
        label=_("氏名"), max_length=1000, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    name_kana = forms.CharField(
        label=_("フリガナ"),
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    employee_number = forms.CharField(
        label=_("社員番号（分かるとき）"), max_length=80, required=False, widget=number_input()
    )
    department = forms.ChoiceField(label=_("部署"), required=False)

    def __init__(self, *args: Any, tree: DepartmentTree, within: Department | None) -> None:
        super().__init__(*args)
        path = within.path if within else ""
        nodes = [one for one in split_into_levels(tree) if one.department.path.startswith(path)]
        self.departments = {str(one.department.uuid): one.department for one in nodes}
        field = self.fields["department"]
        assert isinstance(field, forms.ChoiceField)
        choices = [(str(one.department.uuid), one.label) for one in nodes]
        field.choices = [("", _("選んでください（分からないときは空欄）")), *choices]
        if not nodes:
            del self.fields["department"]

    @property
    def values(self) -> dict[str, Any]:
        """The arguments of ask_to_join."""
        chosen = self.departments.get(self.cleaned_data.get("department", ""))
        return {**self.cleaned_data, "department": chosen}


class FirstPasswordForm(Form):
    """The password of who was let in."""

    password = password_field(_("パスワードを決める"), is_new=True, help_text=PASSWORD_HELP)
    terms = TermsField()
