"""Which invoice a transfer may be for: number, amount and the payer's name in kana. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

MOST_SUGGESTIONS: Final = 3
# How banks shorten legal forms, and how names write them: none of it tells companies apart.
_FORMS: Final = re.compile(
    r"カブシキガイシヤ|ユウゲンガイシヤ|ゴウドウガイシヤ|カブシキカイシヤ|ユウゲンカイシヤ|ゴウドウカイシヤ"
    r"|^(カ|ユ|ド|シヤ|ザイ|イ|ガク)\)|\((カ|ユ|ド|シヤ|ザイ|イ|ガク)\)?$|\((カ|ユ|ド)\)"
    r"|株式会社|有限会社|合同会社|\(株\)|\(有\)|\(同\)"
)
_SMALL: Final = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")


@dataclass(frozen=True)
class Candidate:
    """An open invoice as a transfer may fit it."""

    key: int
    number: str
    open_yen: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Suggestion:
    """An invoice that a transfer may be for, and by what it fits."""

    key: int
    has_number: bool
    has_amount: bool
    has_name: bool
    fee_yen: int = 0


def name_key(text: str) -> str:
    """A name as it is compared: full-width, small kana large, without spaces, marks, legal form."""
    wide = unicodedata.normalize("NFKC", text).upper().translate(_SMALL)
    wide = "".join(chr(ord(sign) + 96) if "ぁ" <= sign <= "ゖ" else sign for sign in wide)
    wide = re.sub(r"\s", "", wide.translate(_SMALL))
    return re.sub(r"[^\w]|ー", "", _FORMS.sub("", wide))


def suggestions(
    payer: str, amount_yen: int, candidates: Iterable[Candidate], fee_tolerance: int
) -> tuple[Suggestion, ...]:
    """The best invoices for a transfer, the best first.

    One that fits by amount alone counts only where no other does: two companies often owe the same.
    """
    digits = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", payer))
    key = name_key(re.sub(r"[0-9０-９\-－]", "", payer))
    found = [_compared(one, key, digits, amount_yen, fee_tolerance) for one in candidates]
    fitting = [one for one in found if one.has_number or one.has_name]
    by_amount = [one for one in found if one.has_amount]
    if not fitting and len(by_amount) == 1:
        fitting = by_amount
    return tuple(sorted(fitting, key=_rank))[:MOST_SUGGESTIONS]


def _compared(
    one: Candidate, name: str, digits: str, amount_yen: int, fee_tolerance: int
) -> Suggestion:
    missing = one.open_yen - amount_yen
    is_fee = 0 < missing <= fee_tolerance and missing < amount_yen
    return Suggestion(
        key=one.key,
        has_number=_has_number(digits, one.number),
        has_amount=missing == 0 or is_fee,
        has_name=_has_name(name, [name_key(known) for known in one.names]),
        fee_yen=missing if is_fee else 0,
    )


def _has_number(digits: str, number: str) -> bool:
    """Whether a payer wrote the number, or the serial without its year, before the name."""
    whole = re.sub(r"[^0-9]", "", number)
    serial = number.rpartition("-")[2].lstrip("0")
    return whole in digits or (bool(digits) and digits.lstrip("0") == serial)


def _has_name(payer: str, known: Sequence[str]) -> bool:
    """Whether a name is the payer's; banks cut long ones off."""
    return any(
        name and len(payer) >= 3 and (name.startswith(payer) or payer.startswith(name))
        for name in known
    )


def _rank(one: Suggestion) -> tuple[bool, bool, bool, int, int]:
    return (not one.has_number, not one.has_amount, not one.has_name, one.fee_yen, one.key)
