"""Whose rows an operator may open."""

from __future__ import annotations

import uuid

from django.http import Http404

from ..accounts.models import Organisation, Person
from ..delivery.models import OutboxMessage
from ..delivery.services import MAIL
from ..orders.models import Order


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
