"""A refusal of a service becomes an error of the form that asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.forms import BaseForm

from .errors import PortalError


@contextmanager
def refusals_on(form: BaseForm) -> Iterator[None]:
    """Note a `PortalError` on the form's field, or on the form; `form.is_valid()` is then False."""
    try:
        yield
    except PortalError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
