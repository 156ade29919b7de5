"""The proposals of a closed wave, for officers."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from terakoya.courseware.model import Course

from ..accounts.access import officer_of, officer_page
from ..common.errors import PortalError
from ..common.languages import current_language
from ..common.refusals import refusals_on
from ..editions.services import starting_content
from ..learning.selectors.courses import company_values
from ..surveys.access import get_wave_for
from ..surveys.documents import write_document
from .brief import brief_document
from .choices import DecisionState, ProposalKind
from .forms import AcceptForm, DeclineForm
from .models import ProposalDecision
from .rules import Proposal
from .selectors import (
    WaveProposals,
    card_address,
    card_of,
    cases_to_choose,
    decision_row,
    key_of,
    proposals_of,
)
from .services import accept_proposal, decline_proposal, note_view, reopen_proposal

A_PAGE: Final = 20
ASSIGN, USE, REOPEN = "assign", "use", "reopen"
_Forms = dict[tuple[str, str], AcceptForm | DeclineForm]


@officer_page
@require_GET
def proposal_list(request: HttpRequest, wave: uuid.UUID) -> HttpResponse:
    """What the wave suggests, what was decided, and what became of it."""
    officer = officer_of(request)
    found = proposals_of(get_wave_for(officer, wave))
    note_view(by=officer, wave=found.results.chosen.wave, verb="proposals.viewed")
    return _page(request, found, {})


@officer_page
@require_POST
def proposal_decide(request: HttpRequest, wave: uuid.UUID) -> HttpResponse:
    """Accept a proposal as a draft, published and assigned, or decline it with a reason."""
    officer = officer_of(request)
    found = proposals_of(get_wave_for(officer, wave))
    proposal = found.find(request.POST.get("topic", ""), request.POST.get("unit", ""))
    if proposal is None or proposal.kind is ProposalKind.NOTHING:
        raise Http404
    deed = request.POST.get("deed", "")
    if deed == REOPEN:
        return _reopen(request, found, proposal)
    form = _form(request, found, proposal, deed)
    if form.is_valid():
        with refusals_on(form):
            messages.success(request, _done(_decide(request, found, proposal, deed, form)))
            return redirect("proposals:proposal-list", wave)
    return _page(request, found, {(proposal.topic, proposal.unit): form})


def _reopen(request: HttpRequest, found: WaveProposals, proposal: Proposal) -> HttpResponse:
    """Back to the list with the card open, or with the sentence why it cannot be taken up."""
    wave = found.results.chosen.wave
    address = reverse("proposals:proposal-list", args=[wave.uuid])
    try:
        reopen_proposal(by=officer_of(request), wave=wave, topic=proposal.topic, unit=proposal.unit)
    except PortalError as refusal:
        messages.error(request, str(refusal))
        return redirect(address)
    messages.success(request, _("もう一度検討できるようにしました。見送った理由は残っています。"))
    return redirect(card_address(wave, proposal))


def _form(
    request: HttpRequest, found: WaveProposals, proposal: Proposal, deed: str
) -> AcceptForm | DeclineForm:
    if deed == "decline":
        return DeclineForm(request.POST, key=f"no-{key_of(proposal)}")
    return _accept_form(proposal, _course_to_change(request, found, [proposal]), request.POST)


def _course_to_change(
    request: HttpRequest, found: WaveProposals, proposals: Sequence[Proposal]
) -> Course | None:
    """What a new edition would begin as, where a proposal asks for cases of its bank."""
    if all(one.kind is not ProposalKind.CASES for one in proposals):
        return None
    course = found.results.chosen.wave.revision.course
    return starting_content(by=officer_of(request), course=course).course


def _accept_form(proposal: Proposal, course: Course | None, data: Any = None) -> AcceptForm:
    cases = cases_to_choose(course, current_language(), proposal.topic) if course else []
    return AcceptForm(data, proposal=proposal, cases=cases, key=key_of(proposal))


def _decide(
    request: HttpRequest,
    found: WaveProposals,
    proposal: Proposal,
    deed: str,
    form: AcceptForm | DeclineForm,
) -> ProposalDecision:
    cell: dict[str, Any] = {
        "by": officer_of(request),
        "wave": found.results.chosen.wave,
        "topic": proposal.topic,
        "unit": proposal.unit,
    }
    if isinstance(form, DeclineForm):
        return decline_proposal(**cell, reason=form.cleaned_data["reason"])
    hands_out = deed in (ASSIGN, USE)
    handing_out = form.handing_out(in_place=deed == USE) if hands_out else None
    return accept_proposal(**cell, cases=form.chosen_cases, handing_out=handing_out)


def _done(decision: ProposalDecision) -> str:
    if decision.state == DecisionState.DECLINED:
        return _("見送りました。理由を残しました。")
    if decision.assignment is not None and decision.assignment == decision.wave.assignment:
        return _("自社版を公開しました。まだ始めていない人は、この版で受講します。")
    if decision.assignment is not None:
        return _("自社版を公開し、割り当てました。")
    if decision.edition is not None:
        return _("自社版の下書きに入れました。確かめてから公開してください。")
    return _("採用しました。資料を印刷して、所属長に渡してください。")


def _page(request: HttpRequest, found: WaveProposals, bound: _Forms) -> HttpResponse:
    language = current_language()
    shown = Paginator(found.open, A_PAGE).get_page(request.GET.get("page"))
    course = _course_to_change(request, found, list(shown.object_list))
    decided = Paginator(found.settled, A_PAGE).get_page(request.GET.get("decided"))
    context = {
        "results": found.results,
        "wave": found.results.chosen.wave,
        "page": shown,
        "may_use": found.results.chosen.wave.assignment.ended_on is None,
        "cards": [
            _card(found, one, course, bound, request.GET.get("open", ""))
            for one in shown.object_list
        ],
        "fine": [card_of(found, one, language) for one in found.fine],
        "decided_page": decided,
        "decisions": [decision_row(found, one) for one in decided.object_list],
    }
    status = 422 if bound else 200
    return render(request, "proposals/proposal_list.html", context, status=status)


def _card(
    found: WaveProposals, proposal: Proposal, course: Course | None, bound: _Forms, opened: str
) -> dict[str, Any]:
    card = card_of(found, proposal, current_language())
    refused = bound.get((proposal.topic, proposal.unit))
    is_declining = isinstance(refused, DeclineForm)
    accept = refused if isinstance(refused, AcceptForm) else None
    return {
        "card": card,
        "form": accept or _accept_form(proposal, course),
        "decline": refused if is_declining else DeclineForm(key=f"no-{key_of(proposal)}"),
        "is_declining": is_declining,
        "is_open": refused is not None or card.key == opened,
    }


@officer_page
@require_GET
def brief(request: HttpRequest, wave: uuid.UUID) -> HttpResponse:
    """The one page that a supervisor gets; it holds no number of the survey."""
    officer = officer_of(request)
    found = proposals_of(get_wave_for(officer, wave))
    proposal = found.find(request.GET.get("topic", ""), request.GET.get("unit", ""))
    if proposal is None or proposal.kind is not ProposalKind.BRIEF:
        raise Http404
    chosen = found.results.chosen.wave
    document = brief_document(
        found.course, proposal.topic, company_values(officer), current_language()
    )
    content = write_document(document, written_at=chosen.closed_at or chosen.opened_at)
    note_view(by=officer, wave=chosen, verb="proposals.brief_made")
    headers = {"Content-Disposition": f'attachment; filename="brief-{proposal.topic}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
