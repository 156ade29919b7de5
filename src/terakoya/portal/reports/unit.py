"""What a supervisor sees of their unit: who is where, and until when; no score, no answer."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from ..accounts.models import Department
from ..learning.models import Assignment
from ..learning.selectors.standing import COMPLETED, Standing, members_by_code, members_with_runs
from .standing import Funnel, funnel_by_members


@dataclass(frozen=True)
class Unit:
    """The departments that somebody leads, with all that lie below them."""

    departments: Sequence[Department]

    @property
    def names(self) -> str:
        """The departments as the page's heading names them."""
        return "・".join(department.name for department in self.departments)

    def members(self, assignment: Assignment, state: str = "all") -> QuerySet[Any, Any]:
        """The unit's own of an assignment's members, in a state."""
        members = members_with_runs(assignment).filter(self._works_below())
        return members.filter(Standing().state(state))

    def funnel(self, assignment: Assignment) -> Funnel:
        """How far the unit has come; one statement."""
        return funnel_by_members(members_by_code(assignment).filter(self._works_below()))

    def _works_below(self) -> Q:
        below = Q(pk__in=[])
        for department in self.departments:
            below |= Q(home__department__path__startswith=department.path)
        return below

    def open_uuids(
        self, assignment: Assignment, ticked: Sequence[uuid.UUID], most: int
    ) -> tuple[uuid.UUID, ...]:
        """The unit's own among the ticked; without ticks all who are late."""
        members = self.members(assignment, "all" if ticked else "late").exclude(COMPLETED)
        if ticked:
            members = members.filter(uuid__in=ticked)
        return tuple(members.order_by("id").values_list("uuid", flat=True)[:most])
