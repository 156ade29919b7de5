"""Evidence packs, and their bytes in pieces, so that a large one needs no memory at once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ..accounts.models import Member
from ..common.models import PublicIdModel, TenantModel
from ..learning.models import Assignment
from .choices import Measure, PackState


class EvidencePack(PublicIdModel, TenantModel):
    """受講記録一式 of one assignment as it stood at the end of the day `as_of`, in Japan.

    `manifest` is the SHA-256 that the audit log keeps; `claimed_until` is until when a worker is
    believed to make it.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    as_of = models.DateField()
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=8, choices=PackState.choices, default=PackState.WAITING)
    created_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    size = models.PositiveBigIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    manifest = models.CharField(max_length=64, blank=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(state__in=(PackState.WAITING, PackState.MAKING)),
                name="evidence_pack_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=PackState.READY)
                | (Q(made_at__isnull=False) & ~Q(manifest="") & Q(size__gt=0)),
                name="evidence_pack_ready_has_bytes",
            ),
        ]
        ordering = ["-id"]


class EvidencePiece(TenantModel):
    """A piece of a pack's bytes, in order of `number`."""

    pack = models.ForeignKey(EvidencePack, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pack", "number"], name="evidence_piece_once")
        ]
        ordering = ["number"]


class MeasureStatement(PublicIdModel, TenantModel):
    """担当者の申告: that a measure was taken on a day, and by which paper one can tell.

    Only added; a wrong one is withdrawn and stays to be seen.
    """

    measure = models.CharField(max_length=16, choices=Measure.choices)
    taken_on = models.DateField()
    material = models.CharField(max_length=300)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(material=""), name="measure_statement_names_material"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "measure"], name="measures_of")]
        ordering = ["-taken_on", "-id"]
