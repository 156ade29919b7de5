"""Days of later years, and what a later round is called; pure (docs/algorithms/recurrence.md)."""

from __future__ import annotations

import datetime as dt
import re

LONGEST_NAME = 100
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def anniversary(day: dt.date, years: int) -> dt.date:
    """The same day so many years later; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 2, 28)


def years_between(first: dt.date, today: dt.date) -> int:
    """How many anniversaries of a day have come."""
    years = today.year - first.year
    return years if anniversary(first, years) <= today else years - 1


def name_of_round(name: str, before: int, year: int) -> str:
    """What a round of another year is called.

    The year in the name moves on by as many years (`2026年度` of the round of 2026 becomes
    `2027年度`); a name without a year gets it at its end.
    """
    moved = year - before

    def later(found: re.Match[str]) -> str:
        said = int(found[1].translate(_WIDE))
        return str(said + moved) if abs(said - before) <= 1 else found[0]

    changed = _YEAR.sub(later, name)
    if changed != name or not name:
        return changed[:LONGEST_NAME]
    mark = f"（{year}年）"
    return name[: LONGEST_NAME - len(mark)] + mark
