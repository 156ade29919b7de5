"""An officer's pages of groups by rule."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...accounts.access import officer_of, officer_page
from ...accounts.models import Member
from ...common.errors import PortalError
from ...common.refusals import form_page, refusals_on
from ..access import get_group_for
from ..forms.groups import GroupForm
from ..models import Group
from ..selectors.groups import group_rows, groups_of, headcount_of, is_used
from ..services import delete_group, save_group

PAGE = 20


@officer_page
@require_GET
def group_list(request: HttpRequest) -> HttpResponse:
    """The organisation's groups with their rules and headcounts."""
    found = groups_of(officer_of(request))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": group_rows(list(page.object_list))}
    return render(request, "learning/group_list.html", context)


@officer_page
@require_http_methods(["GET", "POST"])
def group_new(request: HttpRequest) -> HttpResponse:
    """Make a group."""
    return _edited(request, officer_of(request), None)


@officer_page
@require_http_methods(["GET", "POST"])
def group_edit(request: HttpRequest, group: uuid.UUID) -> HttpResponse:
    """Give a group another name and other conditions."""
    officer = officer_of(request)
    return _edited(request, officer, get_group_for(officer, group))


def _edited(request: HttpRequest, officer: Member, group: Group | None) -> HttpResponse:
    form = GroupForm(
        request.POST if request.method == "POST" else None,
        initial=GroupForm.initial_of(group) if group else {},
        organisation_id=officer.organisation_id,
    )
    is_valid = request.method == "POST" and form.is_valid()
    if is_valid and "count" not in request.POST:
        with refusals_on(form):
            name = form.cleaned_data["name"]
            save_group(by=officer, name=name, conditions=form.conditions, group=group)
            messages.success(request, _("グループを保存しました。"))
            return redirect("learning:group-list")
    conditions = list(group.conditions.select_related("department")) if group else []
    if form.is_bound and hasattr(form, "cleaned_data"):
        conditions = form.conditions
    context = {
        "form": form,
        "is_used": group is not None and is_used(group),
        "heading": group.name if group else _("グループを作る"),
        "submit": _("保存する"),
        "back": reverse("learning:group-list"),
        "headcount": headcount_of(officer.organisation_id, conditions) if conditions else None,
    }
    return form_page(request, "learning/group_form.html", context, form)


@officer_page
@require_POST
def group_count(request: HttpRequest) -> HttpResponse:
    """How many people fit the conditions of a form that is not saved: a part of its page."""
    officer = officer_of(request)
    form = GroupForm(request.POST, organisation_id=officer.organisation_id)
    form.is_valid()  # a missing name is no reason not to count
    conditions = form.conditions
    count = headcount_of(officer.organisation_id, conditions) if conditions else None
    return render(request, "learning/group_count.html", {"headcount": count})


@officer_page
@require_http_methods(["GET", "POST"])
def group_delete(request: HttpRequest, group: uuid.UUID) -> HttpResponse:
    """Ask once whether to delete a group, and delete it."""
    officer = officer_of(request)
    found = get_group_for(officer, group)
    if request.method == "POST":
        try:
            delete_group(by=officer, group=found)
        except PortalError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("グループを消しました。"))
        return redirect("learning:group-list")
    return render(request, "learning/group_delete.html", {"group": found})
