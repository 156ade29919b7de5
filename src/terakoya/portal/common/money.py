"""Whole yen in words: 1,100円 in Japanese, ¥1,100 in English. Sums are the orders' business."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .dates import in_japanese


def yen(amount: int) -> str:
    """An amount of whole yen in the reader's language."""
    if in_japanese():
        return f"{amount:,}円"
    return f"-¥{-amount:,}" if amount < 0 else f"¥{amount:,}"


def yen_both_ways(with_tax: int, without_tax: int) -> str:
    """A price as it must be shown: with tax, and without tax beside it."""
    return _("%(with_tax)s（税抜%(without_tax)s）") % {
        "with_tax": yen(with_tax),
        "without_tax": yen(without_tax),
    }


def percent(per_mille: int) -> str:
    """A tax rate: 100 → 10%, 85 → 8.5%."""
    whole, tenth = divmod(per_mille, 10)
    return f"{whole}.{tenth}%" if tenth else f"{whole}%"
