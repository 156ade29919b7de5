"""Courses that organisations write, with their pages, pictures and voices.

Stands for 4 migrations (decision record 0104).
"""

import uuid

from django.db import migrations, models

from terakoya.portal.common.new_tables import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("authoring", "0001_own_courses"),
        ("authoring", "0002_page_form_by_slide"),
        ("authoring", "0003_voice_sample"),
        ("authoring", "0004_catalogue_courses"),
    ]

    dependencies = [
        ("accounts", "0022_people_and_organisations"),
        ("catalogue", "0007_courses_offers_shop"),
        ("editions", "0005_editions_uploads_releases"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="OwnCourse",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("name", models.CharField(max_length=200)),
                        ("size", models.PositiveBigIntegerField()),
                        ("state", models.CharField(choices=[("receiving", "受け取り中"), ("waiting", "順番待ち"), ("reading", "読み込み中"), ("ready", "読み込みました"), ("failed", "読み込めませんでした"), ("dropped", "やめました")], max_length=16)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("refusal", models.JSONField(default=dict)),
                        ("notices", models.JSONField(default=list)),
                        ("created_at", models.DateTimeField()),
                        ("started_at", models.DateTimeField(null=True)),
                        ("read_at", models.DateTimeField(null=True)),
                        ("claimed_until", models.DateTimeField(null=True)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.member")),
                        ("edition", models.OneToOneField(null=True, on_delete=models.PROTECT, related_name="own_course", to="editions.edition")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("catalogue_course", models.OneToOneField(null=True, on_delete=models.PROTECT, related_name="made_from", to="catalogue.course")),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("done__lte", models.F("total"))), name="deck_done_of_total"),
                            models.CheckConstraint(condition=models.Q(models.Q(("state", "ready"), _negated=True), ("edition__isnull", False), _connector="OR"), name="read_deck_has_course"),
                            models.CheckConstraint(condition=models.Q(models.Q(("state__in", ("receiving", "waiting", "reading")), _negated=True), ("edition", None), _connector="OR"), name="running_deck_has_none"),
                        ],
                        "indexes": [
                            models.Index(condition=models.Q(("state__in", ("waiting", "reading"))), fields=["created_at"], name="deck_waiting"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DeckPiece",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveIntegerField()),
                        ("content", models.BinaryField()),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("own_course", models.ForeignKey(on_delete=models.CASCADE, related_name="pieces", to="authoring.owncourse")),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("own_course", "number"), name="deck_piece_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DeckPage",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("page", models.PositiveIntegerField()),
                        ("slide_id", models.CharField(blank=True, max_length=64)),
                        ("picture", models.BinaryField(default=bytes)),
                        ("thumb", models.BinaryField(default=bytes)),
                        ("kept", models.JSONField(null=True)),
                        ("notices", models.JSONField(default=list)),
                        ("is_accepted", models.BooleanField(default=False)),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("own_course", models.ForeignKey(on_delete=models.CASCADE, related_name="pages", to="authoring.owncourse")),
                    ],
                    options={
                        "ordering": ["page"],
                        "constraints": [
                            models.UniqueConstraint(fields=("own_course", "page"), name="deck_page_once"),
                            models.UniqueConstraint(condition=models.Q(("slide_id", ""), _negated=True), fields=("own_course", "slide_id"), name="deck_page_of_slide"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VoiceSample",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("slide_id", models.CharField(max_length=64)),
                        ("voice", models.JSONField()),
                        ("state", models.CharField(choices=[("waiting", "順番待ち"), ("saying", "音声を作っています"), ("ready", "聞けます"), ("failed", "音声を作れませんでした")], max_length=16)),
                        ("sound", models.BinaryField(default=bytes)),
                        ("refusal", models.JSONField(default=dict)),
                        ("created_at", models.DateTimeField()),
                        ("claimed_until", models.DateTimeField(null=True)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("own_course", models.OneToOneField(on_delete=models.CASCADE, related_name="sample", to="authoring.owncourse")),
                    ],
                    options={
                        "indexes": [
                            models.Index(condition=models.Q(("state__in", ("waiting", "saying"))), fields=["created_at"], name="voice_sample_waiting"),
                        ],
                    },
                ),
            ]
        ),
    ]
