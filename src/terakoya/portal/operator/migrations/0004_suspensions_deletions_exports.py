"""Suspended and deleted organisations, and their data to take along.

Stands for 4 migrations (decision record 0104).
"""

import uuid

from django.conf import settings
from django.db import migrations, models

from terakoya.portal.common.new_tables import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("operator", "0001_suspensions"),
        ("operator", "0002_deletions"),
        ("operator", "0003_data_exports"),
        ("operator", "0004_suspension_notice"),
    ]

    dependencies = [
        ("accounts", "0022_people_and_organisations"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Suspension",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("reason", models.CharField(max_length=200)),
                        ("noticed_at", models.DateTimeField()),
                        ("from_on", models.DateField()),
                        ("suspended_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("notice", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.customernotice")),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("ended_at", None)), fields=("organisation",), name="suspension_one_open"),
                            models.CheckConstraint(condition=models.Q(("suspended_at", None), ("suspended_at__gte", models.F("noticed_at")), _connector="OR"), name="suspension_after_notice"),
                            models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="suspension_has_a_reason"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Deletion",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("asked_by", models.CharField(max_length=200)),
                        ("asked_on", models.DateField()),
                        ("noticed_at", models.DateTimeField()),
                        ("from_on", models.DateField()),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        ("started_at", models.DateTimeField(null=True)),
                        ("started_by_name", models.CharField(blank=True, max_length=200)),
                        ("backups_until", models.DateField(null=True)),
                        ("files", models.JSONField(default=list)),
                        ("addresses", models.JSONField(default=list)),
                        ("counts", models.JSONField(default=dict)),
                        ("kept", models.JSONField(default=list)),
                        ("seller", models.JSONField(default=dict)),
                        ("name", models.CharField(blank=True, max_length=200)),
                        ("number", models.CharField(blank=True, max_length=32)),
                        ("code", models.CharField(max_length=43, unique=True)),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("notice", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.customernotice")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("started_by", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("finished_at", None), ("withdrawn_at", None)), fields=("organisation",), name="deletion_one_open"),
                            models.UniqueConstraint(condition=models.Q(("number", ""), _negated=True), fields=("number",), name="deletion_number_once"),
                            models.CheckConstraint(condition=models.Q(("withdrawn_at", None), ("started_at", None), _connector="OR"), name="deletion_not_withdrawn_once_started"),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("backups_until", None), ("started_at", None), ("started_by_name", "")), models.Q(("backups_until__isnull", False), ("started_at__isnull", False), models.Q(("started_by_name", ""), _negated=True)), _connector="OR"), name="deletion_started_by_somebody"
                            ),
                            models.CheckConstraint(condition=models.Q(models.Q(("finished_at", None), ("number", "")), models.Q(("finished_at__isnull", False), ("started_at__isnull", False), models.Q(("number", ""), _negated=True)), _connector="OR"), name="deletion_numbered_at_the_end"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DataExport",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("is_by_operator", models.BooleanField()),
                        ("language", models.CharField(max_length=2)),
                        ("state", models.CharField(choices=[("waiting", "順番待ち"), ("working", "ファイルを作っています"), ("ready", "できました"), ("failed", "作れませんでした"), ("dropped", "やめました")], max_length=16)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("created_at", models.DateTimeField()),
                        ("claimed_until", models.DateTimeField(null=True)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("owner", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.member")),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("state__in", ("waiting", "working"))), fields=("organisation",), name="data_export_one_open"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DataExportFile",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=200)),
                        ("title_ja", models.CharField(max_length=300)),
                        ("title_en", models.CharField(max_length=300)),
                        ("size", models.PositiveBigIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("export", models.ForeignKey(on_delete=models.CASCADE, related_name="files", to="operator.dataexport")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("export", "name"), name="data_export_file_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DataExportPiece",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveIntegerField()),
                        ("content", models.BinaryField()),
                        ("file", models.ForeignKey(on_delete=models.CASCADE, related_name="pieces", to="operator.dataexportfile")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("file", "number"), name="data_export_piece_once"),
                        ],
                    },
                ),
            ]
        ),
    ]
