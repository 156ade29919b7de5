"""How an order may be cancelled, where a template says it."""

from __future__ import annotations

from django import template

from ..cancelling import cancelling_sentence, free_days

register = template.Library()


@register.simple_tag
def cancelling() -> str:
    """The sentence for an order of today; one statement."""
    return cancelling_sentence(free_days())
