"""What an officer sees of orders, and the download of bought manuscripts."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from ..accounts.access import officer_of, officer_page
from ..catalogue.selectors import latest_revision, revision_text
from .access import get_licence_for
from .manuscripts import FILES, manuscript_file
from .selectors import licences_of, orders_of


@officer_page
@require_GET
def order_list(request: HttpRequest) -> HttpResponse:
    """Orders with their lines and terms."""
    return render(request, "orders/order_list.html", {"orders": orders_of(officer_of(request))})


@officer_page
@require_GET
def manuscripts(request: HttpRequest) -> HttpResponse:
    """The bought manuscripts, or how to buy one."""
    language = get_language() or "ja"
    licences = [
        (licence, revision_text(latest_revision(licence.course).pk, language).title)
        for licence in licences_of(officer_of(request))
    ]
    context = {"licences": licences, "files": FILES, "languages": settings.LANGUAGES}
    return render(request, "orders/manuscripts.html", context)


@officer_page
@require_GET
def manuscript_download(
    request: HttpRequest, licence: uuid.UUID, language: str, fmt: str
) -> HttpResponse:
    """One file of a bought manuscript, with the organisation's own values filled in."""
    officer = officer_of(request)
    found = get_licence_for(officer, licence)
    if fmt not in FILES:
        raise Http404
    file = manuscript_file(licence=found, by=officer, language=language, fmt=fmt)
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = content_disposition_header(True, file.name)
    return response
