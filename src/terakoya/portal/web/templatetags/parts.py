"""Parts of pages: form fields, progress bars, links that keep the filters of a list."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, DateInput, RadioSelect, Widget
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

register = template.Library()
_TONES = {"success": "ok", "warning": "warn", "error": "err"}


@register.filter
def tone(message_tags: str) -> str:
    """The tone of a notice (ok, warn, err, or nothing) for Django's message levels."""
    return next((_TONES[tag] for tag in message_tags.split() if tag in _TONES), "")


@register.filter
def named_error(bound: BoundField, error: object) -> str:
    """An error of a field, its name before it unless the sentence says it."""
    label, sentence = str(bound.label), str(error)
    colon = pgettext("label and error", "：")
    return sentence if label in sentence else f"{label}{colon}{sentence}"


@register.filter
def share(part: int, whole: int) -> int:
    """Whole percents of a whole, rounded down; 0 of nothing."""
    return part * 100 // whole if whole else 0


@register.simple_tag
def bar(percent: int, kind: str = "") -> SafeString:
    """A progress bar beside its figure; `kind` is empty (done) or info. Lists have hundreds."""
    return format_html(
        '<div class="bar{}" aria-hidden="true"><svg viewBox="0 0 100 8" preserveAspectRatio="none">'
        '<rect width="{}" height="8"/></svg></div>',
        f" bar-{kind}" if kind else "",
        max(0, min(100, int(percent))),
    )


@register.inclusion_tag("web/components/field.html")
def field(bound: BoundField, width: str = "") -> dict[str, Any]:
    """A form field with label, necessity, help, error and input; `width` is w-s, w-m or w-l.

    A day or a month is as wide as what is typed into it.
    """
    widget = bound.field.widget
    kind = "input"
    if isinstance(widget, CheckboxInput):
        kind = "tick"
    elif isinstance(widget, RadioSelect):  # a list of checkboxes is one, too
        kind = "choices"
    attributes: dict[str, str | bool] = (
        {"class": f"input {width or _width_of(widget)}".strip()} if kind == "input" else {}
    )
    return {"field": bound, "kind": kind, "rendered": bound.as_widget(attrs=attributes)}


def _width_of(widget: Widget) -> str:
    is_day = widget.attrs.get("type", getattr(widget, "input_type", "")) in {"date", "month"}
    return "w-m" if is_day or isinstance(widget, DateInput) else ""


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The present query string with changes, for links of pages and filters; None removes."""
    request: HttpRequest = context["request"]
    values = [(key, said) for key, said in request.GET.lists() if key not in changes]
    values += [(key, [str(value)]) for key, value in changes.items() if value is not None]
    return "?" + urlencode(values, doseq=True)


@register.inclusion_tag("web/components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any]) -> dict[str, Any]:
    """Links to the pages of a list; nothing where there is one page."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {"request": context["request"], "page": page, "numbers": numbers}
