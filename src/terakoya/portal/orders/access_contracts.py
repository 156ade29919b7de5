"""Whose contract; strangers get 404."""

from __future__ import annotations

import uuid

from django.http import Http404

from ..accounts.models import Member
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
