"""教材の更新を取り込む: the merge screen, its choices, and what becomes of an update."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from terakoya.courseware.merge import Take

from ...accounts.access import officer_of, officer_page
from ...accounts.models import Member
from ...common.errors import PortalError
from ...common.languages import current_language
from ...learning.selectors.standing import course_use
from .. import services
from ..access import get_edition_for, get_update_for
from ..choices import UpdateState
from ..editing.lines import divided, has_breaks
from ..models import EditionUpdate
from ..selectors.merge import MergePage, conflict_of, merge_page
from ..selectors.own_decks import deck_offer


@officer_page
@require_GET
def update(request: HttpRequest, update: uuid.UUID) -> HttpResponse:
    """One part of the merge in three versions, and the list of all."""
    return _page(request, get_update_for(officer_of(request), update), None)


@officer_page
@require_POST
def update_choose(request: HttpRequest, update: uuid.UUID) -> HttpResponse:
    """Decide one conflict; goes on to the same part, or by script gives the page anew."""
    officer = officer_of(request)
    found = get_update_for(officer, update)
    page = merge_page(found, officer, current_language(), current_language())
    conflict = conflict_of(page, request.POST.get("conflict", ""))
    take = _TAKES.get(request.POST.get("take", ""))
    if conflict is None or take is None or (take == "fields" and not conflict.takes_fields):
        raise Http404
    text = request.POST.get("text", "")
    lists = [one for one in (conflict.ours, conflict.theirs) if isinstance(one, list)]
    is_apart = any(has_breaks(map(str, one)) for one in lists)
    words = divided(text, by_empty_lines=is_apart) if lists else text
    try:
        kept = services.choose(
            by=officer,
            update=found,
            choice=conflict.choose(take, words if take == "text" else ""),
            version=_number(request.POST.get("version", "")),
        )
    except PortalError as error:
        return _page(request, get_update_for(officer, update), error)
    if conflict.id not in {one["conflict"] for one in kept.choices}:
        messages.error(request, _("この文は、ここには入りません。ほかの文にしてください。"))
    part = request.POST.get("part", "")
    return redirect(f"{reverse('editions:update', args=(update,))}?part={part}#fields")


@officer_page
@require_POST
def update_act(request: HttpRequest, update: uuid.UUID) -> HttpResponse:
    """Take the merged state into the draft, keep our own, or look again."""
    officer = officer_of(request)
    found = get_update_for(officer, update)
    deed = _DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    try:
        text, address = deed(officer, found)
    except PortalError as error:
        messages.error(request, str(error))
        return redirect("editions:update", update)
    messages.success(request, text)
    return redirect(address)


@officer_page
@require_POST
def edition_follow(request: HttpRequest, edition: uuid.UUID) -> HttpResponse:
    """Whether small updates are published by themselves while nothing of ours is changed."""
    officer = officer_of(request)
    found = get_edition_for(officer, edition)
    follows = request.POST.get("follows") == "yes"
    services.follow_small(by=officer, edition=found, follows=follows)
    messages.success(
        request,
        _("小さな更新を、自動で公開します。") if follows else _("更新は、確かめてから公開します。"),
    )
    return redirect("editions:edition", edition)


def _page(request: HttpRequest, found: EditionUpdate, refusal: PortalError | None) -> HttpResponse:
    officer = officer_of(request)
    if found.state not in (UpdateState.OPEN, UpdateState.KEPT):
        offer = deck_offer(found.edition)
        return render(request, "editions/update_closed.html", {"update": found, "offer": offer})
    page: MergePage = merge_page(
        found, officer, request.GET.get("lang") or current_language(), current_language()
    )
    row = page.find(request.POST.get("part") or request.GET.get("part", ""))
    if row is None:
        raise Http404
    context = {
        "page": page,
        "update": found,
        "edition": found.edition,
        "row": row,
        "fields": page.fields_of(row),
        "versions": page.versions(row),
        "result": page.result(row),
        "next": page.after(row),
        "use": course_use(officer.organisation_id, found.edition.course_id, found.edition.offer),
        "offer": None if page.merged.conflicts else deck_offer(found.edition, found),
        "shows_all": request.GET.get("all") == "1",
        "overlaid": request.GET.get("view") == "over",
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "editions/update.html", context, status=status)


def _take(officer: Member, found: EditionUpdate) -> tuple[str, str]:
    services.take_update(by=officer, update=found)
    address = reverse("editions:edition-publish", args=(found.edition.uuid,))
    return _("新版を下書きに取り込みました。公開すると、受講者に出ます。"), address


def _keep(officer: Member, found: EditionUpdate) -> tuple[str, str]:
    services.keep_own(by=officer, update=found)
    address = reverse("editions:edition", args=(found.edition.uuid,))
    return _("自社版のまま使い続けます。記録しました。"), address


def _reopen(officer: Member, found: EditionUpdate) -> tuple[str, str]:
    services.reopen_update(by=officer, update=found)
    return _("更新を、もう一度開きました。"), reverse("editions:update", args=(found.uuid,))


_TAKES: dict[str, Take] = {
    "ours": "ours",
    "theirs": "theirs",
    "text": "text",
    "fields": "fields",
}
_DEEDS: dict[str, Callable[[Member, EditionUpdate], tuple[str, str]]] = {
    "take": _take,
    "keep": _keep,
    "reopen": _reopen,
}


def _number(typed: str) -> int | None:
    return int(typed[:9]) if typed.isdecimal() else None
