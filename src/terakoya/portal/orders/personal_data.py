"""What orders hold about a person: what they placed."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from ..accounts.models import Person
from ..accounts.personal_data import Section
from .models import Order, Quote


def order_sections(person: Person) -> list[Section]:
    """Two statements; quotes by a proven address alone, since anybody may type one."""
    return [_orders(person), _made(person)]


def _made(person: Person) -> Section:
    columns = {
        "company": _("会社名"),
        "person": _("お名前"),
        "seats": _("人数"),
        "total_yen": _("合計（円・税込）"),
        "created_at": _("作った日時"),
    }
    address = person.email if person.email_confirmed_at else None
    own = Quote.objects.filter(Q(email=address) if address else Q(pk=None)) | Quote.objects.filter(
        by=person
    )
    return Section("made-quotes", _("見積書"), columns, list(own.order_by("id").values(*columns)))


def _orders(person: Person) -> Section:
    columns = {
        "organisation": _("会社・団体"),
        "number": _("申込番号"),
        "placed_at": _("申し込んだ日時"),
        "total_yen": _("合計（円・税込）"),
        "customer": _("申込者の情報"),
        "billing": _("請求先"),
    }
    rows = [
        {
            "organisation": order.organisation.name,
            "number": order.number,
            "placed_at": order.placed_at,
            "total_yen": order.total_yen,
            "customer": order.snapshot.get("customer", {}),
            "billing": order.snapshot.get("billing") or {},
        }
        for order in Order.objects.filter(placed_by=person)
        .select_related("organisation")
        .order_by("id")
    ]
    return Section("orders", _("申し込み"), columns, rows)
