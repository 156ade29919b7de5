"""Assignments, enrolments, and all that becomes of them.

Stands for 19 migrations (decision record 0104).
"""

import uuid

from django.db import migrations, models

from terakoya.portal.common.new_tables import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("learning", "0001_grants_enrolments_events"),
        ("learning", "0002_closed_notes"),
        ("learning", "0003_moments_of_events"),
        ("learning", "0004_enrolment_counting"),
        ("learning", "0005_enrolment_review"),
        ("learning", "0006_enrolment_slides_met"),
        ("learning", "0007_delta_legal_only"),
        ("learning", "0008_exemptions_and_extensions"),
        ("learning", "0009_assignment_audience_and_days"),
        ("learning", "0010_groups_by_rule"),
        ("learning", "0011_arrivals"),
        ("learning", "0012_recurrence"),
        ("learning", "0013_assignment_offer"),
        ("learning", "0014_assignment_defaults"),
        ("learning", "0015_policies"),
        ("learning", "0016_results_on_paper"),
        ("learning", "0017_assignment_edition_of_units"),
        ("learning", "0018_group_sessions"),
        ("learning", "0019_standing_index"),
    ]

    dependencies = [
        ("accounts", "0022_people_and_organisations"),
        ("catalogue", "0007_courses_offers_shop"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="AccessGrant",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("seats", models.PositiveIntegerField()),
                        ("source", models.CharField(max_length=64)),
                        ("course", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="catalogue.course")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="access_grant_forward"),
                            models.UniqueConstraint(fields=("source",), name="access_grant_source_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Note",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("kind", models.CharField(choices=[("note", "メモ"), ("bookmark", "しおり")], max_length=8)),
                        ("slide_id", models.CharField(max_length=64)),
                        ("slide_title", models.CharField(max_length=200)),
                        ("text", models.TextField(blank=True)),
                        ("is_deleted", models.BooleanField(default=False)),
                        ("is_copy", models.BooleanField(default=False)),
                        ("written_at", models.DateTimeField()),
                        ("clock", models.JSONField(default=dict)),
                        ("course", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="catalogue.course")),
                        ("member", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("is_closed", models.BooleanField(db_default=False, default=False)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("kind", "bookmark")), fields=("member", "course", "slide_id"), name="note_one_bookmark_a_slide"),
                            models.CheckConstraint(condition=models.Q(("is_deleted", False), ("text", ""), _connector="OR"), name="note_deleted_without_text"),
                            models.CheckConstraint(condition=models.Q(("kind", "note"), ("text", ""), _connector="OR"), name="note_bookmark_without_text"),
                        ],
                        "indexes": [
                            models.Index(fields=["member", "course"], name="note_of_member"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Seat",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveIntegerField()),
                        ("grant", models.ForeignKey(on_delete=models.CASCADE, related_name="seat_rows", to="learning.accessgrant")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("grant", "number"), name="seat_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SeatHolder",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(null=True)),
                        ("member", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("seat", models.ForeignKey(on_delete=models.CASCADE, related_name="holders", to="learning.seat")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("until_on", None)), fields=("seat",), name="seat_one_holder_now"),
                            models.CheckConstraint(condition=models.Q(("until_on", None), ("until_on__gte", models.F("from_on")), _connector="OR"), name="seat_holder_forward"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Group",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("name", models.CharField(max_length=100)),
                        ("created_at", models.DateTimeField()),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("organisation", "name"), name="group_name_once"),
                            models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="group_has_name"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GroupCondition",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kind", models.CharField(choices=[("department", "部署"), ("site", "拠点"), ("employment", "雇用区分"), ("position", "役職"), ("role", "役割"), ("language", "言語"), ("since", "名簿に入った日")], max_length=16)),
                        ("text", models.CharField(blank=True, default="", max_length=100)),
                        ("since", models.DateField(null=True)),
                        ("department", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.department")),
                        ("group", models.ForeignKey(on_delete=models.CASCADE, related_name="conditions", to="learning.group")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("department__isnull", False), ("kind", "department"), ("since", None), ("text", "")),
                                    models.Q(("department", None), ("kind", "since"), ("since__isnull", False), ("text", "")),
                                    models.Q(models.Q(("kind__in", ["department", "since"]), _negated=True), ("department", None), ("since", None), models.Q(("text", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="group_condition_has_its_value",
                            ),
                            models.UniqueConstraint(condition=models.Q(("department", None), ("since", None)), fields=("group", "kind", "text"), name="group_condition_once"),
                            models.UniqueConstraint(fields=("group", "department"), name="group_department_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recurrence",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("starts_on", models.DateField()),
                        ("due_on", models.DateField(null=True)),
                        ("next_on", models.DateField()),
                        ("keeps_exemptions", models.BooleanField(default=False)),
                        ("announces", models.BooleanField(default=True)),
                        ("created_at", models.DateTimeField()),
                        ("stopped_at", models.DateTimeField(null=True)),
                        ("by", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("due_on", None), ("due_on__gte", models.F("starts_on")), _connector="OR"), name="recurrence_due_after_start"),
                            models.CheckConstraint(condition=models.Q(("next_on__gt", models.F("starts_on"))), name="recurrence_next_after_start"),
                        ],
                        "indexes": [
                            models.Index(condition=models.Q(("stopped_at", None)), fields=["next_on"], name="recurrence_running"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssignmentDefaults",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("due_days", models.PositiveSmallIntegerField(null=True)),
                        ("arrival_days", models.PositiveSmallIntegerField(null=True)),
                        ("announces", models.BooleanField(default=True)),
                        ("in_working_hours", models.BooleanField(default=True)),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("organisation",), name="assignment_defaults_once"),
                            models.CheckConstraint(condition=models.Q(("due_days", None), models.Q(("due_days__gte", 1), ("due_days__lte", 365)), _connector="OR"), name="assignment_defaults_due_days_possible"),
                            models.CheckConstraint(condition=models.Q(("arrival_days", None), models.Q(("arrival_days__gte", 1), ("arrival_days__lte", 365)), _connector="OR"), name="assignment_defaults_arrival_days_possible"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Policy",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("title", models.CharField(max_length=100)),
                        ("created_at", models.DateTimeField()),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("organisation", "title"), name="policy_title_once"),
                            models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="policy_has_title"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assignment",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("gate", models.CharField(choices=[("free", "自由に進める"), ("gate", "聞くか読むかしてから進む")], default="gate", max_length=8)),
                        ("top_speed", models.PositiveSmallIntegerField(choices=[(75, "0.75倍"), (100, "1倍"), (125, "1.25倍"), (150, "1.5倍"), (175, "1.75倍"), (200, "2倍（ふつう）")], default=200)),
                        ("min_seconds", models.PositiveSmallIntegerField(default=0)),
                        ("counts_hidden", models.BooleanField(default=False)),
                        ("kind", models.CharField(choices=[("normal", "通常"), ("delta", "差分")], default="normal", max_length=8)),
                        ("audience", models.CharField(choices=[("everyone", "全員"), ("departments", "部署"), ("groups", "グループ"), ("chosen", "選んだメンバー")], default="everyone", max_length=16)),
                        ("due_on", models.DateField(null=True)),
                        ("with_survey", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField()),
                        ("course", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="catalogue.course")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("legal_only", models.BooleanField(db_default=False, default=False)),
                        ("ended_on", models.DateField(null=True)),
                        ("in_working_hours", models.BooleanField(db_default=True, default=True)),
                        ("name", models.CharField(blank=True, db_default="", default="", max_length=100)),
                        ("starts_on", models.DateField(null=True)),
                        ("arrival_days", models.PositiveSmallIntegerField(null=True)),
                        ("arrivals_since", models.DateTimeField(null=True)),
                        ("round", models.PositiveSmallIntegerField(db_default=1, default=1)),
                        ("recurrence", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="rounds", to="learning.recurrence")),
                        ("offer", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="catalogue.offer")),
                        ("policy", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="assignments", to="learning.policy")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("top_speed__in", [75, 100, 125, 150, 175, 200])), name="assignment_top_speed_known"),
                            models.CheckConstraint(condition=models.Q(("min_seconds__lte", 90)), name="assignment_min_seconds_possible"),
                            models.CheckConstraint(condition=models.Q(("kind", "delta"), ("legal_only", False), _connector="OR"), name="assignment_legal_delta"),
                            models.CheckConstraint(condition=models.Q(("starts_on", None), ("due_on", None), ("due_on__gte", models.F("starts_on")), _connector="OR"), name="assignment_due_after_start"),
                            models.CheckConstraint(condition=models.Q(("arrival_days", None), models.Q(("arrival_days__gte", 1), ("arrival_days__lte", 365)), _connector="OR"), name="assignment_arrival_days_possible"),
                            models.UniqueConstraint(fields=("recurrence", "round"), name="assignment_round_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssignmentMember",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("assignment", models.ForeignKey(on_delete=models.CASCADE, related_name="chosen", to="learning.assignment")),
                        ("member", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("assignment", "member"), name="assignment_member_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DueDateChange",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("before", models.DateField(null=True)),
                        ("after", models.DateField(null=True)),
                        ("changed_at", models.DateTimeField()),
                        ("assignment", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="learning.assignment")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                ),
                migrations.CreateModel(
                    name="Enrolment",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("gate", models.CharField(choices=[("free", "自由に進める"), ("gate", "聞くか読むかしてから進む")], default="gate", max_length=8)),
                        ("top_speed", models.PositiveSmallIntegerField(choices=[(75, "0.75倍"), (100, "1倍"), (125, "1.25倍"), (150, "1.5倍"), (175, "1.75倍"), (200, "2倍（ふつう）")], default=200)),
                        ("min_seconds", models.PositiveSmallIntegerField(default=0)),
                        ("counts_hidden", models.BooleanField(default=False)),
                        ("language", models.CharField(max_length=2)),
                        ("kind", models.CharField(choices=[("normal", "通常"), ("delta", "差分")], default="normal", max_length=8)),
                        ("compared_with", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="catalogue.revision")),
                        ("opened_at", models.DateTimeField()),
                        ("first_slide_at", models.DateTimeField(null=True)),
                        ("last_slide", models.CharField(blank=True, max_length=64)),
                        ("last_at", models.DateTimeField(null=True)),
                        ("slides_seen", models.PositiveSmallIntegerField(default=0)),
                        ("completed_at", models.DateTimeField(null=True)),
                        ("continued_at", models.DateTimeField(null=True)),
                        ("screen", models.CharField(blank=True, max_length=36)),
                        ("assignment", models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="enrolments", to="learning.assignment")),
                        ("continued_from", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="continued_by", to="learning.enrolment")),
                        ("department_at_start", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.department")),
                        ("member", models.ForeignKey(on_delete=models.PROTECT, related_name="enrolments", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("revision", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="catalogue.revision")),
                        ("counting", models.PositiveSmallIntegerField(choices=[(1, "seconds"), (2, "moments")], db_default=1, default=2)),
                        ("seconds_spent", models.PositiveIntegerField(null=True)),
                        ("moments_before", models.JSONField(db_default=[], default=list)),
                        ("review_from", models.DateTimeField(null=True)),
                        ("review_slides", models.JSONField(db_default=[], default=list)),
                        ("slides_met", models.PositiveSmallIntegerField(db_default=0, default=0)),
                        ("legal_only", models.BooleanField(db_default=False, default=False)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("top_speed__in", [75, 100, 125, 150, 175, 200])), name="enrolment_top_speed_known"),
                            models.CheckConstraint(condition=models.Q(("min_seconds__lte", 90)), name="enrolment_min_seconds_possible"),
                            models.UniqueConstraint(condition=models.Q(("continued_at", None)), fields=("assignment", "member", "revision", "kind"), name="enrolment_once"),
                            models.UniqueConstraint(condition=models.Q(("continued_at", None), ("kind", "normal")), fields=("assignment", "member"), name="enrolment_one_run"),
                            models.CheckConstraint(condition=models.Q(models.Q(("compared_with__isnull", False), ("kind", "delta")), models.Q(("compared_with", None), ("kind", "normal")), _connector="OR"), name="enrolment_delta_compares"),
                            models.CheckConstraint(condition=models.Q(("counting__in", [1, 2])), name="enrolment_counting_known"),
                            models.CheckConstraint(condition=models.Q(("kind", "delta"), ("legal_only", False), _connector="OR"), name="enrolment_legal_delta"),
                        ],
                        "indexes": [
                            models.Index(fields=["assignment", "member", "continued_at", "completed_at", "revision", "slides_met"], name="enrolment_standing"),
                            models.Index(fields=["assignment", "revision"], name="enrolment_revisions"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Certificate",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("code", models.CharField(max_length=32, unique=True)),
                        ("number", models.CharField(max_length=32, unique=True)),
                        ("person_name", models.CharField(max_length=200)),
                        ("organisation_name", models.CharField(max_length=200)),
                        ("course_title", models.CharField(max_length=200)),
                        ("language", models.CharField(max_length=2)),
                        ("revision_id", models.CharField(max_length=64)),
                        ("version", models.CharField(max_length=32)),
                        ("percent", models.PositiveSmallIntegerField()),
                        ("issued_at", models.DateTimeField()),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("enrolment", models.OneToOneField(on_delete=models.PROTECT, related_name="certificate", to="learning.enrolment")),
                    ],
                ),
                migrations.CreateModel(
                    name="CertificateAddendum",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("revision_id", models.CharField(max_length=64)),
                        ("version", models.CharField(max_length=32)),
                        ("percent", models.PositiveSmallIntegerField()),
                        ("added_at", models.DateTimeField()),
                        ("certificate", models.ForeignKey(on_delete=models.PROTECT, related_name="addenda", to="learning.certificate")),
                        ("enrolment", models.OneToOneField(on_delete=models.PROTECT, related_name="addendum", to="learning.enrolment")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                ),
                migrations.CreateModel(
                    name="Attempt",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("number", models.PositiveSmallIntegerField()),
                        ("seed", models.PositiveBigIntegerField()),
                        ("draw", models.JSONField()),
                        ("answers", models.JSONField(default=dict)),
                        ("started_at", models.DateTimeField()),
                        ("submitted_at", models.DateTimeField(null=True)),
                        ("percent", models.PositiveSmallIntegerField(null=True)),
                        ("passed", models.BooleanField(null=True)),
                        ("result", models.JSONField(default=dict)),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("enrolment", models.ForeignKey(on_delete=models.PROTECT, related_name="attempts", to="learning.enrolment")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("enrolment", "number"), name="attempt_number_once"),
                            models.UniqueConstraint(condition=models.Q(("submitted_at", None)), fields=("enrolment",), name="attempt_one_open"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        ("uuid", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                        ("slide_id", models.CharField(max_length=64)),
                        ("slide_hash", models.CharField(max_length=64)),
                        ("language", models.CharField(max_length=2)),
                        ("kind", models.CharField(choices=[("seen", "seen"), ("heard", "heard"), ("read", "read"), ("answered", "answered"), ("skipped", "skipped"), ("present", "present")], max_length=16)),
                        ("ranges", models.JSONField(default=list)),
                        ("answer", models.CharField(blank=True, max_length=16)),
                        ("seq", models.PositiveIntegerField()),
                        ("client_time", models.DateTimeField()),
                        ("received_at", models.DateTimeField()),
                        ("enrolment", models.ForeignKey(on_delete=models.PROTECT, related_name="events", to="learning.enrolment")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("moments", models.JSONField(db_default=[], default=list)),
                    ],
                ),
                migrations.CreateModel(
                    name="SlideProgress",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("slide_id", models.CharField(max_length=64)),
                        ("heard", models.JSONField(default=dict)),
                        ("read", models.JSONField(default=list)),
                        ("answers", models.JSONField(default=list)),
                        ("skipped", models.BooleanField(default=False)),
                        ("enrolment", models.ForeignKey(on_delete=models.CASCADE, related_name="slides", to="learning.enrolment")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("heard_at", models.JSONField(db_default=[], default=list)),
                        ("kept", models.JSONField(db_default=[], default=list)),
                        ("present", models.JSONField(db_default=[], default=list)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("enrolment", "slide_id"), name="slide_progress_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Exemption",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("reason", models.CharField(max_length=200)),
                        ("created_at", models.DateTimeField()),
                        ("assignment", models.ForeignKey(on_delete=models.CASCADE, related_name="exemptions", to="learning.assignment")),
                        ("member", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("assignment", "member"), name="exemption_once"),
                            models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="exemption_has_reason"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Extension",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("due_on", models.DateField()),
                        ("created_at", models.DateTimeField()),
                        ("assignment", models.ForeignKey(on_delete=models.CASCADE, related_name="extensions", to="learning.assignment")),
                        ("member", models.ForeignKey(on_delete=models.CASCADE, related_name="extensions", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("by_arrival", models.BooleanField(db_default=False, default=False)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("assignment", "member"), name="extension_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssignmentDepartment",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("assignment", models.ForeignKey(on_delete=models.CASCADE, related_name="departments", to="learning.assignment")),
                        ("department", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.department")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("assignment", "department"), name="assignment_department_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssignmentGroup",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("assignment", models.ForeignKey(on_delete=models.CASCADE, related_name="groups", to="learning.assignment")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("group", models.ForeignKey(on_delete=models.PROTECT, related_name="assignments", to="learning.group")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("assignment", "group"), name="assignment_group_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Arrival",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("arrived_on", models.DateField()),
                        ("assignment", models.ForeignKey(on_delete=models.CASCADE, related_name="arrivals", to="learning.assignment")),
                        ("member", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("assignment", "member"), name="arrival_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PolicyVersion",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("number", models.PositiveSmallIntegerField()),
                        ("text", models.TextField(blank=True, default="")),
                        ("file_name", models.CharField(blank=True, default="", max_length=200)),
                        ("sha256", models.CharField(max_length=64)),
                        ("asks_again", models.BooleanField()),
                        ("created_at", models.DateTimeField()),
                        ("by", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("policy", models.ForeignKey(on_delete=models.CASCADE, related_name="versions", to="learning.policy")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("policy", "number"), name="policy_version_once"),
                            models.CheckConstraint(condition=models.Q(models.Q(("text", ""), models.Q(("file_name", ""), _negated=True)), models.Q(models.Q(("text", ""), _negated=True), ("file_name", "")), _connector="OR"), name="policy_version_text_or_file"),
                            models.CheckConstraint(condition=models.Q(("number__gt", 1), ("asks_again", True), _connector="OR"), name="policy_version_first_asks"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PolicyFile",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("content", models.BinaryField()),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("version", models.OneToOneField(on_delete=models.CASCADE, related_name="file", to="learning.policyversion")),
                    ],
                ),
                migrations.CreateModel(
                    name="Acknowledgement",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("at", models.DateTimeField()),
                        ("assignment", models.ForeignKey(on_delete=models.PROTECT, related_name="acknowledgements", to="learning.assignment")),
                        ("member", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("version", models.ForeignKey(on_delete=models.PROTECT, related_name="acknowledgements", to="learning.policyversion")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("version", "member"), name="acknowledgement_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperResult",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("taken_on", models.DateField()),
                        ("percent", models.PositiveSmallIntegerField()),
                        ("passed", models.BooleanField()),
                        ("sent_by_name", models.CharField(max_length=200)),
                        ("sent_at", models.DateTimeField()),
                        ("enrolment", models.ForeignKey(on_delete=models.PROTECT, related_name="paper_results", to="learning.enrolment")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("sent_by", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("enrolment", "taken_on", "percent"), name="paper_result_once"),
                            models.CheckConstraint(condition=models.Q(("percent__lte", 100)), name="paper_result_percent"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssignmentEdition",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("assignment", models.ForeignKey(on_delete=models.CASCADE, related_name="unit_editions", to="learning.assignment")),
                        ("department", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.department")),
                        ("offer", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="catalogue.offer")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("assignment", "department"), name="assignment_edition_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GroupSession",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("language", models.CharField(max_length=2)),
                        ("place", models.CharField(max_length=100)),
                        ("led_by_name", models.CharField(max_length=200)),
                        ("token", models.CharField(max_length=64, unique=True)),
                        ("pin", models.CharField(max_length=6)),
                        ("opened_at", models.DateTimeField()),
                        ("closes_at", models.DateTimeField()),
                        ("started_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("is_recorded", models.BooleanField(db_default=False, default=False)),
                        ("assignment", models.ForeignKey(on_delete=models.PROTECT, related_name="group_sessions", to="learning.assignment")),
                        ("led_by", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("revision", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="catalogue.revision")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("ended_at", None)), fields=("organisation", "pin"), name="group_session_pin_once"),
                            models.CheckConstraint(condition=models.Q(("closes_at__gt", models.F("opened_at"))), name="group_session_forward"),
                            models.CheckConstraint(condition=models.Q(("is_recorded", False), ("ended_at__isnull", False), _connector="OR"), name="group_session_recorded_after_end"),
                        ],
                        "indexes": [
                            models.Index(fields=["organisation", "-id"], name="group_session_list"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attendance",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("way", models.CharField(choices=[("qr", "QRコード"), ("pin", "PIN"), ("list", "一覧でチェック")], max_length=8)),
                        ("checked_in_at", models.DateTimeField()),
                        ("counts_from", models.DateTimeField()),
                        ("left_at", models.DateTimeField(null=True)),
                        ("is_open", models.BooleanField(default=True)),
                        ("slides", models.PositiveSmallIntegerField(default=0)),
                        ("seconds", models.PositiveIntegerField(default=0)),
                        ("enrolment", models.ForeignKey(on_delete=models.CASCADE, related_name="attendances", to="learning.enrolment")),
                        ("member", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("session", models.ForeignKey(on_delete=models.CASCADE, related_name="attendances", to="learning.groupsession")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("session", "member"), name="attendance_once"),
                            models.UniqueConstraint(condition=models.Q(("is_open", True)), fields=("member",), name="attendance_one_at_a_time"),
                            models.CheckConstraint(condition=models.Q(("way__in", ["qr", "pin", "list"])), name="attendance_way_known"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GroupShowing",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("slide_id", models.CharField(max_length=64)),
                        ("from_at", models.DateTimeField()),
                        ("until_at", models.DateTimeField(null=True)),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("session", models.ForeignKey(on_delete=models.CASCADE, related_name="showings", to="learning.groupsession")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("until_at", None)), fields=("session",), name="group_showing_one_now"),
                            models.CheckConstraint(condition=models.Q(("until_at", None), ("until_at__gte", models.F("from_at")), _connector="OR"), name="group_showing_forward"),
                        ],
                    },
                ),
            ]
        ),
    ]
