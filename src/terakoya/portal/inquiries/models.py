"""Threads with the public and with customers, their files, routes and answer templates."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q

from ..accounts.models import Member, Organisation, Person
from ..common.models import PublicIdModel
from ..orders.models import Quote
from .choices import Channel, Direction, InquiryKind, InquiryState, LeftOut

ANSWER_HOURS: Final = 24


class Inquiry(PublicIdModel):
    """A thread that somebody began; `number` is what both sides call it.

    `organisation` and `member` are set where somebody asked while signed in. `doubts` says why it
    was taken for spam, word by word; `due_at` is empty while nobody waits for an answer.
    """

    number = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=16, choices=InquiryKind.choices)
    state = models.CharField(max_length=16, choices=InquiryState.choices)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    company = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200)
    email = models.EmailField()
    phone = models.CharField(max_length=40, blank=True)
    seats = models.PositiveIntegerField(null=True)
    months = models.PositiveSmallIntegerField(null=True)
    language = models.CharField(max_length=2)
    doubts = models.CharField(max_length=100, blank=True)
    assignee = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    due_at = models.DateTimeField(null=True)
    greeted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["state", "-last_at"], name="inquiry_queue"),
            models.Index(fields=["organisation", "-last_at"], name="inquiry_of_organisation"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=InquiryKind.values), name="inquiry_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=InquiryState.values), name="inquiry_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=InquiryState.UNANSWERED) | Q(due_at=None),
                name="inquiry_due_while_unanswered",
            ),
        ]
        ordering = ["-last_at", "-id"]

    @property
    def is_spam(self) -> bool:
        """Whether it lies in the spam folder."""
        return self.state == InquiryState.SPAM

    @property
    def shown_name(self) -> str:
        """The company, or who asked where there is none."""
        return self.company or self.name


class Message(PublicIdModel):
    """One message of a thread, or a note that only the seller's people see.

    `quoted` is what a mail repeats of earlier ones. `left_out` names attachments that were not
    kept, each with the reason. `mail_id` is the Message-ID of a mail that came in, so that it is
    taken once; `key` that of the page that sent it.
    """

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="messages")
    direction = models.CharField(max_length=8, choices=Direction.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    author = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(blank=True)
    quoted = models.TextField(blank=True)
    left_out = models.JSONField(default=list)
    mail_id = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry", "mail_id"], condition=~Q(mail_id=""), name="mail_taken_once"
            ),
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values), name="message_direction_known"
            ),
        ]
        ordering = ["at", "id"]

    @property
    def is_note(self) -> bool:
        """Whether the customer never sees it."""
        return self.direction == Direction.NOTE

    @property
    def left_out_words(self) -> list[tuple[str, str]]:
        """The names of files that were not kept, each with the reason."""
        return [(name, str(LeftOut(reason).label)) for name, reason in self.left_out]

    @property
    def is_ours(self) -> bool:
        """Whether the seller wrote it to the customer."""
        return self.direction == Direction.OUT


class Attachment(PublicIdModel):
    """A file that came with a message; `inquiries/attachments.py` says which are kept."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["id"]


class AnswerDraft(models.Model):
    """What somebody at the desk is writing; it leaves only as the answer that its page sends.

    `key` is that of the answer to be: once that is sent, nothing is kept under it any more.
    """

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="drafts")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "by"], name="answer_draft_once"),
            models.CheckConstraint(condition=~Q(text=""), name="answer_draft_says_something"),
        ]


class InquiryQuote(models.Model):
    """A quote that a thread became; `message` is the answer that it went out with."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="quotes")
    quote = models.OneToOneField(Quote, on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["id"]


class AnswerTemplate(PublicIdModel):
    """Words that answers begin with; the operator's own."""

    name = models.CharField(max_length=100)
    language = models.CharField(max_length=2)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "language"], name="answer_template_once")
        ]
        ordering = ["name", "id"]


class Route(models.Model):
    """Who takes inquiries of a kind, and within how many hours they are answered."""

    kind = models.CharField(max_length=16, choices=InquiryKind.choices, primary_key=True)
    assignee = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    hours = models.PositiveSmallIntegerField(default=ANSWER_HOURS)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(hours__gte=1), name="route_takes_an_hour")
        ]
