"""修了証をまとめて保存: those of ticked people, or of a whole list."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ..accounts.access import officer_of, officer_page
from ..common import clock
from ..common.languages import current_language
from ..learning.access import get_assignment_of_organisation
from ..learning.certificate_files import certificates_pdf, certificates_zip
from ..learning.selectors.courses import assigned_title
from ..learning.standing_choice import choice_of
from .certificates import (
    MOST_FILES,
    MOST_PAGES,
    CertificateChoice,
    certificates_of,
    choice_words,
    note_certificates,
)


@officer_page
@require_GET
def certificates(request: HttpRequest, assignment: uuid.UUID) -> HttpResponseBase:
    """How many there are, and both forms to take them; with `form` the file itself."""
    officer = officer_of(request)
    found = get_assignment_of_organisation(officer, assignment)
    choice = choice_of(request.GET, state="all")
    chosen = certificates_of(found, choice.as_json())
    form = request.GET.get("form", "")
    title = assigned_title(found, current_language())
    if form in {"zip", "pdf"} and chosen.may_be(form):
        note_certificates(by=officer, assignment=found, number=len(chosen.keys), form=form)
        return _file(chosen, form, title)
    context = {
        "assignment": found,
        "title": title,
        "chosen": chosen,
        "words": choice_words(choice, chosen),
        "may_zip": chosen.may_be("zip"),
        "may_pdf": chosen.may_be("pdf"),
        "most_files": MOST_FILES,
        "most_pages": MOST_PAGES,
    }
    return render(request, "reports/certificates.html", context)


def _file(chosen: CertificateChoice, form: str, title: str) -> HttpResponseBase:
    name = f"certificates-{clock.today():%Y%m%d}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if form == "zip":
        return StreamingHttpResponse(
            certificates_zip(chosen.keys), content_type="application/zip", headers=headers
        )
    heading = _("修了証 %(title)s") % {"title": title}
    pdf = certificates_pdf(chosen.keys, heading)
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
