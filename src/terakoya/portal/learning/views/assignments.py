"""An officer's pages: giving a course to people, moving due dates."""

from __future__ import annotations

import uuid
from dataclasses import asdict

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ...accounts.access import officer_of, officer_page
from ...common.languages import current_language
from ...common.refusals import form_page, refusals_on
from ..access import get_assignment_of_organisation, get_offer_for
from ..forms.assignments import AssignmentForm, ChangesForm, DueDateForm, RulesForm
from ..selectors.assignments import (
    assignment_texts,
    assignments_of,
    coming_courses,
    recurrence_of,
)
from ..selectors.courses import (
    assignable_courses,
    assignable_offers,
    assigned_title,
    plannable_courses,
)
from ..selectors.defaults import first_values
from ..selectors.delta import changed_course, changed_courses
from ..selectors.own_seats import seatless_for_own_courses, seatless_in
from ..selectors.people import FIND, people_of
from ..selectors.policies import policy_standing
from ..services import (
    assign_changes,
    assign_course,
    change_rules,
    end_assignment,
    move_due_date,
)

PAGE = 20


@officer_page
@require_GET
def assignment_list(request: HttpRequest) -> HttpResponse:
    """The organisation's assignments, newest first."""
    officer = officer_of(request)
    language = current_language()
    page = Paginator(assignments_of(officer), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": assignment_texts(page.object_list, language),
        "changed": changed_courses(officer, assignable_courses(officer), language),
    }
    return render(request, "learning/assignment_list.html", context)


@officer_page
@require_GET
def assignment(request: HttpRequest, assignment: uuid.UUID) -> HttpResponse:
    """One assignment: for whom, until when, how far, and everything that can be changed."""
    officer = officer_of(request)
    found = get_assignment_of_organisation(officer, assignment)
    (row,) = assignment_texts([found], current_language())
    context = {"row": row, "assignment": found, "recurrence": recurrence_of(found)}
    context["policy"] = policy_standing(found)
    context["seatless"] = seatless_in(found)
    return render(request, "learning/assignment.html", context)


@officer_page
@require_http_methods(["GET", "POST"])
def assignment_new(request: HttpRequest) -> HttpResponse:
    """Give a course to everyone, to departments, groups or chosen members.

    Looking for members sends the form here, too, which comes back as it was.
    """
    officer = officer_of(request)
    courses = plannable_courses(officer)
    is_looking = FIND in request.POST
    form = AssignmentForm(
        None if is_looking else request.POST or None,
        organisation_id=officer.organisation_id,
        courses=courses,
        offers=assignable_offers(officer),
        initial={
            **first_values(officer.organisation_id),
            "course": request.GET.get("course"),
            "offer": request.GET.get("edition"),
        },
    )
    if is_looking:
        form.keep(request.POST)
    elif request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = assign_course(by=officer, **form.details)
            messages.success(request, _("研修を割り当てました。"))
            return redirect("learning:assignment", assignment=made.uuid)
    context = {
        "form": form,
        "people": people_of(officer.organisation, request.POST),
        "heading": _("研修を割り当てる"),
        "submit": _("割り当てる"),
        "back": reverse("learning:assignment-list"),
        "is_without_course": not courses.exists(),
        "coming": coming_courses(officer, current_language()),
        "seatless": seatless_for_own_courses(officer),
    }
    return form_page(request, "learning/assignment_new.html", context, form)


@officer_page
@require_http_methods(["GET", "POST"])
def assignment_end(request: HttpRequest, assignment: uuid.UUID) -> HttpResponse:
    """Ask once whether to end an assignment, and end it."""
    officer = officer_of(request)
    found = get_assignment_of_organisation(officer, assignment)
    if request.method == "POST":
        end_assignment(by=officer, assignment=found)
        messages.success(request, _("割り当てを終了しました。"))
        return redirect("learning:assignment", assignment=found.uuid)
    context = {"assignment": found, "title": assigned_title(found, current_language())}
    return render(request, "learning/assignment_end.html", context)


@officer_page
@require_http_methods(["GET", "POST"])
def assignment_changes(request: HttpRequest, course: str) -> HttpResponse:
    """Give those who have completed a course what has changed in it since."""
    officer = officer_of(request)
    found = get_object_or_404(assignable_courses(officer), slug=course)
    offer = get_offer_for(officer, found, request.GET.get("edition", ""))
    changed = changed_course(officer, found, current_language(), offer)
    if changed is None:
        messages.info(request, _("変わったところを受講する必要のある人は、いません。"))
        return redirect("learning:assignment-list")
    form = ChangesForm(
        request.POST or None,
        organisation_id=officer.organisation_id,
        has_legal=changed.legal is not None,
        initial={"due_on": first_values(officer.organisation_id)["due_on"]},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            assign_changes(by=officer, course=found, offer=offer, **form.details)
            messages.success(request, _("変わったところを割り当てました。"))
            return redirect("learning:assignment-list")
    context = {"form": form, "changed": changed}
    return form_page(request, "learning/assignment_changes.html", context, form)


@officer_page
@require_http_methods(["GET", "POST"])
def assignment_due(request: HttpRequest, assignment: uuid.UUID) -> HttpResponse:
    """Move the due date of an assignment."""
    officer = officer_of(request)
    found = get_assignment_of_organisation(officer, assignment)
    form = DueDateForm(request.POST or None, due_on=found.due_on)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            move_due_date(by=officer, assignment=found, due_on=form.cleaned_data["due_on"])
            messages.success(request, _("期限を変更しました。"))
            return redirect("learning:assignment", assignment=found.uuid)
    context = {
        "form": form,
        "heading": _("期限を変える"),
        "sub": found.name or assigned_title(found, current_language()),
        "submit": _("変更する"),
        "back": reverse("learning:assignment", args=[found.uuid]),
    }
    return form_page(request, "web/form_page.html", context, form)


@officer_page
@require_http_methods(["GET", "POST"])
def assignment_rules(request: HttpRequest, assignment: uuid.UUID) -> HttpResponse:
    """Set how learners go through an assigned course."""
    officer = officer_of(request)
    found = get_assignment_of_organisation(officer, assignment)
    form = RulesForm(request.POST or None, initial=asdict(found.rules))
    if request.method == "POST" and form.is_valid():
        change_rules(by=officer, assignment=found, rules=form.rules)
        messages.success(request, _("進み方を変更しました。"))
        return redirect("learning:assignment", assignment=found.uuid)
    context = {"form": form, "assignment": found}
    status = 422 if form.errors else 200
    return render(request, "learning/assignment_rules.html", context, status=status)
