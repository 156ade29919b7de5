"""Pages that read everything and change nothing."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ..accounts.access import officer_of, officer_page
from ..accounts.models import Department, Member
from ..accounts.selectors import DepartmentTree, department_tree, split_into_levels
from ..accounts.selectors.unreachable import unreachable_count
from ..audit.services import record
from ..common import clock
from ..common.languages import current_language
from ..common.text import formula_safe
from ..learning.models import Assignment
from ..learning.selectors_standing import Narrowing
from ..surveys.selectors_results import latest_wave
from .home import home_of
from .law_watch import concerns_of_organisation
from .selectors import (
    STATES,
    DepartmentRow,
    assignments_of,
    department_rows,
    funnel_of,
    setup_steps,
    status_members,
    status_rows,
    title_of,
)

PAGE = 50
MOST_DEPARTMENTS = 40  # more are folded to the first level


@officer_page
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """ホーム: what needs the officer today, progress, dates, seats, and the setup checklist."""
    officer = officer_of(request)
    labels = {
        "applied": _("申し込みと契約"),
        "email": _("メールアドレスを確認する"),
        "members": _("メンバーを招待する"),
        "desk": _("相談窓口を登録する"),
        "assigned": _("研修を割り当て、期限を決める"),
        "survey": _("事前の意識調査を開く（5名以上・任意）"),
    }
    steps = [
        (labels[step.key], reverse(step.url_name), step.is_done) for step in setup_steps(officer)
    ]
    context = {
        "today": clock.today(),
        "steps": steps,
        "done": sum(is_done for _label, _url, is_done in steps),
        "is_prepared": all(is_done for _label, _url, is_done in steps),
        "page": home_of(officer, current_language()),
        "concerns": concerns_of_organisation(officer),
        "survey": latest_wave(officer),
    }
    return render(request, "reports/home.html", context)


def _chosen(request: HttpRequest, officer: Member) -> tuple[list[Assignment], Assignment | None]:
    assignments = assignments_of(officer)
    wanted = request.GET.get("assignment", "")
    chosen = next((one for one in assignments if str(one.uuid) == wanted), None)
    return assignments, chosen or (assignments[0] if assignments else None)


def _department(tree: DepartmentTree, wanted: str) -> Department | None:
    """The department that a list is narrowed to; what is not the organisation's narrows nothing."""
    departments = (node.department for node in tree.by_id.values())
    return next((one for one in departments if str(one.uuid) == wanted), None)


def _folded(rows: list[DepartmentRow], is_open: bool) -> dict[str, Any]:
    """The table of departments: whole, or where it is long its first level."""
    is_long = len(rows) > MOST_DEPARTMENTS
    shown = rows if is_open or not is_long else [row for row in rows if not row.level]
    return {"rows": shown, "is_long": is_long, "is_open": is_open}


def remind_all_text(number: int) -> str:
    """What the link says that reminds the whole list."""
    return _("しぼり込んだ%(n)d名に送る") % {"n": number}


@officer_page
@require_GET
def status(request: HttpRequest) -> HttpResponse:
    """受講状況: funnel, departments, list with states, search and pages."""
    officer = officer_of(request)
    assignments, assignment = _chosen(request, officer)
    if assignment is None:
        return render(request, "reports/status.html", {"assignment": None})
    state = request.GET.get("state", "all")
    state = state if state in STATES else "all"
    query = request.GET.get("q", "")[:100]
    tree = department_tree(officer.organisation)
    department = _department(tree, request.GET.get("department", ""))
    found = status_members(assignment, Narrowing(state, query, department))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "assignments": [(one, title_of(one, current_language())) for one in assignments],
        "assignment": assignment,
        "title": title_of(assignment, current_language()),
        "funnel": funnel_of(assignment),
        "places": _folded(department_rows(assignment, tree), request.GET.get("open") == "1"),
        "all_name": _("全社"),
        "departments": split_into_levels(tree),
        "department": department,
        "page": page,
        "rows": list(status_rows(page.object_list)),
        "state": state,
        "query": query,
        "remind_all": remind_all_text(page.paginator.count),
        "unreachable": unreachable_count(officer.organisation),
        "now": clock.now(),
    }
    return render(request, "reports/status.html", context)


@officer_page
@require_GET
def status_export(request: HttpRequest) -> HttpResponse:
    """The list as CSV (UTF-8 with a mark, so that Excel reads it); noted in the audit log."""
    officer = officer_of(request)
    _assignments, assignment = _chosen(request, officer)
    out = io.StringIO()
    table = csv.writer(out)
    heads = [_("氏名"), _("社員番号"), _("部署"), _("状態"), _("進み具合（%）"), _("期限")]
    table.writerow([*heads, _("修了日"), _("学習時間（分）")])
    if assignment is not None:
        words = {"completed": _("修了"), "running": _("受講中"), "new": _("未開始")}
        for row in status_rows(status_members(assignment)):
            done = row.completed_at.astimezone(clock.TOKYO).date() if row.completed_at else ""
            cells = [row.name, row.employee_number, row.department, words[row.state]]
            minutes = "" if row.minutes is None else row.minutes
            table.writerow(
                [formula_safe(cell) for cell in cells]
                + [row.percent, row.due_on or "", done, minutes]
            )
        record(
            organisation_uuid=officer.organisation.uuid,
            actor_uuid=officer.person.uuid,
            verb="reports.status_exported",
            target=str(assignment.uuid),
        )
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="status.csv"'
    return response
