"""What an officer sees of orders, and the download of bought manuscripts."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from ..accounts.access import officer_of, officer_page
from ..catalogue.selectors import latest_revision, revision_text
from ..common.languages import current_language
from .access import get_kit_course_for, get_licence_for
from .exports import GROUPS, export_file, offered_groups
from .forms import ExportForm, KitForm
from .kits import kit_cards, kit_file
from .manuscripts import FILES, ManuscriptFile, manuscript_file
from .selectors import export_contents, licences_of, orders_of


@officer_page
@require_GET
def order_list(request: HttpRequest) -> HttpResponse:
    """Orders with their lines and terms."""
    return render(request, "orders/order_list.html", {"orders": orders_of(officer_of(request))})


@officer_page
@require_GET
def manuscripts(request: HttpRequest) -> HttpResponse:
    """The bought manuscripts, or how to buy one."""
    language = current_language()
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
    return _download(manuscript_file(licence=found, by=officer, language=language, fmt=fmt))


def _download(file: ManuscriptFile) -> HttpResponse:
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = content_disposition_header(True, file.name)
    return response


@officer_page
@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    """Files for other systems, or how to buy the manuscript that they are part of."""
    officer, language = officer_of(request), current_language()
    rows = []
    for licence in licences_of(officer):
        revisions = export_contents(licence)
        title = revision_text(next(iter(revisions.values())).pk, language).title
        form = ExportForm(None, revisions, name=f"e{licence.pk}-")
        groups = offered_groups(GROUPS, revisions.values())
        rows.append({"licence": licence, "title": title, "form": form, "groups": groups})
    kits = [
        {"card": one, "form": KitForm(one.languages, chosen=language, name=f"k{one.course.pk}-")}
        for one in kit_cards(officer, language)
    ]
    return render(request, "orders/exports.html", {"rows": rows, "kits": kits})


@officer_page
@require_GET
def kit_download(request: HttpRequest, slug: str) -> HttpResponse:
    """The documents beside a course with the organisation's details, made today."""
    officer = officer_of(request)
    course = get_kit_course_for(officer, slug)
    language = request.GET.get("language") or current_language()
    return _download(kit_file(course=course, by=officer, language=language))


@officer_page
@require_GET
def export_download(request: HttpRequest, licence: uuid.UUID) -> HttpResponse:
    """One file for another system; built now where it was not kept."""
    officer = officer_of(request)
    found = get_licence_for(officer, licence)
    form = ExportForm(request.GET.dict(), export_contents(found))
    if not form.is_valid():
        raise Http404
    fmt = form.cleaned_data["format"]
    return _download(export_file(licence=found, by=officer, choice=form.choice(), fmt=fmt))
