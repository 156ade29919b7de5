"""支払いの条件 of an order, and its 完了届 and 検収. A second click changes nothing."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Person
from ...audit.services import record
from ...common import clock
from ...documents.choices import DocumentKind
from ...documents.models import IssuedDocument
from ...documents.services import issue_document
from ...orders.choices import OrderStatus
from ...orders.models import Contract, Order
from ..choices import PaymentTerms
from ..emails import mail_completion_reported
from ..errors import NotChangeable
from ..models import OrderTerms
from ..order_documents import delivery_content, document_key
from ..selectors.terms import delivered_lines, is_billed


def set_terms(
    *, by: Person, order: Order, kind: PaymentTerms, accepted_on: dt.date | None = None
) -> OrderTerms:
    """Say how an order is paid and, after its 完了届, on which day the customer accepted it.

    Raises `NotChangeable` where something of the order is billed already, it was declined or
    cancelled, or the day does not fit.
    """
    with transaction.atomic():
        locked = _locked(order)
        terms = OrderTerms.objects.filter(order=locked).first()
        kept = (PaymentTerms.WHOLE_TERM, None) if terms is None else (terms.kind, terms.accepted_on)
        if terms is not None and kept == (kind, accepted_on):
            return terms
        if is_billed(locked):
            raise NotChangeable(_("この申し込みは請求済みのため、支払いの条件を変えられません。"))
        _check_day(terms, kind, accepted_on)
        row, _is_new = OrderTerms.objects.update_or_create(
            order=locked,
            defaults={
                "organisation_id": locked.organisation_id,
                "kind": kind,
                "accepted_on": accepted_on,
            },
        )
        day = None if accepted_on is None else accepted_on.isoformat()
        record(
            organisation_uuid=locked.organisation.uuid,
            actor_uuid=by.uuid,
            verb="billing.terms_set",
            target=locked.number,
            data={"kind": kind.value, "accepted_on": day},
        )
    return row


def take_over_terms(*, contract: Contract, order: Order) -> None:
    """Let what is added to a contract, or follows it, be paid as its own order is.

    Each has a 完了届 and a 検収 of its own.
    """
    before = OrderTerms.objects.filter(order=contract.order_line.order_id).first()
    if before is not None and before.kind != PaymentTerms.WHOLE_TERM:
        OrderTerms.objects.create(
            organisation_id=order.organisation_id, order=order, kind=before.kind
        )


def _locked(order: Order) -> Order:
    rows = Order.objects.select_for_update(of=("self",)).select_related("organisation")
    locked = rows.get(pk=order.pk)
    if locked.status in {OrderStatus.DECLINED, OrderStatus.CANCELLED}:
        raise NotChangeable(_("この申し込みは取り消されたか、お断りしたものです。"))
    return locked


def _check_day(terms: OrderTerms | None, kind: PaymentTerms, accepted_on: dt.date | None) -> None:
    """A day of acceptance stands after the 完了届, and is not to come."""
    if accepted_on is None:
        return
    report = None if terms is None else terms.completion_report
    if kind != PaymentTerms.AFTER_ACCEPTANCE or report is None:
        raise NotChangeable(
            _("検収日は、「検収後払い」で完了届を発行したあとに入力できます。"), field="accepted_on"
        )
    if not report.issued_on <= accepted_on <= clock.today():
        raise NotChangeable(
            _("検収日は、完了届の発行日から今日までの日にしてください。"), field="accepted_on"
        )


def issue_of_delivery(*, by: Person, order: Order, kind: DocumentKind) -> IssuedDocument:
    """Issue the 完了届 or the 納品書 of an order that was delivered; again, it is the same one.

    The customer is told of a 完了届 by mail. Raises `NotChangeable` before the first day, and for a
    完了届 unless the order is paid after acceptance.
    """
    with transaction.atomic():
        locked = _locked(order)
        terms = OrderTerms.objects.filter(order=locked).first()
        is_report = kind == DocumentKind.COMPLETION_REPORT
        if is_report and (terms is None or terms.kind != PaymentTerms.AFTER_ACCEPTANCE):
            raise NotChangeable(_("完了届は、支払いの条件が「検収後払い」のときに発行します。"))
        key = document_key(locked, kind)
        before = IssuedDocument.objects.filter(key=key).first()
        if before is not None:
            return before
        lines = delivered_lines(locked)
        if not lines:
            raise NotChangeable(_("提供を始めた日から発行できます。"))
        document = issue_document(
            kind=kind,
            organisation=locked.organisation,
            content=delivery_content(locked, lines, kind),
            key=key,
            by=by,
        )
        if is_report and terms is not None:
            terms.completion_report = document
            terms.save(update_fields=["completion_report"])
            mail_completion_reported(locked, document)
    return document
