"""The counts beside the entries of the desk's menu: what waits, as far as rights reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, Func, IntegerField, Model, QuerySet, Subquery
from django.utils.translation import gettext as _

from ...accounts.choices import Right
from ...accounts.models import Person
from ...billing.selectors.overdue import marks_of_payment, overdue_count
from ...inquiries.selectors import waiting_threads
from ...orders.choices import OrderStatus
from ...orders.models import Order
from ...reports.law_watch import catalogue_facts_to_check
from .home_queues import due_deletions, due_suspensions, mails_failed_lately


@dataclass(frozen=True)
class MenuCount:
    """How many wait, and what waits, in words for those who hear the menu."""

    number: int
    words: str


@dataclass(frozen=True)
class _Counted:
    """What is counted beside a page: by whose rights, which rows, and in which words."""

    page: str  # its URL name
    rights: frozenset[str]
    rows: tuple[Callable[[], QuerySet[Any]], ...]
    words: Callable[[int], str]


_BILLING: Final = frozenset({str(Right.BILLING)})
_SUPPORT: Final = frozenset({str(Right.SUPPORT)})
_CONTENT: Final = frozenset({str(Right.CONTENT)})
_INVOICES: Final = "billing:invoice-list"
_COUNTED: Final = (
    _Counted(
        "operator:mails",
        frozenset(),
        (lambda: mails_failed_lately(),),
        lambda n: _("送れなかったメール%(n)d通") % {"n": n},
    ),
    _Counted(
        "operator:orders",
        _BILLING,
        (lambda: Order.objects.filter(status=OrderStatus.WAITING),),
        lambda n: _("承認待ち%(n)d件") % {"n": n},
    ),
    _Counted(
        "inquiries:inquiry-list",
        _SUPPORT,
        (lambda: waiting_threads(),),
        lambda n: _("未返信%(n)d件") % {"n": n},
    ),
    _Counted(
        "operator:customers",
        _BILLING | _SUPPORT,
        (lambda: due_suspensions(), lambda: due_deletions()),
        lambda n: _("予告日が来た停止・削除%(n)d件") % {"n": n},
    ),
    _Counted(
        "reports:law-watch-operator",
        _CONTENT,
        (lambda: catalogue_facts_to_check(),),
        lambda n: _("確かめる根拠%(n)d件") % {"n": n},
    ),
)


def menu_counts(rights: frozenset[str]) -> Mapping[str, MenuCount]:
    """URL name of a page → what waits there, where something does and the rights reach it.

    One statement, and another where an invoice or a payment came since the last page.
    """
    if not rights:
        return {}
    asked = [one for one in _COUNTED if one.rights <= rights]
    wanted: dict[str, Any] = {
        f"count_{at}_{part}": _number_of(rows())
        for at, one in enumerate(asked)
        for part, rows in enumerate(one.rows)
    }
    sells = rights >= _BILLING
    if sells:
        wanted |= marks_of_payment()
    people = Person.objects.filter(is_operator=True).order_by("pk")
    found: Mapping[str, Any] | None = people.values(**wanted).first()
    if found is None:
        return {}
    counts = {
        one.page: MenuCount(number, one.words(number))
        for at, one in enumerate(asked)
        if (number := sum(found.get(f"count_{at}_{part}") or 0 for part in range(len(one.rows))))
    }
    if sells and (late := overdue_count(found)):
        counts[_INVOICES] = MenuCount(late, _("入金の遅れ%(n)d件") % {"n": late})
    return counts


def _number_of(rows: QuerySet[Model]) -> Subquery:
    """How many rows, as an expression of a larger statement."""
    # Not `Count`, which would group by the rows that it counts.
    rows_there = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Subquery(rows.order_by().values(rows_there=rows_there))
