"""Money on pages: `{{ 1100|yen }}`, `{% yen_both_ways 1100 1000 %}`, `{{ 100|percent }}`."""

from __future__ import annotations

from django import template

from ...common import money

register = template.Library()


@register.filter
def yen(amount: int | None) -> str:
    """1100 → 1,100円 / ¥1,100; nothing for None."""
    return "" if amount is None else money.yen(amount)


@register.simple_tag
def yen_both_ways(with_tax: int, without_tax: int) -> str:
    """1,100円（税抜1,000円）."""
    return money.yen_both_ways(with_tax, without_tax)


@register.filter
def percent(per_mille: int) -> str:
    """A tax rate in per mille: 100 → 10%."""
    return money.percent(per_mille)
