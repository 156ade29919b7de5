"""What operators decided about organisations. Who did it is in the audit log."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ..common.models import PublicIdModel, TenantModel


class Suspension(PublicIdModel, TenantModel):
    """A notice that learning will stop from a day on, and what became of it.

    `suspended_at` null: only the notice was given. `ended_at`: the notice was taken back, or the
    organisation goes on learning. While it is suspended, `Organisation.suspended_at` says so.
    """

    reason = models.CharField(max_length=200)
    noticed_at = models.DateTimeField()
    from_on = models.DateField()
    suspended_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(ended_at=None), name="suspension_one_open"
            ),
            models.CheckConstraint(
                condition=Q(suspended_at=None) | Q(suspended_at__gte=F("noticed_at")),
                name="suspension_after_notice",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="suspension_has_a_reason"),
        ]
        ordering = ["-id"]
