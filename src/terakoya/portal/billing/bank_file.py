"""Reading a bank's file of transfers: which columns mean what is data. Pure.

Half-width kana, CP932 or UTF-8, dates in Western years or of the Reiwa era, amounts with commas.
A file whose total or whose running balance does not fit is refused, with the line.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MOST_LINES: Final = 50_000
REIWA: Final = 2018  # 令和1年 is 2019
_TOTALS: Final = ("合計", "計", "トータル")


class Meaning(StrEnum):
    """What a column of a bank's file says."""

    DAY = "day"
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    PAYER = "payer"
    BALANCE = "balance"


NEEDED: Final = (Meaning.DAY, Meaning.DEPOSIT, Meaning.PAYER)


class Fault(StrEnum):
    """Why a file cannot be taken."""

    NOT_TEXT = "not-text"
    NO_HEADINGS = "no-headings"
    BAD_DAY = "bad-day"
    BAD_AMOUNT = "bad-amount"
    TOTAL = "total"
    BALANCE = "balance"
    TOO_LONG = "too-long"
    EMPTY = "empty"


class BankFileFault(Exception):
    """A file that does not fit: the fault, its line (from 1; 0: the file) and what stands there."""

    def __init__(self, fault: Fault, line: int = 0, found: str = "", expected: str = "") -> None:
        super().__init__(fault.value)
        self.fault, self.line, self.found, self.expected = fault, line, found, expected


@dataclass(frozen=True)
class Deposit:
    """A transfer that came in, with the line of the file on which it stands."""

    line: int
    day: dt.date
    amount_yen: int
    payer: str


def read_bank_file(content: bytes, columns: Sequence[tuple[str, str]]) -> list[Deposit]:
    """The transfers that came in, in the file's order; raises `BankFileFault`.

    `columns` are pairs of a heading, as the file has it in its first lines, and a `Meaning`.
    """
    rows = list(csv.reader(io.StringIO(_text(content))))
    if len(rows) > MOST_LINES:
        raise BankFileFault(Fault.TOO_LONG)
    start, places = _headings(rows, columns)
    deposits: list[Deposit] = []
    moves: list[tuple[int, int, int | None]] = []
    for number, row in enumerate(rows[start:], start + 1):
        cells = {meaning: _cell(row, place) for meaning, place in places.items()}
        if not any(cells.values()):
            continue
        came, went = (
            _yen(cells.get(meaning, ""), number)
            for meaning in (Meaning.DEPOSIT, Meaning.WITHDRAWAL)
        )
        if _is_total(row):
            _check_total(came, sum(one.amount_yen for one in deposits), number)
            continue
        balance = _yen(cells[Meaning.BALANCE], number) if cells.get(Meaning.BALANCE) else None
        moves.append((number, came - went, balance))
        if came:
            deposits.append(
                Deposit(number, _day(cells[Meaning.DAY], number), came, cells[Meaning.PAYER])
            )
    _check_balances(moves)
    if not deposits:
        raise BankFileFault(Fault.EMPTY)
    return deposits


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BankFileFault(Fault.NOT_TEXT)


def _headings(
    rows: Sequence[Sequence[str]], columns: Sequence[tuple[str, str]]
) -> tuple[int, dict[str, int]]:
    """After how many lines the transfers begin, and where each meaning stands."""
    wanted = {plain(heading): meaning for heading, meaning in columns}
    for number, row in enumerate(rows[:20], 1):
        found: dict[str, int] = {}
        for place, cell in enumerate(row):
            meaning = wanted.get(plain(cell))
            if meaning is not None:
                found.setdefault(meaning, place)
        if all(meaning in found for meaning in NEEDED):
            return number, found
    raise BankFileFault(Fault.NO_HEADINGS, expected="、".join(heading for heading, _ in columns))


def plain(text: str) -> str:
    """A text in full-width kana and half-width letters, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _cell(row: Sequence[str], place: int) -> str:
    return " ".join(unicodedata.normalize("NFKC", row[place]).split()) if place < len(row) else ""


def _is_total(row: Sequence[str]) -> bool:
    first = next((plain(cell) for cell in row if plain(cell)), "")
    return first in _TOTALS


def _check_total(total: int, summed: int, line: int) -> None:
    if total != summed:
        raise BankFileFault(Fault.TOTAL, line, f"{total:,}", f"{summed:,}")


def _check_balances(moves: Sequence[tuple[int, int, int | None]]) -> None:
    """Each balance follows from the one before; files begin with the oldest or the newest line."""
    wrong = _first_wrong(moves)
    if wrong is not None and _first_wrong(moves[::-1]) is not None:
        line, found, expected = wrong
        raise BankFileFault(Fault.BALANCE, line, f"{found:,}", f"{expected:,}")


def _first_wrong(moves: Sequence[tuple[int, int, int | None]]) -> tuple[int, int, int] | None:
    before: int | None = None
    for line, moved, balance in moves:
        if balance is None:
            before = None
            continue
        if before is not None and before + moved != balance:
            return line, balance, before + moved
        before = balance
    return None


def _yen(text: str, line: int) -> int:
    """A whole amount of yen, 0 where nothing stands; never below zero."""
    digits = re.sub(r"[,\s¥円\\]", "", text)
    if not digits:
        return 0
    if not re.fullmatch(r"\d{1,13}", digits, re.ASCII):
        raise BankFileFault(Fault.BAD_AMOUNT, line, text)
    return int(digits)


_DAY: Final = re.compile(
    r"(?P<era>R|令和)?\s*(?P<y>\d{1,4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?", re.ASCII
)


def _day(text: str, line: int) -> dt.date:
    found = _DAY.fullmatch(text) or re.fullmatch(
        r"(?P<era>)(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})", text, re.ASCII
    )
    try:
        if found is None:
            raise ValueError
        year = int(found["y"]) + (REIWA if found["era"] else 0)
        if year < 2000:
            raise ValueError
        return dt.date(year, int(found["m"]), int(found["d"]))
    except ValueError:
        raise BankFileFault(Fault.BAD_DAY, line, text) from None
