"""一覧を書き出す: choosing the table and the file, and the file while it is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ..accounts.access import reader_of, records_page
from ..accounts.models import Member
from ..accounts.selectors import DepartmentTree, department_tree
from ..audit.services import record
from ..common import clock
from ..common.csv_lines import csv_pieces
from ..common.dates import day_of
from ..common.languages import current_language
from ..common.xlsx_stream import Cell, xlsx_pieces
from ..learning.selectors.assignments import titled_assignments
from .choices import ExportFile, ExportKind
from .exports import list_columns, list_rows
from .forms import ExportForm, StatusForm
from .status_asked import Asked, asked_of
from .working_time import Days, day_columns, day_rows

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CARRIED: Final = ("assignment", "state", "q", "department", "as_of")


def _asked(request: HttpRequest, reader: Member) -> tuple[Asked | None, DepartmentTree]:
    tree = department_tree(reader.organisation)
    titled = titled_assignments(reader, current_language())
    return asked_of(StatusForm(request.GET), titled, tree), tree


@records_page
@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    """Which table, which file, which days; the list is narrowed as it was on 受講状況."""
    reader = reader_of(request)
    asked, _tree = _asked(request, reader)
    return _page(request, asked, ExportForm(initial={"kind": "list", "form": "xlsx"}))


def whom_words(asked: Asked) -> str:
    """Whose rows the file has."""
    if asked.is_narrowed:
        return _("受講状況でしぼり込んだ人を書き出します。")
    return _("割り当ての対象の人を、全員書き出します。")


def _page(
    request: HttpRequest, asked: Asked | None, form: ExportForm, status: int = 200
) -> HttpResponse:
    carried = [(name, request.GET[name]) for name in CARRIED if request.GET.get(name)]
    context = {
        "asked": asked,
        "form": form,
        "carried": carried,
        "whom": whom_words(asked) if asked else "",
    }
    return render(request, "reports/exports.html", context, status=status)


@records_page
@require_GET
def export_file(request: HttpRequest) -> HttpResponseBase:
    """The file, begun at once; the audit log says who took it."""
    reader = reader_of(request)
    asked, tree = _asked(request, reader)
    form = ExportForm(request.GET)
    if asked is None:
        return redirect("reports:exports")
    if not form.is_valid():
        return _page(request, asked, form, status=422)
    kind, file = ExportKind(form.cleaned_data["kind"]), ExportFile(form.cleaned_data["form"])
    _note(reader, asked, kind, file)
    days = form.days(day_of(asked.assignment.created_at))
    return _response(asked, tree, kind, file, days)


def _note(reader: Member, asked: Asked, kind: ExportKind, file: ExportFile) -> None:
    narrowing = asked.narrowing
    record(
        organisation_uuid=reader.organisation.uuid,
        actor_uuid=reader.person.uuid,
        verb="reports.status_exported",
        target=str(asked.assignment.uuid),
        data={
            "kind": kind.value,
            "form": file.value,
            "state": narrowing.state,
            "words": narrowing.words,
            "department": str(narrowing.department.uuid) if narrowing.department else "",
            "as_of": narrowing.on.isoformat() if narrowing.on else "",
        },
    )


def _response(
    asked: Asked, tree: DepartmentTree, kind: ExportKind, file: ExportFile, days: Days
) -> StreamingHttpResponse:
    if kind == ExportKind.LIST:
        columns, rows = list_columns(), list_rows(asked.assignment, asked.narrowing, tree)
    else:
        columns = day_columns()
        rows = day_rows(asked.assignment, asked.narrowing, tree, days)
    name = f"{'status' if kind == ExportKind.LIST else 'learning-days'}-{clock.today():%Y%m%d}"
    if file == ExportFile.XLSX:
        pieces = xlsx_pieces(str(kind.label)[:31], columns, rows)
        ending, content_type = "xlsx", XLSX
    else:
        in_cp932 = file == ExportFile.CP932
        headings = [one.heading for one in columns]
        pieces = csv_pieces(headings, _plain(rows), in_cp932=in_cp932)
        ending, content_type = "csv", f"text/csv; charset={'shift_jis' if in_cp932 else 'utf-8'}"
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def _plain(rows: Iterator[list[Cell]]) -> Iterator[Sequence[object]]:
    """Days and moments as every spreadsheet reads them, in Japan's time."""
    for row in rows:
        yield [_text(cell) if isinstance(cell, dt.date) else cell for cell in row]


def _text(value: dt.date) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(clock.TOKYO).strftime("%Y-%m-%d %H:%M")
    return value.isoformat()
