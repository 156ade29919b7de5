"""音声をつくる: the voice of an own course, and hearing one page before the whole is recorded."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from ...accounts.access import officer_of, officer_page
from ...common.errors import PortalError
from ...common.ranged_answers import ranged_answer
from .. import services
from ..access import get_read_course_for, get_sample_for


@officer_page
@require_POST
def own_course_voice(request: HttpRequest, own_course: uuid.UUID) -> HttpResponse:
    """Choose voice and speed; with 聞いてみる also hear a page."""
    officer = officer_of(request)
    found = get_read_course_for(officer, own_course)
    sent = {key: request.POST.get(key, "")[:64] for key in ("name", "speed", "slide")}
    sent["name"] = request.POST.get("voice", "")[:64]
    try:
        if request.POST.get("do") == "hear":
            services.ask_sample(by=officer, own_course=found, **sent)
            messages.success(request, _("音声を作っています。できると、ここで聞けます。"))
        else:
            del sent["slide"]
            services.choose_voice(by=officer, own_course=found, **sent)
            messages.success(request, _("声を下書きに保存しました。"))
    except PortalError as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('authoring:own-course', args=(own_course,))}#w4")


@officer_page
@require_GET
def sample_progress(request: HttpRequest, own_course: uuid.UUID) -> JsonResponse:
    """How the sample stands, for the script; the page says the same when it is loaded anew."""
    sample = get_sample_for(officer_of(request), own_course)
    words = str(sample.get_state_display())
    return JsonResponse({"running": sample.is_running, "words": words, "done": 0, "total": 0})


@officer_page
@require_GET
@cache_control(private=True, max_age=3600)
def sample_sound(request: HttpRequest, own_course: uuid.UUID, sample: uuid.UUID) -> HttpResponse:
    """What the voice says."""
    found = get_sample_for(officer_of(request), own_course)
    if found.uuid != sample or not found.sound:
        raise Http404
    return ranged_answer(request, bytes(found.sound), "audio/mp4")
