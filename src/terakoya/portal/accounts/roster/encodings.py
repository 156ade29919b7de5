"""The encoding of a file of text; where lines differ, which ones."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _

from ..errors import RosterUnreadable

_JAPANESE: Final = re.compile("[\u3005-\u30ff\u4e00-\u9fff\uff01-\uffee]")
MOST_NAMED: Final = 5


def decode(content: bytes) -> str:
    """The text of UTF-8 with or without BOM, UTF-16 with BOM, or CP932."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return _decoded(content, "utf-16") or _refuse()
    text = _decoded(content, "utf-8-sig")
    if text is not None:
        return text
    _refuse_mixed(content)
    return _decoded(content, "cp932") or _refuse()


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _refuse() -> str:
    raise RosterUnreadable(
        why=_("文字コードを読めませんでした。UTF-8のCSVか、Excelブックで保存し直してください。")
    )


def _refuse_mixed(content: bytes) -> None:
    """Name the lines that are written otherwise than most: some in UTF-8, some in CP932."""
    wide: list[int] = []
    japanese: list[int] = []
    broken: list[int] = []
    for number, line in enumerate(content.splitlines(), start=1):
        if line.isascii():
            continue
        as_utf8 = _decoded(line, "utf-8")
        if as_utf8 is not None and _JAPANESE.search(as_utf8):
            wide.append(number)
        elif _decoded(line, "cp932") is not None:
            japanese.append(number)
        else:
            broken.append(number)
    if broken and (wide or japanese):
        raise RosterUnreadable(
            why=_("%(lines)sの文字を読めません。その行を入力し直して保存してください。")
            % {"lines": _named(broken)}
        )
    if wide and japanese:
        few, name = (wide, "UTF-8") if len(wide) < len(japanese) else (japanese, "Shift_JIS")
        raise RosterUnreadable(
            why=_(
                "文字コードが混ざっています。%(lines)sだけが%(name)sです。"
                "Excelで開き、その行を直して「CSV UTF-8」で保存してください。"
            )
            % {"lines": _named(few), "name": name}
        )


def _named(lines: list[int]) -> str:
    shown = "、".join(str(number) for number in lines[:MOST_NAMED])
    if len(lines) <= MOST_NAMED:
        return _("%(lines)s行目") % {"lines": shown}
    return _("%(lines)s行目など%(count)s行") % {"lines": shown, "count": f"{len(lines):,}"}
