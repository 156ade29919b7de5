"""Assignments that come round every year."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ...accounts.models import Member
from ...common.models import PublicIdModel, TenantModel


class Recurrence(PublicIdModel, TenantModel):
    """繰り返し: an assignment that is given again every year, as a round of its own.

    Days of later rounds are counted from those of the first (docs/algorithms/recurrence.md).
    `next_on`: when the worker makes the next round. `stopped_at`: no more rounds from then on.
    """

    starts_on = models.DateField()
    due_on = models.DateField(null=True)
    next_on = models.DateField()
    keeps_exemptions = models.BooleanField(default=False)
    announces = models.BooleanField(default=True)
    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_on"], condition=Q(stopped_at=None), name="recurrence_running"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("starts_on")),
                name="recurrence_due_after_start",
            ),
            models.CheckConstraint(
                condition=Q(next_on__gt=F("starts_on")), name="recurrence_next_after_start"
            ),
        ]
