"""The proposals of a wave as what is to be done next: in a few words, for the board's deck."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..common.dates import short_day
from ..surveys.choices import WaveKind
from ..surveys.extensions import NextDeed
from ..surveys.result_words import margin_words, points_words
from ..surveys.selectors_results import CourseResults
from .choices import DecisionState, ProposalKind
from .models import ProposalDecision
from .rules import Proposal
from .selectors import WaveProposals, proposals_of_results
from .words import place_words

_DEEDS: Final[Mapping[str, Promise]] = {
    ProposalKind.EMPHASIS: gettext_lazy("重点スライドで学び直す"),
    ProposalKind.CASES: gettext_lazy("職場に近い事例で練習する"),
    ProposalKind.TEST: gettext_lazy("確認テストで毎回問う"),
    ProposalKind.BRIEF: gettext_lazy("資料を配り、職場で話し合う"),
}


def deeds_of(results: CourseResults) -> tuple[NextDeed, ...]:
    """What was accepted or is still to be decided; two statements beside the results."""
    return tuple(_deeds(proposals_of_results(results)))


def _deeds(found: WaveProposals) -> Iterator[NextDeed]:
    decided = {(one.topic, one.unit): one for one in found.settled}
    for proposal in found.proposals:
        decision = decided.get((proposal.topic, proposal.unit))
        is_declined = decision is not None and decision.state == DecisionState.DECLINED
        if proposal.kind is not ProposalKind.NOTHING and not is_declined:
            yield _deed(found.results, proposal, decision)


def _deed(
    results: CourseResults, proposal: Proposal, decision: ProposalDecision | None
) -> NextDeed:
    kind = decision.kind if decision else proposal.kind
    return NextDeed(
        topic=results.name_of(proposal.topic),
        ground=f"{place_words(proposal.unit_name, proposal.unit)}\n{_index(proposal)}",
        deed=str(_DEEDS[kind]),
        by=_who(kind, decision),
        until=_until(results, decision),
    )


def _index(proposal: Proposal) -> str:
    shown = margin_words(proposal.index)
    if proposal.is_indicative:
        shown += f"（{_('目安')}）"
    if proposal.change:
        shown += f"（{points_words(proposal.change.points)}）"
    return shown


def _who(kind: str, decision: ProposalDecision | None) -> str:
    """Who does it: supervisors hold the talks, else whoever accepted it, or the officers."""
    if kind == ProposalKind.BRIEF:
        return _("所属長")
    return decision.by.name if decision and decision.by else _("研修担当者")


def _until(results: CourseResults, decision: ProposalDecision | None) -> str:
    """The due date of what was assigned, or the next wave, which shows whether it helped."""
    if decision and decision.assignment and decision.assignment.due_on:
        return _("%(day)sが期限") % {"day": short_day(decision.assignment.due_on)}
    if day := results.day90_on:
        return _("%(day)sが期限") % {"day": short_day(day)}
    is_before = all(one.wave.kind == WaveKind.BEFORE for one in results.waves)
    return _("事後の調査まで") if is_before else _("次の調査まで")
