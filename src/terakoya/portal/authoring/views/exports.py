"""書き出し of an own course: its published revision as files."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ...accounts.access import officer_of, officer_page
from ...catalogue.selectors import revision_text
from ...common.download_names import attachment
from ...common.languages import current_language
from ...editions.selectors import offered_of
from ...orders.exports import own_export_file
from ..access import get_read_course_for
from ..selectors.exports import groups_of


@officer_page
@require_GET
def own_course_exports(request: HttpRequest, own_course: uuid.UUID) -> HttpResponse:
    """The formats, or one file; built now where it was not kept."""
    officer = officer_of(request)
    found = get_read_course_for(officer, own_course)
    assert found.edition is not None
    published = offered_of([found.edition.pk]).get(found.edition.pk)
    if published is None:
        messages.info(request, _("公開すると、公開した版を書き出せます。"))
        return redirect("authoring:own-course", own_course)
    groups = groups_of(published)
    title = revision_text(published.revision_id, current_language()).title
    fmt = request.GET.get("format", "")
    if fmt:
        if not any(fmt in group.exports for group in groups):
            raise Http404
        file = own_export_file(by=officer, revision=published.revision, title=title, fmt=fmt)
        response = HttpResponse(file.content, content_type=file.content_type)
        response["Content-Disposition"] = attachment(file.name, f"course-{published.number}-{fmt}")
        return response
    context = {"own": found, "title": title, "published": published, "groups": groups}
    return render(request, "authoring/own_course_exports.html", context)
