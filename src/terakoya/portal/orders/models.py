"""Money is whole yen; an order keeps the prices and the tax rate it was placed at."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ..accounts.models import Member, Person
from ..catalogue.choices import Item
from ..catalogue.models import Course, Revision
from ..common import clock
from ..common.models import FilePiece, PublicIdModel, TenantModel
from ..documents.models import IssuedDocument
from .choices import (
    OPEN_EXPORTS,
    ExportRefusal,
    ExportState,
    HoldRule,
    LicenceKind,
    OrderStatus,
    QuotePurpose,
)
from .mail_domains import FREE_MAIL
from .specs import MOST_PURCHASE_ORDER


class ApplicationDraft(PublicIdModel):
    """What an applicant has entered so far; the browser's session knows its uuid."""

    entries = models.JSONField(default=dict)
    updated_at = models.DateTimeField()
    order = models.OneToOneField(
        "Order", null=True, on_delete=models.SET_NULL, related_name="draft"
    )


class Quote(PublicIdModel):
    """見積書: what may be ordered at these unit prices until a day; whoever has its code finds it.

    It names no organisation: most are made before there is one. `document` is what was issued,
    and goes after its time by itself. `contract` is the one that gets more seats, or another term;
    `months` of added seats are those that were left when it was made. `by_seller`: at a price that
    the seller named, so that any number of seats may be ordered by it. `starts_on` is the first day
    that is offered; without one the use begins with the application.
    """

    code = models.CharField(max_length=43, unique=True)
    document = models.OneToOneField(
        IssuedDocument, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    purpose = models.CharField(
        max_length=8,
        choices=QuotePurpose.choices,
        default=QuotePurpose.NEW,
        db_default=QuotePurpose.NEW,
    )
    contract = models.ForeignKey(
        "Contract", null=True, on_delete=models.SET_NULL, related_name="quotes"
    )
    by_seller = models.BooleanField(default=False, db_default=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    company = models.CharField(max_length=200)
    person = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    with_online = models.BooleanField()
    with_manuscript = models.BooleanField()
    seats = models.PositiveIntegerField()
    months = models.PositiveSmallIntegerField()
    starts_on = models.DateField(null=True)
    online_yen = models.PositiveBigIntegerField()
    manuscript_yen = models.PositiveBigIntegerField()
    tax_per_mille = models.PositiveSmallIntegerField()
    total_yen = models.PositiveBigIntegerField()
    created_at = models.DateTimeField()
    valid_until = models.DateField(db_index=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    # Of the manuscript, where one is quoted.
    licence_kind = models.CharField(
        max_length=16,
        choices=LicenceKind.choices,
        default=LicenceKind.ENTITY,
        db_default=LicenceKind.ENTITY,
    )
    licensed_for = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seats__gte=1) & Q(months__gte=1), name="quote_of_something"
            ),
            models.CheckConstraint(
                condition=Q(with_online=True) | Q(with_manuscript=True), name="quote_has_an_item"
            ),
            models.CheckConstraint(
                condition=~Q(purpose=QuotePurpose.NEW) | Q(contract=None),
                name="quote_of_a_contract_says_so",
            ),
            models.CheckConstraint(
                condition=Q(purpose=QuotePurpose.NEW) | Q(starts_on=None),
                name="quote_of_a_contract_has_no_day",
            ),
        ]


class Order(PublicIdModel, TenantModel):
    """An application that was placed, with its price snapshot; never changed afterwards.

    `snapshot` holds what the applicant saw at the final check: customer, terms, lines, sums.
    """

    number = models.CharField(max_length=32, unique=True)
    placed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(
        max_length=16, choices=OrderStatus.choices, default=OrderStatus.PLACED
    )
    # What a form that was confirmed is known by, so that a second click finds the first one's.
    key = models.UUIDField(null=True)
    placed_at = models.DateTimeField()
    subtotal_yen = models.PositiveBigIntegerField()
    tax_per_mille = models.PositiveSmallIntegerField()
    tax_yen = models.PositiveBigIntegerField()
    total_yen = models.PositiveBigIntegerField()
    snapshot = models.JSONField()
    quote = models.OneToOneField(Quote, null=True, on_delete=models.SET_NULL, related_name="order")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="order_confirmed_once")
        ]


class OrderReference(TenantModel):
    """発注番号 of an order as its customer said it after applying; empty: it has none.

    It stands before what the application said, until the order's last invoice is issued.
    """

    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="reference")
    purchase_order = models.CharField(max_length=MOST_PURCHASE_ORDER, blank=True)
    changed_at = models.DateTimeField()


class OrderHold(TenantModel):
    """A rule that made an order wait, and what it found: a sum, a number of an order, a domain."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="holds")
    rule = models.CharField(max_length=16, choices=HoldRule.choices)
    found = models.CharField(max_length=253, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "rule"], name="order_held_once_by_a_rule"),
            models.CheckConstraint(condition=Q(rule__in=HoldRule.values), name="hold_rule_known"),
        ]


class ApprovalRules(models.Model):
    """By what an application waits; one row, its defaults where there is none.

    `most_yen` is with tax, null: any sum. Domains stand one a line.
    """

    most_yen = models.PositiveBigIntegerField(null=True)
    holds_same_address = models.BooleanField(default=False)
    blocked_domains = models.TextField(blank=True)
    holds_free_mail = models.BooleanField(default=False)
    free_domains = models.TextField(blank=True, default="\n".join(FREE_MAIL))
    answer_days = models.PositiveSmallIntegerField(default=2)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="approval_rules_once"),
            models.CheckConstraint(
                condition=Q(answer_days__gte=1), name="approval_takes_at_least_a_day"
            ),
        ]


class OrderLine(TenantModel):
    """One item of an order. `quantity` is seats (or 1), `months` the term (or null)."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=16, choices=Item.choices)
    quantity = models.PositiveIntegerField()
    months = models.PositiveSmallIntegerField(null=True)
    unit_yen = models.PositiveBigIntegerField()
    amount_yen = models.PositiveBigIntegerField()


class Contract(PublicIdModel, TenantModel):
    """契約: whole months of one course for a number of seats.

    `renews`: whether it goes on for as many months after its last day; off unless chosen.
    `number` is what customer and seller call it. Seats that were added in mid-term are a row of
    their own (`added_to`), with an order of their own and no number, and end with the contract.
    `follows` is the contract whose next term this is. `reminded_days`: the fewest days before the
    end at which somebody was reminded of it.
    """

    number = models.CharField(max_length=16, null=True, unique=True)
    order_line = models.OneToOneField(OrderLine, on_delete=models.PROTECT, related_name="contract")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    seats = models.PositiveIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    renews = models.BooleanField(default=False, db_default=False)
    cancelled_at = models.DateTimeField(null=True)
    added_to = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="additions"
    )
    follows = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="followers"
    )
    reminded_days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(seats__gte=1), name="contract_one_seat_is_enough"),
            models.UniqueConstraint(
                fields=["follows"],
                condition=Q(cancelled_at=None),
                name="contract_followed_once",
            ),
        ]

    @property
    def source(self) -> str:
        """What the grant of its seats is called."""
        return f"contract:{self.uuid}"


class ManuscriptLicence(PublicIdModel, TenantModel):
    """The right to the manuscript of a course, with updates until a day.

    `named_for` are the group's companies, or the client that a reseller or trainer works for.
    `told` is the newest revision that the holders were told of; `end_told_at`, when they were
    reminded of the last day of updates.
    """

    order_line = models.OneToOneField(OrderLine, on_delete=models.PROTECT, related_name="licence")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    updates_until = models.DateField()
    kind = models.CharField(
        max_length=16,
        choices=LicenceKind.choices,
        default=LicenceKind.ENTITY,
        db_default=LicenceKind.ENTITY,
    )
    named_for = models.CharField(max_length=200, blank=True, default="", db_default="")
    told = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    end_told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=LicenceKind.ENTITY)
                | (Q(kind__in=LicenceKind.values) & ~Q(named_for="")),
                name="licence_names_whom_it_is_for",
            )
        ]

    @property
    def is_ahead(self) -> bool:
        """Whether its files may not be fetched yet."""
        return self.starts_on > clock.today()


class CancelTerms(models.Model):
    """Within how many days of ordering an untouched contract is cancelled free, from a day on.

    The operator's setting. An order keeps the days of the day it was placed on; 0: never free.
    """

    free_days = models.PositiveSmallIntegerField()
    valid_from = models.DateField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(free_days__lte=90), name="cancel_days_within_a_term")
        ]


class SampleArchive(models.Model):
    """The free sample of a revision as a ZIP; no content: it was not made yet, or could not be."""

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, related_name="+")
    content = models.BinaryField(null=True)
    size = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(null=True)


class BuiltFile(TenantModel):
    """An exported file as it was built, kept a few days; `key` tells everything it depends on."""

    key = models.CharField(max_length=64)
    content = models.BinaryField()
    built_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="built_file_once")
        ]


class ExportJob(PublicIdModel, TenantModel):
    """A file that takes long to make, on its way: a worker makes it, whoever asked may leave.

    `key` tells everything that the file depends on, `format` which it is; `name` is what it is
    called, `title` the course, `back` the address of the page it was asked on. `claimed_until` is
    until when a worker is believed to make it.
    """

    licence = models.ForeignKey(
        ManuscriptLicence, null=True, on_delete=models.CASCADE, related_name="+"
    )
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    format = models.CharField(max_length=32)
    language = models.CharField(max_length=2)
    has_sound = models.BooleanField()
    has_survey = models.BooleanField()
    key = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    name = models.CharField(max_length=300)
    back = models.CharField(max_length=200)
    state = models.CharField(max_length=16, choices=ExportState.choices)
    refusal = models.CharField(max_length=16, choices=ExportRefusal.choices, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["created_at"], condition=Q(state__in=OPEN_EXPORTS), name="export_waiting"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "key"],
                condition=Q(state__in=OPEN_EXPORTS),
                name="export_made_once",
            )
        ]
        ordering = ["-id"]

    @property
    def is_running(self) -> bool:
        """Whether it is still being made."""
        return self.state in OPEN_EXPORTS


class ExportPiece(FilePiece):
    """A piece of such a file."""

    job = models.ForeignKey(ExportJob, on_delete=models.CASCADE, related_name="pieces")

    class Meta(FilePiece.Meta):
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="export_piece_once")]
