"""The outbox, leases, counters, and mail that came back.

Stands for 2 migrations (decision record 0104).
"""

import uuid

from django.db import migrations, models

from terakoya.portal.common.new_tables import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("delivery", "0001_outbox_leases_counters"),
        ("delivery", "0002_bounces"),
    ]

    dependencies = []

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Counter",
                    fields=[
                        ("name", models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ("value", models.PositiveBigIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="JobLease",
                    fields=[
                        ("name", models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ("holder", models.CharField(max_length=64)),
                        ("until", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="OutboxMessage",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("organisation_uuid", models.UUIDField(null=True)),
                        ("kind", models.CharField(max_length=32)),
                        ("payload", models.JSONField()),
                        ("created_at", models.DateTimeField()),
                        ("run_after", models.DateTimeField()),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("claimed_until", models.DateTimeField(null=True)),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("failed_at", models.DateTimeField(null=True)),
                        ("last_error", models.TextField(blank=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(condition=models.Q(("failed_at", None), ("sent_at", None)), fields=["run_after"], name="outbox_waiting"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Bounce",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("organisation_uuid", models.UUIDField(null=True)),
                        ("email", models.EmailField(max_length=254)),
                        ("kind", models.CharField(choices=[("unknown", "このアドレスは存在しません。"), ("full", "受信箱がいっぱいか、一時的に受け取れません。"), ("policy", "相手のメールサーバーが受け取りを断りました。")], max_length=8)),
                        ("status", models.CharField(blank=True, max_length=16)),
                        ("since", models.DateTimeField()),
                        ("last_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("organisation_uuid", "email"), name="bounce_once"),
                            models.UniqueConstraint(condition=models.Q(("organisation_uuid", None)), fields=("email",), name="bounce_of_persons_once"),
                            models.CheckConstraint(condition=models.Q(("kind__in", ["unknown", "full", "policy"])), name="bounce_kind_known"),
                        ],
                    },
                ),
            ]
        ),
    ]
