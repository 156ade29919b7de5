"""書き出し of an own course: its published revision as files."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ...accounts.access import officer_of, officer_page
from ...accounts.models import Member
from ...catalogue.selectors import revision_text
from ...common.download_names import attachment
from ...common.languages import current_language
from ...editions.models import EditionRevision
from ...editions.selectors import offered_of
from ...orders.exports import own_choice, own_export_file, own_name, takes_long
from ...orders.selectors.pricing import export_jobs_of
from ...orders.views.exports import Wanted, long_export
from ..access import get_read_course_for
from ..selectors.exports import groups_of


@officer_page
@require_http_methods(["GET", "POST"])
def own_course_exports(request: HttpRequest, own_course: uuid.UUID) -> HttpResponse:
    """The formats, or one file."""
    officer = officer_of(request)
    found = get_read_course_for(officer, own_course)
    assert found.edition is not None
    published = offered_of([found.edition.pk]).get(found.edition.pk)
    if published is None:
        messages.info(request, _("公開すると、公開した版を書き出せます。"))
        return redirect("authoring:own-course", own_course)
    here = reverse("authoring:own-course-exports", args=(own_course,))
    if request.method == "POST" or "format" in request.GET:
        return _file(request, officer, published, here)
    context = {
        "own": found,
        "title": _title(published),
        "published": published,
        "groups": groups_of(published),
        "jobs": export_jobs_of(officer, here),
    }
    return render(request, "authoring/own_course_exports.html", context)


def _file(
    request: HttpRequest, officer: Member, published: EditionRevision, here: str
) -> HttpResponse:
    """One file, built now where it was not kept; a worker makes what takes long."""
    sent = request.POST if request.method == "POST" else request.GET
    fmt, title = sent.get("format", ""), _title(published)
    if not any(fmt in group.exports for group in groups_of(published)):
        raise Http404
    choice = own_choice(published.revision)
    if takes_long(choice, fmt):
        wanted = Wanted(choice, fmt, title, own_name(title, fmt), here)
        return long_export(request, officer, wanted)
    if request.method == "POST":
        raise Http404
    file = own_export_file(by=officer, revision=published.revision, title=title, fmt=fmt)
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = attachment(file.name, f"course-{published.number}-{fmt}")
    return response


def _title(published: EditionRevision) -> str:
    return revision_text(published.revision_id, current_language()).title
