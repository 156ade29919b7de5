"""Editions of organisations: drafts, uploaded decks, releases.

Stands for 5 migrations (decision record 0104).
"""

import uuid

from django.db import migrations, models

from terakoya.portal.common.new_tables import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("editions", "0001_editions_drafts_releases"),
        ("editions", "0002_upload_base"),
        ("editions", "0003_edition_offer"),
        ("editions", "0004_editions_named"),
        ("editions", "0005_patched_decks"),
    ]

    dependencies = [
        ("accounts", "0022_people_and_organisations"),
        ("catalogue", "0007_courses_offers_shop"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Edition",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("follows_small", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField()),
                        ("base", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="catalogue.revision")),
                        ("course", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="catalogue.course")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("offer", models.OneToOneField(null=True, on_delete=models.PROTECT, related_name="edition", to="catalogue.offer")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("offer", None)), fields=("organisation", "course"), name="edition_without_offer_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Draft",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("content", models.BinaryField()),
                        ("settings", models.JSONField()),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("saved_at", models.DateTimeField()),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("saved_by", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member")),
                        ("edition", models.OneToOneField(on_delete=models.CASCADE, related_name="draft", to="editions.edition")),
                    ],
                ),
                migrations.CreateModel(
                    name="EditionRevision",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("content", models.BinaryField()),
                        ("settings", models.JSONField()),
                        ("number", models.PositiveIntegerField()),
                        ("voiced_for", models.CharField(blank=True, max_length=64)),
                        ("base", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="catalogue.revision")),
                        ("edition", models.ForeignKey(on_delete=models.PROTECT, related_name="revisions", to="editions.edition")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("revision", models.OneToOneField(on_delete=models.PROTECT, related_name="+", to="catalogue.revision")),
                    ],
                    options={
                        "ordering": ["-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("edition", "number"), name="edition_revision_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EditionUpdate",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("state", models.CharField(choices=[("open", "未対応"), ("taken", "取り込み済み"), ("kept", "自社版のまま"), ("replaced", "次の版に置きかえ")], max_length=16)),
                        ("kind", models.CharField(choices=[("first", "初版"), ("typo", "誤字・表記"), ("improvement", "内容の改善"), ("legal", "法改正対応")], max_length=16)),
                        ("legal_on", models.DateField(null=True)),
                        ("choices", models.JSONField(default=list)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("conflicts", models.PositiveIntegerField(default=0)),
                        ("decided", models.PositiveIntegerField(default=0)),
                        ("arrived_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("closed_by", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.member")),
                        ("edition", models.ForeignKey(on_delete=models.PROTECT, related_name="updates", to="editions.edition")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("revision", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="catalogue.revision")),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("edition", "revision"), name="edition_update_once"),
                            models.UniqueConstraint(condition=models.Q(("state", "open")), fields=("edition",), name="edition_update_one_open"),
                            models.CheckConstraint(condition=models.Q(("decided__lte", models.F("conflicts"))), name="edition_update_decided_of_conflicts"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Release",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("content", models.BinaryField()),
                        ("settings", models.JSONField()),
                        ("state", models.CharField(choices=[("waiting", "承認待ち"), ("scheduled", "公開予定"), ("published", "公開済み"), ("refused", "差し戻し"), ("withdrawn", "取り下げ")], max_length=16)),
                        ("kind", models.CharField(choices=[("first", "初版"), ("typo", "誤字・表記"), ("improvement", "内容の改善"), ("legal", "法改正対応")], max_length=16)),
                        ("note", models.TextField(blank=True)),
                        ("reviewer_name", models.CharField(blank=True, max_length=200)),
                        ("reviewed_on", models.DateField(null=True)),
                        ("decide_by", models.DateField(null=True)),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("answer", models.TextField(blank=True)),
                        ("publish_at", models.DateTimeField(null=True)),
                        ("created_at", models.DateTimeField()),
                        ("published_at", models.DateTimeField(null=True)),
                        ("approver", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.member")),
                        ("author", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.member")),
                        ("base", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="catalogue.revision")),
                        ("edition", models.ForeignKey(on_delete=models.PROTECT, related_name="releases", to="editions.edition")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("published", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="releases", to="editions.editionrevision")),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("state__in", ("waiting", "scheduled"))), fields=("edition",), name="release_one_open"),
                            models.CheckConstraint(condition=models.Q(("approver", None), ("author", None), models.Q(("approver", models.F("author")), _negated=True), _connector="OR"), name="release_approver_is_another"),
                            models.CheckConstraint(condition=models.Q(models.Q(("published__isnull", False), ("state", "published")), models.Q(models.Q(("state", "published"), _negated=True), ("published", None)), _connector="OR"), name="release_published_with_revision"),
                            models.CheckConstraint(condition=models.Q(models.Q(("state", "waiting"), _negated=True), ("approver__isnull", False), _connector="OR"), name="release_waits_for_somebody"),
                        ],
                        "indexes": [
                            models.Index(condition=models.Q(("state", "scheduled")), fields=["publish_at"], name="release_waiting"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Upload",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("kind", models.CharField(blank=True, choices=[("deck", "スライド（PowerPoint）"), ("survey", "意識調査（Excel）"), ("questions", "確認テストの問題")], max_length=16)),
                        ("name", models.CharField(max_length=200)),
                        ("size", models.PositiveBigIntegerField()),
                        ("state", models.CharField(choices=[("receiving", "受け取り中"), ("waiting", "順番待ち"), ("reading", "読み取り中"), ("ready", "読み取りました"), ("failed", "読み取れませんでした"), ("taken", "下書きに入れました"), ("dropped", "使いませんでした")], max_length=16)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("refusal", models.JSONField(default=dict)),
                        ("report", models.JSONField(default=dict)),
                        ("choices", models.JSONField(default=dict)),
                        ("read", models.BinaryField(default=bytes)),
                        ("read_settings", models.JSONField(default=dict)),
                        ("origin", models.BinaryField(default=bytes)),
                        ("origin_settings", models.JSONField(default=dict)),
                        ("created_at", models.DateTimeField()),
                        ("claimed_until", models.DateTimeField(null=True)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.member")),
                        ("edition", models.ForeignKey(on_delete=models.PROTECT, related_name="uploads", to="editions.edition")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("base", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="catalogue.revision")),
                        ("names_base", models.BooleanField(db_default=False, default=False)),
                        ("made_from", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="editions.patcheddeck")),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("done__lte", models.F("total"))), name="upload_done_of_total"),
                            models.CheckConstraint(condition=models.Q(("names_base", False), ("base__isnull", False), _connector="OR"), name="upload_named_base"),
                        ],
                        "indexes": [
                            models.Index(condition=models.Q(("state__in", ("waiting", "reading"))), fields=["created_at"], name="upload_waiting"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UploadChunk",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveIntegerField()),
                        ("content", models.BinaryField()),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("upload", models.ForeignKey(on_delete=models.CASCADE, related_name="chunks", to="editions.upload")),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("upload", "number"), name="upload_chunk_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UploadPage",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("page", models.PositiveIntegerField()),
                        ("picture", models.BinaryField()),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("upload", models.ForeignKey(on_delete=models.CASCADE, related_name="pages", to="editions.upload")),
                    ],
                    options={
                        "ordering": ["page"],
                        "constraints": [
                            models.UniqueConstraint(fields=("upload", "page"), name="upload_page_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PatchedDeck",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("content", models.BinaryField()),
                        ("settings", models.JSONField()),
                        ("name", models.CharField(max_length=200)),
                        ("names", models.CharField(max_length=64)),
                        ("state", models.CharField(choices=[("waiting", "順番待ち"), ("working", "新版を入れています"), ("ready", "できました"), ("failed", "できませんでした"), ("dropped", "消しました")], max_length=16)),
                        ("done", models.PositiveSmallIntegerField(default=0)),
                        ("total", models.PositiveSmallIntegerField(default=0)),
                        ("refusal", models.JSONField(default=dict)),
                        ("report", models.JSONField(default=dict)),
                        ("size", models.PositiveBigIntegerField(default=0)),
                        ("created_at", models.DateTimeField()),
                        ("claimed_until", models.DateTimeField(null=True)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.member")),
                        ("edition", models.ForeignKey(on_delete=models.PROTECT, related_name="patched_decks", to="editions.edition")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("update", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="editions.editionupdate")),
                        ("upload", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="editions.upload")),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("state__in", ("waiting", "working"))), fields=("edition",), name="patched_deck_one_open"),
                            models.CheckConstraint(condition=models.Q(("done__lte", models.F("total"))), name="patched_deck_done_of_total"),
                        ],
                        "indexes": [
                            models.Index(condition=models.Q(("state__in", ("waiting", "working"))), fields=["created_at"], name="patched_deck_waiting"),
                            models.Index(fields=["edition", "names"], name="patched_deck_names"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PatchedDeckChunk",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveIntegerField()),
                        ("content", models.BinaryField()),
                        ("deck", models.ForeignKey(on_delete=models.CASCADE, related_name="chunks", to="editions.patcheddeck")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("deck", "number"), name="patched_deck_chunk_once"),
                        ],
                    },
                ),
            ]
        ),
    ]
