"""What a new assignment begins with."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Member
from ...audit.services import record
from ..errors import DaysUnusable
from ..models import AssignmentDefaults

LONGEST: Final = 365


@dataclass(frozen=True)
class Defaults:
    """What the form of a new assignment begins with; days count from then, or from arrival."""

    due_days: int | None = None
    arrival_days: int | None = None
    announces: bool = True
    in_working_hours: bool = True


@transaction.atomic
def change_defaults(*, by: Member, defaults: Defaults) -> None:
    """Set what new assignments begin with; those that exist stay. Raises `DaysUnusable`."""
    for field in ("due_days", "arrival_days"):
        days = getattr(defaults, field)
        if days is not None and not 1 <= days <= LONGEST:
            raise DaysUnusable(_("1から365までの日数を入力してください"), field=field)
    values = asdict(defaults)
    AssignmentDefaults.objects.update_or_create(organisation=by.organisation, defaults=values)
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb="learning.defaults_changed",
        data=values,
    )
