"""What the storefront and the application pages show of prices and courses."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.http import Http404

from terakoya.courseware.kit import Kit

from ...accounts.models import Member
from ...catalogue.choices import Item
from ...catalogue.models import Course, Revision
from ...catalogue.pages import CourseCard, SlidePage
from ...catalogue.selectors import (
    kits_of,
    own_revisions,
    price_of,
    prices_of,
    revision_until,
    slide_page,
    tax_rate,
)
from ...common import clock
from ...learning.selectors.courses import contracted_courses
from ..choices import ExportState
from ..models import ExportJob, ManuscriptLicence, Order
from ..pricing import Line, Sums, month_end, sum_lines, term_end, with_tax
from ..specs import Selection, Units

MOST_EXPORTS: Final = 10


@dataclass(frozen=True)
class PriceTag:
    """A price both ways (税込・税抜)."""

    yen: int
    yen_with_tax: int


@dataclass(frozen=True)
class PricedSelection:
    """Everything the order summary shows, computed for one selection on one day."""

    selection: Selection
    units: Units
    lines: tuple[Line, ...]
    sums: Sums
    starts_on: dt.date
    ends_on: dt.date | None
    billed_on: dt.date
    due_on: dt.date

    @property
    def last_day(self) -> dt.date:
        """The last day of a term: whatever has seats has one."""
        assert self.ends_on is not None
        return self.ends_on


# What looks like a slide at first sight, without a question to answer.
_SHOWN_FIRST = ("matrix", "two-columns", "table", "bullets")


def hero_slide(card: CourseCard, language: str) -> SlidePage | None:
    """A slide of the sample chapter for the storefront; `None` where nothing can be tried.

    At most one statement, none when the slide is in memory.
    """
    slides = [one for chapter in card.toc if chapter.sample for one in chapter.slides]
    suitable = [one for one in slides if one.layout in _SHOWN_FIRST]
    if not suitable:
        return None
    first = min(suitable, key=lambda one: _SHOWN_FIRST.index(one.layout))
    return slide_page(card.revision_pk, language, first.id)


def price_tag(course: Course, item: str, on: dt.date | None = None) -> PriceTag:
    """The price of an item of a course on a day."""
    day = on or clock.today()
    yen = price_of(course, item, day)
    return PriceTag(yen, with_tax(yen, tax_rate(day)))


def list_units(course: Course, selection: Selection, on: dt.date | None = None) -> Units:
    """The unit prices of whatever is sold without a quote; the one place of a rule about them.

    One statement; 404 for what is not sold.
    """
    prices = prices_of(course, on)
    wanted = {Item.ONLINE: selection.with_online, Item.MANUSCRIPT: selection.with_manuscript}
    if any(is_wanted and item not in prices for item, is_wanted in wanted.items()):
        raise Http404
    return Units(prices.get(Item.ONLINE, 0), prices.get(Item.MANUSCRIPT, 0))


def price_selection(
    course: Course,
    selection: Selection,
    on: dt.date | None = None,
    *,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    units: Units | None = None,
) -> PricedSelection:
    """Price what is sold, as of a day (today when left out): an order, added seats, a next term,
    a quote of either side.

    It begins on that day, or on its own day or `starts_on` where that is later, and ends after its
    months, or on `ends_on` where a contract ends. `units` are the prices of a quote. The rate of
    tax is that of the first day. Two statements, one with `units`.
    """
    day = on or clock.today()
    begins = max(starts_on or selection.starts_on or day, day)
    units = units or list_units(course, selection, day)
    lines: list[Line] = []
    if selection.with_online:
        lines.append(Line(Item.ONLINE, units.online_yen, selection.seats, selection.months))
    if selection.with_manuscript:
        lines.append(Line(Item.MANUSCRIPT, units.manuscript_yen, 1, None))
    ends = ends_on or term_end(begins, selection.months)
    return PricedSelection(
        selection=selection,
        units=units,
        lines=tuple(lines),
        sums=sum_lines(tuple(lines), tax_rate(begins)),
        starts_on=begins,
        ends_on=ends if selection.with_online else None,
        billed_on=month_end(begins),
        due_on=month_end(begins, 1),
    )


@dataclass(frozen=True)
class PriceExample:
    """A row of the table of examples."""

    seats: int
    months: int
    sums: Sums


def price_examples(course: Course) -> list[PriceExample]:
    """The examples under the price cards."""
    rows = []
    for seats, months in ((1, 1), (12, 1), (50, 3), (100, 1)):
        priced = price_selection(course, Selection(course.slug, seats, months))
        rows.append(PriceExample(seats, months, priced.sums))
    return rows


def licences_of(officer: Member) -> list[ManuscriptLicence]:
    """The manuscripts that the officer's organisation bought."""
    return list(
        ManuscriptLicence.objects.filter(organisation_id=officer.organisation_id)
        .select_related("course")
        .order_by("id")
    )


def kit_courses(officer: Member) -> dict[Course, Kit]:
    """The courses whose documents the organisation may have: under a contract today, or bought."""
    bought = ManuscriptLicence.objects.filter(
        organisation_id=officer.organisation_id, starts_on__lte=clock.today()
    )
    own = contracted_courses(officer).values("pk")
    found = Course.objects.filter(Q(pk__in=own) | Q(pk__in=bought.values("course_id")))
    courses = {course.pk: course for course in found.order_by("position", "id")}
    kits = kits_of(courses)
    return {course: kits[pk] for pk, course in courses.items() if pk in kits}


def export_contents(licence: ManuscriptLicence) -> dict[str, Revision]:
    """What may be exported under a licence: the organisation's own editions that are offered,
    each by its own key, before the newest revision that the licence covers."""
    general = revision_until(licence.course, licence.updates_until)
    own = own_revisions([licence.course_id], licence.organisation_id)
    keys = ("own" if one.is_usual else f"own-{one.offer_id}" for one in own)
    return {**dict(zip(keys, own, strict=True)), "general": general}


def orders_of(officer: Member) -> list[Order]:
    """The orders of the officer's organisation, newest first, with their lines."""
    return list(
        Order.objects.filter(organisation_id=officer.organisation_id)
        .prefetch_related("lines__course", "lines__contract")
        .order_by("-id")
    )


def export_jobs_of(officer: Member, back: str) -> list[ExportJob]:
    """The files that were asked for on a page, newest first; those that were dropped left out."""
    jobs = ExportJob.objects.filter(organisation_id=officer.organisation_id, back=back)
    return list(jobs.exclude(state=ExportState.DROPPED)[:MOST_EXPORTS])
