"""A chain of commitments, one chain an organisation, payloads that may be deleted, signed heads.

This app lies below accounts, so rows name organisation and person by their public ids.
"""

from __future__ import annotations

from django.db import models

from ..common.models import PublicIdModel


class AuditEntry(PublicIdModel):
    """One thing that somebody did.

    `commitment` is SHA-256 over salt and canonical payload; `entry_hash` is SHA-256 over
    `previous`, `commitment` and every other column (chain.py), so the chain stays verifiable
    after the payload (with its personal data and salt) was deleted by rule. `target` names a
    row by kind and public id, never by a person's name.
    """

    organisation_uuid = models.UUIDField(null=True)
    actor_uuid = models.UUIDField(null=True)
    sequence = models.PositiveBigIntegerField()
    verb = models.CharField(max_length=64)
    target = models.CharField(max_length=128, blank=True)
    created_at = models.DateTimeField()
    commitment = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    entry_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_uuid", "sequence"], name="audit_entry_sequence_once"
            ),
            models.UniqueConstraint(
                fields=["sequence"],
                condition=models.Q(organisation_uuid=None),
                name="audit_entry_portal_sequence_once",
            ),
        ]
        indexes = [
            models.Index(fields=["actor_uuid", "-id"], name="audit_entry_by_actor"),
            models.Index(fields=["target"], name="audit_entry_by_target"),
        ]
        ordering = ["-id"]


class AuditPayload(models.Model):
    """What an entry was about, in full; deleted by rule without breaking the chain."""

    organisation_uuid = models.UUIDField(null=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.CASCADE, related_name="payload")
    salt = models.CharField(max_length=64)
    data = models.JSONField()


class WaitingEntry(models.Model):
    """An entry that waits for its place in the chain (services.record_soon)."""

    organisation_uuid = models.UUIDField(null=True)
    actor_uuid = models.UUIDField(null=True)
    verb = models.CharField(max_length=64)
    target = models.CharField(max_length=128, blank=True)
    created_at = models.DateTimeField()
    data = models.JSONField(default=dict)


class SignedHead(models.Model):
    """The last entry of a chain at the moment of a run, signed with a key outside the database.

    `entry_id` is the entry's row, by which the next run knows where to look. `public_key` and
    `signature` are hex. Rows are only added; docs/algorithms/audit.md.
    """

    organisation_uuid = models.UUIDField(null=True)
    run = models.PositiveIntegerField()
    sequence = models.PositiveBigIntegerField()
    head = models.CharField(max_length=64)
    entry_id = models.PositiveBigIntegerField()
    signed_at = models.DateTimeField()
    public_key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    class Meta:
        indexes = [
            models.Index(fields=["organisation_uuid", "sequence"], name="signed_head_of_chain")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "organisation_uuid"], name="signed_head_once_a_run"
            ),
            models.UniqueConstraint(
                fields=["run"],
                condition=models.Q(organisation_uuid=None),
                name="signed_head_portal_once_a_run",
            ),
        ]
