"""Requests to join by a poster, which wait for an officer."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ...common.models import PublicIdModel, TenantModel
from ..choices import JoinRequestState
from .organisations import Department
from .people import InviteLink, Member


class JoinRequest(PublicIdModel, TenantModel):
    """参加の依頼: somebody who scanned a poster waits for an officer (docs/algorithms/posters.md).

    The ticket leads the person's phone back to it, and only its keyed hash is kept; `code` stands
    on the phone and beside the request, so that the two can be compared. `network`: a keyed hash.
    """

    link = models.ForeignKey(InviteLink, on_delete=models.CASCADE, related_name="requests")
    name = models.CharField(max_length=200)
    name_kana = models.CharField(max_length=200)
    employee_number = models.CharField(max_length=64, blank=True)
    department = models.ForeignKey(
        Department, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    language = models.CharField(max_length=2, default="ja")
    ticket_hash = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=4)
    network = models.CharField(max_length=40)
    state = models.CharField(
        max_length=8, choices=JoinRequestState.choices, default=JoinRequestState.WAITING
    )
    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "state", "id"], name="join_request_waiting")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=JoinRequestState.APPROVED, member__isnull=False)
                | (~Q(state=JoinRequestState.APPROVED) & Q(member=None)),
                name="join_request_approved_for_a_member",
            ),
            models.CheckConstraint(
                condition=Q(state__in=JoinRequestState.values), name="join_request_state_known"
            ),
        ]
