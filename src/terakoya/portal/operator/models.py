"""What operators decided about organisations. Who did it is in the audit log."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import models
from django.db.models import F, Q

from ..accounts.models import CustomerNotice, Member, Person
from ..common.dates import day_of
from ..common.models import FilePiece, PublicIdModel, TenantModel
from ..orders.choices import OPEN_EXPORTS, ExportState

KEPT_FOR: Final = dt.timedelta(days=7)  # the ZIP of all exports


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
    # What the customer's first page says of it now.
    notice = models.ForeignKey(
        CustomerNotice, null=True, on_delete=models.SET_NULL, related_name="+"
    )

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


class Deletion(PublicIdModel, TenantModel):
    """A request to delete an organisation's data, and what became of it.

    `asked_by` is whoever asked, in words. `from_on` is the first day on which it may begin.
    `counts` maps rules to the rows that went, while they go (`organisation_data.py`); `files` are
    the hashes of what goes last; `addresses` those who are told of the end, each with a language:
    both are emptied then. `kept`, `seller`, `number` and `name` stand in the certificate, which
    whoever has the `code` opens.
    """

    asked_by = models.CharField(max_length=200)
    asked_on = models.DateField()
    noticed_at = models.DateTimeField()
    from_on = models.DateField()
    notice = models.ForeignKey(
        CustomerNotice, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    started_by_name = models.CharField(max_length=200, blank=True)
    backups_until = models.DateField(null=True)
    files = models.JSONField(default=list)
    addresses = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    kept = models.JSONField(default=list)
    seller = models.JSONField(default=dict)
    name = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=32, blank=True)
    code = models.CharField(max_length=43, unique=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(withdrawn_at=None, finished_at=None),
                name="deletion_one_open",
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="deletion_number_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(started_at=None),
                name="deletion_not_withdrawn_once_started",
            ),
            models.CheckConstraint(
                condition=Q(started_at=None, backups_until=None, started_by_name="")
                | Q(started_at__isnull=False, backups_until__isnull=False) & ~Q(started_by_name=""),
                name="deletion_started_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None, number="")
                | Q(finished_at__isnull=False, started_at__isnull=False) & ~Q(number=""),
                name="deletion_numbered_at_the_end",
            ),
        ]
        ordering = ["-id"]

    @property
    def is_open(self) -> bool:
        """Whether it is neither withdrawn nor done."""
        return self.withdrawn_at is None and self.finished_at is None


class DataExport(PublicIdModel, TenantModel):
    """データ一式: all that an organisation can export, as one ZIP that a worker makes.

    It holds what its `owner` may see; `is_by_operator` where the seller's people asked for it.
    `done` counts the files of `total`. `claimed_until` is until when a worker is believed to make
    it. Kept for a week.
    """

    owner = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    is_by_operator = models.BooleanField()
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=16, choices=ExportState.choices)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state__in=OPEN_EXPORTS),
                name="data_export_one_open",
            )
        ]
        ordering = ["-id"]

    @property
    def is_running(self) -> bool:
        """Whether it is still being made."""
        return self.state in OPEN_EXPORTS

    @property
    def size(self) -> int:
        """How many bytes its files have together."""
        return sum(one.size for one in self.files.all())

    @property
    def last_day(self) -> dt.date:
        """Until when it is kept."""
        return day_of(self.created_at + KEPT_FOR)


class DataExportFile(TenantModel):
    """A file of such a ZIP: its path there, what it is in both languages, and its SHA-256."""

    export = models.ForeignKey(DataExport, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    title_ja = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["export", "name"], name="data_export_file_once")
        ]
        ordering = ["id"]


class DataExportPiece(FilePiece):
    """A piece of such a file."""

    file = models.ForeignKey(DataExportFile, on_delete=models.CASCADE, related_name="pieces")

    class Meta(FilePiece.Meta):
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="data_export_piece_once")
        ]
