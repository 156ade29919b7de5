"""Evidence packs and statements of measures.

Stands for 2 migrations (decision record 0104).
"""

import uuid

from django.db import migrations, models

from terakoya.portal.common.new_tables import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("evidence", "0001_evidence_packs"),
        ("evidence", "0002_measure_statements"),
    ]

    dependencies = [
        ("accounts", "0022_people_and_organisations"),
        ("learning", "0019_assignments_and_results"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="EvidencePack",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("as_of", models.DateField()),
                        ("language", models.CharField(max_length=2)),
                        ("state", models.CharField(choices=[("waiting", "作成を待っています"), ("making", "作成しています"), ("ready", "できました"), ("failed", "作成できませんでした")], default="waiting", max_length=8)),
                        ("created_at", models.DateTimeField()),
                        ("made_at", models.DateTimeField(null=True)),
                        ("size", models.PositiveBigIntegerField(default=0)),
                        ("rows", models.PositiveIntegerField(default=0)),
                        ("manifest", models.CharField(blank=True, max_length=64)),
                        ("claimed_until", models.DateTimeField(null=True)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("assignment", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="learning.assignment")),
                        ("by", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("state__in", ("waiting", "making"))), fields=("assignment",), name="evidence_pack_one_at_a_time"),
                            models.CheckConstraint(condition=models.Q(models.Q(("state", "ready"), _negated=True), models.Q(("made_at__isnull", False), models.Q(("manifest", ""), _negated=True), ("size__gt", 0)), _connector="OR"), name="evidence_pack_ready_has_bytes"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EvidencePiece",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveIntegerField()),
                        ("content", models.BinaryField()),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("pack", models.ForeignKey(on_delete=models.CASCADE, related_name="pieces", to="evidence.evidencepack")),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("pack", "number"), name="evidence_piece_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MeasureStatement",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "measure",
                            models.CharField(
                                choices=[
                                    ("policy", "方針を決めて、管理職を含む全員に知らせる"),
                                    ("rule", "どう対応するかを前もって決めて、知らせる"),
                                    ("desk", "相談窓口を決めて、知らせる"),
                                    ("desk-staff", "窓口の担当者が、内容に応じて対応できるようにする"),
                                    ("facts", "起きたことを、すばやく正確に確かめる"),
                                    ("care", "被害を受けた人を守り、いたわる"),
                                    ("recurrence", "また起きないようにする"),
                                    ("vicious", "特に悪質な場合の対処を決めて知らせ、できるようにしておく"),
                                    ("privacy", "プライバシーを守ることを決めて、知らせる"),
                                    ("no-disadvantage", "相談を理由に不利益に扱わないことを決めて、知らせる"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("taken_on", models.DateField()),
                        ("material", models.CharField(max_length=300)),
                        ("created_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        ("by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "ordering": ["-taken_on", "-id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("material", ""), _negated=True), name="measure_statement_names_material"),
                        ],
                        "indexes": [
                            models.Index(fields=["organisation", "measure"], name="measures_of"),
                        ],
                    },
                ),
            ]
        ),
    ]
