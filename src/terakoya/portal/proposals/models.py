"""What officers decided about proposals; the proposals themselves are derived, never stored."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ..accounts.models import Member
from ..common.models import PublicIdModel, TenantModel
from ..editions.models import Edition
from ..learning.models import Assignment
from ..surveys.models import Wave
from .choices import DecisionState, ProposalKind


class ProposalDecision(PublicIdModel, TenantModel):
    """An officer's word about the proposal of one cell of a wave's published table.

    `unit` is the row's key in that table, empty for the company's. `edition` and `assignment` are
    what accepting it made. One that was declined and taken up again waits for another word, and
    keeps the reason until then, an accepted one for good.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="decisions")
    topic = models.CharField(max_length=64)
    unit = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=12, choices=ProposalKind.choices)
    state = models.CharField(max_length=8, choices=DecisionState.choices)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField()
    edition = models.ForeignKey(Edition, null=True, on_delete=models.SET_NULL, related_name="+")
    assignment = models.ForeignKey(
        Assignment, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "topic", "unit"], name="proposal_decided_once"),
            models.CheckConstraint(
                condition=Q(state=DecisionState.ACCEPTED) | ~Q(reason=""),
                name="proposal_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ProposalKind.NOTHING), name="proposal_decided_to_do_something"
            ),
        ]
        ordering = ["-decided_at", "-id"]
