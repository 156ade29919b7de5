"""What learners have done: runs, events, notes, attempts, certificates."""

from __future__ import annotations

import json
import uuid

from django.db import models
from django.db.models import Q

from ...accounts.models import Department, Member
from ...catalogue.models import Course, Revision
from ...common.models import PublicIdModel, TenantModel
from ..choices import Counting, EnrolmentKind, EventKind, NoteKind
from .assignments import Assignment, RulesModel


class Enrolment(PublicIdModel, TenantModel, RulesModel):
    """受講: one person's run through one revision.

    The rules are those of the assignment when it began; later ones only make them milder. Who
    goes on on a newer revision has a new row; the one before it says when (`continued_at`).
    """

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="enrolments", db_index=False
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="enrolments")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2)
    kind = models.CharField(
        max_length=8, choices=EnrolmentKind.choices, default=EnrolmentKind.NORMAL
    )
    department_at_start = models.ForeignKey(
        Department, null=True, on_delete=models.PROTECT, related_name="+"
    )
    continued_from = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="continued_by"
    )
    # Of a delta: the revision that was completed; what changed since is what is learned.
    compared_with = models.ForeignKey(
        Revision, null=True, on_delete=models.PROTECT, related_name="+"
    )
    legal_only = models.BooleanField(default=False, db_default=False)  # as its assignment says
    opened_at = models.DateTimeField()
    first_slide_at = models.DateTimeField(null=True)
    last_slide = models.CharField(max_length=64, blank=True)
    last_at = models.DateTimeField(null=True)
    slides_seen = models.PositiveSmallIntegerField(default=0)
    # How many slides were met by the last judgement; lists show it.
    slides_met = models.PositiveSmallIntegerField(default=0, db_default=0)
    completed_at = models.DateTimeField(null=True)
    continued_at = models.DateTimeField(null=True)  # since then another run takes its place
    screen = models.CharField(max_length=36, blank=True)  # the page that counts now
    # What began before there was a second rule, or is begun by the program of then, has the first.
    counting = models.PositiveSmallIntegerField(
        choices=Counting.choices, default=Counting.MOMENTS, db_default=Counting.SECONDS
    )
    seconds_spent = models.PositiveIntegerField(null=True)  # null: not counted by moments
    # [[from, to], …] of the runs that it continues, which count for none of its slides.
    moments_before = models.JSONField(default=list, db_default=[])
    # Slides to look at again before another attempt, since an attempt failed (`review.py`).
    review_from = models.DateTimeField(null=True)
    review_slides = models.JSONField(default=list, db_default=[])

    class Meta(RulesModel.Meta):
        indexes = [
            # Where each member of an assignment stands, without reading 100,000 rows. That
            # `slides_met` is in it saves SQLite a fifth of 受講状況.
            models.Index(
                fields=[
                    *("assignment", "member", "continued_at", "completed_at"),
                    *("revision", "slides_met"),
                ],
                name="enrolment_standing",
            ),
            models.Index(fields=["assignment", "revision"], name="enrolment_revisions"),
        ]
        constraints = [
            *RulesModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["assignment", "member", "revision", "kind"],
                condition=Q(continued_at=None),
                name="enrolment_once",
            ),
            models.UniqueConstraint(
                fields=["assignment", "member"],
                condition=Q(continued_at=None, kind=EnrolmentKind.NORMAL),
                name="enrolment_one_run",
            ),
            models.CheckConstraint(
                condition=Q(kind=EnrolmentKind.DELTA, compared_with__isnull=False)
                | Q(kind=EnrolmentKind.NORMAL, compared_with=None),
                name="enrolment_delta_compares",
            ),
            models.CheckConstraint(
                condition=Q(kind=EnrolmentKind.DELTA) | Q(legal_only=False),
                name="enrolment_legal_delta",
            ),
            models.CheckConstraint(
                condition=Q(counting__in=Counting.values), name="enrolment_counting_known"
            ),
        ]


class Event(models.Model):
    """One report of a player, kept as it came. The union of events is the progress.

    `moments`: when it was heard; where the player did not tell, right before the report.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="events")
    slide_id = models.CharField(max_length=64)
    slide_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=2)
    kind = models.CharField(max_length=16, choices=EventKind.choices)
    ranges = models.JSONField(default=list)
    moments = models.JSONField(default=list, db_default=[])
    answer = models.CharField(max_length=16, blank=True)
    seq = models.PositiveIntegerField()
    client_time = models.DateTimeField()
    received_at = models.DateTimeField()


class SlideProgress(TenantModel):
    """The union of an enrolment's events on one slide, merged as they arrive; never shrinks.

    `heard`: seconds of the narration, [[from, to], …] per language; `heard_at`, `read`: when it
    was heard and visible, [[from, to], …] in seconds since 1970; `answers`: choices tried;
    `kept`: the moments by which it was taken in, once it was, which count for no other slide;
    `present`: when it was shown in a group session that counts for the learner.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="slides")
    slide_id = models.CharField(max_length=64)
    heard = models.JSONField(default=dict)
    heard_at = models.JSONField(default=list, db_default=[])
    read = models.JSONField(default=list)
    answers = models.JSONField(default=list)
    kept = models.JSONField(default=list, db_default=[])
    present = models.JSONField(default=list, db_default=[])
    skipped = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "slide_id"], name="slide_progress_once")
        ]


class Note(PublicIdModel, TenantModel):
    """A learner's own note or bookmark on a slide; nobody else may see it, officers neither.

    It belongs to the slide of the course, in whichever revision, and keeps the slide's title for
    when the slide is gone. What was deleted keeps its row without text, so that an old change
    that arrives late does not bring it back. `clock`: `notes.py`. It ends with its member.
    What is closed is shown to nobody until the person has shown the password from before a
    joining code (docs/algorithms/notes.md §4).
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=NoteKind.choices)
    slide_id = models.CharField(max_length=64)
    slide_title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    is_deleted = models.BooleanField(default=False)
    is_copy = models.BooleanField(default=False)
    is_closed = models.BooleanField(default=False, db_default=False)
    written_at = models.DateTimeField()
    clock = models.JSONField(default=dict)

    @property
    def clock_text(self) -> str:
        """What a form that shows this note says it knows."""
        return json.dumps(self.clock)

    class Meta:
        indexes = [models.Index(fields=["member", "course"], name="note_of_member")]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "course", "slide_id"],
                condition=Q(kind=NoteKind.BOOKMARK),
                name="note_one_bookmark_a_slide",
            ),
            models.CheckConstraint(
                condition=Q(is_deleted=False) | Q(text=""), name="note_deleted_without_text"
            ),
            models.CheckConstraint(
                condition=Q(kind=NoteKind.NOTE) | Q(text=""), name="note_bookmark_without_text"
            ),
        ]


class Attempt(PublicIdModel, TenantModel):
    """受験: one try at the confirmation test; drawn once, frozen with its seed."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    seed = models.PositiveBigIntegerField()
    draw = models.JSONField()
    answers = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    percent = models.PositiveSmallIntegerField(null=True)
    passed = models.BooleanField(null=True)
    result = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(submitted_at=None), name="attempt_one_open"
            ),
        ]


class Certificate(PublicIdModel, TenantModel):
    """修了証: its own copy of the names, so that it stays true when they change."""

    enrolment = models.OneToOneField(
        Enrolment, on_delete=models.PROTECT, related_name="certificate"
    )
    code = models.CharField(max_length=32, unique=True)
    number = models.CharField(max_length=32, unique=True)
    person_name = models.CharField(max_length=200)
    organisation_name = models.CharField(max_length=200)
    course_title = models.CharField(max_length=200)
    language = models.CharField(max_length=2)
    revision_id = models.CharField(max_length=64)
    version = models.CharField(max_length=32)
    percent = models.PositiveSmallIntegerField()
    issued_at = models.DateTimeField()


class CertificateAddendum(TenantModel):
    """追記: what a certificate's holder learned later of a newer revision, by a delta."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="addenda")
    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="addendum")
    revision_id = models.CharField(max_length=64)
    version = models.CharField(max_length=32)
    percent = models.PositiveSmallIntegerField()
    added_at = models.DateTimeField()
