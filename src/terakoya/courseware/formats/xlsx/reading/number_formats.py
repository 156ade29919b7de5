"""Numbers and dates as their cells show them: 9 with the format `"およそ"0"割"` is およそ9割.

Formats that say more than words, digits and days (fractions, exponents, times) are left to the
plain number.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]'
    r"|(?P<general>General|G/標準|Standard)|(?P<digits>[0#?][0#?,.]*|\.[0#?]+)|(?P<percent>%)"
    r"|(?P<day>[yY]+|[mM]+|[dD]+|[gG]+|[eE](?![+-])|[aA]{3,4})|(?P<sign>.)",
    re.DOTALL,
)
_STRANGE = re.compile(r"[hHsS@/]|[eE]$|[mM]{3}|[dD]{3}")
_BUILT_IN_DAY = "mm-dd-yy"  # Excel shows it in the order of the reader's country
_WEEKDAYS = "月火水木金土日"
_ERAS = (
    (dt.date(2019, 5, 1), "令和", "R"),
    (dt.date(1989, 1, 8), "平成", "H"),
    (dt.date(1926, 12, 25), "昭和", "S"),
)
Tokens = tuple[tuple[str, str], ...]


def shown_number(value: float, number_format: str) -> str:
    """A number as its cell shows it; empty where it shows nothing."""
    plain = f"{value:.15g}"
    tokens = _tokens(_section(value, number_format))
    kinds = [kind for kind, _ in tokens]
    if kinds.count("digits") + kinds.count("general") > 1 or {"day", "strange"} & {*kinds}:
        return plain
    size = abs(value) if value < 0 and ";" in number_format else value
    number = Decimal(repr(size)) * 100 ** kinds.count("percent")
    said = {"general": f"{float(number):.15g}"}
    shown = (_digits(number, at) if kind == "digits" else said.get(kind, at) for kind, at in tokens)
    return "".join(shown)


def shown_day(day: dt.date, number_format: str) -> str:
    """A date as its cell shows it; 2026/10/1 where the format does not say how."""
    tokens = _tokens(number_format.split(";")[0])
    kinds = {kind for kind, _ in tokens}
    if number_format == _BUILT_IN_DAY or "day" not in kinds or kinds & {"strange", "digits"}:
        return f"{day.year}/{day.month}/{day.day}"
    shown = [_of_day(day, text) if kind == "day" else text for kind, text in tokens]
    return "".join(shown).strip()


def _section(value: float, number_format: str) -> str:
    """The part of a format that holds for a number: those above zero, below it, zero."""
    sections = number_format.split(";")
    if value < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if value == 0 and len(sections) > 2 else sections[0]


@lru_cache(maxsize=256)
def _tokens(section: str) -> Tokens:
    found: list[tuple[str, str]] = []
    for match in _TOKEN.finditer(section):
        kind = match.lastgroup or ""
        text = match[kind] if kind else ""
        if kind in ("sign", "day") and _STRANGE.match(text) and not _is_within_day(text, found):
            kind = "strange"
        found.append((kind, text))
    return tuple(found)


def _is_within_day(text: str, found: list[tuple[str, str]]) -> bool:
    """Whether a sign is one that a format of days has between or among its parts."""
    return text in "/eE" and any(kind == "day" for kind, _ in found)


def _digits(number: Decimal, digits: str) -> str:
    """A number in the digits of a format, such as `#,##0.0`."""
    whole, _, places = digits.partition(".")
    scaled = number / 1000 ** (len(whole) - len(whole.rstrip(",")))
    rounded = scaled.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP)
    grouped = f"{abs(rounded):,f}" if "," in whole.rstrip(",") else f"{abs(rounded):f}"
    before, _, behind = grouped.partition(".")
    before = before.zfill(whole.count("0")) if before != "0" or "0" in whole else ""
    while behind and places[len(behind) - 1] != "0" and behind.endswith("0"):
        behind = behind[:-1]
    sign = "-" if rounded < 0 else ""
    return f"{sign}{before}.{behind}" if behind else f"{sign}{before or '0'}"


def _of_day(day: dt.date, token: str) -> str:
    """What one token of a format says of a day."""
    sign, size = token[0].lower(), len(token)
    if sign in "ge":
        begins, name, letter = next((era for era in _ERAS if era[0] <= day), _ERAS[-1])
        names = {1: letter, 2: name[0]}
        return str(day.year - begins.year + 1) if sign == "e" else names.get(size, name)
    if sign == "a":
        return _WEEKDAYS[day.weekday()] + ("曜日" if size == 4 else "")
    if sign == "y":
        return f"{day.year % 100:02}" if size == 2 else str(day.year)
    number = day.month if sign == "m" else day.day
    return f"{number:02}" if size == 2 else str(number)
