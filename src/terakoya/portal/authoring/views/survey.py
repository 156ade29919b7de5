"""The awareness survey of an own course: its items, adding one, taking one away."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ...accounts.access import officer_of, officer_page
from ...common.refusals import form_page, refusals_on
from .. import services
from ..access import get_read_course_for
from ..forms import SurveyItemForm
from ..selectors.survey import survey_page
from ..services.survey import MOST_ITEMS


@officer_page
@require_http_methods(["GET", "POST"])
def own_course_survey(request: HttpRequest, own_course: uuid.UUID) -> HttpResponse:
    """What the survey asks, and a form for one item more."""
    officer = officer_of(request)
    found = get_read_course_for(officer, own_course)
    form = SurveyItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.ask_item(by=officer, own_course=found, **form.cleaned_data)
            messages.success(request, _("問いを下書きに加えました。"))
            return redirect("authoring:own-course-survey", own_course)
    page = survey_page(found)
    context = {
        "own": found,
        "edition": found.edition,
        "page": page,
        "left": max(0, MOST_ITEMS - len(page.rows)),
        "form": form,
    }
    return form_page(request, "authoring/own_course_survey.html", context, form)


@officer_page
@require_POST
def survey_item_drop(request: HttpRequest, own_course: uuid.UUID, item: str) -> HttpResponse:
    """Take an item away; waves that are open keep it."""
    officer = officer_of(request)
    found = get_read_course_for(officer, own_course)
    services.drop_item(by=officer, own_course=found, item=item)
    messages.success(request, _("問いを外しました。開いている調査では、そのままたずねます。"))
    return redirect("authoring:own-course-survey", own_course)
