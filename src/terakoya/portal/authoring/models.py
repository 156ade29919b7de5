"""The deck of an own course, and what became of its pages; the course itself is an edition."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ..accounts.models import Member
from ..catalogue.models import Course
from ..common.models import FilePiece, PublicIdModel, TenantModel
from ..editions.models import Edition
from .choices import RUNNING, SAMPLES_RUNNING, DeckState, SampleState


class OwnCourse(PublicIdModel, TenantModel):
    """自社の教材: a file on its way to a course, and then the course.

    `edition` is null until the file is read; then it holds draft and revisions, under the same
    public id. `name` and `size` are those of the file. `refusal` says by language why it could
    not be read; `notices` what concerns the whole file. `claimed_until` is until when a worker is
    believed to read it. `catalogue_course`: the course of the catalogue that an operator made of
    it; it has revisions of its own.
    """

    edition = models.OneToOneField(
        Edition, null=True, on_delete=models.PROTECT, related_name="own_course"
    )
    catalogue_course = models.OneToOneField(
        Course, null=True, on_delete=models.PROTECT, related_name="made_from"
    )
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    state = models.CharField(max_length=16, choices=DeckState.choices)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    refusal = models.JSONField(default=dict)
    notices = models.JSONField(default=list)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=(DeckState.WAITING, DeckState.READING)),
                name="deck_waiting",
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="deck_done_of_total"),
            models.CheckConstraint(
                condition=~Q(state=DeckState.READY) | Q(edition__isnull=False),
                name="read_deck_has_course",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=RUNNING) | Q(edition=None), name="running_deck_has_none"
            ),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        """Whether the file is still on its way."""
        return self.state in RUNNING


class DeckPiece(FilePiece):
    """A piece of the file."""

    own_course = models.ForeignKey(OwnCourse, on_delete=models.CASCADE, related_name="pieces")

    class Meta(FilePiece.Meta):
        constraints = [
            models.UniqueConstraint(fields=["own_course", "number"], name="deck_piece_once")
        ]


FORMER = 1000  # more pages than a file may have


class DeckPage(TenantModel):
    """A page of the file as it looks, and the slide that was made of it (empty: none).

    `page` counts from 1 in the file that was taken last; above `FORMER` it is of a file before, as
    its slide is still there. A row whose picture changes is made anew, so that its key tells what
    it shows. `picture` is empty where nothing can draw it, `thumb` a small one for lists.
    `notices` are what the reader tells of the page: [{code, asks, ja: [message, mend], en: […]}].
    `kept` is the slide in words while the page is shown as a picture, as JSON. `is_accepted`:
    somebody has decided about what could not be read.
    """

    own_course = models.ForeignKey(OwnCourse, on_delete=models.CASCADE, related_name="pages")
    page = models.PositiveIntegerField()
    slide_id = models.CharField(max_length=64, blank=True)
    picture = models.BinaryField(default=bytes)
    thumb = models.BinaryField(default=bytes)
    kept = models.JSONField(null=True)
    notices = models.JSONField(default=list)
    is_accepted = models.BooleanField(default=False)

    @property
    def number(self) -> int | None:
        """The number of the page in the file; `None` where only a file before had it."""
        return self.page if self.page <= FORMER else None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["own_course", "page"], name="deck_page_once"),
            models.UniqueConstraint(
                fields=["own_course", "slide_id"],
                condition=~Q(slide_id=""),
                name="deck_page_of_slide",
            ),
        ]
        ordering = ["page"]


class VoiceSample(PublicIdModel, TenantModel):
    """聞いてみる: the notes of one page as a voice says them, before the whole is recorded.

    `voice` is who says them, as the course names it; the sample that was asked for last replaces
    the one before.
    Its public id changes with each, so that no browser plays an old one.
    """

    own_course = models.OneToOneField(OwnCourse, on_delete=models.CASCADE, related_name="sample")
    slide_id = models.CharField(max_length=64)
    voice = models.JSONField()
    state = models.CharField(max_length=16, choices=SampleState.choices)
    sound = models.BinaryField(default=bytes)
    refusal = models.JSONField(default=dict)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=SAMPLES_RUNNING),
                name="voice_sample_waiting",
            )
        ]

    @property
    def is_running(self) -> bool:
        """Whether it is still being made."""
        return self.state in SAMPLES_RUNNING
