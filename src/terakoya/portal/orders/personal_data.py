"""What orders hold about a person: what they placed and what they asked."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ..accounts.models import Person
from ..accounts.personal_data import Section
from .models import Order, QuoteRequest


def order_sections(person: Person) -> list[Section]:
    """Two statements; inquiries by a proven address alone, since anybody may type one."""
    return [_orders(person), _quotes(person)]


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


def _quotes(person: Person) -> Section:
    columns = {
        "company": _("会社名"),
        "name": _("お名前"),
        "seats": _("人数"),
        "message": _("内容"),
        "created_at": _("送った日時"),
    }
    address = person.email if person.email_confirmed_at else None
    quotes = QuoteRequest.objects.filter(email=address or "").order_by("id")
    rows = list(quotes.values(*columns))
    return Section("quotes", _("見積もりとご質問"), columns, rows)
