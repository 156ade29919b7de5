"""Changing what the operator decided about applications that wait for approval."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction

from ...accounts.models import Person
from ...audit.services import record
from ..holds import approval_rules
from ..models import ApprovalRules


@dataclass(frozen=True)
class Rules:
    """What is decided; domains one a line, `most_yen` with tax, `None`: any sum."""

    most_yen: int | None
    holds_same_address: bool
    blocked_domains: str
    holds_free_mail: bool
    free_domains: str
    answer_days: int


def rules_now() -> Rules:
    """What holds today."""
    row = approval_rules()
    return Rules(**{name: getattr(row, name) for name in Rules.__annotations__})


def set_approval_rules(*, by: Person, rules: Rules) -> None:
    """Decide anew from the next application on; what is so already stays as it is."""
    with transaction.atomic():
        ApprovalRules.objects.get_or_create(pk=1)
        row = ApprovalRules.objects.select_for_update().get(pk=1)
        before = {name: getattr(row, name) for name in Rules.__annotations__}
        after = asdict(rules)
        changed = {name: value for name, value in after.items() if value != before[name]}
        if not changed:
            return
        for name, value in changed.items():
            setattr(row, name, value)
        row.save(update_fields=list(changed))
        record(
            organisation_uuid=None,
            actor_uuid=by.uuid,
            verb="orders.approval_rules_set",
            data={"before": {name: before[name] for name in changed}, "after": changed},
        )
