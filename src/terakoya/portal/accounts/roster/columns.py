"""Which column of a list is what: by its header, or by the order that the page names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from ..errors import RosterUnreadable

MOST_TITLE_ROWS: Final = 10  # what may stand above the header: a title, a date


class Column(models.TextChoices):
    """The columns that a roster may have; the first five in the order for lists without header."""

    NAME = "name", _("氏名")
    KANA = "name_kana", _("フリガナ")
    NUMBER = "employee_number", _("社員番号")
    EMAIL = "email", _("メール")
    DEPARTMENT = "department", _("部署")
    CONCURRENT = "concurrent", _("兼務")
    POSITION = "position", _("役職")
    SITE = "site", _("拠点")
    EMPLOYMENT = "employment", _("雇用区分")
    LANGUAGE = "language", _("言語")
    LEAVE = "leave", _("休職")
    LEADER = "leader", _("所属長")
    LEFT_ON = "left_on", _("退職日")
    FAMILY = "family", _("姓")
    GIVEN = "given", _("名")
    FAMILY_KANA = "family_kana", _("セイ")
    GIVEN_KANA = "given_kana", _("メイ")


# Those of a list that begins with people at once.
WITHOUT_HEADER: Final = (
    Column.NAME,
    Column.KANA,
    Column.NUMBER,
    Column.EMAIL,
    Column.DEPARTMENT,
)
# Those of the template to download.
OF_TEMPLATE: Final = tuple(
    column
    for column in Column
    if column not in {Column.FAMILY, Column.GIVEN, Column.FAMILY_KANA, Column.GIVEN_KANA}
)
_HEADERS: Final[dict[Column, str]] = {
    Column.NAME: (
        "氏名 名前 お名前 社員名 従業員名 職員名 メンバー 氏名漢字 name fullname employeename"
    ),
    Column.KANA: (
        "フリガナ ふりがな カナ かな 氏名カナ 氏名かな カナ氏名 氏名フリガナ よみがな 読み "
        "kana reading namekana furigana phoneticname"
    ),
    Column.NUMBER: (
        "社員番号 従業員番号 職員番号 社員no 社員コード 従業員コード 職員コード 社員id 番号 "
        "employeenumber employeeno employeeid staffid staffnumber number id"
    ),
    Column.EMAIL: (
        "メール メールアドレス eメール eメールアドレス email emailaddress mail mailaddress"
    ),
    Column.DEPARTMENT: (
        "部署 所属 所属部署 部署名 部門 部門名 課 department departmentname division section"
    ),
    Column.CONCURRENT: (
        "兼務 兼務先 兼務部署 兼任 兼任部署 第二部署 concurrent concurrentpost concurrentposts "
        "concurrentdepartment seconddepartment seconddepartments"
    ),
    Column.POSITION: "役職 役職名 職位 肩書 肩書き position jobtitle title post",
    Column.SITE: (
        "拠点 拠点名 事業所 事業所名 勤務地 店舗 店舗名 site office location workplace store branch"
    ),
    Column.EMPLOYMENT: (
        "雇用区分 雇用形態 社員区分 従業員区分 契約形態 kindofemployment employment employmenttype "
        "contracttype"
    ),
    Column.LANGUAGE: "言語 使用言語 表示言語 language lang",
    Column.LEAVE: "休職 休職中 休職開始日 休職日 在籍区分 在籍状況 onleave leave leaveofabsence",
    Column.LEADER: (
        "所属長 上司 上長 所属長社員番号 上司社員番号 管理者 supervisor leader headofdepartment "
        "reportsto linemanager"
    ),
    Column.LEFT_ON: "退職日 退職年月日 退社日 lefton leavingdate terminationdate lastday resigned",
    Column.FAMILY: "姓 氏 苗字 名字 familyname lastname surname",
    Column.GIVEN: "名 givenname firstname",
    Column.FAMILY_KANA: "セイ 姓カナ 姓フリガナ せい familynamekana lastnamekana",
    Column.GIVEN_KANA: "メイ 名カナ 名フリガナ めい givennamekana firstnamekana",
}
_BY_HEADER: Final[dict[str, Column]] = {
    unicodedata.normalize("NFKC", word): column
    for column, words in _HEADERS.items()
    for word in words.split()
}


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands among the rows that hold something, and what its cells name."""

    at: int
    columns: list[Column | None]


def find_header(rows: list[tuple[int, list[str]]]) -> Header | None:
    """The first row that names the column of names; a title may stand above it.

    Raises `RosterUnreadable` where it names a column twice.
    """
    for at, (number, cells) in enumerate(rows[:MOST_TITLE_ROWS]):
        columns = [_BY_HEADER.get(_key(cell)) for cell in cells]
        known = [column for column in columns if column is not None]
        names_people = Column.NAME in known or {Column.FAMILY, Column.GIVEN} <= set(known)
        if names_people and len(known) > 1:
            _refuse_twice(number, cells, columns)
            return Header(at, columns)
    return None


def _refuse_twice(number: int, cells: list[str], columns: list[Column | None]) -> None:
    seen: dict[Column, str] = {}
    for cell, column in zip(cells, columns, strict=True):
        if column is not None and column in seen:
            raise RosterUnreadable(
                why=_text(
                    "%(row)s行目の見出し「%(first)s」と「%(second)s」は、どちらも%(column)sです。"
                    "どちらかの列を消してください。"
                )
                % {
                    "row": number,
                    "first": seen[column],
                    "second": cell,
                    "column": column.label,
                }
            )
        if column is not None:
            seen[column] = cell


def columns_without_header(width: int) -> list[Column | None]:
    """The columns of a list that begins with people at once."""
    return [*WITHOUT_HEADER[:width], *[None] * max(0, width - len(WITHOUT_HEADER))]


def _key(cell: str) -> str:
    wide = unicodedata.normalize("NFKC", cell[:60]).casefold()
    return re.sub(r"[\s_\-.()※*・:/]|必須|任意", "", wide)
