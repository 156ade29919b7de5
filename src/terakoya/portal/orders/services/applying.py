"""Placing an application: organisation, order, contract, access and assignment at once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Member
from ...accounts.services import accept_documents, sign_up_owner
from ...audit.services import record
from ...catalogue.models import Course
from ...common import clock
from ...common.languages import current_language
from ...learning.models import Assignment
from ..choices import OrderStatus
from ..emails.orders import mail_order_placed, mail_order_waiting
from ..errors import IncompleteApplication, PriceChanged, SeatsOutOfRange
from ..first_days import refuse_first_day
from ..holds import Applicant, Hold, approval_rules, holds_on
from ..models import (
    ApplicationDraft,
    Order,
    OrderHold,
    OrderLine,
    Quote,
)
from ..numbers import next_order_number
from ..pricing import MONTHS, MOST_SEATS
from ..same_applications import refuse_same
from ..selectors.pricing import PricedSelection, price_selection
from ..selectors.quotes import selection_now, units_of
from ..signals import quote_ordered
from ..specs import Application, Customer, Selection
from .deliveries import confirm_order, deliver
from .quotes import check_quote


@dataclass(frozen=True)
class Placed:
    """What an application made: the order, the owner, and the first assignment (or none)."""

    order: Order
    owner: Member
    assignment: Assignment | None
    is_new: bool


def check_selection(selection: Selection) -> None:
    """Refuse what is not sold; raises `SeatsOutOfRange` or `IncompleteApplication`."""
    if not (selection.with_online or selection.with_manuscript):
        raise IncompleteApplication(
            _("オンライン研修か教材原稿の、少なくとも1つを選んでください。"), field="with_online"
        )
    if selection.with_online and not 1 <= selection.seats <= MOST_SEATS:
        raise SeatsOutOfRange(
            _("受講枠は1〜100名で入力してください。101名からは見積もりをご依頼ください。"),
            field="seats",
        )
    if selection.with_online and selection.months not in MONTHS:
        raise IncompleteApplication(_("期間を選んでください。"), field="months")


def check_start(selection: Selection) -> None:
    """Refuse a first day in the past or too far away, and renewing what is renewed by quote.

    Raises `IncompleteApplication` or `SeatsOutOfRange`.
    """
    refuse_first_day(selection, clock.today())
    if selection.renews and selection.seats > MOST_SEATS:
        raise SeatsOutOfRange(_("100枠を超える契約は、見積もりで更新します。"), field="renews")


def place_order(
    *,
    draft: ApplicationDraft,
    course: Course,
    application: Application,
    password: str | None = None,
    quote: Quote | None = None,
    by: Member | None = None,
) -> Placed:
    """Turn an application into an order, once; `by` an owner who is signed in, or signing one up.

    What a rule holds (`holds.py`) waits for the seller (`approvals.py`); nothing is delivered
    before.

    A second click on the same draft returns the order of the first; by one `quote`, whose prices
    it keeps, one order is placed from however many browsers. Raises `EmailTaken`, `QuoteExpired`,
    `QuoteUsed`, `SeatsOutOfRange`, `IncompleteApplication`, `SameApplication` or `PriceChanged`;
    then nothing has changed.
    """
    if quote is None:
        check_selection(application.selection)
    check_start(application.selection)
    with transaction.atomic():
        draft = ApplicationDraft.objects.select_for_update().get(pk=draft.pk)
        if draft.order is not None:
            return _placed_before(draft.order)
        if quote is not None:
            quote = Quote.objects.select_for_update().get(pk=quote.pk)
            check_quote(quote)
        units = units_of(quote) if quote else None
        priced = price_selection(course, application.selection, units=units)
        _check_shown(priced, application)
        if not application.again:
            refuse_same(course, application, by)
        holds = holds_on(priced, Applicant(application.customer, application.billing, by))
        owner = by or _sign_up(application.customer, password)
        order = _write_order(owner, course, application, priced, quote, holds)
        if quote is not None:
            quote_ordered.send(Quote, quote=quote, order=order)
        draft.order = order
        # What was typed lives on in the order alone.
        draft.entries = {}
        draft.save(update_fields=["order", "entries"])
        accept_documents(person=owner.person, organisation=owner.organisation)
        record(
            organisation_uuid=owner.organisation.uuid,
            actor_uuid=owner.person.uuid,
            verb="orders.placed",
            target=order.number,
            data={"total_yen": order.total_yen, "lines": len(priced.lines)},
        )
        if order.status == OrderStatus.WAITING:
            mail_order_waiting(order, owner, approval_rules().answer_days)
            return Placed(order, owner, None, is_new=True)
        assignment = deliver(owner, order, priced.starts_on)
        document = confirm_order(owner, order, priced.starts_on)
        mail_order_placed(order, owner, document.number, priced.starts_on)
    return Placed(order, owner, assignment, is_new=True)


def _check_shown(priced: PricedSelection, application: Application) -> None:
    """Raise `PriceChanged` where sum or days are not those of the final check."""
    if priced.sums.total_yen != application.shown_total_yen:
        raise PriceChanged(
            _(
                "確認画面を開いたあとに金額が変わりました。金額を確かめて、もう一度お申し込みください。"
            )
        )
    if application.shown_starts_on not in {None, priced.starts_on}:
        raise PriceChanged(
            _(
                "確認画面を開いたあとに日付が変わりました。"
                "契約期間と支払いの時期を確かめて、もう一度お申し込みください。"
            )
        )


def _placed_before(order: Order) -> Placed:
    owner = Member.objects.select_related("person", "organisation").get(
        organisation_id=order.organisation_id, person_id=order.placed_by_id
    )
    assignment = Assignment.objects.filter(organisation_id=order.organisation_id).first()
    return Placed(order, owner, assignment, is_new=False)


def _sign_up(customer: Customer, password: str | None) -> Member:
    return sign_up_owner(
        email=customer.email,
        password=password,
        name=customer.person_name,
        name_kana=customer.person_kana,
        organisation_name=customer.organisation_name,
        postal_code=customer.postal_code,
        prefecture=customer.prefecture,
        address=customer.address,
        building=customer.building,
        phone=customer.phone,
        department=customer.department,
        language=current_language(),
    )


def _write_order(
    owner: Member,
    course: Course,
    application: Application,
    priced: PricedSelection,
    quote: Quote | None,
    holds: Sequence[Hold],
) -> Order:
    order = Order.objects.create(
        organisation=owner.organisation,
        number=next_order_number(),
        placed_by=owner.person,
        placed_at=clock.now(),
        subtotal_yen=priced.sums.subtotal_yen,
        tax_per_mille=priced.sums.tax_per_mille,
        tax_yen=priced.sums.tax_yen,
        total_yen=priced.sums.total_yen,
        snapshot=_snapshot(application, priced),
        quote=quote,
        status=OrderStatus.WAITING if holds else OrderStatus.PLACED,
    )
    OrderHold.objects.bulk_create(
        OrderHold(organisation=owner.organisation, order=order, rule=one.rule, found=one.found)
        for one in holds
    )
    for line in priced.lines:
        OrderLine.objects.create(
            organisation=owner.organisation,
            order=order,
            course=course,
            item=line.item,
            quantity=line.quantity,
            months=line.months,
            unit_yen=line.unit_yen,
            amount_yen=line.amount_yen,
        )
    return order


def _snapshot(application: Application, priced: PricedSelection) -> dict[str, Any]:
    return {
        "selection": application.selection.as_json(),
        "customer": application.customer.as_json(),
        "billing": application.billing.as_json() if application.billing else None,
        "purchase_order": application.purchase_order,
        "terms_version": application.terms_version,
        "starts_on": priced.starts_on.isoformat(),
        "ends_on": priced.ends_on.isoformat() if priced.ends_on else None,
        "billed_on": priced.billed_on.isoformat(),
        "due_on": priced.due_on.isoformat(),
    }


def start_draft() -> ApplicationDraft:
    """An empty draft; the browser's session knows its uuid."""
    return ApplicationDraft.objects.create(uuid=uuid.uuid4(), updated_at=clock.now())


def apply_by_quote(*, draft: ApplicationDraft | None, quote: Quote) -> ApplicationDraft:
    """Fill a draft (a new one without, or where that was ordered) with what a quote offers.

    Raises `QuoteExpired` or `QuoteUsed`.
    """
    check_quote(quote)
    if draft is None or draft.order_id is not None:
        draft = start_draft()
    asked = {"organisation_name": quote.company, "person_name": quote.person, "email": quote.email}
    typed = draft.entries.get("customer", {})
    customer = {**typed, **{name: said for name, said in asked.items() if said}}
    draft.entries = {
        **draft.entries,
        "items": _as_typed(selection_now(quote)),
        "customer": customer,
        "quote": {"code": quote.code},
    }
    draft.updated_at = clock.now()
    draft.save(update_fields=["entries", "updated_at"])
    return draft


def _as_typed(selection: Selection) -> dict[str, str]:
    """A selection as step 1 would have sent it."""
    ticked = {"with_online": selection.with_online, "with_manuscript": selection.with_manuscript}
    return {
        "course": selection.course_slug,
        "seats": str(selection.seats),
        "months": str(selection.months),
        **{name: "on" for name, is_on in ticked.items() if is_on},
        **({"starts_on": selection.starts_on.isoformat()} if selection.starts_on else {}),
    }


def keep_entries(*, draft: ApplicationDraft, step: str, entries: dict[str, Any]) -> None:
    """Keep what was typed in a step, valid or not, so that nothing is lost."""
    draft.entries = {**draft.entries, step: entries}
    draft.updated_at = clock.now()
    draft.save(update_fields=["entries", "updated_at"])
