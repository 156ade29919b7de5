"""What leaves the process, what runs once, and numbers without gaps."""

from __future__ import annotations

from django.db import models

from ..common.models import PublicIdModel


class OutboxMessage(PublicIdModel):
    """Something that must leave: written with the change, sent by a worker, retried.

    `payload` of a mail: to, subject, text, html, language.
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
