"""The records as a workbook: one row a person, headings that stay, nothing that is a formula."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable

import xlsxwriter
from django.utils.translation import gettext as _

from ..common import clock
from ..common.dates import full_day
from .records import COMPLETED, NEW, RUNNING, Record

WIDTHS = (14, 20, 20, 24, 16, 10, 18, 18, 12, 30, 10, 22, 8, 10, 10, 20, 12, 18, 28)
HEADING_HEIGHT = 34  # points: two lines, which office programs do not all measure


def write_workbook(records: Iterable[Record], title: str, made_at: dt.datetime) -> bytes:
    """The workbook's bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    book.set_properties({"title": title, "created": made_at.replace(tzinfo=None)})
    sheet = book.add_worksheet(_("受講記録"))
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, HEADING_HEIGHT)
    for column, heading in enumerate(_headings()):
        sheet.write_string(0, column, heading, bold)
    last = 0
    for last, record in enumerate(records, start=1):
        for column, value in enumerate(_cells(record)):
            if isinstance(value, dt.datetime):
                local = value.astimezone(clock.TOKYO).replace(tzinfo=None)
                sheet.write_datetime(last, column, local, moment)
            elif isinstance(value, int):
                sheet.write_number(last, column, value)
            elif value:
                sheet.write_string(last, column, value)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(last, 1), len(WIDTHS) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()


def state_words() -> dict[str, str]:
    """How the states of a record are called."""
    return {COMPLETED: _("修了"), RUNNING: _("受講中"), NEW: _("未開始")}


def _headings() -> tuple[str, ...]:
    return (
        _("社員番号"),
        _("氏名"),
        _("フリガナ"),
        _("部署（修了日か基準日の）"),
        _("対象"),
        _("状態"),
        _("受講開始"),
        _("修了日時"),
        _("学習時間（分）"),
        _("受講の方法"),
        _("版"),
        _("版の識別番号（先頭12桁）"),
        _("言語"),
        _("受験回数"),
        _("合格時の正答率（%）"),
        _("修了番号"),
        _("確認した方針の版"),
        _("方針を確認した日時"),
        _("紙で受験（取り込んだ人・日）"),
    )


def _cells(record: Record) -> tuple[str | int | dt.datetime | None, ...]:
    return (
        record.employee_number,
        record.name,
        record.name_kana,
        record.department,
        _scope(record),
        state_words()[record.state],
        record.opened_at,
        record.completed_at,
        record.minutes,
        record.group,
        record.version,
        record.revision[:12],
        record.language,
        len(record.attempts) or None,
        record.percent,
        record.certificate,
        record.policy_version,
        record.policy_at,
        _paper(record),
    )


def _paper(record: Record) -> str:
    """Who sent the result on paper, and when; empty where the test was passed online."""
    paper = record.paper
    if paper is None:
        return ""
    sent = dt.datetime.fromisoformat(paper["sent_at"])
    return _("紙で受験（%(name)s、%(day)s）") % {"name": paper["sent_by"], "day": full_day(sent)}


def _scope(record: Record) -> str:
    if record.is_in_scope:
        return _("対象（休職中）") if record.is_on_leave else _("対象")
    if record.exempt_for:
        return _("免除（%(reason)s）") % {"reason": record.exempt_for}
    return _("対象外（退職など）")
