"""Whose contract, whose seat; strangers get 404."""

from __future__ import annotations

import uuid

from django.http import Http404

from ..accounts.models import Member
from ..learning.models import SeatHolder
from ..learning.selectors.grants import holders_of
from .models import Contract


def get_contract_for(by: Member, contract_uuid: uuid.UUID) -> Contract:
    """A contract of the member's organisation with its course, or 404.

    Seats that were added have no page of their own.
    """
    contract = (
        Contract.objects.select_related("course", "order_line__order")
        .filter(organisation_id=by.organisation_id, uuid=contract_uuid, added_to=None)
        .first()
    )
    if contract is None:
        raise Http404
    return contract


def seats_of(contract: Contract) -> list[str]:
    """What the grants of a contract and of the seats added to it are called; one statement."""
    added = contract.additions.filter(cancelled_at=None)
    return [contract.source, *(one.source for one in added)]


def get_holder_for(by: Member, contract: Contract, member_uuid: uuid.UUID) -> SeatHolder:
    """Who sits on a seat of a contract of the member's organisation, or 404."""
    holders = holders_of(by.organisation_id, seats_of(contract))
    holder = holders.filter(member__uuid=member_uuid).first()
    if holder is None:
        raise Http404
    return holder
