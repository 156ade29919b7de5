"""What stands in a 見積書 and a 注文請書, in the language that is on."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from ..catalogue.choices import Item
from ..catalogue.models import Course
from ..catalogue.selectors import latest_revision, revision_text
from ..common.dates import full_day
from ..common.languages import current_language
from ..documents.content import Addressee, Content, Line, Rows
from .models import Quote
from .pricing import Line as PricedLine
from .selectors import PricedSelection


def quote_content(quote: Quote, priced: PricedSelection, note: str = "") -> Content:
    """All that stands in a quote; it has no first day yet."""
    url = settings.BASE_URL + reverse("orders:quote", args=[quote.code])
    return Content(
        language=current_language(),
        addressee=Addressee(quote.company, person=quote.person),
        subject=_("研修のご利用料金"),
        lines=content_lines(quote.course, priced),
        valid_until=quote.valid_until,
        facts=_facts(quote),
        terms=sale_terms(priced),
        notes=(
            *filter(None, [note]),
            _("お申し込みは、このページからできます：%(url)s") % {"url": url},
        ),
    )


def _facts(quote: Quote) -> tuple[tuple[str, str], ...]:
    term = _("ご利用を始める日から%(months)sか月") % {"months": quote.months}
    facts = [(_("契約期間"), term)] if quote.with_online else []
    return (*facts, (_("提供時期"), _("申し込み完了後、すぐに利用できます")))


def content_lines(
    course: Course, priced: PricedSelection, *, with_period: bool = False
) -> tuple[Line, ...]:
    """The lines of a selection; `with_period` prints from when until when each is used."""
    title = revision_text(latest_revision(course).pk, current_language()).title
    return tuple(_line(one, title, priced, with_period) for one in priced.lines)


def _line(one: PricedLine, title: str, priced: PricedSelection, with_period: bool) -> Line:
    is_online = one.item == Item.ONLINE
    quantity = _("%(seats)s枠×%(months)sか月") % {"seats": one.quantity, "months": one.months}
    return Line(
        title=_("オンライン研修 受講枠")
        if is_online
        else _("教材原稿（全言語、12か月の更新つき）"),
        details=(title,),
        quantity_text=quantity if is_online else _("1式"),
        unit_yen=one.unit_yen,
        tax_per_mille=priced.sums.tax_per_mille,
        amount_yen=one.amount_yen,
        period_from=priced.starts_on if with_period and is_online else None,
        period_until=priced.ends_on if with_period and is_online else None,
    )


def sale_terms(
    priced: PricedSelection, *, has_days: bool = False, renews: bool = False
) -> tuple[Rows, ...]:
    """The blocks on paying and on the contract; `has_days` once the first day is known."""
    billed, due = _("ご利用を始めた月の末日に、全期間分"), _("請求した月の翌月末日")
    if has_days:
        billed = _("%(day)sに、全期間分") % {"day": full_day(priced.billed_on)}
        due = full_day(priced.due_on)
    pay = (
        (_("請求"), billed),
        (_("支払期限"), due),
        (_("方法"), _("銀行振込（手数料はお客さまのご負担）")),
    )
    renewal = _("自動更新します。止めるまで続きます") if renews else _("自動更新はありません")
    contract = [(_("更新"), renewal)] if priced.selection.with_online else []
    contract.append(
        (
            _("取消・解約"),
            _("だれも受講を始めていなければ、7日以内は無料。以後は、契約期間の終わりで解約"),
        )
    )
    if priced.selection.with_manuscript:
        contract.append((_("教材原稿"), _("1法人とその委託先で利用できます。再販売はできません")))
    return (
        Rows(_("お支払いの条件"), pay),
        Rows(_("ご契約の条件"), tuple(contract)),
    )


def confirmation_subject(number: str) -> str:
    """The subject of a 注文請書."""
    return _("研修のご利用料金（申込番号 %(number)s）") % {"number": number}
