"""Asking for a pack: which assignment, as of which day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..common import clock
from ..common.dates import short_day
from ..learning.selectors import AssignmentRow


class PackForm(forms.Form):
    """An assignment of one's organisation, and a day that is not to come."""

    assignment = forms.ChoiceField(label=_("割り当て"))
    as_of = forms.DateField(
        label=_("基準日"),
        help_text=_("この日の終わりの時点の記録になります。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, assignments: Sequence[AssignmentRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("as_of", clock.today())
        field = self.fields["assignment"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(row.assignment.uuid), _named(row)) for row in assignments]


def _named(row: AssignmentRow) -> str:
    due = row.assignment.due_on
    if due is None:
        return row.title
    return str(_("%(title)s（期限 %(due)s）")) % {"title": row.title, "due": short_day(due)}
