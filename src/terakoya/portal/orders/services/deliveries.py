"""What an order opens: contracts with access, licences, the first assignment, and 注文請書."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from ...accounts.models import Member, Person
from ...catalogue.choices import Item
from ...common import clock
from ...common.languages import current_language
from ...documents.choices import DocumentKind
from ...documents.content import Addressee, Content
from ...documents.models import IssuedDocument
from ...documents.services import issue_document
from ...learning.choices import Audience
from ...learning.models import Assignment
from ...learning.services import Details, assign_course, grant_access
from ..choices import QuotePurpose
from ..models import Contract, ManuscriptLicence, Order, OrderLine
from ..numbers import next_contract_number
from ..pricing import Line, Sums, month_end, term_end
from ..purchase_orders import purchase_order_of
from ..quote_content import confirmation_subject, content_lines, sale_terms
from ..selectors.pricing import PricedSelection
from ..selectors.quotes import licence_of
from ..specs import ONE_ENTITY, LicenceTerms, Selection, Units

UPDATE_MONTHS = 12
DAYS_UNTIL_DUE = 30


def deliver(owner: Member, order: Order, starts_on: dt.date) -> Assignment | None:
    """Open what was ordered from a day on; the assignment of it, or none.

    An organisation whose members are asked for the course already is not asked anew.
    """
    assignment = None
    for line in order.lines.select_related("course", "order").order_by("id"):
        if line.item == Item.ONLINE and line.months is not None:
            assignment = _open_access(owner, line, starts_on)
        elif line.item == Item.MANUSCRIPT:
            ManuscriptLicence.objects.create(
                organisation=owner.organisation,
                order_line=line,
                course=line.course,
                starts_on=starts_on,
                updates_until=term_end(starts_on, UPDATE_MONTHS),
                kind=licence_of_order(order).kind,
                named_for=licence_of_order(order).named_for,
            )
    return assignment


def licence_of_order(order: Order) -> LicenceTerms:
    """Who may use the manuscript of an order: as its quote says, else one legal entity."""
    return ONE_ENTITY if order.quote is None else licence_of(order.quote)


def _open_access(owner: Member, line: OrderLine, starts_on: dt.date) -> Assignment | None:
    assert line.months is not None
    contract = Contract.objects.create(
        organisation=owner.organisation,
        number=next_contract_number(),
        order_line=line,
        course=line.course,
        seats=line.quantity,
        starts_on=starts_on,
        ends_on=term_end(starts_on, line.months),
        renews=chose_renewal(line.order),
    )
    grant_access(
        organisation=contract.organisation,
        course=contract.course,
        seats=contract.seats,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        source=contract.source,
    )
    asked = Assignment.objects.filter(
        organisation=owner.organisation, course=line.course, ended_on=None
    )
    if asked.exists():
        return asked.first()
    due = min(contract.ends_on, contract.starts_on + dt.timedelta(days=DAYS_UNTIL_DUE))
    return assign_course(
        by=owner,
        course=contract.course,
        due_on=due,
        audience=Audience.EVERYONE,
        with_survey=False,
        details=Details(starts_on=starts_on if starts_on > clock.today() else None),
    )


def confirm_contract(contract: Contract, by: Person | None) -> IssuedDocument:
    """Issue the 注文請書 of added seats, or of a further term. Late in the transaction."""
    order, line = contract.order_line.order, contract.order_line
    whole = contract.added_to or contract
    purpose = QuotePurpose.TERM if contract.added_to is None else QuotePurpose.SEATS
    # Seats that were added end with the contract, in the midst of a month of theirs.
    priced = replace(_as_priced(order, [line], contract.starts_on), ends_on=contract.ends_on)
    return issue_document(
        kind=DocumentKind.ORDER_CONFIRMATION,
        organisation=contract.organisation,
        content=Content(
            language=current_language(),
            addressee=_addressee(order),
            subject=confirmation_subject(order.number, purpose),
            contract_number=whole.number or "",
            lines=content_lines(line.course, priced, with_period=True, purpose=purpose),
            terms=sale_terms(priced, has_days=True, renews=contract.renews, purpose=purpose),
        ),
        key=f"orders.order:{order.uuid}",
        by=by,
    )


def _addressee(order: Order) -> Addressee:
    """Who ordered, as it was typed; the organisation alone where nothing was kept."""
    said = order.snapshot.get("customer", {})
    if not said:
        return Addressee(order.organisation.name)
    return Addressee(
        said["organisation_name"],
        said["postal_code"],
        " ".join(filter(None, [said["prefecture"] + said["address"], said["building"]])),
        said["department"],
        said["person_name"],
    )


def chose_renewal(order: Order) -> bool:
    """Whether the applicant chose that the contract goes on by itself."""
    chosen: bool = order.snapshot.get("selection", {}).get("renews", False)
    return chosen


def confirm_order(owner: Member, order: Order, starts_on: dt.date) -> IssuedDocument:
    """Issue the 注文請書 of an order that is accepted. Late in the transaction."""
    lines = list(order.lines.select_related("course").order_by("id"))
    priced = _as_priced(order, lines, starts_on)
    licence = licence_of_order(order)
    return issue_document(
        kind=DocumentKind.ORDER_CONFIRMATION,
        organisation=owner.organisation,
        content=Content(
            language=current_language(),
            addressee=_addressee(order),
            subject=confirmation_subject(order.number),
            lines=content_lines(lines[0].course, priced, with_period=True, licence=licence),
            purchase_order=purchase_order_of(order),
            terms=sale_terms(priced, has_days=True, renews=chose_renewal(order), licence=licence),
        ),
        key=f"orders.order:{order.uuid}",
        by=owner.person,
    )


def _as_priced(order: Order, lines: list[OrderLine], starts_on: dt.date) -> PricedSelection:
    """An order as the documents print it."""
    online = next((line for line in lines if line.item == Item.ONLINE), None)
    months = (online.months if online else None) or 1
    selection = Selection(
        lines[0].course.slug,
        online.quantity if online else 1,
        months,
        online is not None,
        any(line.item == Item.MANUSCRIPT for line in lines),
    )
    yen = {one.item: one.unit_yen for one in lines}
    return PricedSelection(
        selection=selection,
        units=Units(yen.get(Item.ONLINE, 0), yen.get(Item.MANUSCRIPT, 0)),
        lines=tuple(Line(one.item, one.unit_yen, one.quantity, one.months) for one in lines),
        sums=Sums(order.subtotal_yen, order.tax_per_mille, order.tax_yen, order.total_yen),
        starts_on=starts_on,
        ends_on=term_end(starts_on, months) if online else None,
        billed_on=month_end(starts_on),
        due_on=month_end(starts_on, 1),
    )
