"""Documents issued and received, which triggers keep as they are.

Stands for 2 migrations (decision record 0104).
"""

import uuid

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from terakoya.portal.common.new_tables import CreateModels

# Whoever has the database may still take a row away when its ten years are over; nobody may
# change one. What makes one of these tables anew on SQLite must call `refuse_changes` again.
FIXED = ("documents_issueddocument", "documents_documentfile", "documents_receiveddocument")
REFUSAL = "a document that was issued or received never changes"


def refuse_changes(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"CREATE FUNCTION documents_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$")
    for table in FIXED:
        deed = "EXECUTE FUNCTION documents_refuse_change()" if schema_editor.connection.vendor == "postgresql" else f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        schema_editor.execute(f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} FOR EACH ROW {deed}")


def allow_changes(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for table in FIXED:
        place = f" ON {table}" if is_postgresql else ""
        schema_editor.execute(f"DROP TRIGGER {table}_fixed{place}")
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION documents_refuse_change()")


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("documents", "0001_issued_documents"),
        ("documents", "0002_cost_annexes"),
    ]

    dependencies = [
        ("accounts", "0022_people_and_organisations"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Counterparty",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("compared", models.CharField(max_length=400, unique=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="SellerDetails",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("valid_from", models.DateField(unique=True)),
                        ("name", models.CharField(max_length=200)),
                        ("postal_code", models.CharField(max_length=8)),
                        ("address", models.CharField(max_length=200)),
                        ("building", models.CharField(blank=True, max_length=200)),
                        ("phone", models.CharField(max_length=20)),
                        ("hours", models.CharField(blank=True, max_length=100)),
                        ("hours_en", models.CharField(blank=True, max_length=100)),
                        ("email", models.EmailField(max_length=254)),
                        ("representative", models.CharField(max_length=100)),
                        ("contact", models.CharField(blank=True, max_length=100)),
                        ("registration", models.CharField(blank=True, max_length=14)),
                        ("bank_name", models.CharField(blank=True, max_length=100)),
                        ("bank_branch", models.CharField(blank=True, max_length=100)),
                        ("account_type", models.CharField(blank=True, choices=[("ordinary", "普通"), ("current", "当座"), ("savings", "貯蓄")], max_length=8)),
                        ("account_number", models.CharField(blank=True, max_length=7)),
                        ("account_holder", models.CharField(blank=True, max_length=100)),
                        ("customer_bears_fee", models.BooleanField(default=True)),
                        ("created_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="IssuedDocument",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("quote", "見積書"),
                                    ("order-confirmation", "注文請書"),
                                    ("delivery-note", "納品書"),
                                    ("invoice", "請求書"),
                                    ("receipt", "領収書"),
                                    ("credit-note", "返還インボイス"),
                                    ("corrected-invoice", "修正インボイス"),
                                    ("completion-report", "完了届"),
                                    ("deletion-certificate", "削除証明書"),
                                    ("cost-annex", "費用内訳書"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("series", models.CharField(max_length=64)),
                        ("serial", models.PositiveBigIntegerField()),
                        ("number", models.CharField(max_length=32, unique=True)),
                        ("issued_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("total_yen", models.BigIntegerField()),
                        ("content", models.JSONField()),
                        ("seller", models.JSONField()),
                        ("key", models.CharField(max_length=128, unique=True)),
                        ("sha256", models.CharField(max_length=64)),
                        ("created_at", models.DateTimeField()),
                        ("corrects", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="corrections", to="documents.issueddocument")),
                        ("counterparty", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="documents.counterparty")),
                        ("organisation", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "ordering": ["-issued_on", "-id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("series", "serial"), name="document_serial_once"),
                            models.CheckConstraint(condition=models.Q(("serial__gte", 1), models.Q(("number", ""), _negated=True), models.Q(("key", ""), _negated=True)), name="document_is_numbered"),
                            models.CheckConstraint(condition=models.Q(("kind__in", ["quote", "order-confirmation", "delivery-note", "invoice", "receipt", "credit-note", "corrected-invoice", "completion-report", "deletion-certificate", "cost-annex"])), name="document_kind_known"),
                        ],
                        "indexes": [
                            models.Index(fields=["issued_on", "id", "total_yen", "counterparty", "kind"], name="documents_by_day"),
                            models.Index(fields=["total_yen", "issued_on", "counterparty", "kind"], name="documents_by_yen"),
                            models.Index(fields=["counterparty", "issued_on", "total_yen"], name="documents_by_name"),
                            models.Index(fields=["organisation", "issued_on"], name="documents_of"),
                            models.Index(fields=["kind", "issued_on", "total_yen"], name="documents_by_kind"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DocumentFile",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("content", models.BinaryField()),
                        ("size", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("made_at", models.DateTimeField()),
                        ("document", models.OneToOneField(on_delete=models.CASCADE, related_name="file", to="documents.issueddocument")),
                    ],
                ),
                migrations.CreateModel(
                    name="ReceivedDocument",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("name", models.CharField(max_length=200)),
                        ("number", models.CharField(blank=True, max_length=64)),
                        ("dated_on", models.DateField()),
                        ("total_yen", models.BigIntegerField()),
                        ("file_name", models.CharField(max_length=200)),
                        ("content", models.BinaryField()),
                        ("content_type", models.CharField(max_length=64)),
                        ("size", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64, unique=True)),
                        ("received_at", models.DateTimeField()),
                        ("counterparty", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="documents.counterparty")),
                        ("organisation", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "ordering": ["-dated_on", "-id"],
                        "indexes": [
                            models.Index(fields=["dated_on", "id", "total_yen"], name="received_by_day"),
                            models.Index(fields=["total_yen", "dated_on"], name="received_by_yen"),
                            models.Index(fields=["counterparty", "dated_on"], name="received_by_name"),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunPython(refuse_changes, allow_changes),
    ]
