"""The seller as it stands on documents; the registration number and its check digit."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

_REGISTRATION: Final = re.compile(r"T[0-9]{13}")
_DASHES: Final = re.compile(r"[\s‐‑‒–—―−ー－-]")


# What an account is told by, all of one bank.
BANK: Final = ("bank_name", "bank_branch", "account_type", "account_number", "account_holder")


@dataclass(frozen=True)
class Seller:
    """The seller's details of a day."""

    name: str
    postal_code: str = ""
    address: str = ""
    building: str = ""
    phone: str = ""
    hours: str = ""
    hours_en: str = ""
    email: str = ""
    representative: str = ""
    contact: str = ""
    registration: str = ""
    bank_name: str = ""
    bank_branch: str = ""
    account_type: str = ""
    account_number: str = ""
    account_holder: str = ""
    customer_bears_fee: bool = True

    @property
    def has_bank(self) -> bool:
        """Whether money can be paid to it by what is written here."""
        return bool(self.bank_name and self.account_number)


def seller_to_json(seller: Seller) -> dict[str, Any]:
    """As a document's row keeps it."""
    return dataclasses.asdict(seller)


def seller_from_json(kept: Mapping[str, Any]) -> Seller:
    """The seller as it was kept."""
    return Seller(**kept)


def typed_registration(typed: str) -> str:
    """A registration number as it is meant: full-width digits, spaces and hyphens are put right."""
    return _DASHES.sub("", unicodedata.normalize("NFKC", typed)).upper()


def check_digit(twelve: str) -> int:
    """検査用数字 of a corporate number, from the twelve digits behind it.

    9 − (Σ digit · weight mod 9), weights 1 and 2 in turn from the right.
    """
    total = sum(
        int(digit) * (1 if place % 2 == 0 else 2) for place, digit in enumerate(reversed(twelve))
    )
    return 9 - total % 9


def is_registration(number: str) -> bool:
    """Whether it is T and a corporate number whose check digit is right."""
    return _REGISTRATION.fullmatch(number) is not None and check_digit(number[2:]) == int(number[1])
