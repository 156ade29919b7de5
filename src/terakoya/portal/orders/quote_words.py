"""What a quote is of, in a line."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ..common import clock
from ..common.dates import full_day
from .choices import QuotePurpose, QuoteState
from .holds import waits_by_size
from .models import Quote
from .selectors.pricing import PricedSelection
from .selectors.quotes import quote_state
from .services.quotes import AboutContract


def about_words(about: AboutContract) -> str:
    """A contract that may be added to or continued, as the seller chooses it."""
    said = {"number": about.contract.number or "", "day": full_day(about.contract.ends_on)}
    if about.purpose == QuotePurpose.SEATS:
        return _("契約 %(number)s に枠を追加する（%(day)sまで）") % said
    return _("契約 %(number)s を更新する（今の契約は%(day)sまで）") % said


def first_day_words(quote: Quote, priced: PricedSelection) -> str:
    """From when it may be used, where a day is offered that no order has settled yet.

    Its order has to be read with it.
    """
    if quote.starts_on is None or quote_state(quote) == QuoteState.ORDERED:
        return ""
    said, waits = {"day": full_day(quote.starts_on)}, waits_by_size(priced)
    if quote.starts_on >= clock.today():
        return (_("開始日: %(day)s") if waits else _("%(day)sから利用できます")) % said
    if waits:
        return _("開始日（%(day)s）は過ぎました。お申し込みの確認のあとに始まります。") % said
    return _("開始日（%(day)s）は過ぎました。お申し込みの日から始まります。") % said


def quote_subject(quote: Quote) -> str:
    """What it offers, with the number of the contract that it is about."""
    number = (quote.contract.number or "") if quote.contract else ""
    said = {"seats": quote.seats, "months": quote.months, "number": number}
    if quote.purpose == QuotePurpose.SEATS:
        return _("受講枠の追加 %(seats)s枠（契約 %(number)s）") % said
    if quote.purpose == QuotePurpose.TERM:
        return _("契約の更新 %(seats)s枠・%(months)sか月（契約 %(number)s）") % said
    online = _("オンライン研修 %(seats)s枠・%(months)sか月") % said
    parts = [online] if quote.with_online else []
    if quote.with_manuscript:
        parts.append(_("教材原稿 1式"))
    return _("、").join(parts)
