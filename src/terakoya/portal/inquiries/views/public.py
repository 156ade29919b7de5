"""Pages for anybody: asking, and what the seller makes on request."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from ...accounts.access import find_current_member
from ...common import clock
from ...common.languages import current_language
from ...common.large_bodies import takes_files
from ...common.refusals import form_page, refusals_on
from ...limits.networks import network_of
from ...limits.rules import INQUIRIES
from ...limits.services import spend
from ..attached import MOST_BYTES
from ..form_stamp import new_stamp, read_stamp
from ..forms import InquiryForm, words_about
from ..services import ask
from ..spam import doubts_about

_NUMBER = "inquiry"  # in the session: the number of the inquiry made last


@takes_files(MOST_BYTES)
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Any inquiry; its kind and the number of people may stand in the address."""
    member = find_current_member(request)
    known = {name: request.GET.get(name, "") for name in ("kind", "seats", "months")}
    known["message"] = words_about(request.GET.get("contract", ""))
    first = {**InquiryForm.known_of(member), **known}
    form = InquiryForm(request.POST or None, request.FILES or None, member=member, initial=first)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            spend(INQUIRIES.by(network_of(request)))
            request.session[_NUMBER] = _ask(request, form)
            return redirect("inquiries:contact-thanks")
    stamp = request.POST.get("stamp") or new_stamp()
    return form_page(request, "inquiries/contact.html", {"form": form, "stamp": stamp}, form)


def _ask(request: HttpRequest, form: InquiryForm) -> str:
    asked = form.asked(current_language())
    stamp = read_stamp(request.POST.get("stamp", ""))
    doubts = doubts_about(
        trap=request.POST.get("website", ""),
        opened=stamp.opened if stamp else None,
        sent=clock.now(),
        texts=[asked.company, asked.name, asked.message],
    )
    key = stamp.key if stamp else uuid.uuid4()
    made = ask(
        asked=asked,
        key=key,
        doubts=doubts,
        member=find_current_member(request),
        files=form.cleaned_data["attached"],
    )
    return made.number


@require_GET
def consulting(request: HttpRequest) -> HttpResponse:
    """教材づくりの相談: what is made on request, how it goes, and what it costs."""
    return render(request, "inquiries/consulting.html")


@require_GET
def contact_thanks(request: HttpRequest) -> HttpResponse:
    """Says that the inquiry arrived and what happens next."""
    return render(
        request, "inquiries/contact_thanks.html", {"number": request.session.get(_NUMBER)}
    )
