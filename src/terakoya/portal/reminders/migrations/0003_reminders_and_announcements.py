"""Reminders, their plans, and announcements.

Stands for 3 migrations (decision record 0104).
"""

import uuid

from django.db import migrations, models

from terakoya.portal.common.new_tables import CreateModels
import terakoya.portal.reminders.models


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("reminders", "0001_reminders"),
        ("reminders", "0002_announcements"),
        ("reminders", "0003_sender_and_hours"),
    ]

    dependencies = [
        ("accounts", "0022_people_and_organisations"),
        ("learning", "0019_assignments_and_results"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="LastReminder",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("on", models.DateField(null=True)),
                        ("member", models.OneToOneField(on_delete=models.CASCADE, related_name="last_reminder", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                ),
                migrations.CreateModel(
                    name="ReminderPlan",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("is_on", models.BooleanField(default=True)),
                        ("offsets", models.JSONField(default=terakoya.portal.reminders.models.planned_days)),
                        ("assignment", models.OneToOneField(on_delete=models.CASCADE, related_name="+", to="learning.assignment")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                ),
                migrations.CreateModel(
                    name="ReminderRun",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("kind", models.CharField(choices=[("new", "割り当ての案内"), ("by-hand", "担当者が送った案内"), ("by-plan", "自動の案内")], max_length=8)),
                        ("due_on", models.DateField(null=True)),
                        ("offset", models.SmallIntegerField(null=True)),
                        ("choice", models.JSONField(default=dict)),
                        ("texts", models.JSONField(default=dict)),
                        ("created_at", models.DateTimeField()),
                        ("send_at", models.DateTimeField()),
                        ("last_member", models.BigIntegerField(default=0)),
                        ("queued_at", models.DateTimeField(null=True)),
                        ("number", models.PositiveIntegerField(default=0)),
                        ("assignment", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="learning.assignment")),
                        ("by", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("kind", "by-plan")), fields=("assignment", "due_on", "offset"), name="reminder_run_planned_once"),
                            models.CheckConstraint(condition=models.Q(models.Q(("kind__in", ["by-hand", "new"]), ("offset", None)), models.Q(("due_on__isnull", False), ("kind", "by-plan"), ("offset__isnull", False)), _connector="OR"), name="reminder_run_plan_has_day"),
                        ],
                        "indexes": [
                            models.Index(condition=models.Q(("queued_at", None)), fields=["id"], name="reminder_run_unfinished"),
                            models.Index(fields=["assignment", "-id"], name="reminder_run_newest"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reminder",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("on", models.DateField()),
                        ("channel", models.CharField(choices=[("mail", "メール"), ("page", "マイ研修のお知らせ")], max_length=8)),
                        ("state", models.CharField(choices=[("waiting", "送信待ち"), ("sent", "送信済み"), ("dropped", "不要になり送信せず")], default="waiting", max_length=8)),
                        ("message", models.UUIDField(null=True)),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("read_at", models.DateTimeField(null=True)),
                        ("member", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("run", models.ForeignKey(on_delete=models.CASCADE, related_name="reminders", to="reminders.reminderrun")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("run", "member"), name="reminder_once_a_run"),
                            models.UniqueConstraint(fields=("member", "on"), name="reminder_once_a_day"),
                            models.CheckConstraint(condition=models.Q(models.Q(("channel", "page"), ("message", None)), models.Q(("channel", "mail"), ("message__isnull", False)), _connector="OR"), name="reminder_mail_has_message"),
                        ],
                        "indexes": [
                            models.Index(fields=["member", "-id"], name="reminder_newest"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReminderSettings",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("weekdays", models.JSONField(default=terakoya.portal.reminders.models.working_weekdays)),
                        ("keeps_holidays", models.BooleanField(default=True)),
                        ("closed_days", models.JSONField(default=list)),
                        ("opens", models.PositiveSmallIntegerField(default=9)),
                        ("closes", models.PositiveSmallIntegerField(default=18)),
                        ("is_on", models.BooleanField(default=True)),
                        ("offsets", models.JSONField(default=terakoya.portal.reminders.models.planned_days)),
                        ("escalates", models.BooleanField(default=False)),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("hours_en", models.CharField(blank=True, db_default="", default="", max_length=100)),
                        ("hours_ja", models.CharField(blank=True, db_default="", default="", max_length=100)),
                        ("sender_name", models.CharField(blank=True, db_default="", default="", max_length=60)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("organisation",), name="reminder_settings_once"),
                            models.CheckConstraint(condition=models.Q(("closes__gt", models.F("opens")), ("closes__lte", 24)), name="reminder_hours_forward"),
                        ],
                    },
                ),
            ]
        ),
    ]
