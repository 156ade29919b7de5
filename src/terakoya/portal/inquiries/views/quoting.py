"""An inquiry becomes a quote: the seller's form, filled in with what was asked."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ...accounts.access import operator_page, signed_in_person
from ...accounts.choices import Right
from ...catalogue.models import Course
from ...catalogue.selectors import listed_courses
from ...common.languages import current_language
from ...common.refusals import form_page, refusals_on
from ...orders.forms.quotes import OperatorQuoteForm
from ...orders.selectors.pricing import list_units
from ...orders.services.contract_quotes import quotable_contracts
from ...orders.specs import Selection
from .. import services
from ..access import get_inquiry
from ..models import Inquiry
from ..selectors import shown_to_customer

_MONTHS = 12


@operator_page(Right.SUPPORT, Right.BILLING)
@require_http_methods(["GET", "POST"])
def inquiry_quote(request: HttpRequest, inquiry: uuid.UUID) -> HttpResponse:
    """見積書にする: issued, linked from the thread, and an answer with its link lies ready."""
    found = get_inquiry(inquiry)
    courses = [(card.course, card.title) for card in listed_courses(current_language())]
    form = OperatorQuoteForm(
        request.POST or None,
        courses,
        initial=_asked(found, courses),
        contracts=quotable_contracts(found.organisation) if found.organisation else (),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = services.quote_inquiry(
                by=signed_in_person(request),
                inquiry=found,
                course=form.chosen_course(),
                selection=form.selected(),
                asker=form.asker(),
                units=form.units(),
                valid_until=form.cleaned_data["valid_until"],
                note=form.cleaned_data["note"],
                key=form.cleaned_data["key"],
                about=form.about_contract(),
                licence=form.licence(),
            )
            messages.success(
                request,
                _("見積書 %(number)s を発行し、返信の下書きに入れました。まだ送っていません。")
                % {"number": made.document.number if made.document else ""},
            )
            return redirect("inquiries:inquiry", inquiry)
    context = {"inquiry": found, "form": form, "thread": shown_to_customer(found)}
    return form_page(request, "inquiries/inquiry_quote.html", context, form)


def _asked(found: Inquiry, courses: list[tuple[Course, str]]) -> dict[str, Any]:
    """What the form first shows: what was asked, at the prices of today."""
    first: dict[str, Any] = {
        "with_online": True,
        "company": found.company or found.name,
        "person": found.name,
        "email": found.email,
        "seats": found.seats or "",
        "months": found.months or _MONTHS,
    }
    if courses:
        course = courses[0][0]
        units = list_units(course, Selection(course.slug, 1, 1))
        first |= {"course": course.slug, "online_yen": units.online_yen}
        first |= {"manuscript_yen": units.manuscript_yen}
    return first
