"""Making quotes: a row with a code, and the document 見積書 in one transaction."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass
from typing import TypeGuard

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Organisation, Person
from ...audit.services import record
from ...catalogue.models import Course
from ...common import clock
from ...common.languages import current_language
from ...documents.choices import DocumentKind
from ...documents.services import issue_document
from ...limits.rules import MAILS_TO_ADDRESS
from ...limits.services import try_spend
from ..choices import LicenceKind, QuotePurpose
from ..contracts import next_start
from ..emails.orders import mail_quote_made
from ..errors import IncompleteApplication, QuoteExpired, QuoteUsed, SeatsOutOfRange
from ..first_days import refuse_first_day
from ..models import Contract, Quote
from ..pricing import MOST_SEATS
from ..quote_content import quote_content
from ..selectors.pricing import PricedSelection, price_selection
from ..selectors.quotes import (
    is_valid,
    licence_of,
    order_of_quote,
    selection_now,
    selection_of,
)
from ..specs import ONE_ENTITY, Asker, LicenceTerms, Selection, Units

VALID_DAYS = 30
MOST_QUOTED_SEATS = 1_000_000
MOST_QUOTED_MONTHS = 60


@dataclass(frozen=True)
class AboutContract:
    """The contract that a quote adds to or continues."""

    contract: Contract
    purpose: QuotePurpose


def issue_quote(
    *,
    course: Course,
    selection: Selection,
    asker: Asker,
    by: Person | None = None,
    organisation: Organisation | None = None,
    units: Units | None = None,
    valid_until: dt.date | None = None,
    note: str = "",
    key: uuid.UUID | None = None,
    is_mailed: bool = True,
    about: AboutContract | None = None,
    licence: LicenceTerms = ONE_ENTITY,
) -> Quote:
    """Make a quote, numbered and valid for 30 days; the same `key` again gives the same one.

    `units` are the seller's own prices: with them any number of seats may be quoted, without them
    up to 100 at today's. `organisation` is whose the document is, if it is a customer already.
    Its address goes to who asked, unless somebody writes to them anyway (not `is_mailed`).
    `about` is the contract that it adds to or continues; who calls has checked that it may.

    `licence` says who may use the manuscript; all but one legal entity is the seller's alone.

    Raises `SeatsOutOfRange` or `IncompleteApplication`; then nothing has changed.
    """
    today = clock.today()
    until = valid_until or today + dt.timedelta(days=VALID_DAYS)
    _check(selection, has_units=units is not None or about is not None)
    _check_licence(selection, licence, has_units=units is not None)
    _check_days(selection, until)
    with transaction.atomic():
        if key is not None and (known := _same(key, course, selection, asker)) is not None:
            return known
        begins = next_start(today, about.contract.ends_on) if _is_next_term(about) else None
        priced = price_selection(course, selection, today, starts_on=begins, units=units)
        quote = Quote.objects.create(
            uuid=uuid.uuid4() if key is None or _is_used(key) else key,
            code=secrets.token_urlsafe(24),
            purpose=about.purpose if about else QuotePurpose.NEW,
            contract=about.contract if about else None,
            by_seller=units is not None,
            course=course,
            company=asker.company,
            person=asker.person,
            email=asker.email,
            with_online=selection.with_online,
            with_manuscript=selection.with_manuscript,
            seats=selection.seats,
            months=selection.months,
            starts_on=selection.starts_on,
            online_yen=priced.units.online_yen,
            manuscript_yen=priced.units.manuscript_yen,
            tax_per_mille=priced.sums.tax_per_mille,
            total_yen=priced.sums.total_yen,
            created_at=clock.now(),
            valid_until=until,
            by=by,
            licence_kind=licence.kind,
            licensed_for=licence.named_for,
        )
        quote.document = issue_document(
            kind=DocumentKind.QUOTE,
            organisation=organisation,
            content=quote_content(quote, priced, note),
            key=f"orders.quote:{quote.uuid}",
            by=by,
        )
        quote.save(update_fields=["document"])
        if is_mailed:
            _tell(quote, quote.document.number)
        record(
            organisation_uuid=organisation.uuid if organisation else None,
            actor_uuid=by.uuid if by else None,
            verb="orders.quote_made",
            target=quote.document.number,
            data={"total_yen": quote.total_yen, "seats": quote.seats, "months": quote.months},
        )
    return quote


def price_quote(
    *,
    course: Course,
    selection: Selection,
    units: Units,
    valid_until: dt.date,
    licence: LicenceTerms = ONE_ENTITY,
) -> PricedSelection:
    """What a quote of the seller's would come to; nothing is written. Raises as `issue_quote`."""
    _check(selection, has_units=True)
    _check_licence(selection, licence, has_units=True)
    _check_days(selection, valid_until)
    return price_selection(course, selection, units=units)


def _is_next_term(about: AboutContract | None) -> TypeGuard[AboutContract]:
    return about is not None and about.purpose == QuotePurpose.TERM


def _tell(quote: Quote, number: str) -> None:
    if quote.email and try_spend(MAILS_TO_ADDRESS.by("quote-made", quote.email)):
        mail_quote_made(quote, number, current_language())


def renew_quote(*, quote: Quote) -> Quote:
    """The same once more at today's prices, for a quote that is valid no longer.

    A first day that is over is left out: it begins with the application.

    Raises `SeatsOutOfRange` or `IncompleteApplication` where the seller had made the price or the
    licence: only the seller makes it anew.
    """
    return issue_quote(
        course=quote.course,
        selection=selection_now(quote),
        asker=asker_of(quote),
        organisation=quote.document.organisation if quote.document else None,
        key=renewed_key(quote),
        licence=licence_of(quote),
    )


def asker_of(quote: Quote) -> Asker:
    """Whom a quote is for."""
    return Asker(quote.company, quote.person, quote.email)


def renewed_key(quote: Quote) -> uuid.UUID:
    """The key of the quote that is made anew of another one today: one a day."""
    return uuid.uuid5(quote.uuid, clock.today().isoformat())


def check_quote(quote: Quote) -> None:
    """Refuse a quote that may not be ordered any more; raises `QuoteUsed` or `QuoteExpired`."""
    order = order_of_quote(quote)
    if order is not None:
        raise QuoteUsed(
            _(
                "この見積もりでのお申し込みは、すでに受け付けています（申込番号 %(number)s）。"
                "追加のときは、見積書を新しく作ってください。"
            )
            % {"number": order.number}
        )
    if not is_valid(quote):
        raise QuoteExpired(
            _("この見積書は、有効期限が過ぎています。同じ内容で、新しい見積書を作れます。")
        )


def _check(selection: Selection, *, has_units: bool) -> None:
    if not (selection.with_online or selection.with_manuscript):
        raise IncompleteApplication(
            _("オンライン研修か教材原稿の、少なくとも1つを選んでください。"), field="with_online"
        )
    most = MOST_QUOTED_SEATS if has_units else MOST_SEATS
    if selection.with_online and not 1 <= selection.seats <= most:
        raise SeatsOutOfRange(
            _("受講枠は1〜100名で入力してください。101名からは見積もりをご依頼ください。"),
            field="seats",
        )
    if selection.with_online and not 1 <= selection.months <= MOST_QUOTED_MONTHS:
        raise IncompleteApplication(_("期間を選んでください。"), field="months")


def _check_licence(selection: Selection, licence: LicenceTerms, *, has_units: bool) -> None:
    """Refuse a licence that nobody is named for, that no manuscript has, or that is not sold."""
    if licence.kind == LicenceKind.ENTITY:
        return
    if not has_units:
        raise IncompleteApplication(
            _("この利用権の見積書は、販売者がお作りします。お問い合わせください。")
        )
    if not selection.with_manuscript:
        raise IncompleteApplication(
            _("利用権の種類を選ぶときは、教材原稿も選んでください。"), field="with_manuscript"
        )
    if not licence.named_for:
        raise IncompleteApplication(
            _("グループ会社か、提供先の会社名を入力してください。"), field="licensed_for"
        )


def _check_days(selection: Selection, until: dt.date) -> None:
    """Refuse a first day that `refuse_first_day` does, and a last day to order that has passed."""
    today = clock.today()
    refuse_first_day(selection, today)
    if until < today:
        raise IncompleteApplication(
            _("今日か、今日より後の日を入力してください。"), field="valid_until"
        )


def _is_used(key: uuid.UUID) -> bool:
    return Quote.objects.filter(uuid=key).exists()


def _same(key: uuid.UUID, course: Course, selection: Selection, asker: Asker) -> Quote | None:
    """What the same form made a moment ago, if what it says is the same."""
    known = Quote.objects.select_related("course", "document").filter(uuid=key).first()
    if known is None or known.course_id != course.pk:
        return None
    return known if (selection_of(known), asker_of(known)) == (selection, asker) else None
