"""What officers asked, and writing on."""

from __future__ import annotations

import uuid
from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ...accounts.access import officer_of, officer_page
from ...common.download_names import attachment as named
from ...common.large_bodies import takes_files
from ...common.refusals import form_page, refusals_on
from .. import services
from ..access import get_attachment_for, get_inquiry_for
from ..attached import MOST_BYTES
from ..forms import OwnWordsForm
from ..selectors import inquiries_of_officers, quotes_of, shown_to_customer

A_PAGE: Final = 50


@officer_page
@require_GET
def own_inquiry_list(request: HttpRequest) -> HttpResponse:
    """What officers of the organisation asked, the newest first."""
    rows = Paginator(inquiries_of_officers(officer_of(request)), A_PAGE)
    page = rows.get_page(request.GET.get("page"))
    return render(request, "inquiries/own_inquiry_list.html", {"page": page})


@takes_files(MOST_BYTES)
@officer_page
@require_http_methods(["GET", "POST"])
def own_inquiry(request: HttpRequest, inquiry: uuid.UUID) -> HttpResponse:
    """One thread without the seller's notes, and writing on."""
    officer = officer_of(request)
    found = get_inquiry_for(officer, inquiry)
    sent = (request.POST or None, request.FILES or None)
    form = OwnWordsForm(*sent, initial={"key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            said = dict(form.cleaned_data)
            files = said.pop("attached")
            services.write_back(by=officer, inquiry=found, **said, files=files)
            messages.success(request, _("送りました。2営業日以内にお返事します。"))
            return redirect("inquiries:own-inquiry", inquiry)
    context = {"inquiry": found, "thread": shown_to_customer(found), "form": form}
    context |= {"quotes": quotes_of(found).exclude(message=None)}
    return form_page(request, "inquiries/own_inquiry.html", context, form)


@officer_page
@require_GET
def own_inquiry_file(
    request: HttpRequest, inquiry: uuid.UUID, attachment: uuid.UUID
) -> HttpResponse:
    """A file of the thread, to be saved: no browser shows it."""
    found = get_attachment_for(officer_of(request), inquiry, attachment)
    answer = HttpResponse(bytes(found.content), content_type=found.content_type)
    answer.headers["Content-Disposition"] = named(found.name, "file")
    return answer
