"""Orders, contracts, quotes, licences, and the files made for them.

Stands for 13 migrations (decision record 0104).
"""

import uuid

from django.conf import settings
from django.db import migrations, models

from terakoya.portal.common.new_tables import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("orders", "0001_orders_contracts_licences"),
        ("orders", "0002_built_files"),
        ("orders", "0003_export_jobs"),
        ("orders", "0004_renewal_and_approval"),
        ("orders", "0005_contract_numbers"),
        ("orders", "0006_quotes"),
        ("orders", "0007_quotes_of_contracts"),
        ("orders", "0008_sample_archives"),
        ("orders", "0009_free_cancelling"),
        ("orders", "0010_quote_requests_are_inquiries"),
        ("orders", "0011_licence_kinds"),
        ("orders", "0012_approval_rules"),
        ("orders", "0013_order_references"),
    ]

    dependencies = [
        ("accounts", "0022_people_and_organisations"),
        ("catalogue", "0007_courses_offers_shop"),
        ("documents", "0002_documents_that_stay"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="BuiltFile",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("key", models.CharField(max_length=64)),
                        ("content", models.BinaryField()),
                        ("built_at", models.DateTimeField(db_index=True)),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("organisation", "key"), name="built_file_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SampleArchive",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("content", models.BinaryField(null=True)),
                        ("size", models.PositiveIntegerField(default=0)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("made_at", models.DateTimeField(null=True)),
                        ("revision", models.OneToOneField(on_delete=models.CASCADE, related_name="+", to="catalogue.revision")),
                    ],
                ),
                migrations.CreateModel(
                    name="CancelTerms",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("free_days", models.PositiveSmallIntegerField()),
                        ("valid_from", models.DateField(unique=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("free_days__lte", 90)), name="cancel_days_within_a_term"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApprovalRules",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("most_yen", models.PositiveBigIntegerField(null=True)),
                        ("holds_same_address", models.BooleanField(default=False)),
                        ("blocked_domains", models.TextField(blank=True)),
                        ("holds_free_mail", models.BooleanField(default=False)),
                        ("free_domains", models.TextField(blank=True, default="gmail.com\ngooglemail.com\nhotmail.com\nicloud.com\noutlook.com\noutlook.jp\nyahoo.co.jp\nyahoo.com")),
                        ("answer_days", models.PositiveSmallIntegerField(default=2)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("pk", 1)), name="approval_rules_once"),
                            models.CheckConstraint(condition=models.Q(("answer_days__gte", 1)), name="approval_takes_at_least_a_day"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Order",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("number", models.CharField(max_length=32, unique=True)),
                        ("status", models.CharField(choices=[("placed", "申込済み"), ("waiting", "承認待ち"), ("declined", "お断り"), ("cancelled", "取消済み")], default="placed", max_length=16)),
                        ("placed_at", models.DateTimeField()),
                        ("subtotal_yen", models.PositiveBigIntegerField()),
                        ("tax_per_mille", models.PositiveSmallIntegerField()),
                        ("tax_yen", models.PositiveBigIntegerField()),
                        ("total_yen", models.PositiveBigIntegerField()),
                        ("snapshot", models.JSONField()),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("placed_by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("key", models.UUIDField(null=True)),
                        ("quote", models.OneToOneField(null=True, on_delete=models.SET_NULL, related_name="order", to="orders.quote")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("organisation", "key"), name="order_confirmed_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApplicationDraft",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("entries", models.JSONField(default=dict)),
                        ("updated_at", models.DateTimeField()),
                        ("order", models.OneToOneField(null=True, on_delete=models.SET_NULL, related_name="draft", to="orders.order")),
                    ],
                ),
                migrations.CreateModel(
                    name="OrderLine",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("item", models.CharField(choices=[("online", "オンライン研修"), ("manuscript", "教材原稿")], max_length=16)),
                        ("quantity", models.PositiveIntegerField()),
                        ("months", models.PositiveSmallIntegerField(null=True)),
                        ("unit_yen", models.PositiveBigIntegerField()),
                        ("amount_yen", models.PositiveBigIntegerField()),
                        ("course", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="catalogue.course")),
                        ("order", models.ForeignKey(on_delete=models.CASCADE, related_name="lines", to="orders.order")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                ),
                migrations.CreateModel(
                    name="ManuscriptLicence",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("starts_on", models.DateField()),
                        ("updates_until", models.DateField()),
                        ("course", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="catalogue.course")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("order_line", models.OneToOneField(on_delete=models.PROTECT, related_name="licence", to="orders.orderline")),
                        ("end_told_at", models.DateTimeField(null=True)),
                        ("kind", models.CharField(choices=[("entity", "1法人"), ("group", "グループ会社"), ("reseller", "再販売"), ("trainer", "研修講師")], db_default="entity", default="entity", max_length=16)),
                        ("named_for", models.CharField(blank=True, db_default="", default="", max_length=200)),
                        ("told", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="catalogue.revision")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("kind", "entity"), models.Q(("kind__in", ["entity", "group", "reseller", "trainer"]), models.Q(("named_for", ""), _negated=True)), _connector="OR"), name="licence_names_whom_it_is_for"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contract",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("seats", models.PositiveIntegerField()),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("cancelled_at", models.DateTimeField(null=True)),
                        ("course", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="catalogue.course")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("order_line", models.OneToOneField(on_delete=models.PROTECT, related_name="contract", to="orders.orderline")),
                        ("renews", models.BooleanField(db_default=False, default=False)),
                        ("number", models.CharField(max_length=16, null=True, unique=True)),
                        ("added_to", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="additions", to="orders.contract")),
                        ("follows", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="followers", to="orders.contract")),
                        ("reminded_days", models.PositiveSmallIntegerField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("seats__gte", 1)), name="contract_one_seat_is_enough"),
                            models.UniqueConstraint(condition=models.Q(("cancelled_at", None)), fields=("follows",), name="contract_followed_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExportJob",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("format", models.CharField(max_length=32)),
                        ("language", models.CharField(max_length=2)),
                        ("has_sound", models.BooleanField()),
                        ("has_survey", models.BooleanField()),
                        ("key", models.CharField(max_length=64)),
                        ("title", models.CharField(max_length=200)),
                        ("name", models.CharField(max_length=300)),
                        ("back", models.CharField(max_length=200)),
                        ("state", models.CharField(choices=[("waiting", "順番待ち"), ("working", "ファイルを作っています"), ("ready", "できました"), ("failed", "作れませんでした"), ("dropped", "やめました")], max_length=16)),
                        (
                            "refusal",
                            models.CharField(
                                blank=True,
                                choices=[("no-video", "このサーバーには、動画を作る部品が入っていません。運営者にお問い合わせください。"), ("no-file", "この教材からは、この形のファイルを作れません。"), ("stopped", "ファイルを作る途中で止まりました。もう一度作ってください。繰り返すときは、お問い合わせください。")],
                                max_length=16,
                            ),
                        ),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("size", models.PositiveBigIntegerField(default=0)),
                        ("created_at", models.DateTimeField()),
                        ("claimed_until", models.DateTimeField(null=True)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.member")),
                        ("licence", models.ForeignKey(null=True, on_delete=models.CASCADE, related_name="+", to="orders.manuscriptlicence")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("revision", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="catalogue.revision")),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("state__in", ("waiting", "working"))), fields=("organisation", "key"), name="export_made_once"),
                        ],
                        "indexes": [
                            models.Index(condition=models.Q(("state__in", ("waiting", "working"))), fields=["created_at"], name="export_waiting"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExportPiece",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveIntegerField()),
                        ("content", models.BinaryField()),
                        ("job", models.ForeignKey(on_delete=models.CASCADE, related_name="pieces", to="orders.exportjob")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("job", "number"), name="export_piece_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Quote",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("code", models.CharField(max_length=43, unique=True)),
                        ("company", models.CharField(max_length=200)),
                        ("person", models.CharField(blank=True, max_length=200)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("with_online", models.BooleanField()),
                        ("with_manuscript", models.BooleanField()),
                        ("seats", models.PositiveIntegerField()),
                        ("months", models.PositiveSmallIntegerField()),
                        ("online_yen", models.PositiveBigIntegerField()),
                        ("manuscript_yen", models.PositiveBigIntegerField()),
                        ("tax_per_mille", models.PositiveSmallIntegerField()),
                        ("total_yen", models.PositiveBigIntegerField()),
                        ("created_at", models.DateTimeField()),
                        ("valid_until", models.DateField(db_index=True)),
                        ("by", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("course", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="catalogue.course")),
                        ("document", models.OneToOneField(null=True, on_delete=models.SET_NULL, related_name="+", to="documents.issueddocument")),
                        ("by_seller", models.BooleanField(db_default=False, default=False)),
                        ("contract", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="quotes", to="orders.contract")),
                        ("purpose", models.CharField(choices=[("new", "新しいお申し込み"), ("seats", "受講枠の追加"), ("term", "契約の更新")], db_default="new", default="new", max_length=8)),
                        ("licence_kind", models.CharField(choices=[("entity", "1法人"), ("group", "グループ会社"), ("reseller", "再販売"), ("trainer", "研修講師")], db_default="entity", default="entity", max_length=16)),
                        ("licensed_for", models.CharField(blank=True, db_default="", default="", max_length=200)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("seats__gte", 1), ("months__gte", 1)), name="quote_of_something"),
                            models.CheckConstraint(condition=models.Q(("with_online", True), ("with_manuscript", True), _connector="OR"), name="quote_has_an_item"),
                            models.CheckConstraint(condition=models.Q(models.Q(("purpose", "new"), _negated=True), ("contract", None), _connector="OR"), name="quote_of_a_contract_says_so"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrderHold",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("rule", models.CharField(choices=[("seats", "受講枠の数"), ("sum", "合計金額"), ("waiting", "承認待ちと同じ住所かドメイン"), ("overdue", "期限を過ぎた請求と同じ住所かドメイン"), ("blocked", "承認が必要なドメイン"), ("free-mail", "フリーメール")], max_length=16)),
                        ("found", models.CharField(blank=True, max_length=253)),
                        ("order", models.ForeignKey(on_delete=models.CASCADE, related_name="holds", to="orders.order")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("order", "rule"), name="order_held_once_by_a_rule"),
                            models.CheckConstraint(condition=models.Q(("rule__in", ["seats", "sum", "waiting", "overdue", "blocked", "free-mail"])), name="hold_rule_known"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrderReference",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("purchase_order", models.CharField(blank=True, max_length=50)),
                        ("changed_at", models.DateTimeField()),
                        ("order", models.OneToOneField(on_delete=models.CASCADE, related_name="reference", to="orders.order")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                ),
            ]
        ),
    ]
