"""Documents are written once: a trigger of the database refuses every change of theirs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ..accounts.models import Organisation
from ..common.models import PublicIdModel
from .choices import AccountType, DocumentKind


class SellerDetails(models.Model):
    """The seller from a day on, until the next row's day."""

    valid_from = models.DateField(unique=True)
    name = models.CharField(max_length=200)
    postal_code = models.CharField(max_length=8)
    address = models.CharField(max_length=200)
    building = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=20)
    hours = models.CharField(max_length=100, blank=True)
    hours_en = models.CharField(max_length=100, blank=True)
    email = models.EmailField()
    representative = models.CharField(max_length=100)
    contact = models.CharField(max_length=100, blank=True)
    registration = models.CharField(max_length=14, blank=True)
    bank_name = models.CharField(max_length=100, blank=True)
    bank_branch = models.CharField(max_length=100, blank=True)
    account_type = models.CharField(max_length=8, choices=AccountType.choices, blank=True)
    account_number = models.CharField(max_length=7, blank=True)
    account_holder = models.CharField(max_length=100, blank=True)
    customer_bears_fee = models.BooleanField(default=True)
    created_at = models.DateTimeField()


class Counterparty(models.Model):
    """取引先 as documents are searched by it: one row for each name, as it is compared.

    Names are few and documents are many, so a part of a name is looked for here.
    """

    compared = models.CharField(max_length=400, unique=True)


class IssuedDocument(PublicIdModel):
    """A document as it went out. `content` and `seller` are all that stands in it.

    `key` is what the caller calls it by, so that the same thing is issued once; `sha256` that of
    number, day, content and seller (`canonical.py`); `ends_on` the last day that it is about. A
    quote has no organisation.
    """

    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=24, choices=DocumentKind.choices)
    series = models.CharField(max_length=64)
    serial = models.PositiveBigIntegerField()
    number = models.CharField(max_length=32, unique=True)
    issued_on = models.DateField()
    ends_on = models.DateField()
    counterparty = models.ForeignKey(Counterparty, on_delete=models.PROTECT, related_name="+")
    total_yen = models.BigIntegerField()
    content = models.JSONField()
    seller = models.JSONField()
    key = models.CharField(max_length=128, unique=True)
    corrects = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="corrections"
    )
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "serial"], name="document_serial_once"),
            models.CheckConstraint(
                condition=Q(kind__in=DocumentKind.values), name="document_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(serial__gte=1) & ~Q(number="") & ~Q(key=""), name="document_is_numbered"
            ),
        ]
        # Each holds all that is searched by, so that a search reads no row but those it shows.
        indexes = [
            models.Index(
                fields=["issued_on", "id", "total_yen", "counterparty", "kind"],
                name="documents_by_day",
            ),
            models.Index(
                fields=["total_yen", "issued_on", "counterparty", "kind"], name="documents_by_yen"
            ),
            models.Index(
                fields=["counterparty", "issued_on", "total_yen"], name="documents_by_name"
            ),
            models.Index(fields=["organisation", "issued_on"], name="documents_of"),
            models.Index(fields=["kind", "issued_on", "total_yen"], name="documents_by_kind"),
        ]
        ordering = ["-issued_on", "-id"]


class DocumentFile(models.Model):
    """The PDF of a document as it was first made; whoever asks later gets these bytes."""

    document = models.OneToOneField(IssuedDocument, on_delete=models.CASCADE, related_name="file")
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()


class ReceivedDocument(PublicIdModel):
    """注文書 and the like that a customer has sent, kept as it came."""

    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    counterparty = models.ForeignKey(Counterparty, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=64, blank=True)
    dated_on = models.DateField()
    total_yen = models.BigIntegerField()
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    content_type = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["dated_on", "id", "total_yen"], name="received_by_day"),
            models.Index(fields=["total_yen", "dated_on"], name="received_by_yen"),
            models.Index(fields=["counterparty", "dated_on"], name="received_by_name"),
        ]
        ordering = ["-dated_on", "-id"]
