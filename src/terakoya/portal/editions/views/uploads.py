"""Files that come back: sending, watching how far the reading is, choosing what is taken."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...accounts.access import officer_of, officer_page
from ...accounts.models import Member
from ...common.errors import PortalError
from ...common.file_pieces import PIECE
from ...common.languages import current_language
from ...common.large_bodies import takes_files
from ...common.progress import progress_answer
from .. import services
from ..access import get_edition_for, get_upload_for, get_upload_picture
from ..choices import RUNNING_UPLOADS, UploadState
from ..errors import QuotaReached
from ..models import Upload
from ..selectors.own_decks import is_kept
from ..selectors.upload import upload_page, upload_room, uploads_of
from ..services.uploads import LARGEST


@takes_files(LARGEST)
@officer_page
@require_http_methods(["GET", "POST"])
def upload_list(request: HttpRequest, edition: uuid.UUID) -> HttpResponse:
    """Send a file, and those sent before."""
    officer = officer_of(request)
    found = get_edition_for(officer, edition)
    refusal: PortalError | None = None
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None or file.size is None:
                raise services.no_file()
            upload = services.receive_upload(
                by=officer,
                edition=found,
                name=file.name or "",
                size=file.size,
                chunks=file.chunks(PIECE),
            )
        except PortalError as error:
            refusal = error
        else:
            return redirect("editions:upload", upload.uuid)
    context = {
        "edition": found,
        "uploads": uploads_of(found),
        "room": upload_room(found.organisation),
        "is_full": isinstance(refusal, QuotaReached),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "editions/upload_list.html", context, status=status)


@officer_page
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, upload: uuid.UUID) -> HttpResponse:
    """How far the reading is; when it is done, what the file changes, and taking it."""
    officer = officer_of(request)
    found = get_upload_for(officer, upload)
    refusal: PortalError | None = None
    if request.method == "POST":
        try:
            services.take_upload(
                by=officer,
                upload=found,
                chosen=request.POST.getlist("take"),
                version=_number(request.POST.get("version", "")),
                values="values" in request.POST,
            )
        except PortalError as error:
            refusal = error
            found = get_upload_for(officer, upload)
        else:
            messages.success(request, _("下書きに入れました。公開すると、受講者に出ます。"))
            if "values" in request.POST:
                _tell_unfit(request, officer, found)
            return redirect("editions:edition", found.edition.uuid)
    status = refusal.status if refusal else 200
    if found.state != UploadState.READY:
        context = {**_state(found), "refusal": refusal}
        return render(request, "editions/upload_state.html", context, status=status)
    context = {
        "upload": found,
        "edition": found.edition,
        "page": upload_page(found, officer, current_language()),
        "version": found.edition.draft.version,
        "refusal": refusal,
    }
    return render(request, "editions/upload.html", context, status=status)


def _tell_unfit(request: HttpRequest, officer: Member, found: Upload) -> None:
    """Say once more which company details of the file were left out; its page is closed now."""
    for one in upload_page(found, officer, current_language()).unfit_values:
        said = {"label": one.label, "value": one.value, "reason": one.reason}
        text = _("%(label)sの「%(value)s」は取り込みませんでした。%(reason)s") % said
        messages.warning(request, text)


@officer_page
@require_GET
def upload_progress(request: HttpRequest, upload: uuid.UUID) -> JsonResponse:
    """How far the reading is, for the script; the page says the same when it is loaded anew."""
    found = get_upload_for(officer_of(request), upload)
    return progress_answer(found)


@officer_page
@require_POST
def upload_act(request: HttpRequest, upload: uuid.UUID) -> HttpResponse:
    """Use nothing of the file, or say what it was made from or which slide a page shows."""
    officer = officer_of(request)
    found = get_upload_for(officer, upload)
    deed = request.POST.get("do", "")
    try:
        if deed == "drop":
            services.drop_upload(by=officer, upload=found)
            messages.success(
                request,
                _("ファイルを消しました。下書きはそのままです。")
                if found.state == UploadState.TAKEN
                else _("このファイルは使いません。下書きはそのままです。"),
            )
            return redirect("editions:upload-list", found.edition.uuid)
        _read_anew(request, officer, found, deed)
    except PortalError as error:
        messages.error(request, str(error))
    return redirect("editions:upload", upload)


def _read_anew(request: HttpRequest, officer: Member, found: Upload, deed: str) -> None:
    if deed == "compare":
        services.compare_with(by=officer, upload=found, key=request.POST.get("base", ""))
    elif deed == "tell":
        services.tell_page(
            by=officer,
            upload=found,
            page=_number(request.POST.get("page", "")),
            slide=request.POST.get("slide", ""),
        )
    else:
        raise Http404


@officer_page
@require_GET
def upload_picture(request: HttpRequest, upload: uuid.UUID, page: int) -> HttpResponse:
    """A page of the uploaded deck as it was drawn."""
    picture = get_upload_picture(officer_of(request), upload, page)
    return HttpResponse(bytes(picture.picture), content_type="image/png")


def _state(found: Upload) -> dict[str, object]:
    refusal = found.refusal.get(current_language(), found.refusal.get("ja", ""))
    return {
        "upload": found,
        "edition": found.edition,
        "sentence": refusal if found.state == UploadState.FAILED else "",
        "is_running": found.state in RUNNING_UPLOADS,
        "is_kept": is_kept(found),
    }


def _number(typed: str) -> int:
    return int(typed[:9]) if typed.isdecimal() else 0
