"""Shape of a group: what its members have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ...accounts.choices import Role
from ...accounts.models import Department
from ...common.forms import Form
from ...common.offers import offer_choices
from ..choices import GroupKind
from ..models import Group, GroupCondition
from ..selectors.groups import LANGUAGE_WORDS, known_values
from .assignments import ROWS_SHOWN, offer_departments

SEVERAL = _("Ctrl（⌘）を押しながら選ぶと、いくつも選べます。")
# Which field holds the values of which kind; departments and the day have fields of their own.
WORDS = {
    "sites": GroupKind.SITE,
    "employments": GroupKind.EMPLOYMENT,
    "positions": GroupKind.POSITION,
    "languages": GroupKind.LANGUAGE,
    "roles": GroupKind.ROLE,
}


class GroupForm(Form):
    """A name, and values by kind: of one kind one is enough, of every kind one must fit."""

    name = forms.CharField(
        label=_("グループの名前"), max_length=100, help_text=_("例：店舗のアルバイト")
    )
    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        label=_("部署"),
        required=False,
        to_field_name="uuid",
        widget=forms.SelectMultiple(attrs={"size": ROWS_SHOWN}),
        help_text=_("下の部署も含みます。Ctrl（⌘）を押しながら選ぶと、いくつも選べます。"),
    )
    sites = forms.MultipleChoiceField(label=_("拠点"), required=False, help_text=SEVERAL)
    employments = forms.MultipleChoiceField(label=_("雇用区分"), required=False, help_text=SEVERAL)
    positions = forms.MultipleChoiceField(label=_("役職"), required=False, help_text=SEVERAL)
    languages = forms.MultipleChoiceField(
        label=_("言語"),
        required=False,
        choices=tuple(LANGUAGE_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    roles = forms.MultipleChoiceField(
        label=_("役割"),
        required=False,
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    since = forms.DateField(
        label=_("この日から後に名簿に入った人"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日付の形で入力してください（例：2026-12-18）")},
    )

    def __init__(self, *args: Any, organisation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_departments(self, "departments", organisation_id)
        for name, values in self._choices(known_values(organisation_id)).items():
            offer_choices(self, name, [(one, one) for one in values])

    def _choices(self, known: Mapping[GroupKind, Iterable[str]]) -> dict[str, list[str]]:
        """What people have by now, and what the group asks for though nobody has it any more."""
        return {
            name: sorted({*known[kind], *(self.initial.get(name) or ())})
            for name, kind in WORDS.items()
            if kind in known
        }

    @staticmethod
    def initial_of(group: Group) -> dict[str, Any]:
        """The fields of a group."""
        conditions = list(group.conditions.select_related("department"))
        texts = {
            name: [one.text for one in conditions if one.kind == kind]
            for name, kind in WORDS.items()
        }
        return {
            "name": group.name,
            "departments": [one.department.uuid for one in conditions if one.department],
            "since": next((one.since for one in conditions if one.since), None),
            **texts,
        }

    @property
    def conditions(self) -> list[GroupCondition]:
        """What was chosen, as rows that are not written."""
        data = self.cleaned_data
        chosen = [
            GroupCondition(kind=GroupKind.DEPARTMENT, department=one)
            for one in data.get("departments", ())
        ]
        chosen += [
            GroupCondition(kind=kind, text=text)
            for name, kind in WORDS.items()
            for text in data.get(name, ())
        ]
        if data.get("since"):
            chosen.append(GroupCondition(kind=GroupKind.SINCE, since=data["since"]))
        return chosen
