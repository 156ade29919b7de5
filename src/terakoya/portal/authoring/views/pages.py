"""What officers do with one page of a file: words or picture, description, accepting, hiding."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from ...accounts.access import officer_of, officer_page
from ...accounts.models import Member
from ...common.errors import PortalError
from ...editions.editing import edits
from ...editions.services import apply_edit
from .. import services
from ..access import get_page_for, get_read_course_for
from ..models import DeckPage, OwnCourse

Deed = Callable[[HttpRequest, Member, OwnCourse, DeckPage], None]


@officer_page
@require_POST
def page_act(request: HttpRequest, own_course: uuid.UUID, page: int) -> HttpResponse:
    """One button of a page."""
    officer = officer_of(request)
    found = get_read_course_for(officer, own_course)
    row = get_page_for(officer, own_course, page)
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    act, done = deed
    try:
        act(request, officer, found, row)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        told = str(done) % {"page": page} if row.number else _("保存しました。")
        messages.success(request, told)
    show = request.POST.get("show", "")
    asked = f"?show={show}" if show.isalpha() else ""
    return redirect(f"{reverse('authoring:own-course', args=(own_course,))}{asked}#page-{page}")


@officer_page
@require_GET
@cache_control(private=True, max_age=3600)
def page_picture(request: HttpRequest, own_course: uuid.UUID, page: int) -> HttpResponse:
    """A page of the file as it looks; `?size=full` in the size it was drawn in."""
    row = get_page_for(officer_of(request), own_course, page)
    if not row.thumb:
        raise Http404
    if request.GET.get("size") == "full":
        return HttpResponse(bytes(row.picture), content_type="image/png")
    return HttpResponse(bytes(row.thumb), content_type="image/webp")


def _draw(_request: HttpRequest, by: Member, own: OwnCourse, row: DeckPage) -> None:
    services.draw_page(by=by, own_course=own, page=row.page)


def _write(_request: HttpRequest, by: Member, own: OwnCourse, row: DeckPage) -> None:
    services.write_page(by=by, own_course=own, page=row.page)


def _describe(request: HttpRequest, by: Member, own: OwnCourse, row: DeckPage) -> None:
    services.describe_page(by=by, own_course=own, page=row.page, text=request.POST.get("text", ""))


def _accept(_request: HttpRequest, by: Member, own: OwnCourse, row: DeckPage) -> None:
    services.accept_page(by=by, own_course=own, page=row.page)


def _reopen(_request: HttpRequest, by: Member, own: OwnCourse, row: DeckPage) -> None:
    services.accept_page(by=by, own_course=own, page=row.page, is_accepted=False)


def _hide(_request: HttpRequest, by: Member, own: OwnCourse, row: DeckPage) -> None:
    assert own.edition is not None
    apply_edit(by=by, edition=own.edition, edit=edits.HIDE_SLIDE(row.slide_id, ""))


def _show(_request: HttpRequest, by: Member, own: OwnCourse, row: DeckPage) -> None:
    assert own.edition is not None
    apply_edit(by=by, edition=own.edition, edit=edits.SHOW_SLIDE(row.slide_id))


DEEDS: dict[str, tuple[Deed, object]] = {
    "draw": (_draw, _("%(page)dページを、ページの絵にしました。")),
    "write": (_write, _("%(page)dページを、テキストにしました。")),
    "describe": (_describe, _("%(page)dページの絵の説明を保存しました。")),
    "accept": (_accept, _("%(page)dページは、このまま使います。")),
    "reopen": (_reopen, _("%(page)dページを、要確認に戻しました。")),
    "hide": (_hide, _("%(page)dページを、受講者に見せません。")),
    "show": (_show, _("%(page)dページを、受講者に見せます。")),
}
