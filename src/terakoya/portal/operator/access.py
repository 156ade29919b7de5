"""Whose rows an operator may open."""

from __future__ import annotations

import uuid

from django.http import Http404

from ..accounts.models import Member, Organisation, Person
from ..delivery.models import OutboxMessage
from ..delivery.services import MAIL
from ..orders.choices import ExportState
from ..orders.models import Order
from .models import DataExport


def get_operator(person_uuid: uuid.UUID) -> Person:
    """One of the seller's people, or 404."""
    found = Person.objects.filter(uuid=person_uuid, is_operator=True).first()
    if found is None:
        raise Http404
    return found


def get_customer(organisation_uuid: uuid.UUID) -> Organisation:
    """A customer's organisation, or 404; the seller's own is none."""
    found = Organisation.objects.filter(uuid=organisation_uuid, is_house=False).first()
    if found is None:
        raise Http404
    return found


def get_order(order_uuid: uuid.UUID) -> Order:
    """An application with its customer, who placed it and its lines, or 404."""
    orders = Order.objects.select_related("organisation", "placed_by")
    found = orders.prefetch_related("lines__course").filter(uuid=order_uuid).first()
    if found is None:
        raise Http404
    return found


def get_failed_mail(message_uuid: uuid.UUID) -> OutboxMessage:
    """A mail that was given up, or 404."""
    given_up = OutboxMessage.objects.filter(kind=MAIL, failed_at__isnull=False, sent_at=None)
    found = given_up.filter(uuid=message_uuid).first()
    if found is None:
        raise Http404
    return found


def get_data_export_for(owner: Member, export_uuid: uuid.UUID) -> DataExport:
    """The ZIP of all exports of the owner's organisation, made or in hand; or 404."""
    exports = DataExport.objects.select_related("organisation")
    found = exports.filter(organisation=owner.organisation_id, uuid=export_uuid).first()
    if found is None:
        raise Http404
    return found


def get_ready_export_for(owner: Member, export_uuid: uuid.UUID) -> DataExport:
    """One that is ready to be fetched, or 404."""
    found = get_data_export_for(owner, export_uuid)
    if found.state != ExportState.READY:
        raise Http404
    return found
