"""Waves of an organisation: their list, moving the last day on, closing."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ...accounts.access import officer_of, officer_page
from ..access import get_wave_for
from ..forms import LastDayForm
from ..selectors import officer_waves
from ..selectors_opening import unopened_assignments
from ..services import ask_to_close, extend_wave


@officer_page
@require_GET
def wave_list(request: HttpRequest) -> HttpResponse:
    """The organisation's waves: state and response rate, nothing of the answers."""
    officer = officer_of(request)
    context = {"waves": officer_waves(officer), "unopened": unopened_assignments(officer)}
    return render(request, "surveys/wave_list.html", context)


@officer_page
@require_POST
def wave_extend(request: HttpRequest, wave: uuid.UUID) -> HttpResponse:
    """Move the last day of a wave on."""
    officer = officer_of(request)
    found = get_wave_for(officer, wave)
    form = LastDayForm(request.POST)
    if form.is_valid():
        extend_wave(by=officer, wave=found, closes_on=form.cleaned_data["closes_on"])
        messages.success(request, _("最終日を変えました。"))
    else:
        messages.error(request, str(form.errors["closes_on"][0]))
    return redirect("surveys:wave-list")


@officer_page
@require_POST
def wave_close(request: HttpRequest, wave: uuid.UUID) -> HttpResponse:
    """Close a wave before its last day; the worker counts it a moment later."""
    officer = officer_of(request)
    found = get_wave_for(officer, wave)
    ask_to_close(wave=found, by=officer)
    messages.success(request, _("締め切りました。集計は、まもなく終わります。"))
    return redirect("surveys:wave-result", wave=found.uuid)
