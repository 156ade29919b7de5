"""The empty list to download: headers, an example, and how each column is filled."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Final

import xlsxwriter
from django.utils.translation import gettext as _

from terakoya.courseware.palette import Colour

from .columns import OF_TEMPLATE, Column


def _example() -> dict[Column, str]:
    return {
        Column.NAME: _("高橋 未来"),
        Column.KANA: "タカハシ ミライ",
        Column.NUMBER: "004128",
        Column.EMAIL: "takahashi@mihon.example",
        Column.DEPARTMENT: _("営業部/第一課"),
        Column.CONCURRENT: "",
        Column.POSITION: _("主任"),
        Column.SITE: _("本社"),
        Column.EMPLOYMENT: _("正社員"),
        Column.LANGUAGE: "ja",
        Column.LEAVE: "",
        Column.LEADER: "002917",
        Column.LEFT_ON: "",
    }


def column_rules() -> dict[Column, str]:
    """How each column is filled."""
    return {
        Column.NAME: _("必須。姓と名の間に空白を入れます。"),
        Column.KANA: _("ひらがなでもカタカナになります。"),
        Column.NUMBER: _("社員番号かメールのどちらかが必要です。先頭の0を残します。"),
        Column.EMAIL: _("招待メールの宛先です。"),
        Column.DEPARTMENT: _("「営業部/第一課」のように、上から8段までです。"),
        Column.CONCURRENT: _("ほかの部署。いくつもあるときは「、」で区切ります。"),
        Column.POSITION: _("100字までです。"),
        Column.SITE: _("100字までです。"),
        Column.EMPLOYMENT: _("正社員、アルバイトなど。100字までです。"),
        Column.LANGUAGE: _("日本語（ja）か英語（en）。"),
        Column.LEAVE: _("休職中の人だけ、「休職」か開始日。ほかは空欄です。"),
        Column.LEADER: _("所属長の社員番号、メール、氏名のどれか。本人なら○です。"),
        Column.LEFT_ON: _("退職する人だけ。2026/4/1、令和8年4月1日など。"),
    }


def _csv_template() -> bytes:
    output = io.StringIO(newline="")
    writer = csv.writer(output)
    example = _example()
    writer.writerow([str(column.label) for column in OF_TEMPLATE])
    writer.writerow([example[column] for column in OF_TEMPLATE])
    return b"\xef\xbb\xbf" + output.getvalue().encode()


def _xlsx_template() -> bytes:
    output = io.BytesIO()
    example, rules = _example(), column_rules()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        book.set_properties({"created": dt.datetime(2000, 1, 1)})  # the same bytes each time
        bold = book.add_format({"bold": True, "bg_color": Colour.PRIMARY_TINT_2.css, "border": 1})
        plain = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(_("名簿"))
        sheet.set_column(0, len(OF_TEMPLATE) - 1, 18, plain)
        sheet.freeze_panes(1, 0)
        notes = book.add_worksheet(_("書き方"))
        notes.set_column(0, 0, 16)
        notes.set_column(1, 1, 70)
        for place, column in enumerate(OF_TEMPLATE):
            sheet.write_string(0, place, str(column.label), bold)
            sheet.write_string(1, place, example[column], plain)
            notes.write_string(place, 0, str(column.label), bold)
            notes.write_string(place, 1, rules[column])
    return output.getvalue()


TEMPLATES: Final[dict[str, tuple[str, Callable[[], bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", _csv_template),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _xlsx_template,
    ),
}
