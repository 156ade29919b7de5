"""Inquiries with their messages, drafts of answers, and quotes.

Stands for 3 migrations (decision record 0104).
"""

import uuid

from django.conf import settings
from django.db import migrations, models

from terakoya.portal.common.new_tables import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("inquiries", "0001_inquiries"),
        ("inquiries", "0002_quote_requests_become_inquiries"),
        ("inquiries", "0003_drafts_and_quotes"),
    ]

    dependencies = [
        ("accounts", "0022_people_and_organisations"),
        ("orders", "0013_orders_quotes_licences"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="AnswerTemplate",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("name", models.CharField(max_length=100)),
                        ("language", models.CharField(max_length=2)),
                        ("text", models.TextField()),
                    ],
                    options={
                        "ordering": ["name", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("name", "language"), name="answer_template_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Inquiry",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("number", models.CharField(max_length=32, unique=True)),
                        ("kind", models.CharField(choices=[("quote", "見積もり（101名以上、複数年など）"), ("design", "新しい教材の設計"), ("customise", "教材のカスタマイズ"), ("own-slides", "自社のスライドからの教材づくり"), ("use", "使い方・画面の不具合"), ("other", "その他")], max_length=16)),
                        ("state", models.CharField(choices=[("unanswered", "未返信"), ("answered", "返信済み"), ("quoted", "見積もりの返事待ち"), ("closed", "完了"), ("spam", "迷惑")], max_length=16)),
                        ("company", models.CharField(blank=True, max_length=200)),
                        ("name", models.CharField(max_length=200)),
                        ("email", models.EmailField(max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=40)),
                        ("seats", models.PositiveIntegerField(null=True)),
                        ("months", models.PositiveSmallIntegerField(null=True)),
                        ("language", models.CharField(max_length=2)),
                        ("doubts", models.CharField(blank=True, max_length=100)),
                        ("due_at", models.DateTimeField(null=True)),
                        ("greeted_at", models.DateTimeField(null=True)),
                        ("created_at", models.DateTimeField()),
                        ("last_at", models.DateTimeField()),
                        ("assignee", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("member", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member")),
                        ("organisation", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "ordering": ["-last_at", "-id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("kind__in", ["quote", "design", "customise", "own-slides", "use", "other"])), name="inquiry_kind_known"),
                            models.CheckConstraint(condition=models.Q(("state__in", ["unanswered", "answered", "quoted", "closed", "spam"])), name="inquiry_state_known"),
                            models.CheckConstraint(condition=models.Q(("state", "unanswered"), ("due_at", None), _connector="OR"), name="inquiry_due_while_unanswered"),
                        ],
                        "indexes": [
                            models.Index(fields=["state", "-last_at"], name="inquiry_queue"),
                            models.Index(fields=["organisation", "-last_at"], name="inquiry_of_organisation"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("direction", models.CharField(choices=[("in", "お客様から"), ("out", "お客様へ"), ("note", "社内メモ")], max_length=8)),
                        ("channel", models.CharField(choices=[("form", "問い合わせページ"), ("mail", "メール"), ("portal", "管理画面"), ("desk", "運営者の画面")], max_length=8)),
                        ("author", models.CharField(blank=True, max_length=300)),
                        ("text", models.TextField(blank=True)),
                        ("quoted", models.TextField(blank=True)),
                        ("left_out", models.JSONField(default=list)),
                        ("mail_id", models.CharField(blank=True, max_length=300)),
                        ("at", models.DateTimeField()),
                        ("by", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("inquiry", models.ForeignKey(on_delete=models.CASCADE, related_name="messages", to="inquiries.inquiry")),
                    ],
                    options={
                        "ordering": ["at", "id"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("mail_id", ""), _negated=True), fields=("inquiry", "mail_id"), name="mail_taken_once"),
                            models.CheckConstraint(condition=models.Q(("direction__in", ["in", "out", "note"])), name="message_direction_known"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attachment",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("name", models.CharField(max_length=200)),
                        ("content_type", models.CharField(max_length=100)),
                        ("size", models.PositiveIntegerField()),
                        ("content", models.BinaryField()),
                        ("message", models.ForeignKey(on_delete=models.CASCADE, related_name="attachments", to="inquiries.message")),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Route",
                    fields=[
                        (
                            "kind",
                            models.CharField(
                                choices=[("quote", "見積もり（101名以上、複数年など）"), ("design", "新しい教材の設計"), ("customise", "教材のカスタマイズ"), ("own-slides", "自社のスライドからの教材づくり"), ("use", "使い方・画面の不具合"), ("other", "その他")], max_length=16, primary_key=True, serialize=False
                            ),
                        ),
                        ("hours", models.PositiveSmallIntegerField(default=24)),
                        ("assignee", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("hours__gte", 1)), name="route_takes_an_hour"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InquiryQuote",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("inquiry", models.ForeignKey(on_delete=models.CASCADE, related_name="quotes", to="inquiries.inquiry")),
                        ("message", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="inquiries.message")),
                        ("quote", models.OneToOneField(on_delete=models.CASCADE, related_name="+", to="orders.quote")),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="AnswerDraft",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("key", models.UUIDField()),
                        ("text", models.TextField()),
                        ("at", models.DateTimeField()),
                        ("by", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("inquiry", models.ForeignKey(on_delete=models.CASCADE, related_name="drafts", to="inquiries.inquiry")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("inquiry", "by"), name="answer_draft_once"),
                            models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="answer_draft_says_something"),
                        ],
                    },
                ),
            ]
        ),
    ]
