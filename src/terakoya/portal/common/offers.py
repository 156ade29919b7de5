"""What the fields of a form offer, where that is known only when the form is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet


def offer_rows(
    form: forms.BaseForm,
    name: str,
    rows: QuerySet[Any],
    *,
    in_order: Callable[[], Iterable[tuple[Any, Any]]] | None = None,
) -> None:
    """Let a field choose among rows. Raises `TypeError` where the field chooses no rows.

    `in_order` gives them as a page shows them, where the database knows no such order.
    """
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"{name} of {type(form).__name__} chooses no rows")
    field.queryset = rows
    if in_order is not None:
        nothing = [] if field.empty_label is None else [("", field.empty_label)]
        field.choices = lambda: [*nothing, *in_order()]


def offer_choices(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Let a field choose among values with their labels. Raises `TypeError` where it cannot."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField) or isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"{name} of {type(form).__name__} chooses no values")
    field.choices = list(choices)
