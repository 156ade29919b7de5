"""What a contract holder decides about splitting invoices over departments."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Member
from ...audit.services import record
from ..choices import SplitBasis
from ..cost_split import split_of
from ..errors import SplitNotUsable
from ..models import CostSplit


def save_split(
    *, by: Member, basis: SplitBasis, shares: Mapping[uuid.UUID | None, int]
) -> CostSplit:
    """Keep how the invoices to come are split; the same again changes nothing.

    `shares`: department (None: of nobody's department) → its share. Raises `SplitNotUsable` where
    shares are wanted and all of them are 0.
    """
    kept_shares = [
        ["" if key is None else str(key), number] for key, number in shares.items() if number
    ]
    if basis == SplitBasis.SHARES and not kept_shares:
        raise SplitNotUsable(_("割合を、1つ以上の部署に入力してください。"), field="basis")
    with transaction.atomic():
        kept = split_of(by.organisation)
        if (kept.basis, kept.shares) == (basis, kept_shares):
            return kept
        row, _is_new = CostSplit.objects.update_or_create(
            organisation=by.organisation, defaults={"basis": basis, "shares": kept_shares}
        )
        record(
            organisation_uuid=by.organisation.uuid,
            actor_uuid=by.person.uuid,
            verb="billing.cost_split_set",
            target="",
            data={"basis": basis.value, "departments": len(kept_shares)},
        )
    return row
