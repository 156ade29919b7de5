"""紙で受験: sending filled workbooks of the test, looking through them, recording them."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ...accounts.access import officer_of, officer_page
from ...accounts.models import Member
from ...common.errors import PortalError
from ...common.languages import current_language
from ...common.large_bodies import MEGABYTE, takes_files_in_memory
from ..access import get_assignment_of_organisation
from ..choices import PaperOutcome
from ..errors import SheetsNotUsable
from ..models import Assignment
from ..paper_tests import MOST_FILES, SheetResult
from ..selectors.courses import assigned_title
from ..services import check_papers, read_papers, take_papers
from ..services.paper import RowOutcome

MOST_BYTES: Final = 12 * MEGABYTE
LASTS: Final = 12 * 60 * 60  # seconds that looked-through results may wait in the form
_SALT: Final = "learning.paper"


@takes_files_in_memory(MOST_BYTES)
@officer_page
@require_http_methods(["GET", "POST"])
def assignment_paper(request: HttpRequest, assignment: uuid.UUID) -> HttpResponse:
    """Send workbooks; what they hold is recorded only when the officer has seen it."""
    officer = officer_of(request)
    found = get_assignment_of_organisation(officer, assignment)
    context: dict[str, Any] = {
        "assignment": found,
        "title": assigned_title(found, current_language()),
        "most_files": MOST_FILES,
        "megabytes": MOST_BYTES // MEGABYTE,
    }
    try:
        if request.method == "POST" and request.POST.get("step") == "save":
            _save(request, officer, found)
            return redirect(f"{reverse('reports:status')}?assignment={found.uuid}")
        if request.method == "POST":
            context |= _looked_through(request, officer, found)
    except PortalError as error:
        context["refusal"] = error
        return render(request, "learning/assignment_paper.html", context, status=error.status)
    return render(request, "learning/assignment_paper.html", context)


def _looked_through(
    request: HttpRequest, officer: Member, assignment: Assignment
) -> dict[str, Any]:
    sent = request.FILES.getlist("files")
    files = [(one.name or "", one.read()) for one in sent]
    read = read_papers(by=officer, assignment=assignment, files=files)
    outcomes = check_papers(by=officer, assignment=assignment, rows=read.results)
    taken = [one.row.as_json() for one in outcomes if one.is_taken]
    return {
        "is_checked": True,
        "lines": read.lines,
        "outcomes": outcomes,
        "sentence": _counted(outcomes),
        "field": signing.dumps(taken, salt=_salt(assignment), compress=True) if taken else "",
    }


def _save(request: HttpRequest, officer: Member, assignment: Assignment) -> None:
    try:
        stored = signing.loads(
            request.POST.get("results", ""), salt=_salt(assignment), max_age=LASTS
        )
    except signing.BadSignature:
        raise SheetsNotUsable(
            _(
                "確かめてから時間がたったか、内容が変わっています。もう一度ファイルを選んで、確かめてください。"
            )
        ) from None
    rows = [SheetResult.from_json(one) for one in stored]
    outcomes = take_papers(by=officer, assignment=assignment, rows=rows)
    messages.success(request, _("取り込みました。") + _counted(outcomes))


def _salt(assignment: Assignment) -> str:
    return f"{_SALT}:{assignment.uuid}"


def _counted(outcomes: list[RowOutcome]) -> str:
    """How many results become what."""
    numbers = {str(kind): sum(one.outcome == kind for one in outcomes) for kind in PaperOutcome}
    return (
        _(
            "合格%(passed)s名、不合格%(failed)s名、取り込み済みなどで変わらない人%(known)s名、取り込めない行%(refused)s行です。"
        )
        % numbers
    )
