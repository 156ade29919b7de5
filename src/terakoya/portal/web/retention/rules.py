"""All rules in the order in which they run: what is held by others comes after them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ...accounts import retention as accounts
from ...accounts.models import Member, Organisation
from ...audit import retention as audit
from ...billing import retention as billing
from ...common.retention import Rows, Rule
from ...delivery import retention as delivery
from ...documents import retention as documents
from ...evidence import retention as evidence
from ...inquiries import retention as inquiries
from ...learning import retention as learning
from ...operator import retention as operator
from ...operator.organisation_data import delete_organisation_data
from ...orders import retention as orders
from ...reminders import retention as reminders
from ...surveys import retention as surveys


def ended_organisations() -> Rows:
    """Organisations whose time is over and of whom people are still here."""
    members = Member.objects.values("organisation")
    return orders.ended_organisations().filter(pk__in=members)


def delete_ended(organisations: Sequence[int]) -> None:
    """Delete all data of organisations but their orders."""
    for organisation in Organisation.objects.filter(pk__in=organisations):
        delete_organisation_data(organisation, verb="retention.organisation_deleted")


RULES: Final = (
    *delivery.RULES,
    *audit.RULES,
    *accounts.RULES,
    *surveys.RULES,
    *evidence.RULES,
    *reminders.RULES,
    *learning.RULES,
    *orders.RULES,
    *documents.RULES,
    *inquiries.RULES,
    *operator.RULES,
    *billing.RULES,
    Rule("ended-organisations", ended_organisations, delete_ended, batch=1),
    *accounts.LAST_RULES,
)
