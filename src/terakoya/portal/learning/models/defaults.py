"""What a new assignment begins with."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ...common.models import TenantModel


class AssignmentDefaults(TenantModel):
    """What the form of a new assignment begins with; no row: as here. Days count from that day."""

    due_days = models.PositiveSmallIntegerField(null=True)
    arrival_days = models.PositiveSmallIntegerField(null=True)
    announces = models.BooleanField(default=True)
    in_working_hours = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation"], name="assignment_defaults_once"),
            models.CheckConstraint(
                condition=Q(due_days=None) | Q(due_days__gte=1, due_days__lte=365),
                name="assignment_defaults_due_days_possible",
            ),
            models.CheckConstraint(
                condition=Q(arrival_days=None) | Q(arrival_days__gte=1, arrival_days__lte=365),
                name="assignment_defaults_arrival_days_possible",
            ),
        ]
