"""What an officer sees of orders, and the download of bought manuscripts."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from ...accounts.access import officer_of, officer_page
from ...catalogue.selectors import revision_text
from ...common.languages import current_language
from ..access import get_covered_revision, get_kit_course_for, get_licence_for
from ..exports import GROUPS, export_file, licensed_name, offered_groups, takes_long
from ..forms.applying import ExportForm, KitForm
from ..kits import kit_cards, kit_file
from ..manuscripts import FILES, ManuscriptFile, manuscript_file
from ..selectors.licences import licence_cards
from ..selectors.pricing import export_contents, export_jobs_of, licences_of
from .exports import Wanted, long_export


@officer_page
@require_GET
def order_list(request: HttpRequest) -> HttpResponse:
    """The former address of 契約・請求書."""
    del request
    return redirect("billing:contract-list")


@officer_page
@require_GET
def manuscripts(request: HttpRequest) -> HttpResponse:
    """The bought manuscripts, or how to buy one."""
    cards = licence_cards(officer_of(request), current_language())
    names = dict(settings.LANGUAGES)
    context = {
        "cards": [(one, [(it, names.get(it, it)) for it in one.languages]) for one in cards],
        "files": FILES,
    }
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


@officer_page
@require_GET
def manuscript_past(
    request: HttpRequest, licence: uuid.UUID, revision: uuid.UUID, language: str, fmt: str
) -> HttpResponse:
    """One file of an earlier revision that the licence covers."""
    officer = officer_of(request)
    found = get_licence_for(officer, licence)
    if fmt not in FILES:
        raise Http404
    past = get_covered_revision(found, revision)
    return _download(
        manuscript_file(licence=found, by=officer, language=language, fmt=fmt, revision=past)
    )


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
        if licence.is_ahead:
            continue
        revisions = export_contents(licence)
        title = revision_text(next(iter(revisions.values())).pk, language).title
        form = ExportForm(None, revisions, name=f"e{licence.pk}-")
        groups = offered_groups(GROUPS, revisions.values())
        row = {"licence": licence, "key": str(licence.pk), "title": title}
        rows.append({**row, "form": form, "groups": groups})
    kits = [
        {"card": one, "form": KitForm(one.languages, chosen=language, name=f"k{one.course.pk}-")}
        for one in kit_cards(officer, language)
    ]
    jobs = export_jobs_of(officer, reverse("orders:exports"))
    return render(request, "orders/exports.html", {"rows": rows, "kits": kits, "jobs": jobs})


@officer_page
@require_GET
def kit_download(request: HttpRequest, slug: str) -> HttpResponse:
    """The documents beside a course with the organisation's details, made today."""
    officer = officer_of(request)
    course = get_kit_course_for(officer, slug)
    language = request.GET.get("language") or current_language()
    return _download(kit_file(course=course, by=officer, language=language))


@officer_page
@require_http_methods(["GET", "POST"])
def export_download(request: HttpRequest, licence: uuid.UUID) -> HttpResponse:
    """One file for another system; built now where it was not kept, unless that takes long."""
    officer = officer_of(request)
    found = get_licence_for(officer, licence)
    sent = request.POST if request.method == "POST" else request.GET
    form = ExportForm(sent.dict(), export_contents(found))
    if not form.is_valid():
        raise Http404
    fmt, choice = form.cleaned_data["format"], form.choice()
    if takes_long(choice, fmt):
        title = revision_text(choice.revision.pk, current_language()).title
        name = licensed_name(found, choice, fmt)
        wanted = Wanted(choice, fmt, title, name, reverse("orders:exports"), found)
        return long_export(request, officer, wanted)
    if request.method == "POST":
        raise Http404
    return _download(export_file(licence=found, by=officer, choice=choice, fmt=fmt))
