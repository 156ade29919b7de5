"""自社のPowerPointに新版を入れて受け取る: asking, watching, what was done, the files."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...accounts.access import officer_of, officer_page
from ...common.errors import PortalError
from ...common.languages import current_language
from ...common.progress import progress_answer
from .. import services
from ..access import get_edition_for, get_patched_deck_for
from ..change_list import DeckFile, deck_file
from ..choices import OPEN_PATCHES
from ..selectors.own_decks import (
    DeckResult,
    deck_for_update,
    deck_offer,
    deck_offers,
    has_file,
)


@officer_page
@require_GET
def own_deck_list(request: HttpRequest) -> HttpResponse:
    """The deck of each edition, and what would change in it."""
    offers = deck_offers(officer_of(request))
    return render(request, "editions/own_deck_list.html", {"offers": offers})


@officer_page
@require_http_methods(["GET", "POST"])
def own_deck_ask(request: HttpRequest, edition: uuid.UUID) -> HttpResponse:
    """The deck of one edition; sending the form lets a worker bring it to the edition."""
    officer = officer_of(request)
    found = get_edition_for(officer, edition)
    update = deck_for_update(found, request.POST.get("update", ""))
    refusal: PortalError | None = None
    if request.method == "POST":
        try:
            deck = services.ask_own_deck(by=officer, edition=found, update=update)
        except PortalError as error:
            refusal = error
        else:
            return redirect("editions:own-deck", deck.uuid)
    context = {"edition": found, "offer": deck_offer(found), "refusal": refusal}
    status = refusal.status if refusal else 200
    return render(request, "editions/own_deck_ask.html", context, status=status)


@officer_page
@require_GET
def own_deck(request: HttpRequest, deck: uuid.UUID) -> HttpResponse:
    """How far it is; when it is done, what was done, what is left, and the files."""
    found = get_patched_deck_for(officer_of(request), deck)
    context = {
        "deck": found,
        "edition": found.edition,
        "result": DeckResult(found, current_language()),
        "is_running": found.state in OPEN_PATCHES,
        "has_file": has_file(found),
    }
    return render(request, "editions/own_deck.html", context)


@officer_page
@require_GET
def own_deck_progress(request: HttpRequest, deck: uuid.UUID) -> JsonResponse:
    """How far it is, for the script; the page says the same when it is loaded anew."""
    found = get_patched_deck_for(officer_of(request), deck)
    return progress_answer(found)


@officer_page
@require_POST
def own_deck_act(request: HttpRequest, deck: uuid.UUID) -> HttpResponse:
    """Delete what came out."""
    officer = officer_of(request)
    found = get_patched_deck_for(officer, deck)
    try:
        services.drop_own_deck(by=officer, deck=found)
    except PortalError as error:
        messages.error(request, str(error))
        return redirect("editions:own-deck", deck)
    messages.success(request, _("できたファイルを消しました。送ったファイルはそのままです。"))
    return redirect("editions:own-deck-ask", found.edition.uuid)


@officer_page
@require_GET
def own_deck_file(request: HttpRequest, deck: uuid.UUID, kind: str) -> HttpResponse:
    """The deck, 変更点の一覧 as PDF, or both in one ZIP."""
    officer = officer_of(request)
    found = get_patched_deck_for(officer, deck)
    if not has_file(found):
        raise Http404
    file: DeckFile | None = deck_file(found, kind, current_language())
    if file is None:
        raise Http404
    services.note_download(by=officer, deck=found, kind=kind)
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = content_disposition_header(True, file.name)
    return response
