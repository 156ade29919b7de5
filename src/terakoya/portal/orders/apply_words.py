"""What the application's pages say of days and renewal, chosen by the case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..common import clock
from ..common.dates import full_day
from .selectors.contracts import Bought
from .selectors.pricing import PricedSelection


def past_start(today: dt.date) -> str:
    """What is said of a first day that is over."""
    return _(
        "過ぎた日からは始められません。今日（%(day)s）か、それより後の日を入力してください。"
    ) % {"day": full_day(today)}


def far_start(last: dt.date) -> str:
    """What is said of a first day that is too far away."""
    return _("始める日は、1年後（%(day)s）までの日を入力してください。") % {"day": full_day(last)}


@dataclass(frozen=True)
class Said:
    """Sentences about one priced selection: time of delivery, term, renewal."""

    supply: str
    renewal: str


def said_of(priced: PricedSelection, *, waits_days: int | None = None) -> Said:
    """The sentences of a selection as it stands today.

    `waits_days`: it waits for the seller, who answers within so many working days.
    """
    return Said(_supply(priced, waits_days), _renewal(priced))


def later_words(bought: Sequence[Bought]) -> str:
    """What begins with the first day, of what was bought."""
    licensed = any(one.licence for one in bought)
    if any(one.contract for one in bought):
        if licensed:
            return _("受講と教材原稿のダウンロードは、この日から始められます。")
        return _("受講は、この日から始められます。")
    return _("教材原稿のダウンロードは、この日から始められます。") if licensed else ""


def _supply(priced: PricedSelection, waits_days: int | None) -> str:
    if waits_days is not None:
        return supply_after_check(waits_days)
    if priced.starts_on > clock.today():
        return _("%(day)sから利用できます") % {"day": full_day(priced.starts_on)}
    return _("申し込み完了後、すぐに利用できます")


def supply_after_check(days: int) -> str:
    """When what waits for the seller begins, who answers within so many working days."""
    return ngettext(
        "お申し込みの内容を確認し、%(n)d営業日以内にご連絡します。利用は、そのあとに始められます",
        "お申し込みの内容を確認し、%(n)d営業日以内にご連絡します。利用は、そのあとに始められます",
        days,
    ) % {"n": days}


def _renewal(priced: PricedSelection) -> str:
    if priced.selection.renews:
        return _("自動更新します。終わる30日前と7日前に知らせ、最終日まで切れます")
    return _("自動更新はありません")
