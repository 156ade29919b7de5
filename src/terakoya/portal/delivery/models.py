"""What leaves the process, what runs once, and numbers without gaps."""

from __future__ import annotations

from django.db import models

from ..common.models import PublicIdModel
from .choices import BounceKind


class OutboxMessage(PublicIdModel):
    """Something that must leave: written with the change, sent by a worker, retried.

    `payload` of a mail: to, subject, text, html, language; where needed sender (a name),
    reply_to (an address), is_letter (a person wrote it) and attachments (attachments.py).
    """

    organisation_uuid = models.UUIDField(null=True)
    kind = models.CharField(max_length=32)
    payload = models.JSONField()
    created_at = models.DateTimeField()
    run_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["run_after"],
                condition=models.Q(sent_at=None, failed_at=None),
                name="outbox_waiting",
            )
        ]


class JobLease(models.Model):
    """Who runs a named job, and until when that is believed."""

    name = models.CharField(max_length=64, primary_key=True)
    holder = models.CharField(max_length=64)
    until = models.DateTimeField()


class Counter(models.Model):
    """A number series without gaps; taken under a row lock in the caller's transaction."""

    name = models.CharField(max_length=64, primary_key=True)
    value = models.PositiveBigIntegerField(default=0)


class Bounce(models.Model):
    """An address from which mail came back; the newest reason (docs/algorithms/bounces.md).

    One row for an organisation and address; `organisation_uuid` is null for mails of persons.
    """

    organisation_uuid = models.UUIDField(null=True)
    email = models.EmailField(max_length=254)
    kind = models.CharField(max_length=8, choices=BounceKind.choices)
    status = models.CharField(max_length=16, blank=True)
    since = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_uuid", "email"], name="bounce_once"),
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(organisation_uuid=None),
                name="bounce_of_persons_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=BounceKind.values), name="bounce_kind_known"
            ),
        ]
