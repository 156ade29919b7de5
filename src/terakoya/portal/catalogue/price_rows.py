"""What the operator says of prices and tax: rows from a day on; what held is never changed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ..accounts.models import Person
from ..audit.services import record
from ..common import clock
from .choices import Item
from .errors import TermsInThePast
from .models import Course, Price, TaxRate


def set_price(
    *, by: Person, item: Item, course: Course | None, yen: int, valid_from: dt.date
) -> Price:
    """Say what an item costs without tax from a day on, for a course or (None) for all others.

    A day to come that has a price gets another. Raises `TermsInThePast` for a day that is over,
    and for today where today has its price: it may stand on an order.
    """
    with transaction.atomic():
        known = Price.objects.filter(item=item, course=course, valid_from=valid_from)
        _check_day(valid_from, is_known=known.exists())
        price, _is_new = Price.objects.update_or_create(
            item=item, course=course, valid_from=valid_from, defaults={"yen": yen}
        )
        record(
            organisation_uuid=None,
            actor_uuid=by.uuid,
            verb="catalogue.price_set",
            target=course.slug if course else "",
            data={"item": item.value, "yen": yen, "valid_from": valid_from.isoformat()},
        )
    return price


def set_tax_rate(*, by: Person, per_mille: int, valid_from: dt.date) -> TaxRate:
    """Say the consumption tax from a day on. Raises `TermsInThePast` as `set_price` does."""
    with transaction.atomic():
        known = TaxRate.objects.filter(valid_from=valid_from)
        _check_day(valid_from, is_known=known.exists())
        rate, _is_new = TaxRate.objects.update_or_create(
            valid_from=valid_from, defaults={"per_mille": per_mille}
        )
        record(
            organisation_uuid=None,
            actor_uuid=by.uuid,
            verb="catalogue.tax_rate_set",
            data={"per_mille": per_mille, "valid_from": valid_from.isoformat()},
        )
    return rate


def withdraw_row(*, by: Person, row: Price | TaxRate) -> None:
    """Take back a price or a rate that does not hold yet; a second time changes nothing.

    Raises `TermsInThePast` for one that holds or held.
    """
    if row.valid_from <= clock.today():
        raise TermsInThePast(
            _("すでに始まった価格や税率は、取りやめられません。新しい行を加えてください。")
        )
    with transaction.atomic():
        deleted, _rows = type(row).objects.filter(pk=row.pk).delete()
        if deleted:
            record(
                organisation_uuid=None,
                actor_uuid=by.uuid,
                verb="catalogue.price_withdrawn",
                data={"valid_from": row.valid_from.isoformat()},
            )


def _check_day(valid_from: dt.date, *, is_known: bool) -> None:
    if valid_from < clock.today():
        raise TermsInThePast(_("今日か、今日より後の日を入力してください。"), field="valid_from")
    if valid_from == clock.today() and is_known:
        raise TermsInThePast(
            _("今日の分は、すでに使われています。明日からの日を入力してください。"),
            field="valid_from",
        )
