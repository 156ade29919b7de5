"""No single survey answer is ever stored (product.md §4.3, docs/algorithms/survey.md)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ..accounts.models import Department, Member
from ..catalogue.models import Revision
from ..common.models import PublicIdModel, TenantModel
from ..learning.models import Assignment
from .choices import Axis, Medium, WaveKind, WaveState


class Wave(PublicIdModel, TenantModel):
    """意識調査 at one time: its items are those of `revision`.

    Online it waits for its key, takes ballots, is counted and closed; `docs/algorithms/survey.md`
    §1. On paper it has no key, takes no ballot, and is counted once (`docs/algorithms/paper.md`).
    `shares_company`: those who are asked see the company's row afterwards.
    `closes_on` is the last day, `latest_on` the last day that may be chosen for it.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="waves")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=WaveKind.choices)
    medium = models.CharField(
        max_length=8, choices=Medium.choices, default=Medium.ONLINE, db_default=Medium.ONLINE
    )
    # 自社の問い as this wave asks them; the next one may ask others.
    own_items = models.JSONField(default=list, db_default=[])
    axis = models.CharField(max_length=16, choices=Axis.choices)
    state = models.CharField(
        max_length=9, choices=WaveState.choices, default=WaveState.PREPARING, db_index=True
    )
    min_n = models.PositiveSmallIntegerField(default=5)
    min_n_sensitive = models.PositiveSmallIntegerField(default=10)
    # The database's own value is that of a version before, which told respondents nothing of it.
    shares_company = models.BooleanField(default=True, db_default=False)
    opened_at = models.DateTimeField()
    closes_on = models.DateField()
    latest_on = models.DateField()
    closed_at = models.DateTimeField(null=True)
    key_gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "kind"], name="wave_kind_once"),
            models.CheckConstraint(
                condition=Q(min_n__gte=5, min_n_sensitive__gte=10), name="wave_minimum_numbers"
            ),
            models.CheckConstraint(
                condition=Q(closes_on__lte=models.F("latest_on")), name="wave_last_day_in_time"
            ),
            models.CheckConstraint(
                condition=Q(state=WaveState.CLOSED, closed_at__isnull=False)
                | (~Q(state=WaveState.CLOSED) & Q(closed_at=None, key_gone_at=None)),
                name="wave_closed_once",
            ),
            models.CheckConstraint(
                condition=Q(medium=Medium.ONLINE)
                | Q(
                    medium=Medium.PAPER,
                    state__in=(WaveState.OPEN, WaveState.CLOSED),
                    key_gone_at=None,
                ),
                name="wave_paper_without_key",
            ),
        ]

    @property
    def is_on_paper(self) -> bool:
        """Whether it is answered on paper or in workbooks, and not online."""
        return self.medium == Medium.PAPER


class OwnItem(PublicIdModel, TenantModel):
    """自社の問い: an item that the waves of an assignment ask from the next opening on."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="own_items")
    topic = models.CharField(max_length=64)
    text_ja = models.CharField(max_length=120, blank=True)
    text_en = models.CharField(max_length=120, blank=True)
    sensitive = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text_ja="", text_en=""), name="own_item_has_words")
        ]


class BallotKey(TenantModel):
    """The public half of a wave's key, and what is fixed with it; gone when the wave is closed.

    `counters`: the order of the counters, [item id, option id] after [item id, option id].
    `seal` covers all of it, so that nobody with the database can put another key here.
    """

    wave = models.OneToOneField(Wave, on_delete=models.CASCADE, related_name="ballot_key")
    modulus = models.BinaryField()
    base = models.BinaryField()
    comment_key = models.BinaryField()
    counters = models.JSONField()
    comment_items = models.PositiveSmallIntegerField()
    pages = models.PositiveIntegerField()
    seal = models.BinaryField()


class CountingCell(TenantModel):
    """A unit of at least 5 members in which ballots are counted, encrypted, in one row.

    `ballots` is how many were added to `ciphertexts`; `seal` covers both
    (docs/algorithms/ballots.md). All three are emptied when the wave is closed.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="cells")
    department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT)
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children")
    name = models.CharField(max_length=100)
    headcount = models.PositiveIntegerField()
    ballots = models.PositiveIntegerField(default=0)
    ciphertexts = models.BinaryField(default=bytes)
    seal = models.BinaryField(default=bytes)
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


class BlobPage(TenantModel):
    """Sealed comments of a wave, one blob a ballot, shuffled at every writing; no cell, no time.

    `seal` covers the blobs, so that nobody with the database can leave one person's alone here.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="blob_pages")
    number = models.PositiveIntegerField()
    blobs = models.BinaryField(default=bytes)
    seal = models.BinaryField(default=bytes)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "number"], name="blob_page_once")]


class PublishedTable(TenantModel):
    """What a closed wave may show, computed once at closing with all suppression applied."""

    wave = models.OneToOneField(Wave, on_delete=models.CASCADE, related_name="table")
    table = models.JSONField()
    computed_at = models.DateTimeField()
