"""The list of editions, an edition at a glance, and its company variables."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from terakoya.courseware.voice import is_installed

from ...accounts.access import officer_of, officer_page
from ...accounts.services import fill_variables
from ...common.errors import PortalError
from ...common.languages import current_language
from ...common.refusals import form_page, refusals_on
from ..access import get_course_for, get_edition_for
from ..forms import NameForm, VariablesForm
from ..missing_narrations import silent_count
from ..selectors import (
    base_content,
    course_rows,
    has_unpublished_changes,
    newest_update_of,
    offered_of,
    open_release_of,
    outline_of,
    variable_uses,
)
from ..services import open_edition, open_further_edition, rename_edition


@officer_page
@require_GET
def edition_list(request: HttpRequest) -> HttpResponse:
    """自社版: the courses of the organisation, with or without an edition."""
    rows = course_rows(officer_of(request), current_language())
    return render(request, "editions/edition_list.html", {"rows": rows})


@officer_page
@require_POST
def edition_open(request: HttpRequest, course: str) -> HttpResponse:
    """自社版を作る."""
    officer = officer_of(request)
    try:
        edition = open_edition(by=officer, course=get_course_for(officer, course))
    except PortalError as error:
        messages.error(request, str(error))
        return redirect("editions:edition-list")
    return redirect("editions:edition", edition.uuid)


@officer_page
@require_http_methods(["GET", "POST"])
def edition_new(request: HttpRequest, course: str) -> HttpResponse:
    """別の自社版を作る: one more edition under a name of its own."""
    officer = officer_of(request)
    found = get_course_for(officer, course)
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = open_further_edition(by=officer, course=found, name=form.cleaned_data["name"])
            return redirect("editions:edition", made.uuid)
    return form_page(request, "editions/edition_new.html", {"form": form}, form)


@officer_page
@require_http_methods(["GET", "POST"])
def edition_rename(request: HttpRequest, edition: uuid.UUID) -> HttpResponse:
    """名前を変える."""
    officer = officer_of(request)
    found = get_edition_for(officer, edition)
    form = NameForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            rename_edition(by=officer, edition=found, name=form.cleaned_data["name"])
            return redirect("editions:edition", edition)
    context = {"form": form, "edition": found}
    return form_page(request, "editions/edition_rename.html", context, form)


@officer_page
@require_GET
def edition(request: HttpRequest, edition: uuid.UUID) -> HttpResponse:
    """The draft at a glance: what is changed, what is missing, what learners have."""
    officer = officer_of(request)
    found = get_edition_for(officer, edition)
    if found.course.is_own:
        return redirect("authoring:own-course", edition)
    outline = outline_of(found, current_language())
    offered = offered_of([found.pk]).get(found.pk)
    uses = variable_uses(base_content(found).course)
    filled = officer.organisation.variables
    context = {
        "edition": found,
        "outline": outline,
        "offered": offered,
        "is_changed": has_unpublished_changes(found, offered),
        "release": open_release_of(found),
        "update": newest_update_of(found),
        "silent": silent_count(offered, officer.organisation) if offered else 0,
        "has_voice": is_installed(),
        "variables": len([key for key in uses if key != "company.name"]),
        "filled": len([key for key in uses if filled.get(key)]),
        "only_changed": request.GET.get("show") == "changed",
    }
    return render(request, "editions/edition.html", context)


@officer_page
@require_http_methods(["GET", "POST"])
def edition_variables(request: HttpRequest, edition: uuid.UUID) -> HttpResponse:
    """会社の情報: what stands in the course of the company; they hold at once, in every course."""
    officer = officer_of(request)
    found = get_edition_for(officer, edition)
    form = VariablesForm(
        request.POST or None,
        organisation=officer.organisation,
        uses=variable_uses(base_content(found).course),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            fill_variables(by=officer, variables=form.values)
        if form.is_valid():
            messages.success(request, _("会社の情報を保存しました。受講者の画面に、すぐに出ます。"))
            return redirect("editions:edition", edition)
    context = {"form": form, "edition": found}
    status = 422 if form.errors else 200
    return render(request, "editions/edition_variables.html", context, status=status)
