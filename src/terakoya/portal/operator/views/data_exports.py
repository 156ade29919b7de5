"""データ一式, for owners: asking for the ZIP of all exports, how far it is, fetching it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ...accounts.access import owner_of, owner_page, recently_confirmed
from ...common.dates import day_of
from ...common.download_names import attachment
from ...common.errors import PortalError
from ...common.languages import current_language
from ...common.progress import progress_answer
from ..access import get_data_export_for, get_ready_export_for
from ..selectors.data_exports import newest_data_export
from ..services import ask_own_data_export, data_export_pieces, open_deletion


@owner_page
@recently_confirmed(to_change=True)
@require_http_methods(["GET", "POST"])
def own_data_export(request: HttpRequest) -> HttpResponse:
    """Where it stands; sending the form lets a worker make it."""
    owner = owner_of(request)
    refusal: PortalError | None = None
    if request.method == "POST":
        try:
            ask_own_data_export(by=owner, language=current_language())
        except PortalError as error:
            refusal = error
        else:
            messages.success(request, _("データ一式を作っています。できると、メールで知らせます。"))
            return redirect("operator:own-data-export")
    context = {
        "export": newest_data_export(owner.organisation),
        "deletion": open_deletion(owner.organisation),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "operator/own_data_export.html", context, status=status)


@owner_page
@require_GET
def own_data_export_progress(request: HttpRequest, export: uuid.UUID) -> JsonResponse:
    """How far it is, for the script; the page says the same when it is loaded anew."""
    return progress_answer(get_data_export_for(owner_of(request), export))


@owner_page
@require_GET
@recently_confirmed()
def own_data_export_file(request: HttpRequest, export: uuid.UUID) -> StreamingHttpResponse:
    """The ZIP, written while it is sent."""
    owner = owner_of(request)
    found = get_ready_export_for(owner, export)
    pieces = data_export_pieces(by=owner, export=found)
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    day = day_of(found.created_at).isoformat()
    name = _("データ一式_%(day)s.zip") % {"day": day}
    response["Content-Disposition"] = attachment(name, "all-data")
    patch_cache_control(response, private=True, no_store=True)
    return response
