"""Icons on pages: `{% icon "phone" %}`, `{% icon "alert" "l" %}`."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from ..icons import SHAPES, SIZES

register = template.Library()


@register.simple_tag
def icon(name: str, size: str = "m") -> SafeString:
    """An icon beside words (s, m, l, xl); screen readers do not hear it."""
    shape = mark_safe(SHAPES[name])  # noqa: S308 - our own constant
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', SIZES[size], shape
    )
