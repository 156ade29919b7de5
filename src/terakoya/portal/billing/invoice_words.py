"""What stands in the invoice of a month, in the language of its organisation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..accounts.models import Organisation
from ..catalogue.choices import Item
from ..catalogue.models import Course
from ..catalogue.selectors import latest_revision_ids, revision_text
from ..common.dates import in_japanese
from ..documents.content import Addressee, Content, Line
from ..orders.licence_words import licence_line
from ..orders.models import Order, OrderLine
from ..orders.pricing import month_end
from ..orders.purchase_orders import purchase_order_of
from ..orders.specs import LicenceTerms
from .bank_days import due_day
from .billing_addresses import billing_of
from .cost_split import with_annex
from .due_lines import DueLine, DueOrganisation


def language_of(organisation: Organisation) -> str:
    """In which language an organisation gets its documents: Japanese unless it chose English."""
    return "en" if organisation.language == "en" else "ja"


def invoice_content(due: DueOrganisation, month: dt.date) -> Content:
    """All that the invoice of a month says."""
    language = language_of(due.organisation)
    days = due_day(month)
    newest = due.lines[-1].line.order
    with override(language):
        content = Content(
            language=language,
            addressee=addressee_of(due.organisation, newest),
            subject=month_subject(month),
            traded_on=month_end(month),
            lines=tuple(line_of(one, language) for one in due.lines),
            due_on=days.due_on,
            payable_on=days.payable_on,
            contract_number=_listed([contract_number_of(one.line) for one in due.lines]),
            facts=_orders_of(due),
            purchase_order=_listed([purchase_order_of(one.line.order) for one in due.lines]),
        )
    return with_annex(content, due.weights)


def month_subject(month: dt.date) -> str:
    """What an invoice of a month is about, in the active language."""
    named = f"{month.year}年{month.month}月" if in_japanese() else date_format(month, "F Y")
    return _("%(month)s分のご請求") % {"month": named}


def line_of(due: DueLine, language: str) -> Line:
    """The line of a portion; the unit price stands where the portion is the whole line."""
    line, portion = due.line, due.portion
    is_whole = portion.amount_yen == line.amount_yen
    is_term = line.item == Item.ONLINE
    return Line(
        title=line_title(line.course, line.item, language),
        details=_licence_of(line),
        quantity_text=_quantity(line, is_whole=is_whole),
        unit_yen=line.unit_yen if is_whole else None,
        tax_per_mille=portion.tax_per_mille,
        amount_yen=portion.amount_yen,
        period_from=portion.first if is_term else None,
        period_until=portion.last if is_term else None,
    )


def _licence_of(line: OrderLine) -> tuple[str, ...]:
    """Which licence a delivered manuscript is under; nothing of seats."""
    licence = getattr(line, "licence", None)
    if licence is None:
        return ()
    return (licence_line(LicenceTerms(licence.kind, licence.named_for)),)


def line_title(course: Course, item: str, language: str) -> str:
    """The course and what was sold of it."""
    return _("「%(course)s」%(item)s") % {
        "course": _course_title(course, language),
        "item": Item(item).label,
    }


def _quantity(line: OrderLine, *, is_whole: bool) -> str:
    if line.item != Item.ONLINE:
        return _("1式")
    if is_whole and line.months:
        return _("%(seats)s枠×%(months)sか月") % {"seats": line.quantity, "months": line.months}
    return _("%(seats)s枠") % {"seats": line.quantity}


def _course_title(course: Course, language: str) -> str:
    newest = latest_revision_ids([course.pk]).get(course.pk)
    return course.slug if newest is None else revision_text(newest, language).title


def addressee_of(organisation: Organisation, order: Order) -> Addressee:
    """To whom: where invoices of the order go (`billing_addresses.py`), else the organisation.

    The applicant is named where it goes to the organisation, as on the 注文請書.
    """
    customer: Mapping[str, Any] = order.snapshot.get("customer", {})
    billing = billing_of(organisation, order)
    billed = billing or customer
    place = billing or {
        "postal_code": organisation.postal_code,
        "prefecture": organisation.prefecture,
        "address": organisation.address,
        "building": organisation.building,
    }
    town = f"{place.get('prefecture') or ''}{place.get('address') or ''}"
    parts = (town, place.get("building") or "")
    return Addressee(
        name=billing.get("name") or billing.get("organisation_name") or organisation.name,
        postal_code=place.get("postal_code") or "",
        address=" ".join(part for part in parts if part),
        department=billing.get("department") or customer.get("department") or "",
        person=billed.get("person") or billed.get("person_name") or "",
    )


def contract_number_of(line: OrderLine) -> str:
    """The number of a line's contract, or nothing; added seats go by that of the contract."""
    contract = getattr(line, "contract", None)
    if contract is None:
        return ""
    return str((contract.added_to or contract).number or "")


def _orders_of(due: DueOrganisation) -> tuple[tuple[str, str], ...]:
    return ((_("申込番号"), _listed([one.line.order.number for one in due.lines])),)


def _listed(texts: Sequence[str]) -> str:
    """Each once, in order, within what a document has room for."""
    return "、".join(dict.fromkeys(text for text in texts if text))[:200]
