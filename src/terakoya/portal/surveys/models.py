"""No single survey answer is ever stored (product.md §4.3, docs/algorithms/survey.md)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ..accounts.models import Department, Member
from ..catalogue.models import Revision
from ..common.models import PublicIdModel, TenantModel
from ..learning.models import Assignment
from .choices import Axis, WaveKind


class Wave(PublicIdModel, TenantModel):
    """意識調査 at one time: its items are those of `revision`, its cells fixed at opening."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="waves")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=WaveKind.choices)
    axis = models.CharField(max_length=16, choices=Axis.choices)
    min_n = models.PositiveSmallIntegerField(default=5)
    min_n_sensitive = models.PositiveSmallIntegerField(default=10)
    opened_at = models.DateTimeField()
    closes_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "kind"], name="wave_kind_once"),
            models.CheckConstraint(
                condition=Q(min_n__gte=5, min_n_sensitive__gte=10), name="wave_minimum_numbers"
            ),
        ]


class CountingCell(TenantModel):
    """A unit of at least 5 members in which answers are counted, one row for all its counters.

    `counts`: {item id: {option id: n}}. One row and no times, so that neither order nor
    transaction of the counters tells one answer from another.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="cells")
    department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT)
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children")
    name = models.CharField(max_length=100)
    headcount = models.PositiveIntegerField()
    answered = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    is_closed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "department"], name="counting_cell_once", nulls_distinct=False
            )
        ]


class CellMember(TenantModel):
    """In which cell a member is counted; written at opening for everyone, in member order."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="members")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    cell = models.ForeignKey(CountingCell, on_delete=models.CASCADE, related_name="members")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "member"], name="cell_member_once")]


class Participation(TenantModel):
    """That a member has answered, once a wave. Holds no time and nothing of the answers."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="participations")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "member"], name="participation_once")
        ]


class CommentPage(TenantModel):
    """Comments of a wave's item, shuffled at every writing; no cell, no time."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="comment_pages")
    item_id = models.CharField(max_length=64)
    comments = models.JSONField(default=list)


class PublishedTable(TenantModel):
    """What a closed wave may show, computed once at closing with all suppression applied."""

    wave = models.OneToOneField(Wave, on_delete=models.CASCADE, related_name="table")
    table = models.JSONField()
    computed_at = models.DateTimeField()
