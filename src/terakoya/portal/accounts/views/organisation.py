"""Departments and the settings of an organisation."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...common.refusals import refusals_on
from ..access import get_department_for, officer_of, officer_page
from ..errors import AccountsError
from ..forms.manage import DepartmentForm, OrganisationForm
from ..selectors import department_tree
from ..services import (
    OrganisationDetails,
    add_department,
    edit_organisation,
)

MOST_IN_ONE_PAGE = 200


@officer_page
@require_GET
def department_list(request: HttpRequest) -> HttpResponse:
    """The tree; a large one level by level."""
    by = officer_of(request)
    tree = department_tree(by.organisation, with_counts=True)
    inside = next(
        (node for node in tree.walk() if str(node.department.uuid) == request.GET.get("in")), None
    )
    is_large = len(tree.by_id) > MOST_IN_ONE_PAGE
    nodes = list(tree.walk())
    if is_large:
        nodes = inside.children if inside else tree.roots
    context = {"nodes": nodes, "inside": inside, "is_large": is_large, "total": len(tree.by_id)}
    return render(request, "accounts/department_list.html", context)


@officer_page
@require_POST
def department_add(request: HttpRequest) -> HttpResponse:
    """A new department, at the root or under another one."""
    by = officer_of(request)
    form = DepartmentForm(request.POST)
    if not form.is_valid():
        return _refuse(request, _("部署名を入力してください。"))
    wanted = form.cleaned_data["parent"]
    parent = get_department_for(by, wanted) if wanted else None
    try:
        made = add_department(by=by, parent=parent, name=form.cleaned_data["name"])
    except AccountsError as error:
        return _refuse(request, str(error))
    messages.success(request, _("部署「%(name)s」を追加しました。") % {"name": made.name})
    return _back(request)


@officer_page
@require_http_methods(["GET", "POST"])
def organisation_settings(request: HttpRequest) -> HttpResponse:
    """会社の設定: name and address, and what courses and the help card say of the company."""
    by = officer_of(request)
    form = OrganisationForm(request.POST or None, organisation=by.organisation)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        details = OrganisationDetails(
            name=typed["organisation_name"],
            name_kana=typed["organisation_name_kana"],
            postal_code=typed["postal_code"],
            prefecture=typed["prefecture"],
            address=typed["address"],
            building=typed["building"],
            phone=typed["phone"],
        )
        with refusals_on(form):
            edit_organisation(by=by, details=details, variables=form.variable_values())
        if form.is_valid():
            messages.success(request, _("会社の設定を保存しました。"))
            return redirect("accounts:organisation-settings")
    context = {"form": form, "organisation": by.organisation, "is_owner": by.is_owner}
    status = 422 if form.errors else 200
    return render(request, "accounts/organisation_settings.html", context, status=status)


def _refuse(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    response = redirect("accounts:department-list")
    if inside := request.POST.get("in"):
        try:
            response["Location"] += f"?in={uuid.UUID(inside)}"
        except ValueError:
            return response
    return response
