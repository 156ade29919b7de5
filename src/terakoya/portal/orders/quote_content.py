"""What stands in a 見積書 and a 注文請書, in the language that is on."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..catalogue.choices import Item
from ..catalogue.models import Course
from ..common.dates import full_day, period
from ..common.languages import current_language
from ..documents.content import Addressee, Content, Line, Rows
from .apply_words import supply_after_check
from .cancelling import cancelling_terms, free_days
from .choices import QuotePurpose
from .holds import approval_rules, waits_by_size
from .licence_words import licence_line, term_sentence
from .models import Contract, Quote
from .pricing import Line as PricedLine
from .selectors.contracts import course_titles
from .selectors.pricing import PricedSelection
from .selectors.quotes import licence_of
from .specs import ONE_ENTITY, LicenceTerms


def quote_content(quote: Quote, priced: PricedSelection, note: str = "") -> Content:
    """All that stands in a quote; what is new may have no first day yet."""
    url = settings.BASE_URL + reverse("orders:quote", args=[quote.code])
    return Content(
        language=current_language(),
        addressee=Addressee(quote.company, person=quote.person),
        subject=_subject(QuotePurpose(quote.purpose)),
        lines=content_lines(
            quote.course,
            priced,
            purpose=QuotePurpose(quote.purpose),
            licence=licence_of(quote),
        ),
        valid_until=quote.valid_until,
        contract_number=(quote.contract.number or "") if quote.contract else "",
        facts=_facts(quote, priced),
        terms=sale_terms(priced, purpose=QuotePurpose(quote.purpose), licence=licence_of(quote)),
        notes=(
            *filter(None, [note]),
            *_months_note(quote),
            _("お申し込みは、このページからできます：%(url)s") % {"url": url},
        ),
    )


def quote_term(quote: Quote) -> str:
    """How long what is new is used, from the day that is offered or from the first day of use."""
    if quote.starts_on is None:
        return _("ご利用を始める日から%(months)sか月") % {"months": quote.months}
    said = {"day": full_day(quote.starts_on), "months": quote.months}
    return _("%(day)sから%(months)sか月") % said


def _subject(purpose: QuotePurpose) -> str:
    return {
        QuotePurpose.NEW: _("研修のご利用料金"),
        QuotePurpose.SEATS: pgettext("document", "受講枠の追加"),
        QuotePurpose.TERM: pgettext("document", "契約の更新"),
    }[purpose]


def _months_note(quote: Quote) -> list[str]:
    if quote.purpose != QuotePurpose.SEATS:
        return []
    return [_("お申し込みが次の契約月になると、その分の月数が減ります。単価は変わりません。")]


def _facts(quote: Quote, priced: PricedSelection) -> tuple[tuple[str, str], ...]:
    if quote.contract is not None:
        return tuple(_facts_of_contract(quote, quote.contract, priced))
    facts = [(_("契約期間"), quote_term(quote))] if quote.with_online else []
    if waits_by_size(priced):
        supply = supply_after_check(approval_rules().answer_days)
    elif quote.starts_on is not None:
        supply = _("%(day)sから利用できます") % {"day": full_day(quote.starts_on)}
    else:
        supply = _("申し込み完了後、すぐに利用できます")
    return (*facts, (_("提供時期"), supply))


def _facts_of_contract(
    quote: Quote, contract: Contract, priced: PricedSelection
) -> Iterator[tuple[str, str]]:
    if quote.purpose == QuotePurpose.SEATS:
        until = _("お申し込みの日から%(day)sまで") % {"day": full_day(contract.ends_on)}
        yield _("利用期間"), until
        yield _("提供時期"), _("申し込み完了後、すぐに利用できます")
    else:
        yield _("新しい契約期間"), period(priced.starts_on, priced.ends_on or priced.starts_on)


def content_lines(
    course: Course,
    priced: PricedSelection,
    *,
    with_period: bool = False,
    purpose: QuotePurpose = QuotePurpose.NEW,
    licence: LicenceTerms = ONE_ENTITY,
) -> tuple[Line, ...]:
    """The lines of a selection; `with_period` prints from when until when each is used."""
    title = course_titles({course.pk}, current_language()).get(course.pk, course.slug)
    whom = licence_line(licence)
    return tuple(
        _line(
            one,
            (title,) if one.item == Item.ONLINE else (title, whom),
            priced,
            with_period,
            purpose,
        )
        for one in priced.lines
    )


def _line(
    one: PricedLine,
    details: tuple[str, ...],
    priced: PricedSelection,
    with_period: bool,
    purpose: QuotePurpose,
) -> Line:
    is_online = one.item == Item.ONLINE
    seats = _("オンライン研修 受講枠")
    if purpose == QuotePurpose.SEATS:
        seats = _("オンライン研修 受講枠の追加")
    quantity = _("%(seats)s枠×%(months)sか月") % {"seats": one.quantity, "months": one.months}
    return Line(
        title=seats if is_online else _("教材原稿（全言語、12か月の更新つき）"),
        details=details,
        quantity_text=quantity if is_online else _("1式"),
        unit_yen=one.unit_yen,
        tax_per_mille=priced.sums.tax_per_mille,
        amount_yen=one.amount_yen,
        period_from=priced.starts_on if with_period and is_online else None,
        period_until=priced.ends_on if with_period and is_online else None,
    )


def sale_terms(
    priced: PricedSelection,
    *,
    has_days: bool = False,
    renews: bool = False,
    purpose: QuotePurpose = QuotePurpose.NEW,
    licence: LicenceTerms = ONE_ENTITY,
) -> tuple[Rows, ...]:
    """The blocks on paying and on the contract; `has_days` once the first day is known."""
    billed, due = _("ご利用を始めた月の末日に、全期間分"), _("請求した月の翌月末日")
    if has_days:
        billed = _("%(day)sに、全期間分") % {"day": full_day(priced.billed_on)}
        due = full_day(priced.due_on)
    pay = (
        (_("請求"), billed),
        (_("支払期限"), due),
        (_("方法"), _("銀行振込（手数料はお客様のご負担）")),
    )
    return (
        Rows(_("お支払いの条件"), pay),
        Rows(_("ご契約の条件"), _contract_terms(priced, licence, renews=renews, purpose=purpose)),
    )


def _contract_terms(
    priced: PricedSelection, licence: LicenceTerms, *, renews: bool, purpose: QuotePurpose
) -> tuple[tuple[str, str], ...]:
    if purpose == QuotePurpose.SEATS:
        return (
            (_("終わり"), _("元の契約と同じ日に終わります")),
            (_("受講枠"), _("元の契約の受講枠と合わせて使えます")),
        )
    renewal = _("自動更新します。止めるまで続きます") if renews else _("自動更新はありません")
    contract = [(_("更新"), renewal)] if priced.selection.with_online else []
    contract.append(
        (
            _("取消・解約"),
            cancelling_terms(free_days()),
        )
    )
    if priced.selection.with_manuscript:
        contract.append((_("教材原稿"), term_sentence(licence)))
    return tuple(contract)


def confirmation_subject(number: str, purpose: QuotePurpose = QuotePurpose.NEW) -> str:
    """The subject of a 注文請書."""
    words = {
        QuotePurpose.NEW: _("研修のご利用料金（申込番号 %(number)s）"),
        QuotePurpose.SEATS: _("受講枠の追加（申込番号 %(number)s）"),
        QuotePurpose.TERM: _("契約の更新（申込番号 %(number)s）"),
    }
    return words[purpose] % {"number": number}
