"""A file that takes long: asking for it, how far it is, fetching it, stopping or deleting it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ...accounts.access import officer_of, officer_page
from ...accounts.models import Member
from ...common.download_names import attachment
from ...common.errors import PortalError
from ...common.progress import progress_answer
from .. import export_jobs
from ..access import get_export_for
from ..choices import ExportState
from ..exports import ExportChoice, offered_as
from ..models import ManuscriptLicence


@dataclass(frozen=True)
class Wanted:
    """A file that takes long, as an officer asked for it on the page `back`."""

    choice: ExportChoice
    fmt: str
    title: str
    name: str
    back: str
    licence: ManuscriptLicence | None = None


def long_export(request: HttpRequest, officer: Member, wanted: Wanted) -> HttpResponse:
    """The page that asks whether a file is to be made; sending it lets a worker make it.

    Where it is there or in hand, its own page.
    """
    refusal: PortalError | None = None
    if request.method != "POST":
        known = export_jobs.known_export(
            by=officer, choice=wanted.choice, fmt=wanted.fmt, licence=wanted.licence
        )
        if known is not None:
            return redirect("orders:export-job", known.uuid)
    else:  # what is there or in hand is given by the service
        try:
            job = export_jobs.ask_export(
                by=officer,
                choice=wanted.choice,
                fmt=wanted.fmt,
                licence=wanted.licence,
                title=wanted.title,
                name=wanted.name,
                back=wanted.back,
            )
        except PortalError as error:
            refusal = error
        else:
            return redirect("orders:export-job", job.uuid)
    sent = request.POST if request.method == "POST" else request.GET
    context = {
        "wanted": wanted,
        "export": offered_as(wanted.fmt),
        "sent": [(key, value) for key, value in sent.items() if key != "csrfmiddlewaretoken"],
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "orders/export_ask.html", context, status=status)


@officer_page
@require_GET
def export_job(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    """How far it is; when it is done, the file."""
    found = get_export_for(officer_of(request), job)
    context = {"job": found, "export": offered_as(found.format)}
    return render(request, "orders/export_job.html", context)


@officer_page
@require_GET
def export_job_progress(request: HttpRequest, job: uuid.UUID) -> JsonResponse:
    """How far it is, for the script; the page says the same when it is loaded anew."""
    return progress_answer(get_export_for(officer_of(request), job))


@officer_page
@require_GET
def export_job_file(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    """The file."""
    officer = officer_of(request)
    found = get_export_for(officer, job)
    if found.state != ExportState.READY:
        raise Http404
    file = export_jobs.export_bytes(by=officer, job=found)
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = attachment(file.name, f"course-{found.format}")
    return response


@officer_page
@require_POST
def export_job_drop(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    """Stop it, or delete what came out."""
    officer = officer_of(request)
    found = get_export_for(officer, job)
    export_jobs.drop_export(by=officer, job=found)
    stopped, deleted = _("ファイルを作るのをやめました。"), _("一覧から消しました。")
    messages.success(request, stopped if found.is_running else deleted)
    return redirect(found.back)
