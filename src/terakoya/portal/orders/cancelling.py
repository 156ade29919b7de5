"""無料の取り消し: within how many days, by the operator's setting, and what says it."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..accounts.models import Person
from ..accounts.selectors import were_terms_accepted_today
from ..audit.services import record
from ..catalogue.errors import TermsInThePast
from ..common import clock
from .models import CancelTerms

FREE_DAYS: Final = 7  # where the operator has said nothing
MOST_FREE_DAYS: Final = 90


def free_days(on: dt.date | None = None) -> int:
    """For how many days an order of a day (today) may be cancelled free. One statement."""
    rows = CancelTerms.objects.filter(valid_from__lte=on or clock.today())
    found = rows.order_by("-valid_from").values_list("free_days", flat=True).first()
    return FREE_DAYS if found is None else found


def cancelling_sentence(days: int) -> str:
    """How an order of today may be cancelled."""
    if not days:
        return _("契約期間の終わりで解約できます。申し込んだあとの無料の取り消しはありません。")
    return _(
        "だれも受講を始めていなければ、%(days)d日以内は無料で取り消せます。"
        "それ以外は、契約期間の終わりで解約できます。"
    ) % {"days": days}


def cancelling_terms(days: int) -> str:
    """The same in the terms of a document."""
    if not days:
        return _("契約期間の終わりで解約")
    return _(
        "だれも受講を始めていなければ、%(days)d日以内は無料。以後は、契約期間の終わりで解約"
    ) % {"days": days}


def legal_sentence(days: int) -> str:
    """The same as a sentence of the terms and of the notice under the 特定商取引法."""
    if not days:
        return _("申し込んだあとの、無料の取り消しはありません。")
    return _("だれも受講を始めていなければ、申し込みから%(days)d日以内は無料で取り消せます。") % {
        "days": days
    }


def set_free_days(*, by: Person, days: int, valid_from: dt.date) -> CancelTerms:
    """Say the days for orders from a day on; a day to come that has a number gets another.

    Raises `TermsInThePast` for a day that is over, and for today where it has its number: orders
    may have been placed by it. So it does for today where somebody has accepted the terms since
    midnight: they say the number, and what was accepted stays as it was.
    """
    with transaction.atomic():
        if valid_from == clock.today() and were_terms_accepted_today():
            raise TermsInThePast(
                gettext_lazy(
                    "今日はすでに、規約に同意した人がいます。明日からの日を入力してください。"
                ),
                field="valid_from",
            )
        known = CancelTerms.objects.filter(valid_from=valid_from).exists()
        if valid_from < clock.today() or (known and valid_from == clock.today()):
            raise TermsInThePast(
                gettext_lazy("今日より後の日か、まだ決めていない今日を入力してください。"),
                field="valid_from",
            )
        row, _is_new = CancelTerms.objects.update_or_create(
            valid_from=valid_from, defaults={"free_days": days}
        )
        record(
            organisation_uuid=None,
            actor_uuid=by.uuid,
            verb="orders.free_days_set",
            data={"days": days, "valid_from": valid_from.isoformat()},
        )
    return row


def withdraw_free_days(*, by: Person, row: CancelTerms) -> None:
    """Take back a number that does not hold yet; raises `TermsInThePast` for another."""
    if row.valid_from <= clock.today():
        raise TermsInThePast(
            gettext_lazy("すでに始まったものは取りやめられません。新しい行を加えてください。")
        )
    with transaction.atomic():
        deleted, _rows = CancelTerms.objects.filter(pk=row.pk).delete()
        if deleted:
            record(
                organisation_uuid=None,
                actor_uuid=by.uuid,
                verb="orders.free_days_withdrawn",
                data={"days": row.free_days, "valid_from": row.valid_from.isoformat()},
            )
