"""What stands in a document, as values: lines, addressee, sums. Knows no database.

Money is whole yen. A rate is in per mille (100: 10 %). Tax is reckoned once per rate and document
and rounded towards zero (docs/algorithms/documents.md).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

LANGUAGES: Final = ("ja", "en")
PER_MILLE: Final = 1000


@dataclass(frozen=True)
class Line:
    """明細: what was sold. `amount_yen` counts; the unit price is shown where there is one.

    A period is printed below the details, after `period_label` (empty: 利用期間).
    The amount is without tax, or with it where the content says `includes_tax`. A rate of 0 is of
    what bears no tax.
    """

    title: str
    details: tuple[str, ...] = ()
    quantity_text: str = ""
    unit_yen: int | None = None
    tax_per_mille: int = 100
    amount_yen: int = 0
    period_from: dt.date | None = None
    period_until: dt.date | None = None
    period_label: str = ""


@dataclass(frozen=True)
class Addressee:
    """宛先. A company is 御中; a person alone (`is_person`) is 様."""

    name: str
    postal_code: str = ""
    address: str = ""
    department: str = ""
    person: str = ""
    is_person: bool = False


@dataclass(frozen=True)
class Rows:
    """A block of terms under a heading: お支払いの条件, with a label before each text."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AnnexRow:
    """What of the total falls to a department, with tax; `seats` may be a share instead."""

    name: str
    seats: int
    amount_yen: int


@dataclass(frozen=True)
class Content:
    """All that stands in a document but its number, its day and the seller.

    `facts` are further rows (label, text) beside the total; `terms` blocks below the sums; `body`
    the paragraphs of a certificate, or what stands above the lines; `payable_on` the bank day to
    which a due date on a holiday moves. The rows of `annex` add up to the total;
    `annex_basis` is what its numbers are, seats or shares.
    """

    language: str
    addressee: Addressee
    subject: str
    traded_on: dt.date | None = None
    lines: tuple[Line, ...] = ()
    due_on: dt.date | None = None
    payable_on: dt.date | None = None
    valid_until: dt.date | None = None
    contract_number: str = ""
    purchase_order: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    terms: tuple[Rows, ...] = ()
    notes: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    annex: tuple[AnnexRow, ...] = ()
    annex_basis: str = "seats"
    includes_tax: bool = False


@dataclass(frozen=True)
class RateTotal:
    """The sum of one rate: without tax, its tax, and both together."""

    tax_per_mille: int
    subtotal_yen: int
    tax_yen: int

    @property
    def total_yen(self) -> int:
        """With tax."""
        return self.subtotal_yen + self.tax_yen


def rate_totals(content: Content) -> tuple[RateTotal, ...]:
    """The sums by rate, the highest rate first; each tax is rounded once."""
    sums: dict[int, int] = {}
    for line in content.lines:
        sums[line.tax_per_mille] = sums.get(line.tax_per_mille, 0) + line.amount_yen
    return tuple(
        _rate_total(rate, sums[rate], includes_tax=content.includes_tax)
        for rate in sorted(sums, reverse=True)
    )


def _rate_total(rate: int, amount: int, *, includes_tax: bool) -> RateTotal:
    if includes_tax:
        tax = _towards_zero(amount * rate, PER_MILLE + rate)
        return RateTotal(rate, amount - tax, tax)
    return RateTotal(rate, amount, _towards_zero(amount * rate, PER_MILLE))


def _towards_zero(number: int, divisor: int) -> int:
    """1円未満切り捨て: of −1.5 yen −1 is left, as of 1.5 yen 1."""
    return -(-number // divisor) if number < 0 else number // divisor


def subtotal_of(content: Content) -> int:
    """Everything without tax."""
    return sum(one.subtotal_yen for one in rate_totals(content))


def tax_of(content: Content) -> int:
    """The tax of all rates."""
    return sum(one.tax_yen for one in rate_totals(content))


def total_of(content: Content) -> int:
    """Everything with tax: what is to be paid."""
    return sum(one.total_yen for one in rate_totals(content))


def last_day_of(content: Content) -> dt.date | None:
    """The last day that anything in it is about."""
    days = [line.period_until for line in content.lines]
    days += [content.traded_on, content.due_on, content.payable_on, content.valid_until]
    return max((day for day in days if day is not None), default=None)


def split_by_seats(total_yen: int, seats: Sequence[tuple[str, int]]) -> tuple[AnnexRow, ...]:
    """A total split over departments by their seats, to the yen.

    Whole yen that are left go to the largest remainders, to the first of equal ones. A total
    without any seat falls to nobody: empty.
    """
    whole = sum(number for _name, number in seats)
    if whole <= 0:
        return ()
    parts = [divmod(total_yen * number, whole) for _name, number in seats]
    left = total_yen - sum(part for part, _rest in parts)
    order = sorted(range(len(parts)), key=lambda place: (-parts[place][1], place))
    more = set(order[:left])
    return tuple(
        AnnexRow(name, number, parts[place][0] + (place in more))
        for place, (name, number) in enumerate(seats)
    )


# -- as JSON


def to_json(content: Content) -> dict[str, Any]:
    """As the row keeps it: days as ISO texts, tuples as lists."""
    kept: dict[str, Any] = _plain(dataclasses.asdict(content))
    return kept


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value


def from_json(kept: Mapping[str, Any]) -> Content:
    """The content that `to_json` made it from. What a later version has added stands empty."""
    values = dict(kept)
    values |= {name: _day(values.get(name)) for name in _DAYS}
    values["addressee"] = Addressee(**values["addressee"])
    values["lines"] = tuple(_line(one) for one in values["lines"])
    values["terms"] = tuple(
        Rows(one["title"], _pairs(one["rows"])) for one in values.get("terms", ())
    )
    values["facts"] = _pairs(values.get("facts", ()))
    values["annex"] = tuple(AnnexRow(**one) for one in values.get("annex", ()))
    values |= {name: tuple(values.get(name, ())) for name in ("notes", "body")}
    return Content(**values)


_DAYS: Final = ("traded_on", "due_on", "payable_on", "valid_until")


def _line(kept: Mapping[str, Any]) -> Line:
    values = dict(kept)
    values |= {name: _day(values.get(name)) for name in ("period_from", "period_until")}
    values["details"] = tuple(values.get("details", ()))
    return Line(**values)


def _pairs(kept: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, text) for label, text in kept)


def _day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)
