"""Invoices, what was paid on them, and the files of banks. Money is whole yen.

The state of an invoice is never stored: `selectors.with_sums` reckons it. Invoices and changes go
with their documents, whose retention is that of documents.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ..accounts.models import Organisation, Person
from ..common.models import PublicIdModel, TenantModel
from ..documents.models import IssuedDocument
from ..orders.models import Order, OrderLine
from .choices import ChangeKind, ColumnsFor, Encoding, LineState, PaymentTerms, SplitBasis

MOST_FEE_YEN = 9_999  # from 10,000 yen on a discount needs a 返還インボイス


class BillingRules(models.Model):
    """What the operator decides about invoices; one row, its defaults where there is none."""

    fee_tolerance_yen = models.PositiveIntegerField(default=880)
    first_days = models.PositiveSmallIntegerField(default=3)
    second_days = models.PositiveSmallIntegerField(default=14)
    third_days = models.PositiveSmallIntegerField(default=30)
    closes_by_itself = models.BooleanField(default=True)
    reminds_by_itself = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fee_tolerance_yen__lte=MOST_FEE_YEN), name="billing_fee_below_10000"
            ),
            models.CheckConstraint(
                condition=Q(first_days__lt=models.F("second_days"))
                & Q(second_days__lt=models.F("third_days")),
                name="billing_steps_ascend",
            ),
            models.CheckConstraint(condition=Q(pk=1), name="billing_rules_once"),
        ]


class OrderTerms(TenantModel):
    """How an order is paid; whole term where there is no row. `accepted_on`: 検収 of 完了届."""

    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="terms")
    kind = models.CharField(max_length=24, choices=PaymentTerms.choices)
    accepted_on = models.DateField(null=True)
    completion_report = models.ForeignKey(
        IssuedDocument, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=PaymentTerms.values), name="order_terms_known"
            )
        ]


class CostSplit(TenantModel):
    """By what an organisation's invoices are split; `shares` are [department's uuid, number]."""

    basis = models.CharField(max_length=8, choices=SplitBasis.choices)
    shares = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation"], name="cost_split_once"),
            models.CheckConstraint(
                condition=Q(basis__in=SplitBasis.values), name="cost_split_basis_known"
            ),
        ]


class BillingAddress(models.Model):
    """請求先: to whom an organisation's coming invoices go, as its contract holder said last.

    An empty `name` is the organisation itself at its own address. An application that came after
    `changed_at` says it anew (`billing_addresses.py`).
    """

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="billing_address"
    )
    name = models.CharField(max_length=200, blank=True)
    department = models.CharField(max_length=100, blank=True)
    person = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=8, blank=True)
    prefecture = models.CharField(max_length=10, blank=True)
    address = models.CharField(max_length=300, blank=True)
    building = models.CharField(max_length=200, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(name="") | ~(Q(postal_code="") | Q(prefecture="") | Q(address="")),
                name="billing_address_whole",
            )
        ]


class MonthClosing(models.Model):
    """締め: that a month (its first day) is to be closed, and how the last run ended.

    No constraint says that it is a first day: it would be a function of Django's in the schema of
    SQLite, and a backup could not be read without Django.
    """

    month = models.DateField(unique=True)
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    failed = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)


class Invoice(PublicIdModel, TenantModel):
    """What an organisation owes for a month (its first day), as its document said it."""

    month = models.DateField()
    document = models.OneToOneField(IssuedDocument, on_delete=models.CASCADE, related_name="+")
    issued_on = models.DateField()
    due_on = models.DateField()
    payable_on = models.DateField(db_index=True)
    subtotal_yen = models.PositiveBigIntegerField()
    tax_yen = models.PositiveBigIntegerField()
    total_yen = models.PositiveBigIntegerField()
    receipt = models.OneToOneField(
        IssuedDocument, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "month"], name="invoice_once_a_month"),
            models.CheckConstraint(
                condition=Q(total_yen=models.F("subtotal_yen") + models.F("tax_yen")),
                name="invoice_total_is_a_sum",
            ),
            models.CheckConstraint(
                condition=Q(payable_on__gte=models.F("due_on")), name="invoice_payable_from_due"
            ),
        ]
        indexes = [models.Index(fields=["month", "id"], name="invoice_by_month")]
        ordering = ["-month", "-id"]


class InvoiceChange(TenantModel):
    """修正 or 返還 of an invoice by a document of its own; the sums are what was added (signed)."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=16, choices=ChangeKind.choices)
    key = models.UUIDField(unique=True)
    document = models.OneToOneField(IssuedDocument, on_delete=models.CASCADE, related_name="+")
    issued_on = models.DateField()
    subtotal_yen = models.BigIntegerField()
    tax_yen = models.BigIntegerField()
    total_yen = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(total_yen=models.F("subtotal_yen") + models.F("tax_yen")),
                name="change_total_is_a_sum",
            )
        ]
        ordering = ["id"]


class InvoiceLine(TenantModel):
    """A portion of an order's line that was billed, or (`change`) what was added to one."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    change = models.ForeignKey(
        InvoiceChange, null=True, on_delete=models.CASCADE, related_name="lines"
    )
    order_line = models.ForeignKey(
        OrderLine, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    portion = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    quantity_text = models.CharField(max_length=100, blank=True)
    first = models.DateField()
    last = models.DateField()
    amount_yen = models.BigIntegerField()
    tax_per_mille = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order_line", "portion"],
                condition=Q(change=None),
                name="portion_billed_once",
            )
        ]
        ordering = ["id"]


class ColumnSet(PublicIdModel):
    """Which columns a program's file has: `columns` is a list of [heading, what it means]."""

    purpose = models.CharField(max_length=16, choices=ColumnsFor.choices)
    name = models.CharField(max_length=100)
    encoding = models.CharField(max_length=8, choices=Encoding.choices)
    columns = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "name"], name="column_set_name_once")
        ]
        ordering = ["purpose", "id"]


class BankFile(PublicIdModel):
    """A file of a bank that was read; the same bytes are one file."""

    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    columns = models.ForeignKey(ColumnSet, null=True, on_delete=models.SET_NULL, related_name="+")
    read_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()
    new_lines = models.PositiveIntegerField()
    known_lines = models.PositiveIntegerField()

    class Meta:
        ordering = ["-id"]


class BankLine(PublicIdModel):
    """A transfer that came in. `fingerprint` knows it again in another file."""

    file = models.ForeignKey(BankFile, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    booked_on = models.DateField()
    amount_yen = models.PositiveBigIntegerField()
    payer = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=16, choices=LineState.choices, default=LineState.WAITING)

    class Meta:
        indexes = [
            models.Index(
                fields=["booked_on"], condition=Q(state=LineState.WAITING), name="bank_line_waiting"
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount_yen__gte=1), name="bank_line_has_an_amount")
        ]
        ordering = ["booked_on", "id"]


class Payment(PublicIdModel, TenantModel):
    """Money that came in from an organisation; what no allocation takes is its credit.

    `key` is that of the form, the bank's line or the provider's notice that told of it, so that a
    second one enters nothing. `by` nobody: a provider of payments told of it.
    """

    key = models.UUIDField(unique=True)
    received_on = models.DateField()
    amount_yen = models.PositiveBigIntegerField()
    payer = models.CharField(max_length=200, blank=True)
    bank_line = models.OneToOneField(
        BankLine, null=True, on_delete=models.PROTECT, related_name="payment"
    )
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_yen__gte=1), name="payment_has_an_amount")
        ]
        ordering = ["received_on", "id"]


class Allocation(TenantModel):
    """What of a payment an invoice took, and the transfer fee that was left off with it."""

    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="allocations")
    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="allocations")
    allocated_on = models.DateField()
    amount_yen = models.PositiveBigIntegerField()
    fee_yen = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "invoice"], name="allocation_once"),
            models.CheckConstraint(
                condition=Q(amount_yen__gte=1, fee_yen__lte=MOST_FEE_YEN),
                name="allocation_has_an_amount",
            ),
        ]
        ordering = ["id"]


class AllocationRelease(TenantModel):
    """What of an allocation its invoice needs no more: `amount_yen` is the customer's credit again.

    `fee_yen` of a transfer fee was left off for nothing; no money moves by it.
    """

    allocation = models.ForeignKey(Allocation, on_delete=models.CASCADE, related_name="releases")
    released_on = models.DateField()
    amount_yen = models.PositiveBigIntegerField()
    fee_yen = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_yen__gte=1) | Q(fee_yen__gte=1), name="release_of_something"
            )
        ]
        ordering = ["id"]


class Refund(TenantModel):
    """Money of a payment that was sent back; `key` is the form's that entered it."""

    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="refunds")
    key = models.UUIDField()
    refunded_on = models.DateField()
    amount_yen = models.PositiveBigIntegerField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "payment"], name="refund_once"),
            models.CheckConstraint(condition=Q(amount_yen__gte=1), name="refund_has_an_amount"),
        ]
        ordering = ["id"]


class PaymentReminder(TenantModel):
    """That an invoice was asked for, by step (1 to 3)."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="reminders")
    step = models.PositiveSmallIntegerField()
    sent_on = models.DateField()
    open_yen = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invoice", "step"], name="payment_reminder_step_once"),
            models.CheckConstraint(
                condition=Q(step__gte=1, step__lte=3), name="payment_reminder_three_steps"
            ),
        ]
        ordering = ["step"]
