"""The chain of entries, what waits for it, and its signed heads.

Stands for 5 migrations (decision record 0104).
"""

import uuid

from django.db import migrations, models

from terakoya.portal.common.new_tables import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("audit", "0001_audit_chain"),
        ("audit", "0002_waiting_entries"),
        ("audit", "0003_entries_by_actor"),
        ("audit", "0004_signed_heads"),
        ("audit", "0005_entries_by_target"),
    ]

    dependencies = []

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="AuditEntry",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("organisation_uuid", models.UUIDField(null=True)),
                        ("actor_uuid", models.UUIDField(null=True)),
                        ("sequence", models.PositiveBigIntegerField()),
                        ("verb", models.CharField(max_length=64)),
                        ("target", models.CharField(blank=True, max_length=128)),
                        ("created_at", models.DateTimeField()),
                        ("commitment", models.CharField(max_length=64)),
                        ("previous", models.CharField(blank=True, max_length=64)),
                        ("entry_hash", models.CharField(max_length=64)),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("organisation_uuid", "sequence"), name="audit_entry_sequence_once"),
                            models.UniqueConstraint(condition=models.Q(("organisation_uuid", None)), fields=("sequence",), name="audit_entry_portal_sequence_once"),
                        ],
                        "indexes": [
                            models.Index(fields=["actor_uuid", "-id"], name="audit_entry_by_actor"),
                            models.Index(fields=["target"], name="audit_entry_by_target"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditPayload",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("organisation_uuid", models.UUIDField(null=True)),
                        ("salt", models.CharField(max_length=64)),
                        ("data", models.JSONField()),
                        ("entry", models.OneToOneField(on_delete=models.CASCADE, related_name="payload", to="audit.auditentry")),
                    ],
                ),
                migrations.CreateModel(
                    name="WaitingEntry",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("organisation_uuid", models.UUIDField(null=True)),
                        ("actor_uuid", models.UUIDField(null=True)),
                        ("verb", models.CharField(max_length=64)),
                        ("target", models.CharField(blank=True, max_length=128)),
                        ("created_at", models.DateTimeField()),
                        ("data", models.JSONField(default=dict)),
                    ],
                ),
                migrations.CreateModel(
                    name="SignedHead",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("organisation_uuid", models.UUIDField(null=True)),
                        ("run", models.PositiveIntegerField()),
                        ("sequence", models.PositiveBigIntegerField()),
                        ("head", models.CharField(max_length=64)),
                        ("entry_id", models.PositiveBigIntegerField()),
                        ("signed_at", models.DateTimeField()),
                        ("public_key", models.CharField(max_length=64)),
                        ("signature", models.CharField(max_length=128)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("run", "organisation_uuid"), name="signed_head_once_a_run"),
                            models.UniqueConstraint(condition=models.Q(("organisation_uuid", None)), fields=("run",), name="signed_head_portal_once_a_run"),
                        ],
                        "indexes": [
                            models.Index(fields=["organisation_uuid", "sequence"], name="signed_head_of_chain"),
                        ],
                    },
                ),
            ]
        ),
    ]
