"""A refusal of a service becomes an error of the form that asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .errors import PortalError

_REFUSAL = "refusal"


@contextmanager
def refusals_on(form: BaseForm) -> Iterator[None]:
    """Note a `PortalError` on the form's field, or on the form; `form.is_valid()` is then False."""
    try:
        yield
    except PortalError as error:
        setattr(form, _REFUSAL, error)
        form.add_error(error.field if error.field in form.fields else None, str(error))


def form_page(
    request: HttpRequest, template: str, context: Mapping[str, Any], form: BaseForm
) -> HttpResponse:
    """The page of a form: 200; 422 where something is to be mended; 429 where it came too often."""
    error: PortalError | None = getattr(form, _REFUSAL, None)
    is_too_often = error is not None and error.retry_after is not None
    status = 429 if is_too_often else 422 if form.errors else 200
    response = render(request, template, context, status=status)
    return say_when(response, error)


def say_when(response: HttpResponse, error: PortalError | None) -> HttpResponse:
    """Tell machines, too, after how many seconds to try again."""
    if error is not None and error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response
