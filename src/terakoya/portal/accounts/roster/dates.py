"""Days as people and programs write them: 2026-04-01, 2026/4/1, 令和8年4月1日, R8.4.1, 46113."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Final

_ERAS: Final = {
    "令和": 2018,
    "r": 2018,
    "平成": 1988,
    "h": 1988,
    "昭和": 1925,
    "s": 1925,
}
_ERA: Final = re.compile(
    r"(令和|平成|昭和|[rhs])(\d{1,2}|元)(?:年|[./-])(\d{1,2})(?:月|[./-])(\d{1,2})日?"
)
_YEAR: Final = re.compile(r"(\d{4})(?:年|[./-])(\d{1,2})(?:月|[./-])(\d{1,2})日?")
_DIGITS: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
FIRST_DAY, LAST_DAY = dt.date(1950, 1, 1), dt.date(2099, 12, 31)  # beyond, a year is mistyped
# Excel's day 1 is 1900-01-01, and it takes 1900 for a leap year.
_FIRST_SERIAL: Final = dt.date(1899, 12, 30)
_SERIAL: Final = re.compile(r"[1-9]\d{4}(?:\.\d+)?")  # 1927 to 2173


def read_day(text: str) -> dt.date | None:
    """The day that a cell means; `None` where it means none, or one that cannot be meant."""
    wide = unicodedata.normalize("NFKC", text).strip()
    without_time = re.sub(r"[\sTt]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$", "", wide)
    plain = re.sub(r"\s", "", without_time).casefold()
    try:
        day = _day(plain)
    except (ValueError, OverflowError):
        return None
    return day if day is not None and FIRST_DAY <= day <= LAST_DAY else None


def _day(plain: str) -> dt.date | None:
    if found := _ERA.fullmatch(plain):
        year = 1 if found[2] == "元" else int(found[2])
        return dt.date(_ERAS[found[1]] + year, int(found[3]), int(found[4]))
    if found := _YEAR.fullmatch(plain) or _DIGITS.fullmatch(plain):
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    if _SERIAL.fullmatch(plain):
        return _FIRST_SERIAL + dt.timedelta(days=int(float(plain)))
    return None
