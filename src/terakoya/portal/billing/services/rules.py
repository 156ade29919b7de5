"""What the operator decides about closing, fees and reminders."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Person
from ...audit.services import record
from ..errors import RulesNotUsable
from ..models import MOST_FEE_YEN, BillingRules
from ..selectors.invoices import billing_rules

MOST_DAYS = 365


@dataclass(frozen=True)
class Rules:
    """The wished rules; days count from the last day on which paying was in time."""

    fee_tolerance_yen: int
    first_days: int
    second_days: int
    third_days: int
    closes_by_itself: bool
    reminds_by_itself: bool


def save_rules(*, by: Person, rules: Rules) -> BillingRules:
    """Keep the rules from now on; the same ones again change nothing. Raises `RulesNotUsable`."""
    _check(rules)
    with transaction.atomic():
        kept = BillingRules.objects.select_for_update().filter(pk=1).first() or billing_rules()
        before = {name: getattr(kept, name) for name in asdict(rules)}
        if before == asdict(rules):
            return kept
        row, _is_new = BillingRules.objects.update_or_create(pk=1, defaults=asdict(rules))
        record(
            organisation_uuid=None,
            actor_uuid=by.uuid,
            verb="billing.rules_changed",
            target="",
            data=asdict(rules),
        )
    return row


def _check(rules: Rules) -> None:
    if not 0 <= rules.fee_tolerance_yen <= MOST_FEE_YEN:
        raise RulesNotUsable(
            _("振込手数料とみなす不足は、9,999円までにしてください。"), field="fee_tolerance_yen"
        )
    steps = (rules.first_days, rules.second_days, rules.third_days)
    if min(steps) < 1 or max(steps) > MOST_DAYS:
        raise RulesNotUsable(
            _("お願いの日は、1日から365日のあいだにしてください。"), field="first_days"
        )
    if rules.second_days <= rules.first_days:
        raise RulesNotUsable(_("2回目の日は、1回目よりあとにしてください。"), field="second_days")
    if rules.third_days <= rules.second_days:
        raise RulesNotUsable(_("3回目の日は、2回目よりあとにしてください。"), field="third_days")
