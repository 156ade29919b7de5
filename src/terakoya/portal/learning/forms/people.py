"""Shape of what is decided about chosen members of an assignment."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ...common.forms import Form
from ..services.exceptions import LONGEST_REASON
from .due_dates import DueDateField


class ExtensionForm(Form):
    """Another due date."""

    due_on = DueDateField(label=_("新しい期限"))


class ExemptionForm(Form):
    """Why they need not take the course."""

    reason = forms.CharField(
        label=_("免除の理由"),
        max_length=LONGEST_REASON,
        help_text=_("例：育児休業中のため"),
    )


class ExemptionEndForm(Form):
    """Who is to take the course again."""

    person = forms.UUIDField()
