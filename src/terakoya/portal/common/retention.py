"""What goes when its time is over: a rule names the rows, and deletes some of them at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import PROTECT, Exists, ForeignObjectRel, Model, OuterRef, Q, QuerySet

from . import clock
from .periods import end_of, last_day_over

# Years count from the end of a day in Japan, days from the moment.
LEARNING_YEARS: Final = 5  # after the end of the last contract of the course
INVOICE_YEARS: Final = 10  # after the end of the term
PAYLOAD_YEARS: Final = 5
REQUEST_YEARS: Final = 5
LEAVER_YEARS: Final = 1
INQUIRY_YEARS: Final = 1
LINK_YEARS: Final = 1
NOTICE_YEARS: Final = 1  # after its last day
BOUNCE_YEARS: Final = 1
SENT_DAYS: Final = 30
GIVEN_UP_DAYS: Final = 90
DRAFT_DAYS: Final = 30
SPAM_DAYS: Final = 90
CODE_DAYS: Final = 30
ROSTER_DAYS: Final = 90  # what an import changed, to be undone
ATTEMPT_DAYS: Final = 30
NOBODY_DAYS: Final = 30

Rows = QuerySet[Any]


def moment_days_ago(days: int) -> dt.datetime:
    """What happened before this moment is older than so many days."""
    return clock.now() - dt.timedelta(days=days)


def last_day(years: int) -> dt.date:
    """The last day whose period is over today."""
    return last_day_over(clock.today(), years)


def moment_years_ago(years: int) -> dt.datetime:
    """What happened before this moment has its period of years over."""
    return end_of(last_day(years))


@dataclass(frozen=True)
class Rule:
    """Rows whose time is over, and what becomes of them.

    `rows` is asked anew for each batch. `apply` gets primary keys and makes `rows` fewer; without
    it the rows are deleted.
    """

    name: str
    rows: Callable[[], Rows]
    apply: Callable[[Sequence[Any]], object] | None = None
    batch: int = 500

    def count(self) -> int:
        """How many rows would go now."""
        return self.rows().count()

    def run_batch(self) -> int:
        """Let some go; how many. 0: nothing is left.

        They are looked for outside of the transaction, so that a long search holds nobody up, and
        asked again within it, since a leaver may have returned meanwhile.
        """
        keys = self._keys(self.rows())
        if not keys:
            return 0
        with transaction.atomic():
            still = self._keys(self.rows().filter(pk__in=keys))
            if self.apply is not None:
                self.apply(still)
            else:
                self.rows().model._default_manager.filter(pk__in=still).delete()
        return len(still)

    def _keys(self, rows: Rows) -> list[Any]:
        return list(rows.order_by("pk").values_list("pk", flat=True)[: self.batch])


def unprotected(rows: Rows, but: Container[type[Model]] = ()) -> Rows:
    """Those of the rows that no other row holds fast (`on_delete=PROTECT`), but for some models."""
    # One condition for all: PostgreSQL would plan a hundred `NOT EXISTS` of their own as a hundred
    # joins, which takes it seconds.
    is_held = Q()
    # The hidden ones too: most of ours are without a name on this side (related_name="+").
    for relation in rows.model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.on_delete is not PROTECT:
            continue
        if relation.related_model not in but:
            manager = relation.related_model._base_manager
            is_held |= Q(Exists(manager.filter(**{relation.field.name: OuterRef("pk")})))
    return rows.exclude(is_held)
