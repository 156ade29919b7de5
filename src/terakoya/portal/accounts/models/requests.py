"""What people ask about their data, and what they have accepted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ...common.models import PublicIdModel, TenantModel
from ..choices import DataRequestKind, DataRequestOutcome
from .organisations import Organisation
from .people import Member, Person


class DataRequest(PublicIdModel, TenantModel):
    """開示・訂正などの依頼: what a member asks of the organisation, and how it was answered."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="data_requests")
    kind = models.CharField(max_length=16, choices=DataRequestKind.choices)
    text = models.TextField(max_length=2000)
    created_at = models.DateTimeField()
    outcome = models.CharField(max_length=16, choices=DataRequestOutcome.choices, blank=True)
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "outcome", "-id"], name="data_request_list")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", answered_at=None)
                | (~Q(outcome="") & Q(answered_at__isnull=False)),
                name="data_request_answered_whole",
            )
        ]


class TermsAcceptance(models.Model):
    """Who accepted which version of a document, for whom, and when."""

    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    document = models.CharField(max_length=32)
    version = models.CharField(max_length=32)
    accepted_at = models.DateTimeField()
