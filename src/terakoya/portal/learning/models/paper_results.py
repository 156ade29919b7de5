"""Confirmation tests that were taken on paper."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ...accounts.models import Member
from ...common.models import PublicIdModel, TenantModel
from .records import Enrolment


class PaperResult(PublicIdModel, TenantModel):
    """紙で受験: what an officer sent of a test on paper; the officer answers for it.

    `taken_on` is the day on the sheet. `sent_by_name` stays when the officer's row is gone.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="paper_results")
    taken_on = models.DateField()
    percent = models.PositiveSmallIntegerField()
    passed = models.BooleanField()
    sent_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_by_name = models.CharField(max_length=200)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "taken_on", "percent"], name="paper_result_once"
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="paper_result_percent"),
        ]
