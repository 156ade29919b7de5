"""An officer's pages of an assignment that comes round every year."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ...accounts.access import officer_of, officer_page
from ...common.languages import current_language
from ...common.refusals import form_page, refusals_on
from ..access import get_assignment_of_organisation
from ..forms.assignments import RecurrenceForm
from ..selectors.courses import assigned_title
from ..services import repeat_yearly, stop_recurrence


@officer_page
@require_http_methods(["GET", "POST"])
def assignment_repeat(request: HttpRequest, assignment: uuid.UUID) -> HttpResponse:
    """Let an assignment come round every year."""
    officer = officer_of(request)
    found = get_assignment_of_organisation(officer, assignment)
    form = RecurrenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            repeat_yearly(by=officer, assignment=found, **form.cleaned_data)
            messages.success(request, _("毎年繰り返すようにしました。"))
            return redirect("learning:assignment", assignment=found.uuid)
    context = {
        "form": form,
        "heading": _("毎年繰り返す"),
        "sub": found.name or assigned_title(found, current_language()),
        "submit": _("繰り返す"),
        "back": reverse("learning:assignment", args=[found.uuid]),
    }
    return form_page(request, "learning/assignment_repeat.html", context, form)


@officer_page
@require_http_methods(["GET", "POST"])
def assignment_stop(request: HttpRequest, assignment: uuid.UUID) -> HttpResponse:
    """Ask once whether to make no more rounds, and make no more."""
    officer = officer_of(request)
    found = get_assignment_of_organisation(officer, assignment)
    recurrence = found.recurrence
    if recurrence is None or recurrence.stopped_at is not None:
        messages.info(request, _("この割り当ては、繰り返していません。"))
        return redirect("learning:assignment", assignment=found.uuid)
    if request.method == "POST":
        stop_recurrence(by=officer, recurrence=recurrence)
        messages.success(request, _("繰り返しを止めました。"))
        return redirect("learning:assignment", assignment=found.uuid)
    context = {"assignment": found, "title": assigned_title(found, current_language())}
    return render(request, "learning/assignment_stop.html", context)
