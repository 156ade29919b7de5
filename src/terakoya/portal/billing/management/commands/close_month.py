"""`manage.py close_month YYYY-MM [--dry-run]`: issue the invoices of a month, or show them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ....common.errors import PortalError
from ....documents.content import total_of
from ...due_lines import due_organisations
from ...invoice_words import invoice_content
from ...services.closing import ask_closing, close_month


class Command(BaseCommand):
    """Close a month."""

    help = "Issue the invoices of a month that is over; with --dry-run show them, writing nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """The month, and whether it is only looked at."""
        parser.add_argument("month", help="2027-01")
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        """One line for each invoice of a dry run; else how many were issued."""
        month = _month(options["month"])
        if options["dry_run"]:
            self._foresee(month)
            return
        try:
            ask_closing(by=None, month=month)
        except PortalError as error:
            raise CommandError(str(error)) from error
        outcome = close_month(month=month)
        self.stdout.write(f"{outcome.issued} issued, {outcome.failed} failed")
        if outcome.failed:
            raise CommandError(outcome.last_error)
        if not outcome.is_through:
            raise CommandError("Another run closes a month at this moment. Try again later.")

    def _foresee(self, month: dt.date) -> None:
        count, total = 0, 0
        for due in due_organisations(month):
            yen = total_of(invoice_content(due, month))
            count, total = count + 1, total + yen
            self.stdout.write(f"{due.organisation.name}\t{len(due.lines)}\t{yen}")
        self.stdout.write(f"{count} invoices, {total} yen with tax")


def _month(text: str) -> dt.date:
    found = re.fullmatch(r"(\d{4})-(\d{2})", text)
    try:
        if found is None:
            raise ValueError
        return dt.date(int(found[1]), int(found[2]), 1)
    except ValueError:
        raise CommandError(f"{text} is no month. Write it like 2027-01.") from None
