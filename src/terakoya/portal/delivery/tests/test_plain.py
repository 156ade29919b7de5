"""Nobody writes to strangers through our mails: names come without links, and short."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ..templatetags.mail import plain

PORTAL = Path(__file__).resolve().parents[2]
MAILS = sorted(PORTAL.glob("*/templates/*/mail/*.txt"))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("株式会社みほん商事", "株式会社みほん商事"),
        ("見本 太郎", "見本 太郎"),
        ("A. Sample & Co.", "A. Sample & Co."),
        ("みほん.コム株式会社", "みほん．コム株式会社"),
        ("http://evil.example/x", "http：／／evil．example／x"),
        ("a@evil.example", "a＠evil．example"),
        ("two\r\nBcc: lines", "two Bcc： lines"),
        ("あ" * 51, "あ" * 49 + "…"),
    ],
)
def test_plain_has_no_link_and_no_second_line(typed: str, shown: str) -> None:
    assert plain(typed) == shown


def test_names_in_mails_are_plain() -> None:
    names = re.compile(r"[\w.]*\.name\b(?!\|plain)")
    found = {path.name: names.findall(path.read_text(encoding="utf-8")) for path in MAILS}
    assert {name: one for name, one in found.items() if one} == {}


def test_mails_are_found() -> None:
    assert len(MAILS) >= 8
