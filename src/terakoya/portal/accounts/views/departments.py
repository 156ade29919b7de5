"""One department: renamed, moved, merged, out of use; and what became of it before."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..access import get_department_for, officer_of, officer_page
from ..errors import AccountsError, DepartmentMissing
from ..forms.manage import department_suggestions, find_department
from ..models import Department, Member
from ..selectors import changes_of, department_tree, present_in_department
from ..services import (
    close_department,
    merge_department,
    move_department,
    rename_department,
    reopen_department,
)


@officer_page
@require_http_methods(["GET", "POST"])
def department_edit(request: HttpRequest, department: uuid.UUID) -> HttpResponse:
    """A department's page."""
    by = officer_of(request)
    found = get_department_for(by, department)
    error: AccountsError | None = None
    if request.method == "POST":
        try:
            messages.success(request, _act(request, by, found))
            return redirect("accounts:department-edit", department=found.uuid)
        except AccountsError as refused:
            error = refused
            found = get_department_for(by, department)
    tree = department_tree(by.organisation)
    typed = request.GET.get("page", "1")
    context = {
        "found": found,
        "label": tree.label_of(found.pk),
        "parent_label": tree.label_of(found.parent_id),
        "members": present_in_department(found),
        "departments": department_suggestions(tree),
        "page": changes_of(found, int(typed) if typed.isdecimal() and len(typed) < 7 else 1),
        "error": error,
        "target": request.POST.get("target", "")[:900],
    }
    return render(request, "accounts/department.html", context, status=422 if error else 200)


def _act(request: HttpRequest, by: Member, found: Department) -> str:
    """Do what a button asked for; the sentence that says what was done."""
    name = {"name": found.name}
    match request.POST.get("do"):
        case "rename" | None:
            renamed = rename_department(by=by, department=found, name=request.POST.get("name", ""))
            return _("部署名を「%(name)s」に変えました。") % {"name": renamed.name}
        case "close":
            close_department(by=by, department=found)
            return _("部署「%(name)s」の使用を終了しました。") % name
        case "reopen":
            reopen_department(by=by, department=found)
            return _("部署「%(name)s」を再開しました。") % name
        case "move":
            move_department(by=by, department=found, parent=_target(request, by))
            return _("部署「%(name)s」を移動しました。") % name
        case "merge":
            into = _target(request, by)
            if into is None:
                raise DepartmentMissing
            merge_department(by=by, department=found, into=into)
            return _("部署「%(name)s」を「%(into)s」に統合しました。") % {
                **name,
                "into": into.name,
            }
    raise Http404


def _target(request: HttpRequest, by: Member) -> Department | None:
    """The department that was typed; `None`: none, the root."""
    typed = request.POST.get("target", "")[:900]
    return find_department(department_tree(by.organisation), typed)
