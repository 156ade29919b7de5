"""受講記録一式: asked for, made in the background, taken away."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from terakoya.evidence.signatures import shown_fingerprint

from ..accounts.access import reader_of, records_page
from ..audit.selectors import signing_fingerprint
from ..common.languages import current_language
from ..common.refusals import form_page, refusals_on
from ..learning.selectors.assignments import titled_assignments
from .access import get_assignment_for, get_ready_pack_for
from .forms import PackForm
from .selectors import bytes_of, pack_rows
from .services import ask_for_pack, note_download


@records_page
@require_http_methods(["GET", "POST"])
def pack_list(request: HttpRequest) -> HttpResponse:
    """The packs of the organisation, and a form that asks for another one."""
    reader = reader_of(request)
    titled = titled_assignments(reader, current_language())
    form = PackForm(request.POST or None, titled=titled)
    if request.method == "POST" and form.is_valid():
        assignment = get_assignment_for(reader, uuid.UUID(form.cleaned_data["assignment"]))
        with refusals_on(form):
            ask_for_pack(
                by=reader,
                assignment=assignment,
                as_of=form.cleaned_data["as_of"],
                language=current_language(),
            )
        if form.is_valid():
            return redirect("evidence:pack-list")
    rows = pack_rows(reader, titled)
    context = {
        "form": form,
        "rows": rows,
        "has_assignments": bool(titled),
        "is_underway": any(row.is_underway for row in rows),
        "fingerprint": shown_fingerprint(signing_fingerprint()),
    }
    return form_page(request, "evidence/pack_list.html", context, form)


@records_page
@require_GET
def pack_download(request: HttpRequest, pack: uuid.UUID) -> StreamingHttpResponse:
    """The ZIP, a piece at a time; the audit log says who took it."""
    reader = reader_of(request)
    found = get_ready_pack_for(reader, pack)
    note_download(by=reader, pack=found)
    response = StreamingHttpResponse(bytes_of(found), content_type="application/zip")
    response["Content-Length"] = str(found.size)
    name = f"evidence-{found.as_of:%Y%m%d}-{str(found.uuid)[:8]}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
