"""An edition is a course of its own; what was changed in it is derived, never stored."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ..accounts.models import Member
from ..catalogue.choices import RevisionKind
from ..catalogue.models import Course, Offer, Revision
from ..common.models import FilePiece, PublicIdModel, TenantModel
from .choices import (
    OPEN_PATCHES,
    OPEN_RELEASES,
    PatchState,
    ReleaseState,
    UpdateState,
    UploadKind,
    UploadState,
)

FIRST_NAME = "自社版"  # of an organisation's first edition of a course, until it is given another


class ContentModel(TenantModel):
    """A row that holds one state of an edition (`storage.py`).

    `content` is the whole course, compressed; `settings` is what `edition.yaml` says.
    """

    content = models.BinaryField()
    settings = models.JSONField()

    class Meta:
        abstract = True


class Edition(PublicIdModel, TenantModel):
    """自社版: one organisation's customised course; `base` is what its draft is derived from.

    Its name and what learners have of it is its offer; an edition without one was made by a
    version before there were several, and gets it when it is first published.
    With `follows_small` an edition without changes of its own publishes the vendor's small
    updates by itself.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    base = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    offer = models.OneToOneField(Offer, null=True, on_delete=models.PROTECT, related_name="edition")
    follows_small = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "course"],
                condition=Q(offer=None),
                name="edition_without_offer_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.course_id} of {self.organisation_id}: {self.name}"

    @property
    def name(self) -> str:
        """What the organisation calls it."""
        return self.offer.name if self.offer else FIRST_NAME

    @property
    def is_default(self) -> bool:
        """Whether it is for whoever is given the course without a choice of edition."""
        return self.offer is None or self.offer.is_default


class Draft(ContentModel):
    """What officers work on; `version` counts its changes, so that none is overwritten unseen."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="draft")
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")


class EditionRevision(ContentModel):
    """A published state of an edition: the revision that learners have, and all it came from.

    The revision lacks the hidden slides; `content` has them. `number` counts from 1. `voiced_for`
    is a hash of the company details for which every narration has been recorded.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="revisions")
    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="+")
    base = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    voiced_for = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="edition_revision_once")
        ]
        ordering = ["-number"]


class Release(PublicIdModel, ContentModel):
    """公開: the wish to publish a state of the draft, what became of it, and who answers for it.

    It holds its own copy of the state, so that what was approved is what is published. Without
    `author` the vendor's update was followed; without `publish_at` it goes out when approved.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="releases")
    base = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=ReleaseState.choices)
    kind = models.CharField(max_length=16, choices=RevisionKind.choices)
    note = models.TextField(blank=True)
    reviewer_name = models.CharField(max_length=200, blank=True)
    reviewed_on = models.DateField(null=True)
    author = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    decide_by = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    publish_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    published = models.ForeignKey(
        EditionRevision, null=True, on_delete=models.PROTECT, related_name="releases"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["publish_at"],
                condition=Q(state=ReleaseState.SCHEDULED),
                name="release_waiting",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["edition"], condition=Q(state__in=OPEN_RELEASES), name="release_one_open"
            ),
            models.CheckConstraint(
                condition=Q(approver=None) | Q(author=None) | ~Q(approver=F("author")),
                name="release_approver_is_another",
            ),
            models.CheckConstraint(
                condition=Q(state=ReleaseState.PUBLISHED, published__isnull=False)
                | (~Q(state=ReleaseState.PUBLISHED) & Q(published=None)),
                name="release_published_with_revision",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReleaseState.WAITING) | Q(approver__isnull=False),
                name="release_waits_for_somebody",
            ),
        ]
        ordering = ["-id"]


class EditionUpdate(PublicIdModel, TenantModel):
    """A revision of the vendor on its way into an edition: a merge that officers decide about.

    The merge itself is made anew whenever a page asks. `choices` are what was chosen for its
    conflicts (`courseware/merge`), `version` counts them. `conflicts` and `decided` are the counts
    of the moment, for lists. `legal_on` is the legal date of the earliest legal change, `null`
    without one.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="updates")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=UpdateState.choices)
    kind = models.CharField(max_length=16, choices=RevisionKind.choices)
    legal_on = models.DateField(null=True)
    choices = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    conflicts = models.PositiveIntegerField(default=0)
    decided = models.PositiveIntegerField(default=0)
    arrived_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "revision"], name="edition_update_once"),
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(state=UpdateState.OPEN),
                name="edition_update_one_open",
            ),
            models.CheckConstraint(
                condition=Q(decided__lte=F("conflicts")), name="edition_update_decided_of_conflicts"
            ),
        ]
        ordering = ["-id"]


class Upload(PublicIdModel, TenantModel):
    """A file that came back: an edited deck, a workbook, questions; read in the background.

    `origin` is the state it was made from and `read` what it holds now, both as drafts are stored;
    `report` what its reader tells, by language of the interface. `choices` say for pages of a deck
    that could not be told which slide they show ("" for a new one). `base` is the revision that it
    is compared with: the one that the file names (`names_base`), else a chosen one; `null` is the
    draft; `made_from` is set for a deck that came out of here patched, and says what it held then.
    The bytes of the deck that was sent last stay (`selectors/own_decks.py`). `claimed_until` is
    until when a worker is believed to read it.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="uploads")
    kind = models.CharField(max_length=16, choices=UploadKind.choices, blank=True)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    state = models.CharField(max_length=16, choices=UploadState.choices)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    refusal = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    base = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="+")
    names_base = models.BooleanField(default=False, db_default=False)
    made_from = models.ForeignKey(
        "editions.PatchedDeck", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    read = models.BinaryField(default=bytes)
    read_settings = models.JSONField(default=dict)
    origin = models.BinaryField(default=bytes)
    origin_settings = models.JSONField(default=dict)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=(UploadState.WAITING, UploadState.READING)),
                name="upload_waiting",
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="upload_done_of_total"),
            models.CheckConstraint(
                condition=Q(names_base=False) | Q(base__isnull=False), name="upload_named_base"
            ),
        ]
        ordering = ["-id"]


class UploadChunk(FilePiece):
    """A piece of an uploaded file."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="chunks")

    class Meta(FilePiece.Meta):
        constraints = [
            models.UniqueConstraint(fields=["upload", "number"], name="upload_chunk_once")
        ]


class UploadPage(TenantModel):
    """A page of an uploaded deck as a picture, where LibreOffice is there to draw it."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="pages")
    page = models.PositiveIntegerField()
    picture = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "page"], name="upload_page_once")]
        ordering = ["page"]


class PatchedDeck(PublicIdModel, ContentModel):
    """自社のPowerPointに新版を入れて受け取る: an uploaded deck brought to a state of its edition.

    It holds that state, which stays when the bytes are gone: a file that comes back is compared
    with what it held. `names` is the revision id that the file says. `report` is what was done, as
    `courseware` tells it; `done` counts the steps of `total`.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="patched_decks")
    upload = models.ForeignKey(Upload, null=True, on_delete=models.SET_NULL, related_name="+")
    update = models.ForeignKey(EditionUpdate, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    names = models.CharField(max_length=64)
    state = models.CharField(max_length=16, choices=PatchState.choices)
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    refusal = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    size = models.PositiveBigIntegerField(default=0)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=OPEN_PATCHES),
                name="patched_deck_waiting",
            ),
            models.Index(fields=["edition", "names"], name="patched_deck_names"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(state__in=OPEN_PATCHES),
                name="patched_deck_one_open",
            ),
            models.CheckConstraint(
                condition=Q(done__lte=F("total")), name="patched_deck_done_of_total"
            ),
        ]
        ordering = ["-id"]


class PatchedDeckChunk(FilePiece):
    """A piece of such a deck."""

    deck = models.ForeignKey(PatchedDeck, on_delete=models.CASCADE, related_name="chunks")

    class Meta(FilePiece.Meta):
        constraints = [
            models.UniqueConstraint(fields=["deck", "number"], name="patched_deck_chunk_once")
        ]
