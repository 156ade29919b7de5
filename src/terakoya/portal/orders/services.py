"""Placing an application: organisation, order, contract, access and assignment at once."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ..accounts.models import Member
from ..accounts.services import accept_documents, sign_up_owner
from ..audit.services import record
from ..catalogue.choices import Item
from ..catalogue.models import Course
from ..common import clock
from ..common.languages import current_language
from ..delivery.services import next_number
from ..learning.choices import Audience
from ..learning.models import Assignment
from ..learning.services import assign_course, grant_access
from .contract_numbers import next_contract_number
from .emails import mail_order_placed
from .errors import IncompleteApplication, PriceChanged, SeatsOutOfRange
from .models import ApplicationDraft, Contract, ManuscriptLicence, Order, OrderLine
from .pricing import MONTHS, MOST_SEATS, term_end
from .selectors import PricedSelection, price_selection
from .specs import Application, Customer, Selection

UPDATE_MONTHS = 12
DAYS_UNTIL_DUE = 30


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


def place_order(
    *,
    draft: ApplicationDraft,
    course: Course,
    application: Application,
    password: str | None = None,
) -> Placed:
    """Turn an application into an order, once.

    A second click on the same draft returns the order of the first. Raises `EmailTaken`,
    `SeatsOutOfRange`, `IncompleteApplication` or `PriceChanged`; then nothing has changed.
    """
    check_selection(application.selection)
    with transaction.atomic():
        draft = ApplicationDraft.objects.select_for_update().get(pk=draft.pk)
        if draft.order is not None:
            return _placed_before(draft.order)
        priced = price_selection(course, application.selection)
        if priced.sums.total_yen != application.shown_total_yen:
            raise PriceChanged(
                _(
                    "確認画面を開いたあとに金額が変わりました。金額を確かめて、もう一度お申し込みください。"
                )
            )
        owner = _sign_up(application.customer, password)
        order = _write_order(owner, course, application, priced)
        draft.order = order
        # What was typed lives on in the order alone.
        draft.entries = {}
        draft.save(update_fields=["order", "entries"])
        assignment = _deliver(owner, order, course, priced)
        accept_documents(person=owner.person, organisation=owner.organisation)
        record(
            organisation_uuid=owner.organisation.uuid,
            actor_uuid=owner.person.uuid,
            verb="orders.placed",
            target=order.number,
            data={"total_yen": order.total_yen, "lines": len(priced.lines)},
        )
        mail_order_placed(order, owner)
    return Placed(order, owner, assignment, is_new=True)


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
    owner: Member, course: Course, application: Application, priced: PricedSelection
) -> Order:
    order = Order.objects.create(
        organisation=owner.organisation,
        number=f"{clock.today():%Y}-{next_number('order'):06d}",
        placed_by=owner.person,
        placed_at=clock.now(),
        subtotal_yen=priced.sums.subtotal_yen,
        tax_per_mille=priced.sums.tax_per_mille,
        tax_yen=priced.sums.tax_yen,
        total_yen=priced.sums.total_yen,
        snapshot=_snapshot(application, priced),
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
        "terms_version": application.terms_version,
        "starts_on": priced.starts_on.isoformat(),
        "ends_on": priced.ends_on.isoformat() if priced.ends_on else None,
        "billed_on": priced.billed_on.isoformat(),
        "due_on": priced.due_on.isoformat(),
    }


def _deliver(
    owner: Member, order: Order, course: Course, priced: PricedSelection
) -> Assignment | None:
    """Open the access: the course runs from this moment, the manuscript may be downloaded."""
    assignment = None
    for line in order.lines.all():
        if line.item == Item.ONLINE and priced.ends_on is not None:
            contract = Contract.objects.create(
                organisation=owner.organisation,
                number=next_contract_number(),
                order_line=line,
                course=course,
                seats=line.quantity,
                starts_on=priced.starts_on,
                ends_on=priced.ends_on,
            )
            assignment = _open_access(owner, contract)
        elif line.item == Item.MANUSCRIPT:
            ManuscriptLicence.objects.create(
                organisation=owner.organisation,
                order_line=line,
                course=course,
                starts_on=priced.starts_on,
                updates_until=term_end(priced.starts_on, UPDATE_MONTHS),
            )
    return assignment


def _open_access(owner: Member, contract: Contract) -> Assignment:
    grant_access(
        organisation=contract.organisation,
        course=contract.course,
        seats=contract.seats,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        source=contract.source,
    )
    due = min(contract.ends_on, contract.starts_on + dt.timedelta(days=DAYS_UNTIL_DUE))
    return assign_course(
        by=owner,
        course=contract.course,
        due_on=due,
        audience=Audience.EVERYONE,
        with_survey=False,
    )


def start_draft() -> ApplicationDraft:
    """An empty draft; the browser's session knows its uuid."""
    return ApplicationDraft.objects.create(uuid=uuid.uuid4(), updated_at=clock.now())


def keep_entries(*, draft: ApplicationDraft, step: str, entries: dict[str, Any]) -> None:
    """Keep what was typed in a step, valid or not, so that nothing is lost."""
    draft.entries = {**draft.entries, step: entries}
    draft.updated_at = clock.now()
    draft.save(update_fields=["entries", "updated_at"])
