"""Which column of a list is what: by its header, or by the order that the page names."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Column(models.TextChoices):
    """The columns that a roster may have, in the order for lists without a header."""

    NAME = "name", _("氏名")
    KANA = "name_kana", _("フリガナ")
    NUMBER = "employee_number", _("社員番号")
    EMAIL = "email", _("メール")
    DEPARTMENT = "department", _("部署")


_HEADERS: Final[dict[Column, str]] = {
    Column.NAME: "氏名 名前 お名前 社員名 従業員名 メンバー name fullname employeename",
    Column.KANA: (
        "フリガナ ふりがな カナ かな 氏名カナ 氏名かな カナ氏名 よみがな 読み kana reading"
    ),
    Column.NUMBER: (
        "社員番号 従業員番号 職員番号 社員no 社員コード 従業員コード 社員id 番号 "
        "employeenumber employeeno employeeid staffid number id"
    ),
    Column.EMAIL: (
        "メール メールアドレス eメール eメールアドレス email emailaddress mail mailaddress"
    ),
    Column.DEPARTMENT: "部署 所属 所属部署 部署名 部門 部門名 課 department division section",
}
_BY_HEADER: Final[dict[str, Column]] = {
    unicodedata.normalize("NFKC", word): column
    for column, words in _HEADERS.items()
    for word in words.split()
}


def header_of(cells: list[str]) -> list[Column | None] | None:
    """What each cell of a header row names (None: nothing known); None when it is no header.

    A row is a header when it names the column of names and nothing twice.
    """
    columns = [_BY_HEADER.get(_key(cell)) for cell in cells]
    known = [column for column in columns if column is not None]
    if Column.NAME not in known or len(known) != len(set(known)):
        return None
    return columns


def columns_without_header(width: int) -> list[Column | None]:
    """The columns of a list that begins with people at once."""
    return [*list(Column)[:width], *[None] * max(0, width - len(Column))]


def _key(cell: str) -> str:
    wide = unicodedata.normalize("NFKC", cell).casefold()
    return re.sub(r"[\s_\-.()※*・:]|必須|任意", "", wide)
