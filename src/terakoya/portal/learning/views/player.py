"""The player: a slide with its rail, what its script asks for, and the batches it sends."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ...accounts.access import current_member, learner_page
from ...catalogue.selectors import languages_of
from ...common.languages import current_language
from ..access import course_page, get_enrolment_for, get_enrolment_to_learn, require_policy
from ..batch import read_batch
from ..choices import SPEEDS
from ..errors import SurveyOpen, access_refusal
from ..furigana import has_furigana
from ..models import Enrolment
from ..selectors.continuing import successor_of
from ..selectors.player import PlayerPage, player_page, slide_window
from ..selectors.progress import is_access_running, standing_of
from ..services.enrolments import goes_on, open_first_slide
from ..services.events import record_events
from ..services.reading import record_reading, record_skip, shown_now


@course_page
@require_GET
def enrolment(request: HttpRequest, enrolment: uuid.UUID) -> HttpResponse:
    """Go on where the learner stopped."""
    found = get_enrolment_for(current_member(request), enrolment)
    if (later := successor_of(found)) is not None:
        return redirect("learning:enrolment", later)
    require_policy(found)
    return redirect("learning:slide", enrolment, standing_of(found).resume_slide)


@course_page
@require_GET
def slide(request: HttpRequest, enrolment: uuid.UUID, slide: str) -> HttpResponse:
    """One slide with everything around it; a locked one leads to the one to be done first."""
    found = get_enrolment_for(current_member(request), enrolment)
    if (later := successor_of(found)) is not None:
        return redirect("learning:enrolment", later)
    require_policy(found)
    if not goes_on(found):
        messages.error(request, str(access_refusal(found.organisation)))
        return redirect("learning:my")
    player = _player(request, found, slide)
    if slide not in player.standing.open:
        messages.info(request, _("先に、このスライドを終えてください。終えると次が開きます。"))
        return redirect(player.url_of(player.standing.unmet[0]))
    try:
        open_first_slide(enrolment=found)
    except SurveyOpen:
        start = reverse("learning:assignment-start", args=[found.assignment.uuid])
        return redirect(f"{start}?{urlencode({'slide': slide})}")
    context = {
        "player": player,
        "shown": shown_now(enrolment=found, slide_id=slide),
        "has_furigana": has_furigana(request),
        "player_look": player.look(has_furigana=has_furigana(request)),
        "speeds": SPEEDS,
    }
    return render(request, "learning/slide.html", context)


@course_page
@require_GET
def slide_data(request: HttpRequest, enrolment: uuid.UUID, slide: str) -> HttpResponse:
    """A slide and the next ones as JSON, so that a change of slide needs no page."""
    member = current_member(request)
    found = get_enrolment_to_learn(member, enrolment)
    asked = request.GET.get("language", "")
    language = asked if asked in languages_of(found.revision_id) else current_language()
    slides = slide_window(member, found, slide, language)
    if slides is None or not is_access_running(found):
        raise Http404
    return JsonResponse(
        {"language": language, "slides": slides}, json_dumps_params={"ensure_ascii": False}
    )


@learner_page
@require_POST
def events(request: HttpRequest, enrolment: uuid.UUID) -> HttpResponse:
    """Save a batch of the player; the answer is written after the commit."""
    batch = read_batch(request.body)
    receipt = record_events(
        member=current_member(request),
        enrolment=enrolment,
        events=batch.events,
        refused=batch.refused,
        screen=batch.screen,
    )
    return JsonResponse(receipt.as_json())


@learner_page
@require_POST
def slide_read(request: HttpRequest, enrolment: uuid.UUID, slide: str) -> HttpResponse:
    """読みました, for a page without its script: save the time, go on or say what is missing."""
    member = current_member(request)
    found = get_enrolment_for(member, enrolment)
    toc = _player(request, found, slide).slide
    note = request.POST.get("shown", "")
    if "skip" in request.POST:
        record_skip(
            member=member, enrolment=found, slide=toc, language=current_language(), note=note
        )
    else:
        record_reading(
            member=member,
            enrolment=found,
            slide=toc,
            language=current_language(),
            note=note,
            answer=request.POST.get("answer", ""),
        )
    player = _player(request, found, slide)
    lacks = player.still_missing
    if lacks:
        messages.info(request, lacks)
        return redirect(player.url_of(slide))
    return redirect(player.next_url)


def _player(request: HttpRequest, found: Enrolment, slide: str) -> PlayerPage:
    player = player_page(current_member(request), found, slide, current_language())
    if player is None:
        raise Http404
    return player
