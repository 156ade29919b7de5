"""The proposals of a wave, derived from its published table, and what was decided about them.

Of the survey nothing comes in but `CourseResults`: published tables, and which units they divide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from terakoya.courseware.model import Course

from ..catalogue.selectors import revision_source
from ..common.dates import full_day
from ..surveys.models import Wave
from ..surveys.selectors_results import CourseResults, WaveResult, compare_waves, course_results
from .choices import DecisionState, ProposalKind
from .edition_changes import title_of
from .models import ProposalDecision
from .rules import Proposal, Teaching, propose
from .teaching import teaching_of
from .words import choice_words, ground_words, outcome_words, place_words, title_words


@dataclass(frozen=True)
class WaveProposals:
    """A wave's results, the proposals that they suggest, and the decisions about them."""

    results: CourseResults
    course: Course
    teaching: Mapping[str, Teaching]
    proposals: tuple[Proposal, ...]
    decisions: tuple[ProposalDecision, ...]

    @cached_property
    def open(self) -> tuple[Proposal, ...]:
        """Those to be decided about, what was taken up again among them."""
        decided = {(one.topic, one.unit) for one in self.settled}
        return tuple(
            one
            for one in self.proposals
            if one.kind is not ProposalKind.NOTHING and (one.topic, one.unit) not in decided
        )

    @property
    def settled(self) -> tuple[ProposalDecision, ...]:
        """What was decided and not taken up again."""
        return tuple(one for one in self.decisions if one.state != DecisionState.REOPENED)

    def may_reopen(self, decision: ProposalDecision) -> bool:
        """Whether what was declined is still proposed, and may be taken up again."""
        proposal = self.find(decision.topic, decision.unit)
        is_proposed = proposal is not None and proposal.kind is not ProposalKind.NOTHING
        return is_proposed and decision.state == DecisionState.DECLINED

    def reason_before(self, proposal: Proposal) -> str:
        """Why a proposal was declined that was taken up again; empty for others."""
        cell = (proposal.topic, proposal.unit)
        reopened = (one for one in self.decisions if one.state == DecisionState.REOPENED)
        return next((one.reason for one in reopened if (one.topic, one.unit) == cell), "")

    @property
    def fine(self) -> tuple[Proposal, ...]:
        """Topics of the company about which nothing is to be done."""
        return tuple(one for one in self.proposals if one.kind is ProposalKind.NOTHING)

    def find(self, topic: str, unit: str) -> Proposal | None:
        """The proposal of a cell, decided or not; `None` where the table suggests none."""
        cell = (topic, unit)
        return next((one for one in self.proposals if (one.topic, one.unit) == cell), None)

    @property
    def next_result(self) -> WaveResult | None:
        """The first later wave that shows anything."""
        return self.results.later


def proposals_of(wave: Wave) -> WaveProposals:
    """What a closed wave suggests; five statements, whatever the number of units."""
    return proposals_of_results(course_results(wave))


def proposals_of_results(results: CourseResults) -> WaveProposals:
    """The same, of results that were read already."""
    wave = results.chosen.wave
    course = revision_source(wave.revision_id)
    teaching = teaching_of(course)
    decisions = ProposalDecision.objects.filter(
        wave=wave, organisation_id=wave.organisation_id
    ).select_related("by", "edition__offer", "assignment")
    return WaveProposals(
        results=results,
        course=course,
        teaching=teaching,
        proposals=propose(results.chosen.table, results.comparison, teaching),
        decisions=tuple(decisions),
    )


@dataclass(frozen=True)
class ProposalCard:
    """A proposal as the page shows it."""

    proposal: Proposal
    title: str
    place: str
    ground: str
    choice: str
    slides: tuple[str, ...]
    reason_before: str  # why it was declined before it was taken up again

    @property
    def key(self) -> str:
        """What its form is called by."""
        return key_of(self.proposal)

    @property
    def is_brief(self) -> bool:
        """Whether it is a document rather than a change of the course."""
        return self.proposal.kind is ProposalKind.BRIEF

    @property
    def name(self) -> str:
        """Title and row, for those who hear the page."""
        return f"{self.title}（{self.place}）"


def key_of(proposal: Proposal) -> str:
    """What the form of a proposal is called by."""
    return f"{proposal.topic}-{proposal.unit or 'all'}"


def card_address(wave: Wave, proposal: Proposal) -> str:
    """The list of a wave's proposals with this one open."""
    key = key_of(proposal)
    address = reverse("proposals:proposal-list", args=[wave.uuid])
    return f"{address}?open={key}#h-{key}"


def card_of(found: WaveProposals, proposal: Proposal, language: str) -> ProposalCard:
    """A proposal in sentences."""
    slides = found.teaching.get(proposal.topic, Teaching()).slides
    is_listed = proposal.kind is ProposalKind.EMPHASIS
    return ProposalCard(
        proposal=proposal,
        title=title_words(proposal.kind, found.results.name_of(proposal.topic)),
        place=place_words(proposal.unit_name, proposal.unit),
        ground=ground_words(proposal),
        choice=choice_words(proposal.kind),
        slides=tuple(title_of(found.course, language, one) for one in slides) if is_listed else (),
        reason_before=found.reason_before(proposal),
    )


@dataclass(frozen=True)
class DecisionRow:
    """What was decided about a proposal, and what became of it."""

    decision: ProposalDecision
    title: str
    place: str
    outcome: str
    may_reopen: bool

    @property
    def who(self) -> str:
        """Who decided; empty where they are gone."""
        return self.decision.by.name if self.decision.by else ""

    @property
    def on(self) -> str:
        """When it was decided."""
        return full_day(self.decision.decided_at)


def decision_row(found: WaveProposals, decision: ProposalDecision) -> DecisionRow:
    """A decision in sentences; its outcome is empty until a later wave shows anything."""
    proposal = found.find(decision.topic, decision.unit)
    name = proposal.unit_name if proposal else ""
    return DecisionRow(
        decision=decision,
        title=title_words(decision.kind, found.results.name_of(decision.topic)),
        place=place_words(name, decision.unit),
        outcome=_outcome(found, decision),
        may_reopen=found.may_reopen(decision),
    )


def _outcome(found: WaveProposals, decision: ProposalDecision) -> str:
    chosen, later = found.results.chosen, found.next_result
    if later is None or chosen.table is None or later.table is None:
        return ""
    change = compare_waves(chosen, later).of(decision.unit, decision.topic)
    return outcome_words(change, found.results.label_of(later))


def cases_to_choose(course: Course, language: str, topic: str) -> list[tuple[str, str]]:
    """The cases of the bank with the trade that each is for, those of the topic's goal first."""
    goal = next((one.goal for one in course.source.survey.topics if one.id == topic), "")
    text = next((one for one in course.texts if one.language == language), course.source)
    suits = {one.id: one.name.get(text.language, one.id) for one in course.meta.suits}
    cases = [slide for _chapter, slide in text.bank_slides() if slide.layout == "case"]
    cases.sort(key=lambda one: one.goal != goal)
    return [
        (one.id, f"{suits.get(one.suits or '', '')}：{title_of(course, language, one.id)}")
        for one in cases
    ]
