"""Whole numbers and decimals in hiragana."""

from __future__ import annotations

from itertools import pairwise

ONES = ("", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう")
_HUNDREDS = {3: "さんびゃく", 6: "ろっぴゃく", 8: "はっぴゃく"}
_THOUSANDS = {3: "さんぜん", 8: "はっせん"}
_DIGITS = ("ぜろ", *ONES[1:])
_MYRIADS = ("", "まん", "おく", "ちょう")
# Before てん and ちょう the end of a number is cut short; before てん short vowels are long.
_CUT = (("いち", "いっ"), ("はち", "はっ"), ("じゅう", "じゅっ"))
_LONG = (("に", "にー"), ("ご", "ごー"))
LIMIT = 10 ** (4 * len(_MYRIADS))


def cardinal(number: int) -> str:
    """Return the reading of a whole number below `LIMIT`: 3000 → さんぜん."""
    if number == 0:
        return "ぜろ"
    parts = []
    for power in reversed(range(len(_MYRIADS))):
        group = number // 10_000**power % 10_000
        if group:
            parts.append(_with_myriad(group, _MYRIADS[power]))
    return "".join(parts)


def _with_myriad(group: int, myriad: str) -> str:
    reading = _below_myriad(group)
    if myriad and group == 1000:
        reading = "いっせん"
    return (shortened(reading) if myriad == "ちょう" else reading) + myriad


def _below_myriad(number: int) -> str:
    thousands, hundreds, tens, ones = (number // 10**power % 10 for power in (3, 2, 1, 0))
    return (
        _times(thousands, "せん", _THOUSANDS)
        + _times(hundreds, "ひゃく", _HUNDREDS)
        + _times(tens, "じゅう", {})
        + ONES[ones]
    )


def _times(digit: int, unit: str, irregular: dict[int, str]) -> str:
    if digit == 0:
        return ""
    return irregular.get(digit) or (ONES[digit] if digit > 1 else "") + unit


def shortened(reading: str) -> str:
    """Return a reading as it is said before a doubled consonant: じゅう → じゅっ."""
    for ending, cut in _CUT:
        if reading.endswith(ending):
            return reading.removesuffix(ending) + cut
    return reading


def before_point(number: int) -> str:
    """Return a whole number with the decimal point after it: 10 → じゅってん."""
    reading = "れい" if number == 0 else shortened(cardinal(number))
    for ending, drawn in _LONG:
        if reading.endswith(ending):
            reading = reading.removesuffix(ending) + drawn
    return f"{reading}てん"


def digit_by_digit(digits: str) -> str:
    """Return digits as a telephone number is read, those after a hyphen or bracket with の."""
    out = []
    for before, digit in pairwise(f" {digits}"):
        if digit.isdigit():
            out.append(_DIGITS[int(digit)])
        elif before.isdigit() and out:
            out.append("の")
    if out and out[-1] == "の":
        out.pop()
    return " ".join(out)
