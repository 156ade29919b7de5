"""What was typed into a form whose fields have made-up names."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def get(values: Mapping[str, str], key: str) -> str | None:
    """A value by a key that the template holds in a variable; `None` without one."""
    return values.get(key)


@register.filter
def get_at(values: Mapping[str, str], number: int) -> str | None:
    """The text of a choice that was typed."""
    return values.get(f"choice-{number}")


@register.filter
def why_at(values: Mapping[str, str], number: int) -> str | None:
    """The reason of a choice that was typed."""
    return values.get(f"why-{number}")
