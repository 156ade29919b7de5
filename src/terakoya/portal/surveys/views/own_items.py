"""自社の問い: their list, adding one, taking one away."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ...accounts.access import officer_of, officer_page
from ...common.languages import current_language
from ...common.refusals import form_page, refusals_on
from ..access import get_own_item_for, get_surveyed_assignment_for
from ..forms import OwnItemForm
from ..own_items import room_for
from ..selectors import survey_of
from ..selectors_opening import own_item_rows, survey_revision_of, title_of
from ..services import add_own_item, remove_own_item


@officer_page
@require_http_methods(["GET", "POST"])
def own_items(request: HttpRequest, assignment: uuid.UUID) -> HttpResponse:
    """The items that the next wave asks beside the survey's own, and a form for one more."""
    officer = officer_of(request)
    found = get_surveyed_assignment_for(officer, assignment)
    revision = survey_revision_of(found)
    survey = survey_of(revision.pk, current_language())
    form = OwnItemForm(request.POST or None, topics=[(one.id, one.name) for one in survey.topics])
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            add_own_item(by=officer, assignment=found, **form.cleaned_data)
            messages.success(request, _("問いを加えました。次に開く回から、たずねます。"))
            return redirect("surveys:own-items", assignment=assignment)
    rows = own_item_rows(found, survey)
    context = {
        "assignment": found,
        "title": title_of(revision),
        "form": form,
        "rows": rows,
        "left": max(0, room_for(survey) - len(rows)),
        "scale": [option.text for option in survey.scale],
    }
    return form_page(request, "surveys/own_items.html", context, form)


@officer_page
@require_POST
def own_item_remove(request: HttpRequest, own_item: uuid.UUID) -> HttpResponse:
    """Take an item away; waves that are open keep it."""
    officer = officer_of(request)
    found = get_own_item_for(officer, own_item)
    assignment = found.assignment.uuid
    remove_own_item(by=officer, item=found)
    messages.success(request, _("問いを消しました。開いている回では、そのままたずねます。"))
    return redirect("surveys:own-items", assignment=assignment)
