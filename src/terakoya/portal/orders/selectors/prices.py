"""Prices and rates of tax as the operator reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from ...catalogue.models import Price, TaxRate
from ...common import clock
from ..models import CancelTerms


@dataclass(frozen=True)
class DatedRow:
    """A price or a rate with where it stands: `state` is now, later or past."""

    row: Any
    what: str
    course: str
    state: str


def price_rows(titles: Mapping[int, str]) -> list[DatedRow]:
    """All prices, by item and course, newest first; `titles` by the course's row. One statement."""
    rows = Price.objects.select_related("course").order_by(
        "-item", F("course").asc(nulls_first=True), "-valid_from"
    )
    seen: set[tuple[str, int | None]] = set()
    found = []
    for row in rows:
        course = _("すべての研修")
        if row.course is not None:
            course = titles.get(row.course.pk, row.course.slug)
        state = _state(row, seen, (row.item, row.course_id))
        found.append(DatedRow(row, row.get_item_display(), course, state))
    return found


def tax_rows() -> list[DatedRow]:
    """All rates of tax, newest first. One statement."""
    seen: set[tuple[str, int | None]] = set()
    rows = TaxRate.objects.order_by("-valid_from")
    return [DatedRow(row, "", "", _state(row, seen, ("tax", None))) for row in rows]


def free_day_rows() -> list[DatedRow]:
    """All numbers of days for free cancelling, newest first. One statement."""
    seen: set[tuple[str, int | None]] = set()
    rows = CancelTerms.objects.order_by("-valid_from")
    return [DatedRow(row, "", "", _state(row, seen, ("free", None))) for row in rows]


def _state(
    row: Price | TaxRate | CancelTerms,
    seen: set[tuple[str, int | None]],
    kind: tuple[str, int | None],
) -> str:
    """Newest first: the first that has begun is the one that holds."""
    if row.valid_from > clock.today():
        return "later"
    if kind in seen:
        return "past"
    seen.add(kind)
    return "now"
