"""What the seller's people may do."""

from __future__ import annotations

from django.db import models

from ..choices import Right
from .people import Person


class OperatorRight(models.Model):
    """One right of one operator. `Person.is_operator` is true where there is one or more."""

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="operator_rights", db_index=False
    )
    right = models.CharField(max_length=16, choices=Right.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "right"], name="operator_right_once"),
            models.CheckConstraint(
                condition=models.Q(right__in=Right.values), name="operator_right_known"
            ),
        ]
