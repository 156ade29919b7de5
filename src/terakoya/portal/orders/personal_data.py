"""What orders hold about a person: what they placed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ..accounts.models import Person
from ..accounts.personal_data import Section
from .models import Order


def order_sections(person: Person) -> list[Section]:
    """One statement."""
    return [_orders(person)]


def _orders(person: Person) -> Section:
    columns = {
        "organisation": _("会社・団体"),
        "number": _("申込番号"),
        "placed_at": _("申し込んだ日時"),
        "total_yen": _("合計（円・税込）"),
        "customer": _("申込者の情報"),
    }
    rows = [
        {
            "organisation": order.organisation.name,
            "number": order.number,
            "placed_at": order.placed_at,
            "total_yen": order.total_yen,
            "customer": order.snapshot.get("customer", {}),
        }
        for order in Order.objects.filter(placed_by=person)
        .select_related("organisation")
        .order_by("id")
    ]
    return Section("orders", _("申し込み"), columns, rows)
