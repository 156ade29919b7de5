"""How long orders and what applicants typed stay: invoices ten years after the end of the term."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef

from ..accounts.models import Organisation
from ..common.periods import end_of
from ..common.retention import (
    DRAFT_DAYS,
    INQUIRY_YEARS,
    INVOICE_YEARS,
    LEARNING_YEARS,
    Rows,
    Rule,
    last_day,
    moment_days_ago,
)
from ..learning.models import AccessGrant
from .models import (
    ApplicationDraft,
    BuiltFile,
    Contract,
    ExportJob,
    ManuscriptLicence,
    Order,
    Quote,
)


def left_drafts() -> Rows:
    """Applications that nobody has gone on with."""
    return ApplicationDraft.objects.filter(updated_at__lt=moment_days_ago(DRAFT_DAYS))


def old_quotes() -> Rows:
    """Quotes by which nothing was ordered, a year after their last day."""
    return Quote.objects.filter(valid_until__lte=last_day(INQUIRY_YEARS), order=None)


def old_orders() -> Rows:
    """Orders whose terms ended so long ago that no invoice of them is kept."""
    last = last_day(INVOICE_YEARS)
    contracts = Contract.objects.filter(order_line__order=OuterRef("pk"), ends_on__gt=last)
    licences = ManuscriptLicence.objects.filter(
        order_line__order=OuterRef("pk"), updates_until__gt=last
    )
    placed = Order.objects.filter(placed_at__lt=end_of(last))
    return placed.exclude(Exists(contracts)).exclude(Exists(licences))


def ended_organisations() -> Rows:
    """Organisations all of whose contracts, licences and grants ended more than five years ago."""
    last = last_day(LEARNING_YEARS)
    own = {"organisation": OuterRef("pk")}
    return (
        Organisation.objects.filter(created_at__lt=end_of(last), is_house=False)
        .exclude(Exists(Contract.objects.filter(**own, ends_on__gt=last)))
        .exclude(Exists(ManuscriptLicence.objects.filter(**own, updates_until__gt=last)))
        .exclude(Exists(AccessGrant.objects.filter(**own, ends_on__gt=last)))
    )


def delete_orders(orders: Sequence[int]) -> None:
    """Delete orders with their contracts and licences."""
    lines = {"order_line__order__in": orders}
    Contract.objects.filter(**lines).delete()
    ManuscriptLicence.objects.filter(**lines).delete()
    Order.objects.filter(pk__in=orders).delete()


RULES = (
    Rule("left-drafts", left_drafts),
    Rule("old-orders", old_orders, delete_orders, batch=100),
    Rule("old-quotes", old_quotes),
)


def built_files_of(organisation_id: int) -> Rows:
    """Exports that were built for an organisation."""
    return BuiltFile.objects.filter(organisation_id=organisation_id)


def made_files_of(organisation_id: int) -> Rows:
    """Files that workers make or made for an organisation."""
    return ExportJob.objects.filter(organisation_id=organisation_id)
