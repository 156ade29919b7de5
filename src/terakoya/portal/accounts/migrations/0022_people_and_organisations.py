"""People, organisations and their places: who may sign in, and as what.

Stands for 22 migrations (decision record 0104).
"""

import uuid

from django.conf import settings
from django.db import migrations, models

from terakoya.portal.common.new_tables import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("accounts", "0001_persons_organisations_members"),
        ("accounts", "0002_ended_sessions"),
        ("accounts", "0003_roster_addresses"),
        ("accounts", "0004_fill_roster_addresses"),
        ("accounts", "0005_roster_address_once"),
        ("accounts", "0006_joining_code_news"),
        ("accounts", "0007_data_requests"),
        ("accounts", "0008_place_taken_by_code"),
        ("accounts", "0009_roster_columns"),
        ("accounts", "0010_concurrent_posts"),
        ("accounts", "0011_language_of_new_people"),
        ("accounts", "0012_roster_imports"),
        ("accounts", "0013_department_changes"),
        ("accounts", "0014_join_requests"),
        ("accounts", "0015_standing_index"),
        ("accounts", "0016_the_house"),
        ("accounts", "0017_operator_rights"),
        ("accounts", "0018_second_factor"),
        ("accounts", "0019_legal_texts"),
        ("accounts", "0020_notices"),
        ("accounts", "0021_suspension"),
        ("accounts", "0022_notice_readers"),
    ]

    dependencies = []

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Organisation",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("name", models.CharField(max_length=200)),
                        ("name_kana", models.CharField(blank=True, max_length=200)),
                        ("code", models.CharField(max_length=24, unique=True)),
                        ("postal_code", models.CharField(blank=True, max_length=8)),
                        ("prefecture", models.CharField(blank=True, max_length=8)),
                        ("address", models.CharField(blank=True, max_length=300)),
                        ("building", models.CharField(blank=True, max_length=200)),
                        ("phone", models.CharField(blank=True, max_length=32)),
                        ("variables", models.JSONField(blank=True, default=dict)),
                        ("created_at", models.DateTimeField()),
                        ("language", models.CharField(blank=True, db_default="", default="", max_length=2)),
                        ("is_house", models.BooleanField(db_default=False, default=False)),
                        ("suspended_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("is_house", True)), fields=("is_house",), name="organisation_one_house"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("email", models.EmailField(max_length=254, null=True, unique=True)),
                        ("email_confirmed_at", models.DateTimeField(null=True)),
                        ("name", models.CharField(max_length=200)),
                        ("language", models.CharField(default="ja", max_length=2)),
                        ("furigana", models.BooleanField(default=False)),
                        ("is_active", models.BooleanField(default=True)),
                        ("is_operator", models.BooleanField(default=False)),
                        ("session_version", models.PositiveIntegerField(default=0)),
                        ("created_at", models.DateTimeField()),
                        ("ended_sessions", models.TextField(blank=True, db_default="", default="")),
                        ("former_password", models.CharField(blank=True, db_default="", default="", max_length=128)),
                        ("has_code_news", models.BooleanField(db_default=False, default=False)),
                        ("has_second_factor", models.BooleanField(db_default=False, default=False)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("email", None), models.Q(("email", ""), _negated=True), _connector="OR"), name="person_email_null_not_empty"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Department",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("name", models.CharField(max_length=100)),
                        ("path", models.CharField(blank=True, db_index=True, max_length=200)),
                        ("is_active", models.BooleanField(default=True)),
                        ("parent", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="children", to="accounts.department")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("organisation", "parent", "name"), name="department_name_once"),
                            models.UniqueConstraint(condition=models.Q(("parent", None)), fields=("organisation", "name"), name="department_root_name_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Member",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("employee_number", models.CharField(max_length=64, null=True)),
                        ("name", models.CharField(max_length=200)),
                        ("name_kana", models.CharField(blank=True, max_length=200)),
                        ("invited_at", models.DateTimeField(null=True)),
                        ("joined_at", models.DateTimeField(null=True)),
                        ("left_on", models.DateField(null=True)),
                        ("created_at", models.DateTimeField()),
                        ("person", models.ForeignKey(on_delete=models.PROTECT, related_name="memberships", to=settings.AUTH_USER_MODEL)),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("email", models.EmailField(max_length=254, null=True)),
                        ("position", models.CharField(blank=True, db_default="", default="", max_length=100)),
                        ("site", models.CharField(blank=True, db_default="", default="", max_length=100)),
                        ("employment", models.CharField(blank=True, db_default="", default="", max_length=100)),
                        ("language", models.CharField(blank=True, db_default="", default="", max_length=2)),
                        ("on_leave_since", models.DateField(null=True)),
                        ("on_leave_until", models.DateField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("organisation", "person"), name="member_once"),
                            models.UniqueConstraint(fields=("organisation", "employee_number"), name="member_employee_number_once"),
                            models.CheckConstraint(condition=models.Q(("employee_number", None), models.Q(("employee_number", ""), _negated=True), _connector="OR"), name="member_employee_number_null_not_empty"),
                            models.UniqueConstraint(fields=("organisation", "email"), name="member_email_once"),
                            models.CheckConstraint(condition=models.Q(("email", None), models.Q(("email", ""), _negated=True), _connector="OR"), name="member_email_null_not_empty"),
                            models.CheckConstraint(condition=models.Q(("on_leave_until", None), models.Q(("on_leave_since__isnull", False), ("on_leave_until__gte", models.F("on_leave_since"))), _connector="OR"), name="member_leave_forward"),
                        ],
                        "indexes": [
                            models.Index(fields=["organisation", "name_kana", "name", "id"], name="member_in_order"),
                            models.Index(fields=["email"], name="member_by_email"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="JoiningCode",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("code_hash", models.CharField(max_length=64)),
                        ("expires_at", models.DateTimeField()),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("created_at", models.DateTimeField()),
                        ("member", models.OneToOneField(on_delete=models.CASCADE, related_name="joining_code", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                ),
                migrations.CreateModel(
                    name="InviteLink",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("token", models.CharField(max_length=64, unique=True)),
                        ("open_join", models.BooleanField(default=True)),
                        ("created_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField(null=True)),
                        ("revoked_at", models.DateTimeField(null=True)),
                        ("department", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.department")),
                        ("created_by", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("needs_approval", models.BooleanField(db_default=False, default=False)),
                    ],
                ),
                migrations.CreateModel(
                    name="DepartmentMembership",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(null=True)),
                        ("department", models.ForeignKey(on_delete=models.PROTECT, related_name="memberships", to="accounts.department")),
                        ("member", models.ForeignKey(db_index=False, on_delete=models.CASCADE, related_name="departments", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("until_on", None)), fields=("member",), name="member_one_department_now"),
                            models.CheckConstraint(condition=models.Q(("until_on", None), ("until_on__gte", models.F("from_on")), _connector="OR"), name="department_membership_forward"),
                        ],
                        "indexes": [
                            models.Index(fields=["member", "until_on", "department", "from_on"], name="department_of_member"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoleGrant",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("role", models.CharField(choices=[("owner", "契約者"), ("officer", "研修担当者"), ("supervisor", "所属長"), ("auditor", "監査者")], max_length=16)),
                        ("until_on", models.DateField(null=True)),
                        ("department", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.department")),
                        ("member", models.ForeignKey(on_delete=models.CASCADE, related_name="roles", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("is_from_roster", models.BooleanField(db_default=False, default=False)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("member", "role", "department"), name="role_grant_once"),
                            models.UniqueConstraint(condition=models.Q(("department", None)), fields=("member", "role"), name="role_grant_once_everywhere"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TermsAcceptance",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("document", models.CharField(max_length=32)),
                        ("version", models.CharField(max_length=32)),
                        ("accepted_at", models.DateTimeField()),
                        ("organisation", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("person", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                ),
                migrations.CreateModel(
                    name="CodeIssue",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("issued_by_name", models.CharField(max_length=200)),
                        ("issued_at", models.DateTimeField()),
                        ("used_at", models.DateTimeField(null=True)),
                        ("read_at", models.DateTimeField(null=True)),
                        ("issued_by", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member")),
                        ("member", models.ForeignKey(on_delete=models.CASCADE, related_name="code_issues", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("taken_from", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                ),
                migrations.CreateModel(
                    name="DataRequest",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("kind", models.CharField(choices=[("correction", "訂正・追加"), ("deletion", "消去・利用の停止"), ("disclosure", "開示（ここにない情報）")], max_length=16)),
                        ("text", models.TextField(max_length=2000)),
                        ("created_at", models.DateTimeField()),
                        ("outcome", models.CharField(blank=True, choices=[("", "対応中"), ("done", "対応しました"), ("declined", "対応できません")], max_length=16)),
                        ("answer", models.TextField(blank=True, max_length=2000)),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("answered_by", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member")),
                        ("member", models.ForeignKey(on_delete=models.CASCADE, related_name="data_requests", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(models.Q(("answered_at", None), ("outcome", "")), models.Q(models.Q(("outcome", ""), _negated=True), ("answered_at__isnull", False)), _connector="OR"), name="data_request_answered_whole"),
                        ],
                        "indexes": [
                            models.Index(fields=["organisation", "outcome", "-id"], name="data_request_list"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConcurrentPost",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(null=True)),
                        ("department", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.department")),
                        ("member", models.ForeignKey(on_delete=models.CASCADE, related_name="concurrent_posts", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("until_on", None)), fields=("member", "department"), name="concurrent_post_once_now"),
                            models.CheckConstraint(condition=models.Q(("until_on", None), ("until_on__gte", models.F("from_on")), _connector="OR"), name="concurrent_post_forward"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RosterSource",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("origin", models.CharField(choices=[("page", "画面"), ("folder", "サーバーのフォルダー"), ("address", "アップロード用アドレス")], max_length=8)),
                        ("token_hash", models.CharField(blank=True, max_length=64)),
                        ("covers_all", models.BooleanField(default=True)),
                        ("with_mail", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField()),
                        ("last_used_at", models.DateTimeField(null=True)),
                        ("revoked_at", models.DateTimeField(null=True)),
                        ("created_by", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("token_hash", ""), _negated=True), fields=("token_hash",), name="roster_token_once"),
                            models.UniqueConstraint(condition=models.Q(("origin", "folder"), ("revoked_at", None)), fields=("organisation",), name="roster_folder_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RosterImport",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("by_name", models.CharField(max_length=200)),
                        ("origin", models.CharField(choices=[("page", "画面"), ("folder", "サーバーのフォルダー"), ("address", "アップロード用アドレス")], max_length=8)),
                        ("state", models.CharField(choices=[("waiting", "読み取り待ち"), ("refused", "読めませんでした"), ("checked", "確認待ち"), ("confirmed", "登録待ち"), ("applied", "登録済み"), ("dropped", "取りやめ"), ("undone", "取り消し済み")], max_length=10)),
                        ("file_name", models.CharField(blank=True, max_length=200)),
                        ("content", models.BinaryField(null=True)),
                        ("digest", models.CharField(max_length=64)),
                        ("covers_all", models.BooleanField(default=False)),
                        ("with_mail", models.BooleanField(default=True)),
                        ("skips_problems", models.BooleanField(default=False)),
                        ("counts", models.JSONField(default=dict)),
                        ("facts", models.JSONField(default=dict)),
                        ("why", models.TextField(blank=True)),
                        ("created_at", models.DateTimeField()),
                        ("checked_at", models.DateTimeField(null=True)),
                        ("applied_at", models.DateTimeField(null=True)),
                        ("undone_at", models.DateTimeField(null=True)),
                        ("claimed_until", models.DateTimeField(null=True)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("by", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("source", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="imports", to="accounts.rostersource")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("state__in", ["waiting", "refused", "checked", "confirmed", "applied", "dropped", "undone"])), name="roster_import_state_known"),
                            models.CheckConstraint(condition=models.Q(("applied_at", None), ("state__in", ["applied", "undone"]), _connector="OR"), name="roster_import_applied"),
                        ],
                        "indexes": [
                            models.Index(fields=["organisation", "-id"], name="roster_import_list"),
                            models.Index(condition=models.Q(("state__in", ["waiting", "confirmed"])), fields=["id"], name="roster_import_waiting"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RosterLine",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kind", models.CharField(choices=[("problem", "直すところ"), ("added", "追加"), ("returned", "復帰"), ("changed", "変更"), ("moved", "異動"), ("left", "退職"), ("leader", "所属長"), ("notice", "お知らせ")], max_length=8)),
                        ("number", models.PositiveIntegerField(null=True)),
                        ("member", models.UUIDField(null=True)),
                        ("name", models.CharField(blank=True, max_length=200)),
                        ("before", models.JSONField(default=dict)),
                        ("after", models.JSONField(default=dict)),
                        ("kept", models.CharField(blank=True, max_length=200)),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("roster_import", models.ForeignKey(on_delete=models.CASCADE, related_name="lines", to="accounts.rosterimport")),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["roster_import", "kind", "id"], name="roster_line_page"),
                            models.Index(fields=["member"], name="roster_line_member"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DepartmentChange",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kind", models.CharField(choices=[("renamed", "名前の変更"), ("moved", "移動"), ("merged", "統合"), ("closed", "使用終了"), ("reopened", "再開")], max_length=10)),
                        ("before", models.CharField(blank=True, max_length=900)),
                        ("after", models.CharField(blank=True, max_length=900)),
                        ("by_name", models.CharField(max_length=200)),
                        ("on", models.DateField()),
                        ("changed_at", models.DateTimeField()),
                        ("department", models.ForeignKey(on_delete=models.CASCADE, related_name="changes", to="accounts.department")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["department", "-id"], name="department_change_list"),
                            models.Index(fields=["organisation", "kind"], name="department_change_kind"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="JoinRequest",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("name", models.CharField(max_length=200)),
                        ("name_kana", models.CharField(max_length=200)),
                        ("employee_number", models.CharField(blank=True, max_length=64)),
                        ("language", models.CharField(default="ja", max_length=2)),
                        ("ticket_hash", models.CharField(max_length=64, unique=True)),
                        ("code", models.CharField(max_length=4)),
                        ("network", models.CharField(max_length=40)),
                        ("state", models.CharField(choices=[("waiting", "承認待ち"), ("approved", "承認済み"), ("declined", "お断り")], default="waiting", max_length=8)),
                        ("created_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("department", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.department")),
                        ("link", models.ForeignKey(on_delete=models.CASCADE, related_name="requests", to="accounts.invitelink")),
                        ("member", models.ForeignKey(null=True, on_delete=models.CASCADE, related_name="+", to="accounts.member")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(models.Q(("member__isnull", False), ("state", "approved")), models.Q(models.Q(("state", "approved"), _negated=True), ("member", None)), _connector="OR"), name="join_request_approved_for_a_member"),
                            models.CheckConstraint(condition=models.Q(("state__in", ["waiting", "approved", "declined"])), name="join_request_state_known"),
                        ],
                        "indexes": [
                            models.Index(fields=["organisation", "state", "id"], name="join_request_waiting"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OperatorRight",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("right", models.CharField(choices=[("content", "教材"), ("billing", "契約・請求"), ("support", "お客様の対応")], max_length=16)),
                        ("person", models.ForeignKey(db_index=False, on_delete=models.CASCADE, related_name="operator_rights", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("person", "right"), name="operator_right_once"),
                            models.CheckConstraint(condition=models.Q(("right__in", ["content", "billing", "support"])), name="operator_right_known"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LegalText",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("document", models.CharField(choices=[("terms", "利用規約"), ("privacy", "プライバシーポリシー"), ("commerce", "特定商取引法に基づく表記"), ("accessibility", "ウェブアクセシビリティ方針")], max_length=16)),
                        ("valid_from", models.DateField()),
                        ("text_ja", models.TextField()),
                        ("text_en", models.TextField()),
                        ("published_at", models.DateTimeField()),
                        ("published_by", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("document", "valid_from"), name="legal_text_once_a_day"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CustomerNotice",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("title_ja", models.CharField(max_length=100)),
                        ("title_en", models.CharField(max_length=200)),
                        ("text_ja", models.TextField(max_length=2000)),
                        ("text_en", models.TextField(max_length=4000)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField()),
                        ("with_mail", models.BooleanField()),
                        ("created_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("created_by", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("organisation", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("readers", models.CharField(choices=[("all", "契約者と研修担当者"), ("owner", "契約者だけ"), ("officer", "研修担当者だけ")], db_default="all", default="all", max_length=8)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("until_on__gte", models.F("from_on"))), name="customer_notice_forward"),
                            models.CheckConstraint(condition=models.Q(("readers__in", ["all", "owner", "officer"])), name="customer_notice_readers_known"),
                        ],
                        "indexes": [
                            models.Index(fields=["until_on"], name="customer_notice_by_end"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NoticeReading",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("read_at", models.DateTimeField()),
                        ("member", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="accounts.member")),
                        ("notice", models.ForeignKey(on_delete=models.CASCADE, related_name="readings", to="accounts.customernotice")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("notice", "member"), name="notice_read_once"),
                        ],
                    },
                ),
            ]
        ),
    ]
