"""Refusals of billing."""

from __future__ import annotations

from ..common.errors import PortalError


class MonthNotOver(PortalError):
    """A month that has not ended cannot be closed."""

    code = "month-not-over"


class NotChangeable(PortalError):
    """An invoice, its terms or its payments cannot be changed like that."""

    code = "not-changeable"


class AmountNotUsable(PortalError):
    """An amount that does not fit what is open."""

    code = "amount-not-usable"


class BankFileNotUsable(PortalError):
    """A bank's file that cannot be taken; the sentence says which line."""

    code = "bank-file-not-usable"


class ColumnsNotUsable(PortalError):
    """Columns that no file can be read or written by."""

    code = "columns-not-usable"


class SplitNotUsable(PortalError):
    """Shares of departments by which nothing can be split."""

    code = "split-not-usable"


class RulesNotUsable(PortalError):
    """Rules of billing that contradict each other or the law."""

    code = "rules-not-usable"
