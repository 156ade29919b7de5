"""Published revisions never change; everything that a page shows is rendered at publishing."""

from __future__ import annotations

from django.db import models

from ..accounts.models import Organisation
from ..common.models import PublicIdModel, TenantModel
from .choices import Item, OwnCourseAccess, RevisionKind


class Course(PublicIdModel):
    """研修: a subject in the catalogue. `slug` is the course's id in its source.

    `owner` is whose own course it is: only that organisation sees it. None: the catalogue's.
    `is_from_deck`: an operator's deck became this course of the catalogue.
    `sample_chapter`: the id of the chapter that anybody may try, as an operator chose it; empty:
    none of them. None: as the course's source says.
    """

    slug = models.SlugField(max_length=64, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_listed = models.BooleanField(default=True)
    owner = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    is_from_deck = models.BooleanField(default=False, db_default=False)
    sample_chapter = models.CharField(max_length=64, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(owner=None) | models.Q(is_listed=False),
                name="own_course_not_listed",
            ),
            models.CheckConstraint(
                condition=models.Q(owner=None) | models.Q(sample_chapter=None),
                name="own_course_without_sample",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def is_own(self) -> bool:
        """Whether an organisation made it from its own deck."""
        return self.owner_id is not None


class ShopText(models.Model):
    """申し込みページの文: what an operator has the storefront say of a course in one language.

    Where a text is empty, the course's source speaks.
    """

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="shop_texts")
    language = models.CharField(max_length=2)
    description = models.CharField(max_length=400)
    audience = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "language"], name="shop_text_once"),
            models.CheckConstraint(
                condition=models.Q(language__in=("ja", "en")), name="shop_text_language"
            ),
            models.CheckConstraint(
                condition=~models.Q(description="", audience=""), name="shop_text_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.language}"


class Offer(PublicIdModel, TenantModel):
    """What an organisation offers of a course under a name: the revisions of one edition.

    The default one is for whoever is given the course without a choice of edition.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "course", "name"], name="offer_name_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "course"],
                condition=models.Q(is_default=True),
                name="offer_one_default",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="offer_has_name"),
        ]
        ordering = ["-is_default", "id"]

    def __str__(self) -> str:
        return self.name


class ContentBlob(models.Model):
    """Bytes by their SHA-256: pictures, recordings and REVISION.json."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    content_type = models.CharField(max_length=64)
    content = models.BinaryField()


class Revision(PublicIdModel):
    """版: one published, unchangeable state of a course.

    `revision_id` is the hash of its tree; `meta` is the course's `course.yaml` as JSON.
    `organisation` is whose edition it belongs to; none: the catalogue's own. The revision that
    was offered last is what a new learner starts on; null: it is not offered (any more). An
    organisation's revision without `offer` is one of its default edition, published by a version
    before there were several.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="revisions")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    offer = models.ForeignKey(Offer, null=True, on_delete=models.PROTECT, related_name="revisions")
    revision_id = models.CharField(max_length=64)
    version = models.CharField(max_length=32)
    kind = models.CharField(max_length=16, choices=RevisionKind.choices)
    effective_on = models.DateField(null=True)
    published_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True)
    meta = models.JSONField()
    source = models.ForeignKey(ContentBlob, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["course", "organisation", "offered_at"], name="revision_newest")
        ]
        constraints = [
            # An edition without changes has the id of its base.
            models.UniqueConstraint(
                fields=["course", "organisation", "revision_id"],
                condition=models.Q(offer=None),
                name="revision_once",
            ),
            models.UniqueConstraint(fields=["offer", "revision_id"], name="offered_revision_once"),
            models.CheckConstraint(
                condition=models.Q(offer=None) | models.Q(organisation__isnull=False),
                name="revision_offered_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["course", "revision_id"],
                condition=models.Q(organisation=None),
                name="general_revision_once",
            ),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.course_id} {self.version}"

    @property
    def is_usual(self) -> bool:
        """Whether learners may start on it where no edition was chosen."""
        return self.offer is None or self.offer.is_default


class RevisionMedia(models.Model):
    """A picture of a revision: its file name and its bytes."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="media")
    name = models.CharField(max_length=128)
    blob = models.ForeignKey(ContentBlob, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "name"], name="revision_media_once")
        ]


class RevisionText(models.Model):
    """One language of a revision: what lists and rails show.

    `toc`: [{id, title, sample, slides: [{id, title, layout, hash, listen, read, required}]}];
    `listen` and `read` are whole seconds: of the recording, else of the narration as it is
    estimated; and of the text path. `survey` is the survey as JSON.
    """

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=200)
    subtitle = models.CharField(max_length=200)
    toc = models.JSONField()
    survey = models.JSONField()
    glossary = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "language"], name="revision_text_once")
        ]


class RevisionTest(models.Model):
    """The question pool of one language of a revision; apart, since only the test needs it."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="tests")
    language = models.CharField(max_length=2)
    pool = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "language"], name="revision_test_once")
        ]


class RevisionSlide(models.Model):
    """One slide in one language, rendered with the course's own defaults.

    `sound`: [{part, sha256, seconds, sentences: [[from, to]]}], the main sheet first; empty unless
    every sheet that is narrated has a recording. It is no part of the revision, and may be added
    or replaced later.
    `fillable` holds the slide's source as JSON where company variables occur in it (else null):
    such a slide is rendered anew with an organisation's values.
    """

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="slides")
    language = models.CharField(max_length=2)
    slide_id = models.CharField(max_length=64)
    slide_hash = models.CharField(max_length=64)
    position = models.PositiveSmallIntegerField()
    html = models.TextField()
    transcript = models.TextField()
    sound = models.JSONField(default=list)
    answers = models.JSONField()
    fillable = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "language", "slide_id"], name="revision_slide_once"
            )
        ]
        ordering = ["position"]


class CourseKit(models.Model):
    """The documents beside a course of the catalogue (`courseware/kit.py`), with their facts.

    No part of any revision: the newest that was published counts for every revision of the course.
    `content` is the kit as JSON.
    """

    course = models.OneToOneField(Course, on_delete=models.CASCADE, related_name="kit")
    content = models.ForeignKey(ContentBlob, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.course_id}"


class RevisionFact(models.Model):
    """A fact on which a revision rests, as the law watch compares it (`law_watch.FactUse`).

    `slides` and `questions`: ids of what rests on it, in the order of the course. `checked_on`:
    when its source was last looked at; null where that is not known.
    """

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="facts")
    fact_id = models.CharField(max_length=64)
    stated = models.CharField(max_length=64)
    valid_until = models.DateField(null=True)
    checked_on = models.DateField(null=True)
    slides = models.JSONField()
    questions = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "fact_id"], name="revision_fact_once")
        ]


class Recording(models.Model):
    """The sound of one narration, by the key of what is said and by whom (`narration.py`).

    `sentences`: [[from, to]] in seconds, in the order of the transcript. A new recording of the
    same narration replaces this row; the bytes of the old one stay under their address.
    """

    key = models.CharField(max_length=64, primary_key=True)
    sound = models.ForeignKey(ContentBlob, on_delete=models.PROTECT, related_name="+")
    seconds = models.FloatField()
    sentences = models.JSONField()


class Price(models.Model):
    """What an item costs, whole yen without tax, from a day on; without a course: any course."""

    course = models.ForeignKey(Course, null=True, on_delete=models.CASCADE, related_name="prices")
    item = models.CharField(max_length=16, choices=Item.choices)
    yen = models.PositiveIntegerField()
    valid_from = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "item", "valid_from"], name="price_once"),
            models.UniqueConstraint(
                fields=["item", "valid_from"],
                condition=models.Q(course=None),
                name="general_price_once",
            ),
        ]


class TaxRate(models.Model):
    """The consumption tax in per mille (100 = 10 %), from a day on."""

    per_mille = models.PositiveSmallIntegerField()
    valid_from = models.DateField(unique=True)


class OwnCourseTerms(models.Model):
    """Who may take an organisation's own courses, from a day on; the operator's setting."""

    access = models.CharField(max_length=16, choices=OwnCourseAccess.choices)
    valid_from = models.DateField(unique=True)
