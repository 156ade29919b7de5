"""Parts of pages: form fields, progress bars, links that keep the filters of a list."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, RadioSelect
from django.http import HttpRequest

register = template.Library()
_TONES = {"success": "ok", "warning": "warn", "error": "err"}


@register.filter
def tone(message_tags: str) -> str:
    """The tone of a notice (ok, warn, err, or nothing) for Django's message levels."""
    return next((_TONES[tag] for tag in message_tags.split() if tag in _TONES), "")


@register.filter
def share(part: int, whole: int) -> int:
    """Whole percents of a whole, rounded down; 0 of nothing."""
    return part * 100 // whole if whole else 0


@register.inclusion_tag("web/components/bar.html")
def bar(percent: int, kind: str = "") -> dict[str, Any]:
    """A progress bar beside its figure; `kind` is empty (done) or info."""
    return {"percent": max(0, min(100, int(percent))), "kind": kind}


@register.inclusion_tag("web/components/field.html")
def field(bound: BoundField, width: str = "") -> dict[str, Any]:
    """A form field with label, necessity, help, error and input; `width` is w-s, w-m or w-l."""
    widget = bound.field.widget
    kind = "input"
    if isinstance(widget, CheckboxInput):
        kind = "tick"
    elif isinstance(widget, RadioSelect):  # a list of checkboxes is one, too
        kind = "choices"
    attributes: dict[str, str | bool] = (
        {"class": f"input {width}".strip()} if kind == "input" else {}
    )
    return {"field": bound, "kind": kind, "rendered": bound.as_widget(attrs=attributes)}


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The present query string with changes, for links of pages and filters; None removes."""
    request: HttpRequest = context["request"]
    values = request.GET.copy()
    for key, value in changes.items():
        values.pop(key, None)
        if value is not None:
            values[key] = str(value)
    return "?" + urlencode(list(values.lists()), doseq=True)


@register.inclusion_tag("web/components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any]) -> dict[str, Any]:
    """Links to the pages of a list; nothing where there is one page."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {"request": context["request"], "page": page, "numbers": numbers}
