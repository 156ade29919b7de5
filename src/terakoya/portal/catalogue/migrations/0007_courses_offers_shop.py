"""Courses with their revisions, offers, kits and the texts of the shop.

Stands for 7 migrations (decision record 0104).
"""

import uuid

from django.db import migrations, models

from terakoya.portal.common.new_tables import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("catalogue", "0001_courses_revisions_prices"),
        ("catalogue", "0002_revisionfact_checked_on"),
        ("catalogue", "0003_offers_of_organisations"),
        ("catalogue", "0004_own_courses"),
        ("catalogue", "0005_courses_from_decks"),
        ("catalogue", "0006_course_kits"),
        ("catalogue", "0007_shop_texts"),
    ]

    dependencies = [
        ("accounts", "0022_people_and_organisations"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="ContentBlob",
                    fields=[
                        ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ("content_type", models.CharField(max_length=64)),
                        ("content", models.BinaryField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Course",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("slug", models.SlugField(max_length=64, unique=True)),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        ("is_listed", models.BooleanField(default=True)),
                        ("owner", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("is_from_deck", models.BooleanField(db_default=False, default=False)),
                        ("sample_chapter", models.CharField(max_length=64, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("owner", None), ("is_listed", False), _connector="OR"), name="own_course_not_listed"),
                            models.CheckConstraint(condition=models.Q(("owner", None), ("sample_chapter", None), _connector="OR"), name="own_course_without_sample"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TaxRate",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("per_mille", models.PositiveSmallIntegerField()),
                        ("valid_from", models.DateField(unique=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Recording",
                    fields=[
                        ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ("seconds", models.FloatField()),
                        ("sentences", models.JSONField()),
                        ("sound", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="catalogue.contentblob")),
                    ],
                ),
                migrations.CreateModel(
                    name="Price",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("item", models.CharField(choices=[("online", "オンライン研修"), ("manuscript", "教材原稿")], max_length=16)),
                        ("yen", models.PositiveIntegerField()),
                        ("valid_from", models.DateField()),
                        ("course", models.ForeignKey(null=True, on_delete=models.CASCADE, related_name="prices", to="catalogue.course")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("course", "item", "valid_from"), name="price_once"),
                            models.UniqueConstraint(condition=models.Q(("course", None)), fields=("item", "valid_from"), name="general_price_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Offer",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("name", models.CharField(max_length=60)),
                        ("is_default", models.BooleanField(default=False)),
                        ("course", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="catalogue.course")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "ordering": ["-is_default", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("organisation", "course", "name"), name="offer_name_once"),
                            models.UniqueConstraint(condition=models.Q(("is_default", True)), fields=("organisation", "course"), name="offer_one_default"),
                            models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="offer_has_name"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Revision",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("revision_id", models.CharField(max_length=64)),
                        ("version", models.CharField(max_length=32)),
                        ("kind", models.CharField(choices=[("first", "初版"), ("typo", "誤字・表記"), ("improvement", "内容の改善"), ("legal", "法改正対応")], max_length=16)),
                        ("effective_on", models.DateField(null=True)),
                        ("published_at", models.DateTimeField()),
                        ("offered_at", models.DateTimeField(null=True)),
                        ("meta", models.JSONField()),
                        ("course", models.ForeignKey(on_delete=models.PROTECT, related_name="revisions", to="catalogue.course")),
                        ("organisation", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("source", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="catalogue.contentblob")),
                        ("offer", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="revisions", to="catalogue.offer")),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("organisation", None)), fields=("course", "revision_id"), name="general_revision_once"),
                            models.UniqueConstraint(condition=models.Q(("offer", None)), fields=("course", "organisation", "revision_id"), name="revision_once"),
                            models.UniqueConstraint(fields=("offer", "revision_id"), name="offered_revision_once"),
                            models.CheckConstraint(condition=models.Q(("offer", None), ("organisation__isnull", False), _connector="OR"), name="revision_offered_by_somebody"),
                        ],
                        "indexes": [
                            models.Index(fields=["course", "organisation", "offered_at"], name="revision_newest"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RevisionFact",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("fact_id", models.CharField(max_length=64)),
                        ("stated", models.CharField(max_length=64)),
                        ("valid_until", models.DateField(null=True)),
                        ("slides", models.JSONField()),
                        ("questions", models.JSONField()),
                        ("revision", models.ForeignKey(on_delete=models.CASCADE, related_name="facts", to="catalogue.revision")),
                        ("checked_on", models.DateField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("revision", "fact_id"), name="revision_fact_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RevisionMedia",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=128)),
                        ("blob", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="catalogue.contentblob")),
                        ("revision", models.ForeignKey(on_delete=models.CASCADE, related_name="media", to="catalogue.revision")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("revision", "name"), name="revision_media_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RevisionSlide",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("language", models.CharField(max_length=2)),
                        ("slide_id", models.CharField(max_length=64)),
                        ("slide_hash", models.CharField(max_length=64)),
                        ("position", models.PositiveSmallIntegerField()),
                        ("html", models.TextField()),
                        ("transcript", models.TextField()),
                        ("sound", models.JSONField(default=list)),
                        ("answers", models.JSONField()),
                        ("fillable", models.JSONField(null=True)),
                        ("revision", models.ForeignKey(on_delete=models.CASCADE, related_name="slides", to="catalogue.revision")),
                    ],
                    options={
                        "ordering": ["position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("revision", "language", "slide_id"), name="revision_slide_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RevisionTest",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("language", models.CharField(max_length=2)),
                        ("pool", models.JSONField()),
                        ("revision", models.ForeignKey(on_delete=models.CASCADE, related_name="tests", to="catalogue.revision")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("revision", "language"), name="revision_test_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RevisionText",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("language", models.CharField(max_length=2)),
                        ("title", models.CharField(max_length=200)),
                        ("subtitle", models.CharField(max_length=200)),
                        ("toc", models.JSONField()),
                        ("survey", models.JSONField()),
                        ("glossary", models.JSONField()),
                        ("revision", models.ForeignKey(on_delete=models.CASCADE, related_name="texts", to="catalogue.revision")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("revision", "language"), name="revision_text_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OwnCourseTerms",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("access", models.CharField(choices=[("seat", "研修の受講枠を持つ人"), ("everyone", "契約のある会社・団体の全員"), ("nobody", "だれも受講できない")], max_length=16)),
                        ("valid_from", models.DateField(unique=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="CourseKit",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("published_at", models.DateTimeField()),
                        ("content", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="catalogue.contentblob")),
                        ("course", models.OneToOneField(on_delete=models.CASCADE, related_name="kit", to="catalogue.course")),
                    ],
                ),
                migrations.CreateModel(
                    name="ShopText",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("language", models.CharField(max_length=2)),
                        ("description", models.CharField(max_length=400)),
                        ("audience", models.CharField(max_length=200)),
                        ("course", models.ForeignKey(on_delete=models.CASCADE, related_name="shop_texts", to="catalogue.course")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("course", "language"), name="shop_text_once"),
                            models.CheckConstraint(condition=models.Q(("language__in", ("ja", "en"))), name="shop_text_language"),
                            models.CheckConstraint(condition=models.Q(("audience", ""), ("description", ""), _negated=True), name="shop_text_says_something"),
                        ],
                    },
                ),
            ]
        ),
    ]
