"""How names, readings, numbers and addresses are cleaned, and when two names are the same.

Everybody who takes a name from outside calls these, so that a name looks the same everywhere.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from .errors import (
    EmailUnusable,
    EmployeeNumberTooLong,
    KanaUnreadable,
    NameMissing,
    NameTooLong,
    PostalCodeUnusable,
)

LONGEST_NAME: Final = 200
# Marks that turn the writing direction round or that nobody sees. The joiners (U+200C, U+200D)
# stay: emoji and some scripts are spelled with them.
_HIDDEN: Final = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ufffe\uffff]"
)
# Shapes of one character that people and rosters use for one another.
_SAME_SHAPES: Final = str.maketrans(
    "髙﨑邊邉濵濱澤齋齊斎櫻𠮷德眞廣惠國嶋嶌槇冨凜瀨栁隆",
    "高崎辺辺浜浜沢斉斉斉桜吉徳真広恵国島島槙富凛瀬柳隆",
)
_TO_KATAKANA: Final = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_KANA: Final = re.compile(r"[\u30a1-\u30ff\u31f0-\u31ff A-Za-zÀ-ɏ0-9.,'’・ー\-]*")


def _clean_text(value: str) -> str:
    """NFC; one space for any run of white space; neither control nor hidden marks."""
    spaced = " ".join(_HIDDEN.sub("", value).split())
    visible = "".join(c for c in spaced if unicodedata.category(c) not in {"Cc", "Cs"})
    return " ".join(unicodedata.normalize("NFC", visible).split())


def clean_line(value: str, *, most: int, field: str) -> str:
    """A line of text of any kind, perhaps empty; a sentence beyond `most` characters."""
    cleaned = _clean_text(value)
    if len(cleaned) > most:
        raise NameTooLong(field=field, most=most, length=len(cleaned))
    return cleaned


def clean_name(value: str, *, field: str = "name") -> str:
    """A person's or an organisation's name: never empty, at most 200 characters, emoji allowed."""
    cleaned = clean_line(value, most=LONGEST_NAME, field=field)
    if all(unicodedata.category(character) in {"Cf", "Zs"} for character in cleaned):
        raise NameMissing(field=field)
    return cleaned


def clean_kana(value: str, *, field: str = "name_kana") -> str:
    """A reading in full-width katakana from any kana; empty stays empty."""
    wide = katakana(unicodedata.normalize("NFKC", _clean_text(value)))
    cleaned = clean_line(wide, most=LONGEST_NAME, field=field)
    if not _KANA.fullmatch(cleaned):
        raise KanaUnreadable(field=field)
    return cleaned


def katakana(text: str) -> str:
    """The text with its hiragana as katakana, as readings are kept."""
    return text.translate(_TO_KATAKANA)


def clean_employee_number(value: str) -> str | None:
    """An employee number as text in half-width characters, zeros kept; None when empty."""
    cleaned = _clean_text(unicodedata.normalize("NFKC", value))
    if len(cleaned) > 64:
        raise EmployeeNumberTooLong
    return cleaned or None


def clean_email(value: str) -> str | None:
    """An address in half-width lower case; None when empty."""
    cleaned = _clean_text(unicodedata.normalize("NFKC", value)).lower()
    if not cleaned:
        return None
    try:
        validate_email(cleaned)
    except ValidationError:
        raise EmailUnusable from None
    if len(cleaned) > 254:
        raise EmailUnusable
    return cleaned


def clean_company_code(value: str) -> str:
    """A company code as it is stored, from what people type: 「ｋｍｔｒ－4827」 → KMTR4827."""
    wide = unicodedata.normalize("NFKC", value).upper()
    return "".join(character for character in wide if character.isalnum())[:24]


@dataclass(frozen=True, slots=True)
class MemberDetails:
    """What a roster says of a member beside name, number, address and department."""

    position: str
    site: str
    employment: str
    on_leave_since: dt.date | None
    on_leave_until: dt.date | None


def name_key(value: str) -> str:
    """What two spellings of one name share: width, spaces, case and shape variants ignored."""
    wide = unicodedata.normalize("NFKC", _clean_text(value)).translate(_SAME_SHAPES)
    return "".join(wide.split()).casefold()


def clean_postal_code(value: str, *, field: str = "postal_code") -> str:
    """123-4567 from any width, with or without hyphen; empty stays empty."""
    digits = re.sub(r"[\s〒\-‐‑–—−ー－]", "", unicodedata.normalize("NFKC", value))
    if not digits:
        return ""
    if not re.fullmatch(r"[0-9]{7}", digits):
        raise PostalCodeUnusable(field=field)
    return f"{digits[:3]}-{digits[3:]}"
