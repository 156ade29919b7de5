"""Reading invoices with what was changed and paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, cast

from django.core.paginator import Page, Paginator
from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.urls import reverse

from ...accounts.choices import Role
from ...accounts.models import Member, Organisation, RoleGrant
from ...common import clock
from ...documents.content import Content, total_of
from ...documents.selectors import seller_on
from ...orders.pricing import month_end
from ..billing_addresses import billing_of
from ..choices import InvoiceState
from ..due_lines import count_due, due_organisations
from ..invoice_states import state_of
from ..invoice_words import invoice_content
from ..models import (
    Allocation,
    AllocationRelease,
    BillingRules,
    Invoice,
    InvoiceChange,
    InvoiceLine,
    MonthClosing,
    Payment,
    Refund,
)
from ..portions import month_before, month_of

SHOWN: Final = 50  # invoices a page
FORESEEN: Final = 200  # invoices of a dry run on a page; the command shows all
MONTHS_SHOWN: Final = 12
_TONES: Final = {
    InvoiceState.PAID: "ok",
    InvoiceState.OVERDUE: "warn",
    InvoiceState.REFUND: "warn",
    InvoiceState.PARTLY: "info",
    InvoiceState.OPEN: "info",
}


def billing_rules() -> BillingRules:
    """What the operator decided; the defaults where nothing was changed yet."""
    return BillingRules.objects.filter(pk=1).first() or BillingRules(pk=1)


def names_bank() -> bool:
    """Whether what is issued today says where to pay."""
    return seller_on(clock.today()).has_bank


def reckoned(row: Model, name: str) -> int:
    """A number that its query reckoned beside the columns of a row, such as `open_yen`."""
    return int(vars(row)[name])


def with_sums(invoices: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """Invoices with `changed_yen`, `settled_yen` and `open_yen`, reckoned by the database."""
    changed = InvoiceChange.objects.filter(invoice=OuterRef("pk")).order_by()
    settled = Allocation.objects.filter(invoice=OuterRef("pk")).order_by()
    released = AllocationRelease.objects.filter(allocation__invoice=OuterRef("pk")).order_by()
    zero = Value(0, BigIntegerField())
    sum_of_changes = changed.values("invoice").annotate(n=Sum("total_yen")).values("n")
    sum_settled = (
        settled.values("invoice").annotate(n=Sum(F("amount_yen") + F("fee_yen"))).values("n")
    )
    sum_released = (
        released.values("allocation__invoice")
        .annotate(n=Sum(F("amount_yen") + F("fee_yen")))
        .values("n")
    )
    return invoices.annotate(
        changed_yen=Coalesce(Subquery(sum_of_changes, BigIntegerField()), zero),
        settled_yen=Coalesce(Subquery(sum_settled, BigIntegerField()), zero)
        - Coalesce(Subquery(sum_released, BigIntegerField()), zero),
    ).annotate(open_yen=F("total_yen") + F("changed_yen") - F("settled_yen"))


@dataclass(frozen=True)
class InvoiceStatus:
    """An invoice with what is owed and open, and where it stands today."""

    invoice: Invoice
    owed_yen: int
    open_yen: int
    state: InvoiceState

    @property
    def is_open(self) -> bool:
        """Whether something is still to be paid."""
        return self.open_yen > 0

    @property
    def is_overdue(self) -> bool:
        """Whether something is open whose last day to pay is past."""
        return self.state == InvoiceState.OVERDUE

    @property
    def tone(self) -> str:
        """The tone of its chip; unpaid is information, never an alarm."""
        return _TONES.get(self.state, "mute")


def statuses(invoices: QuerySet[Invoice], today: dt.date | None = None) -> list[InvoiceStatus]:
    """The invoices with their states; one statement."""
    rows = with_sums(invoices).select_related("document", "organisation")
    return [_status(row, today or clock.today()) for row in rows]


def _status(row: Invoice, today: dt.date) -> InvoiceStatus:
    changed, settled = reckoned(row, "changed_yen"), reckoned(row, "settled_yen")
    return InvoiceStatus(
        invoice=row,
        owed_yen=row.total_yen + changed,
        open_yen=row.total_yen + changed - settled,
        state=state_of(
            total_yen=row.total_yen,
            changed_yen=changed,
            settled_yen=settled,
            payable_on=row.payable_on,
            today=today,
        ),
    )


def invoice_states(organisation: Organisation) -> list[InvoiceStatus]:
    """All invoices of an organisation, the newest first, with their states; one statement."""
    return statuses(Invoice.objects.filter(organisation=organisation))


def overdue_invoices(today: dt.date | None = None) -> QuerySet[Invoice]:
    """Invoices with something open whose last day to pay is past, the longest overdue first."""
    late = Invoice.objects.filter(payable_on__lt=today or clock.today())
    owing = {"open_yen__gt": 0}  # an annotation, which the types do not know
    return with_sums(late).filter(**owing).order_by("payable_on", "id")


def overdue_organisations() -> QuerySet[Any, Any]:
    """The organisations with an overdue invoice, as a query of their ids."""
    return overdue_invoices().order_by().values("organisation_id")


def status_of(invoice: Invoice) -> InvoiceStatus:
    """One invoice with its state, read anew."""
    return statuses(Invoice.objects.filter(pk=invoice.pk))[0]


def open_total(rows: Iterable[InvoiceStatus]) -> int:
    """What is open of some invoices together."""
    return sum(max(0, one.open_yen) for one in rows)


def owners_to_mail(organisation: Organisation) -> list[Member]:
    """The contract holders who have an address, at most 20; one statement."""
    held = RoleGrant.objects.in_force().filter(member=OuterRef("pk"), role=Role.OWNER)
    found = Member.objects.present().filter(Exists(held), organisation=organisation)
    return list(found.select_related("person").exclude(person__email=None).order_by("id")[:20])


def billing_email_of(invoice: Invoice) -> str:
    """Where the holder wants invoices of the newest order of an invoice; two statements."""
    lines = InvoiceLine.objects.filter(invoice=invoice, order_line__isnull=False)
    newest = lines.order_by("-order_line").select_related("order_line__order").first()
    if newest is None or newest.order_line is None:
        return ""
    billing = billing_of(invoice.organisation, newest.order_line.order)
    return str(billing.get("email") or "")


# -- the operator's list


@dataclass(frozen=True)
class InvoiceFilter:
    """What narrows the list: a state, a month (its first day), words of company or number."""

    state: str = ""
    month: dt.date | None = None
    words: str = ""


def invoice_page(chosen: InvoiceFilter, page: int) -> Page[InvoiceStatus]:
    """The operator's list of invoices, 50 a page, the newest first; two statements."""
    today = clock.today()
    rows = with_sums(Invoice.objects.all())
    if chosen.month is not None:
        rows = rows.filter(month=chosen.month)
    if chosen.words:
        named = Q(organisation__name__icontains=chosen.words)
        rows = rows.filter(named | Q(document__number__icontains=chosen.words))
    if chosen.state:
        rows = rows.filter(_in_state(InvoiceState(chosen.state), today))
    found = Paginator(rows.select_related("document", "organisation"), SHOWN).get_page(page)
    shown: Any = found  # a page of rows becomes one of their states
    shown.object_list = [_status(row, today) for row in found.object_list]
    return cast("Page[InvoiceStatus]", shown)


def _in_state(state: InvoiceState, today: dt.date) -> Q:
    """`state_of` as a condition of the database."""
    owes, is_late = Q(open_yen__gt=0), Q(payable_on__lt=today)
    return {
        InvoiceState.REFUND: Q(open_yen__lt=0),
        InvoiceState.CANCELLED: Q(open_yen=0, settled_yen=0),
        InvoiceState.PAID: Q(open_yen=0, settled_yen__gt=0),
        InvoiceState.OVERDUE: owes & is_late,
        InvoiceState.PARTLY: owes & ~is_late & Q(settled_yen__gt=0),
        InvoiceState.OPEN: owes & ~is_late & Q(settled_yen=0),
    }[state]


@dataclass(frozen=True)
class MonthRow:
    """A month on the operator's page: its closing, what was issued, and what is still to come."""

    month: dt.date
    closing: MonthClosing | None
    issued: int
    issued_yen: int
    due: int
    is_over: bool

    @property
    def is_closed(self) -> bool:
        """Whether the closing came to its end."""
        return self.closing is not None and self.closing.finished_at is not None

    @property
    def may_be_asked(self) -> bool:
        """Whether the operator may ask for the closing now: it is over, and not done or going on.

        One that failed may be asked for again.
        """
        if not self.is_over or self.is_closed:
            return False
        return self.closing is None or self.closing.failed > 0

    @property
    def address(self) -> str:
        """The page of the month."""
        return reverse("billing:month-close", kwargs={"month": f"{self.month:%Y-%m}"})


def month_row(month: dt.date) -> MonthRow:
    """One month; three statements."""
    issued = Invoice.objects.filter(month=month).aggregate(n=Count("id"), yen=Sum("total_yen"))
    return MonthRow(
        month=month,
        closing=MonthClosing.objects.filter(month=month).first(),
        issued=issued["n"],
        issued_yen=issued["yen"] or 0,
        due=count_due(month),
        is_over=month_end(month) < clock.today(),
    )


def month_rows() -> list[MonthRow]:
    """This month and the one before, and earlier ones whose closing is not finished."""
    this = month_of(clock.today())
    shown = {this, month_before(this)}
    waiting = MonthClosing.objects.filter(finished_at=None, month__lt=this)
    shown |= set(waiting.order_by("-month").values_list("month", flat=True)[:MONTHS_SHOWN])
    return [month_row(month) for month in sorted(shown, reverse=True)]


@dataclass(frozen=True)
class Foreseen:
    """What a closing would issue: the organisation and the sums of its invoice."""

    organisation: Organisation
    content: Content
    total_yen: int


def foreseen_invoices(month: dt.date) -> list[Foreseen]:
    """The first FORESEEN invoices that closing a month would issue; nothing is written."""
    return [
        Foreseen(due.organisation, content := invoice_content(due, month), total_of(content))
        for due in islice(due_organisations(month), FORESEEN)
    ]


# -- payments


def with_releases(allocations: QuerySet[Allocation]) -> QuerySet[Allocation]:
    """Allocations with `left_yen` and `left_fee_yen`, what their invoice holds of them."""
    released = (
        AllocationRelease.objects.filter(allocation=OuterRef("pk")).order_by().values("allocation")
    )
    zero = Value(0, BigIntegerField())
    money = released.annotate(n=Sum("amount_yen")).values("n")
    fees = released.annotate(n=Sum("fee_yen")).values("n")
    return allocations.annotate(
        left_yen=F("amount_yen") - Coalesce(Subquery(money, BigIntegerField()), zero),
        left_fee_yen=F("fee_yen") - Coalesce(Subquery(fees, BigIntegerField()), zero),
    )


def releases_of(invoice: Invoice) -> QuerySet[AllocationRelease]:
    """What an invoice gave up again of what was paid."""
    return AllocationRelease.objects.filter(allocation__invoice=invoice)


def free_payments(organisation_id: int) -> list[tuple[Payment, int]]:
    """Payments that invoices and refunds have not used up, the oldest first, with the rest."""
    taken = Allocation.objects.filter(payment=OuterRef("pk")).order_by().values("payment")
    released = AllocationRelease.objects.filter(allocation__payment=OuterRef("pk")).order_by()
    refunded = Refund.objects.filter(payment=OuterRef("pk")).order_by().values("payment")
    rows = Payment.objects.filter(organisation=organisation_id).annotate(
        free_yen=F("amount_yen")
        - _sum_of(taken)
        + _sum_of(released.values("allocation__payment"))
        - _sum_of(refunded)
    )
    return [(row, free) for row in rows if (free := reckoned(row, "free_yen")) > 0]


def _sum_of(grouped: QuerySet[Any, Any]) -> Coalesce:
    """The sum of `amount_yen` of grouped rows, 0 where there are none."""
    sums = grouped.annotate(n=Sum("amount_yen")).values("n")
    return Coalesce(Subquery(sums, BigIntegerField()), Value(0, BigIntegerField()))


def credit_of(organisation_id: int) -> int:
    """What an organisation has paid too much; one statement."""
    return sum(free for _payment, free in free_payments(organisation_id))


# -- corrections


def changed_lines(invoice: Invoice) -> dict[InvoiceLine, int]:
    """The lines that the invoice was issued with, each with its amount after all changes."""
    rows = list(InvoiceLine.objects.filter(invoice=invoice).order_by("id"))
    added: dict[tuple[int | None, int], int] = {}
    for row in rows:
        key = (row.order_line_id, row.portion)
        added[key] = added.get(key, 0) + row.amount_yen
    return {row: added[row.order_line_id, row.portion] for row in rows if row.change_id is None}
