"""Invoices, payments, refunds, and how costs are split.

Stands for 5 migrations (decision record 0104).
"""

import uuid

from django.conf import settings
from django.db import migrations, models

from terakoya.portal.common.new_tables import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("billing", "0001_invoices_and_payments"),
        ("billing", "0002_refunds"),
        ("billing", "0003_cost_splits"),
        ("billing", "0004_billing_addresses"),
        ("billing", "0005_payments_of_providers"),
    ]

    dependencies = [
        ("accounts", "0022_people_and_organisations"),
        ("documents", "0002_documents_that_stay"),
        ("orders", "0013_orders_quotes_licences"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="BillingRules",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("fee_tolerance_yen", models.PositiveIntegerField(default=880)),
                        ("first_days", models.PositiveSmallIntegerField(default=3)),
                        ("second_days", models.PositiveSmallIntegerField(default=14)),
                        ("third_days", models.PositiveSmallIntegerField(default=30)),
                        ("closes_by_itself", models.BooleanField(default=True)),
                        ("reminds_by_itself", models.BooleanField(default=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("fee_tolerance_yen__lte", 9999)), name="billing_fee_below_10000"),
                            models.CheckConstraint(condition=models.Q(("first_days__lt", models.F("second_days")), ("second_days__lt", models.F("third_days"))), name="billing_steps_ascend"),
                            models.CheckConstraint(condition=models.Q(("pk", 1)), name="billing_rules_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ColumnSet",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("purpose", models.CharField(choices=[("bank", "銀行の入金明細"), ("journal", "会計ソフトの仕訳")], max_length=16)),
                        ("name", models.CharField(max_length=100)),
                        ("encoding", models.CharField(choices=[("cp932", "Shift_JIS（Windows）"), ("utf-8", "UTF-8")], max_length=8)),
                        ("columns", models.JSONField()),
                    ],
                    options={
                        "ordering": ["purpose", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("purpose", "name"), name="column_set_name_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BankFile",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("name", models.CharField(max_length=200)),
                        ("sha256", models.CharField(max_length=64, unique=True)),
                        ("read_at", models.DateTimeField()),
                        ("new_lines", models.PositiveIntegerField()),
                        ("known_lines", models.PositiveIntegerField()),
                        ("read_by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("columns", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="billing.columnset")),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="BankLine",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("number", models.PositiveIntegerField()),
                        ("booked_on", models.DateField()),
                        ("amount_yen", models.PositiveBigIntegerField()),
                        ("payer", models.CharField(max_length=200)),
                        ("fingerprint", models.CharField(max_length=64, unique=True)),
                        ("state", models.CharField(choices=[("waiting", "確認待ち"), ("matched", "入金にしました"), ("ignored", "入金ではありません")], default="waiting", max_length=16)),
                        ("file", models.ForeignKey(on_delete=models.CASCADE, related_name="lines", to="billing.bankfile")),
                    ],
                    options={
                        "ordering": ["booked_on", "id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("amount_yen__gte", 1)), name="bank_line_has_an_amount"),
                        ],
                        "indexes": [
                            models.Index(condition=models.Q(("state", "waiting")), fields=["booked_on"], name="bank_line_waiting"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invoice",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("month", models.DateField()),
                        ("issued_on", models.DateField()),
                        ("due_on", models.DateField()),
                        ("payable_on", models.DateField(db_index=True)),
                        ("subtotal_yen", models.PositiveBigIntegerField()),
                        ("tax_yen", models.PositiveBigIntegerField()),
                        ("total_yen", models.PositiveBigIntegerField()),
                        ("document", models.OneToOneField(on_delete=models.CASCADE, related_name="+", to="documents.issueddocument")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("receipt", models.OneToOneField(null=True, on_delete=models.SET_NULL, related_name="+", to="documents.issueddocument")),
                    ],
                    options={
                        "ordering": ["-month", "-id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("organisation", "month"), name="invoice_once_a_month"),
                            models.CheckConstraint(condition=models.Q(("total_yen", models.expressions.CombinedExpression(models.F("subtotal_yen"), "+", models.F("tax_yen")))), name="invoice_total_is_a_sum"),
                            models.CheckConstraint(condition=models.Q(("payable_on__gte", models.F("due_on"))), name="invoice_payable_from_due"),
                        ],
                        "indexes": [
                            models.Index(fields=["month", "id"], name="invoice_by_month"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InvoiceChange",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kind", models.CharField(choices=[("corrected", "修正"), ("credited", "返還")], max_length=16)),
                        ("key", models.UUIDField(unique=True)),
                        ("issued_on", models.DateField()),
                        ("subtotal_yen", models.BigIntegerField()),
                        ("tax_yen", models.BigIntegerField()),
                        ("total_yen", models.BigIntegerField()),
                        ("reason", models.CharField(max_length=300)),
                        ("at", models.DateTimeField()),
                        ("by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("document", models.OneToOneField(on_delete=models.CASCADE, related_name="+", to="documents.issueddocument")),
                        ("invoice", models.ForeignKey(on_delete=models.CASCADE, related_name="changes", to="billing.invoice")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("total_yen", models.expressions.CombinedExpression(models.F("subtotal_yen"), "+", models.F("tax_yen")))), name="change_total_is_a_sum"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InvoiceLine",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("portion", models.PositiveSmallIntegerField()),
                        ("title", models.CharField(max_length=300)),
                        ("quantity_text", models.CharField(blank=True, max_length=100)),
                        ("first", models.DateField()),
                        ("last", models.DateField()),
                        ("amount_yen", models.BigIntegerField()),
                        ("tax_per_mille", models.PositiveSmallIntegerField()),
                        ("change", models.ForeignKey(null=True, on_delete=models.CASCADE, related_name="lines", to="billing.invoicechange")),
                        ("invoice", models.ForeignKey(on_delete=models.CASCADE, related_name="lines", to="billing.invoice")),
                        ("order_line", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="orders.orderline")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("change", None)), fields=("order_line", "portion"), name="portion_billed_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MonthClosing",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("month", models.DateField(unique=True)),
                        ("asked_at", models.DateTimeField()),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("tried_at", models.DateTimeField(null=True)),
                        ("failed", models.PositiveIntegerField(default=0)),
                        ("last_error", models.TextField(blank=True)),
                        ("asked_by", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                ),
                migrations.CreateModel(
                    name="OrderTerms",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kind", models.CharField(choices=[("whole-term", "一括前払い"), ("monthly", "月払い"), ("after-acceptance", "検収後払い")], max_length=24)),
                        ("accepted_on", models.DateField(null=True)),
                        ("completion_report", models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="documents.issueddocument")),
                        ("order", models.OneToOneField(on_delete=models.CASCADE, related_name="terms", to="orders.order")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("kind__in", ["whole-term", "monthly", "after-acceptance"])), name="order_terms_known"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Payment",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("key", models.UUIDField(unique=True)),
                        ("received_on", models.DateField()),
                        ("amount_yen", models.PositiveBigIntegerField()),
                        ("payer", models.CharField(blank=True, max_length=200)),
                        ("at", models.DateTimeField()),
                        ("bank_line", models.OneToOneField(null=True, on_delete=models.PROTECT, related_name="payment", to="billing.bankline")),
                        ("by", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "ordering": ["received_on", "id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("amount_yen__gte", 1)), name="payment_has_an_amount"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Allocation",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("allocated_on", models.DateField()),
                        ("amount_yen", models.PositiveBigIntegerField()),
                        ("fee_yen", models.PositiveIntegerField(default=0)),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("invoice", models.ForeignKey(on_delete=models.CASCADE, related_name="allocations", to="billing.invoice")),
                        ("payment", models.ForeignKey(on_delete=models.CASCADE, related_name="allocations", to="billing.payment")),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("payment", "invoice"), name="allocation_once"),
                            models.CheckConstraint(condition=models.Q(("amount_yen__gte", 1), ("fee_yen__lte", 9999)), name="allocation_has_an_amount"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentReminder",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("step", models.PositiveSmallIntegerField()),
                        ("sent_on", models.DateField()),
                        ("open_yen", models.PositiveBigIntegerField()),
                        ("invoice", models.ForeignKey(on_delete=models.CASCADE, related_name="reminders", to="billing.invoice")),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "ordering": ["step"],
                        "constraints": [
                            models.UniqueConstraint(fields=("invoice", "step"), name="payment_reminder_step_once"),
                            models.CheckConstraint(condition=models.Q(("step__gte", 1), ("step__lte", 3)), name="payment_reminder_three_steps"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AllocationRelease",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("released_on", models.DateField()),
                        ("amount_yen", models.PositiveBigIntegerField()),
                        ("fee_yen", models.PositiveIntegerField(default=0)),
                        ("at", models.DateTimeField()),
                        ("allocation", models.ForeignKey(on_delete=models.CASCADE, related_name="releases", to="billing.allocation")),
                        ("by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("amount_yen__gte", 1), ("fee_yen__gte", 1), _connector="OR"), name="release_of_something"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Refund",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("key", models.UUIDField()),
                        ("refunded_on", models.DateField()),
                        ("amount_yen", models.PositiveBigIntegerField()),
                        ("at", models.DateTimeField()),
                        ("by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                        ("payment", models.ForeignKey(on_delete=models.CASCADE, related_name="refunds", to="billing.payment")),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("key", "payment"), name="refund_once"),
                            models.CheckConstraint(condition=models.Q(("amount_yen__gte", 1)), name="refund_has_an_amount"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CostSplit",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("basis", models.CharField(choices=[("none", "内訳を付けない"), ("seats", "使っている受講枠の数で分ける"), ("shares", "入力した割合で分ける")], max_length=8)),
                        ("shares", models.JSONField(default=list)),
                        ("organisation", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("organisation",), name="cost_split_once"),
                            models.CheckConstraint(condition=models.Q(("basis__in", ["none", "seats", "shares"])), name="cost_split_basis_known"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BillingAddress",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(blank=True, max_length=200)),
                        ("department", models.CharField(blank=True, max_length=100)),
                        ("person", models.CharField(blank=True, max_length=200)),
                        ("postal_code", models.CharField(blank=True, max_length=8)),
                        ("prefecture", models.CharField(blank=True, max_length=10)),
                        ("address", models.CharField(blank=True, max_length=300)),
                        ("building", models.CharField(blank=True, max_length=200)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("changed_at", models.DateTimeField()),
                        ("organisation", models.OneToOneField(on_delete=models.CASCADE, related_name="billing_address", to="accounts.organisation")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("name", ""), models.Q(("postal_code", ""), ("prefecture", ""), ("address", ""), _connector="OR", _negated=True), _connector="OR"), name="billing_address_whole"),
                        ],
                    },
                ),
            ]
        ),
    ]
