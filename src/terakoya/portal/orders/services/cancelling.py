"""Cancelling a contract of which nobody has used a seat, free of charge."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Member
from ...audit.services import record
from ...common import clock
from ...common.dates import full_day
from ...learning.services import revoke_access
from ..choices import OrderStatus
from ..contracts import ContractState
from ..emails.contracts import mail_contract_cancelled
from ..errors import ContractOver, TooLateToCancel
from ..models import Contract, Order
from ..selectors.contracts import cancel_state, contract_state, whole_of
from ..signals import contract_cancelled
from .contracts import locked


def cancel_contract(*, by: Member, contract: Contract) -> None:
    """End a contract at once, with the seats added to it and the terms that follow.

    Nothing of it is billed, and what was billed is given back. Raises `ContractOver`,
    `TooLateToCancel` or `SeatsInUse`; one that was cancelled already stays as it is.
    """
    with transaction.atomic():
        contract = locked(contract, by.organisation_id)
        if contract.cancelled_at is not None:
            return
        if contract_state(contract) is ContractState.ENDED:
            raise ContractOver(_("この契約は、もう終わっています。"))
        state = cancel_state(contract)
        if not state.is_offered:
            raise TooLateToCancel(
                _(
                    "この契約には、無料の取り消しがありません。更新しなければ、契約期間の終わりで終わります。"
                )
            )
        if not state.is_in_time:
            raise TooLateToCancel(
                _(
                    "無料で取り消せるのは%(day)sまででした。更新しなければ、契約期間の終わりで終わります。"
                )
                % {"day": full_day(state.last_day)}
            )
        parts = whole_of(contract)
        revoke_access(organisation=by.organisation, sources=[one.source for one in parts])
        keys = [one.pk for one in parts]
        Contract.objects.filter(pk__in=keys).update(cancelled_at=clock.now(), renews=False)
        _cancel_orders([one.order_line.order_id for one in parts])
        # Before the entry in the log: who issues a document holds its series first.
        contract_cancelled.send(Contract, contract=contract, parts=parts, by=by.person)
        mail_contract_cancelled(by, contract)
        record(
            organisation_uuid=by.organisation.uuid,
            actor_uuid=by.person.uuid,
            verb="orders.contract_cancelled",
            target=contract.number or str(contract.uuid),
            data={"seats": sum(one.seats for one in parts)},
        )


def _cancel_orders(orders: Collection[int]) -> None:
    """Orders of which nothing is left; one with a manuscript stands."""
    rows = Order.objects.filter(pk__in=orders).exclude(lines__licence__isnull=False)
    rows.update(status=OrderStatus.CANCELLED)
