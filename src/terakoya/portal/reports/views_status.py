"""受講状況: funnel, trend, departments, and the list in any order, now or as of a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ..accounts.access import reader_of, records_page
from ..accounts.models import Member
from ..accounts.selectors import department_tree, split_into_levels
from ..accounts.selectors.unreachable import unreachable_count
from ..common import clock
from ..common.dates import short_day
from ..common.languages import current_language
from ..learning.models import Assignment
from ..learning.selectors.assignments import titled_assignments
from .forms import StatusForm
from .standing import Numbers, department_table, numbers_of
from .status_asked import Asked, asked_of
from .status_list import PAGE, KnownPages, heads_of, rows_of_keys, status_keys


def remind_all_text(number: int) -> str:
    """What the link says that reminds the whole list."""
    return _("しぼり込んだ%(n)d名に送る") % {"n": number}


def option_words(assignment: Assignment, title: str) -> str:
    """How a list of assignments calls one: by its own name as well, and until when or ended."""
    words = f"{assignment.name}　{title}" if assignment.name else title
    if assignment.is_over(clock.today()):
        return _("%(title)s（終了済み）") % {"title": words}
    if assignment.due_on is None:
        return words
    return _("%(title)s（期限 %(due)s）") % {"title": words, "due": short_day(assignment.due_on)}


@records_page
@require_GET
def status(request: HttpRequest) -> HttpResponse:
    """The page; officers act on those they tick, auditors read. Some ten statements."""
    reader = reader_of(request)
    tree = department_tree(reader.organisation)
    titled = titled_assignments(reader, current_language())
    form = StatusForm(request.GET)
    asked = asked_of(form, titled, tree)
    if asked is None:
        context: dict[str, Any] = {"assignment": None, "may_act": reader.is_officer}
        return render(request, "reports/status.html", context)
    numbers = numbers_of(asked.assignment, tree, asked.narrowing.on)
    context = {
        "form": form,
        "assignments": [(one, option_words(one, title)) for one, title in titled],
        "assignment": asked.assignment,
        "title": asked.title,
        "as_of": asked.narrowing.on,
        "now": clock.now(),
        "all_name": _("全社"),
        "departments": split_into_levels(tree),
        "department": asked.narrowing.department,
        "state": asked.narrowing.state,
        "query": asked.narrowing.words,
        "unreachable": unreachable_count(reader.organisation) if reader.is_officer else 0,
        "numbers": numbers.whole,
        "places": department_table(numbers, tree, request.GET),
        "trend": numbers.trend,
        **_list(request, reader, asked, numbers),
    }
    return render(request, "reports/status.html", context)


def _list(request: HttpRequest, reader: Member, asked: Asked, numbers: Numbers) -> dict[str, Any]:
    """The page of the list; its length is counted only where words narrow it."""
    wanted = asked.narrowing
    place = numbers.of(wanted.department.pk if wanted.department else None)
    length = None if asked.is_searched else place.count(wanted.state)
    found = status_keys(asked.assignment, wanted, asked.order)
    page = KnownPages(found, PAGE, length).get_page(request.GET.get("page"))
    may_act = reader.is_officer and wanted.on is None
    heads = heads_of(column_labels(wanted.on), asked.order)
    return {
        "funnel": place,
        "page": page,
        "rows": rows_of_keys(asked.assignment, list(page.object_list), wanted.on),
        "order": asked.order,
        "heads": heads,
        "columns": len(heads) + may_act,
        "may_act": may_act,
        "remind_all": "" if wanted.state == "leave" else remind_all_text(page.paginator.count),
    }


def column_labels(on: dt.date | None) -> dict[str, str]:
    """The columns of the list by what sorts them; the past knows nothing of how far one was."""
    people = {"kana": _("氏名（フリガナ順）"), "number": _("社員番号"), "department": _("部署")}
    if on is not None:
        return people | {"state": _("状態"), "due": _("期限"), "completed": _("修了日")}
    return people | {
        "state": _("状態"),
        "percent": _("進み具合"),
        "minutes": _("学習時間"),
        "due": _("期限"),
        "last": _("最後に開いた日"),
        "completed": _("修了日"),
    }
