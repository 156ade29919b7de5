"""What an order holds, in one line."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..catalogue.choices import Item
from ..orders.models import OrderLine


def contents_of(lines: Iterable[OrderLine]) -> str:
    """Seats and months, and the manuscript, as lists of orders say it: 12枠・1か月・原稿."""
    parts = []
    for line in lines:
        if line.item == Item.MANUSCRIPT:
            parts.append(_("原稿"))
            continue
        parts.append(seats_in_words(line.quantity))
        if line.months:
            parts.append(ngettext("%(n)dか月", "%(n)dか月", line.months) % {"n": line.months})
    return _("・").join(parts)


def seats_in_words(count: int) -> str:
    """How many seats, with their unit."""
    return ngettext("%(n)d枠", "%(n)d枠", count) % {"n": count}
