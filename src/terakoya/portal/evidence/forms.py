"""Asking for a pack, and stating a measure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..common import clock
from ..common.dates import short_day
from ..common.forms import Form
from ..common.offers import offer_choices
from ..learning.models import Assignment
from .choices import Measure


class PackForm(Form):
    """An assignment of one's organisation, and a day that is not to come."""

    assignment = forms.ChoiceField(label=_("割り当て"))
    as_of = forms.DateField(
        label=_("基準日"),
        help_text=_("この日の終わりの時点の記録になります。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, titled: Sequence[tuple[Assignment, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("as_of", clock.today())
        offer_choices(
            self, "assignment", [(str(one.uuid), _named(one, title)) for one, title in titled]
        )


def _named(assignment: Assignment, title: str) -> str:
    due = assignment.due_on
    if due is None:
        return title
    return str(_("%(title)s（期限 %(due)s）")) % {"title": title, "due": short_day(due)}


class MeasureForm(Form):
    """Which measure, when it was taken, and which paper shows it."""

    measure = forms.ChoiceField(label=_("措置"), choices=Measure.choices)
    taken_on = forms.DateField(
        label=_("行った日"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    material = forms.CharField(
        label=_("資料"),
        help_text=_("何を見れば確かめられるかを書きます。例：就業規則 第32条（2026年9月1日改定）"),
        max_length=300,
    )
