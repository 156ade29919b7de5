"""The audit log: read by officers and auditors, changed by nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ..accounts.access import reader_of, records_page
from ..accounts.models import Member
from ..audit.services import record
from ..common import clock
from ..common.csv_lines import csv_lines
from .audit_log import AuditFilter, audit_lines, audit_page
from .forms import AuditFilterForm


@records_page
@require_GET
def audit_log(request: HttpRequest) -> HttpResponse:
    """監査ログ: who did what, newest first, fifty entries a page."""
    form = AuditFilterForm(request.GET)
    wanted = form.wanted()
    before = request.GET.get("before", "")
    page = audit_page(
        reader_of(request), wanted, int(before) if before.isdecimal() and len(before) < 16 else None
    )
    return render(
        request,
        "reports/audit_log.html",
        {"page": page, "form": form, "is_narrow": wanted.is_narrow, "is_first": not before},
    )


@records_page
@require_GET
def audit_log_export(request: HttpRequest) -> StreamingHttpResponse:
    """The same as CSV, whole; the export is written into the log first."""
    reader = reader_of(request)
    wanted = AuditFilterForm(request.GET).wanted()
    record(
        organisation_uuid=reader.organisation.uuid,
        actor_uuid=reader.person.uuid,
        verb="reports.audit_log_exported",
        target=f"organisation:{reader.organisation.uuid}",
        data={
            "since": str(wanted.since or ""),
            "until": str(wanted.until or ""),
            "topic": wanted.topic,
            "person": wanted.person,
        },
    )
    header = [_("番号"), _("日時"), _("だれが"), _("したこと"), _("対象"), _("記録の内容")]
    response = StreamingHttpResponse(
        csv_lines(header, _rows(reader, wanted)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="audit-log.csv"'
    return response


def _rows(reader: Member, wanted: AuditFilter) -> Iterator[list[object]]:
    for line in audit_lines(reader, wanted):
        at = line.at.astimezone(clock.TOKYO).strftime("%Y-%m-%d %H:%M:%S")
        said = json.dumps(line.data, ensure_ascii=False) if line.data else ""
        yield [line.number, at, line.who, line.what, line.about, said]
