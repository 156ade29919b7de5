"""The audit log: read by officers and auditors, changed by nobody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ..accounts.access import reader_of, records_page
from ..audit.services import record
from ..common.csv_lines import csv_lines
from .audit_log import audit_columns, audit_page, audit_rows
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
    response = StreamingHttpResponse(
        csv_lines(audit_columns(), audit_rows(reader, wanted)),
        content_type="text/csv; charset=utf-8",
    )
    response["Content-Disposition"] = 'attachment; filename="audit-log.csv"'
    return response
