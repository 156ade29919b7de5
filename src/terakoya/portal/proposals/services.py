"""Accepting and declining a proposal, in one step each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terakoya.courseware.edition import Edition as Content

from ..accounts.models import Department, Member
from ..audit.services import record
from ..common import clock
from ..editions.models import Draft, Edition
from ..editions.services import (
    ReleaseDetails,
    ask_release,
    change_draft,
    free_name,
    open_further_edition,
)
from ..learning.choices import Audience
from ..learning.models import Assignment
from ..learning.services import Details, assign_course, use_edition
from ..surveys.models import Wave
from .choices import DecisionState, ProposalKind
from .edition_changes import add_cases, emphasise, weight_test
from .errors import AlreadyDecided, NotProposed, ReasonNeeded, UnitGone
from .models import ProposalDecision
from .rules import Proposal, Teaching
from .selectors import WaveProposals, proposals_of
from .words import place_words

LONGEST_REASON: Final = 500
COMPANY_WIDE: Final = ""


@dataclass(frozen=True)
class HandingOut:
    """That the edition is published at once, for everyone or for the unit alone.

    `in_place`: those who have not begun the assignment around the survey begin on it there;
    else it is a new assignment until `due_on`.
    """

    to_everyone: bool
    due_on: dt.date | None
    in_place: bool = False


@transaction.atomic
def accept_proposal(
    *,
    by: Member,
    wave: Wave,
    topic: str,
    unit: str,
    cases: Collection[str] = (),
    handing_out: HandingOut | None = None,
) -> ProposalDecision:
    """Accept a proposal: put it into the draft of an edition, perhaps publish and assign that.

    All that is accepted of one row of a wave goes into one edition, so that nobody is given the
    course once for each topic. A brief is a document and changes none. `cases` are those of the
    bank that are added. Raises `NotProposed`, `AlreadyDecided`, `NothingToChange`, `UnitGone`, and
    `NotReady` where the edition cannot be published as it is.
    """
    found, proposal = _proposed(by, wave, topic, unit)
    decision = _decide(by, wave, proposal, DecisionState.ACCEPTED)
    if proposal.kind is not ProposalKind.BRIEF:
        before = _accepted_before(decision)
        edition = _changed_edition(by, found, proposal, cases, before)
        decision.edition = edition
        if handing_out is not None:
            decision.assignment = _hand_out(by, decision, proposal, handing_out, before)
        decision.save(update_fields=["edition", "assignment"])
    made = {
        "edition": str(decision.edition.uuid) if decision.edition else "",
        "assignment": str(decision.assignment.uuid) if decision.assignment else "",
    }
    _note(by, wave, "proposals.accepted", proposal, made)
    return decision


@transaction.atomic
def decline_proposal(
    *, by: Member, wave: Wave, topic: str, unit: str, reason: str
) -> ProposalDecision:
    """見送る: with the reason, which is kept. Raises `ReasonNeeded` and as `accept_proposal`."""
    reason = reason.strip()
    if not reason:
        raise ReasonNeeded(gettext_lazy("見送る理由を入力してください。"), field="reason")
    if len(reason) > LONGEST_REASON:
        raise ReasonNeeded(
            gettext_lazy("理由は%(most)d字までで入力してください。") % {"most": LONGEST_REASON},
            field="reason",
        )
    _found, proposal = _proposed(by, wave, topic, unit)
    decision = _decide(by, wave, proposal, DecisionState.DECLINED, reason)
    _note(by, wave, "proposals.declined", proposal, {"reason": reason})
    return decision


def _proposed(by: Member, wave: Wave, topic: str, unit: str) -> tuple[WaveProposals, Proposal]:
    """The proposal as the published table suggests it now, of the officer's own organisation."""
    found = proposals_of(wave)
    proposal = found.find(topic, unit)
    is_own = wave.organisation_id == by.organisation_id
    if not is_own or proposal is None or proposal.kind is ProposalKind.NOTHING:
        raise NotProposed(
            gettext_lazy("この提案は、公表した結果にはありません。ページを読み込み直してください。")
        )
    return found, proposal


@transaction.atomic
def reopen_proposal(*, by: Member, wave: Wave, topic: str, unit: str) -> ProposalDecision:
    """もう一度検討する: what was declined is to be decided about again, as long as it is proposed.

    The reason stays with it. Raises `NotProposed`, and `AlreadyDecided` where it was not declined.
    """
    _found, proposal = _proposed(by, wave, topic, unit)
    decision = _decided(wave, proposal)
    if decision is None or decision.state != DecisionState.DECLINED:
        raise AlreadyDecided(gettext_lazy("この提案は、見送ったものではありません。"))
    decision.state, decision.by, decision.decided_at = DecisionState.REOPENED, by, clock.now()
    decision.save(update_fields=["state", "by", "decided_at"])
    _note(by, wave, "proposals.reopened", proposal, {"reason": decision.reason})
    return decision


def _decided(wave: Wave, proposal: Proposal) -> ProposalDecision | None:
    """What was said of a proposal, locked until the transaction ends."""
    rows = ProposalDecision.objects.select_for_update(of=("self",))
    return rows.filter(wave=wave, topic=proposal.topic, unit=proposal.unit).first()


def _decide(
    by: Member, wave: Wave, proposal: Proposal, state: DecisionState, reason: str = ""
) -> ProposalDecision:
    said = {"state": state, "by": by, "decided_at": clock.now(), "kind": proposal.kind}
    cell = {"wave": wave, "topic": proposal.topic, "unit": proposal.unit}
    decision = _decided(wave, proposal)
    if decision is not None and decision.state == DecisionState.REOPENED:
        said["reason"] = reason or decision.reason
        for name, value in said.items():
            setattr(decision, name, value)
        decision.save(update_fields=[*said])
        return decision
    try:
        with transaction.atomic():
            return ProposalDecision.objects.create(
                organisation_id=by.organisation_id, **cell, **said, reason=reason
            )
    except IntegrityError as error:
        raise AlreadyDecided(
            gettext_lazy("この提案は、もう決めてあります。下の「決めたこと」を見てください。")
        ) from error


def _accepted_before(decision: ProposalDecision) -> list[ProposalDecision]:
    """What was accepted of the same row of the wave and made an edition, the newest first."""
    row = ProposalDecision.objects.filter(
        wave=decision.wave, unit=decision.unit, edition__isnull=False
    )
    return list(row.exclude(pk=decision.pk).select_related("edition__offer", "assignment"))


def _changed_edition(
    by: Member,
    found: WaveProposals,
    proposal: Proposal,
    cases: Collection[str],
    before: Sequence[ProposalDecision],
) -> Edition:
    """The row's edition with the proposal in its draft; made where there is none yet."""

    def change(state: Content) -> Content:
        return changed_content(found, proposal, state, cases)

    known = next((one.edition for one in before), None)
    if known is not None:
        data = {"topic": proposal.topic, "kind": str(proposal.kind)}
        verb = "editions.proposal_taken"
        change_draft(by=by, edition=known, change=change, verb=verb, data=data)
        return known
    course = found.results.chosen.wave.revision.course
    name = _("調査をふまえた版（%(place)s）") % {
        "place": place_words(proposal.unit_name, proposal.unit)
    }
    wanted = free_name(by=by, course=course, wanted=name)
    return open_further_edition(by=by, course=course, name=wanted, change=change)


def changed_content(
    found: WaveProposals, proposal: Proposal, state: Content, cases: Collection[str]
) -> Content:
    """The state of a course with what a proposal changes in it."""
    if proposal.kind is ProposalKind.CASES:
        goals = {one.id: one.goal for one in found.course.source.survey.topics}
        return add_cases(state, cases, goals.get(proposal.topic, ""))
    if proposal.kind is ProposalKind.TEST:
        return weight_test(state, proposal.topic)
    teaching = found.teaching.get(proposal.topic, Teaching())
    return emphasise(state, proposal.topic, teaching.slides)


def _hand_out(
    by: Member,
    decision: ProposalDecision,
    proposal: Proposal,
    handing_out: HandingOut,
    before: Sequence[ProposalDecision],
) -> Assignment:
    """Publish the edition, and assign it unless the same people have been given it already."""
    edition, around = decision.edition, decision.wave.assignment
    assert edition is not None
    to_everyone = handing_out.to_everyone or proposal.unit == COMPANY_WIDE
    unit = None if to_everyone else _department(by, proposal)
    ask_release(
        by=by,
        edition=edition,
        version=Draft.objects.get(edition=edition).version,
        details=ReleaseDetails(note=edition.name),
    )
    if handing_out.in_place:
        assert edition.offer is not None
        use_edition(by=by, assignment=around, offer=edition.offer, department=unit)
        return around
    audience = Audience.EVERYONE if unit is None else Audience.DEPARTMENTS
    for one in before:
        given = one.assignment
        if given is not None and given != around and given.audience == audience:
            return given
    return assign_course(
        by=by,
        course=edition.course,
        offer=edition.offer,
        due_on=handing_out.due_on,
        audience=audience,
        departments=[unit] if unit else [],
        details=Details(name=edition.name),
        announce=True,
    )


def _department(by: Member, proposal: Proposal) -> Department:
    key = int(proposal.unit) if proposal.unit.isdecimal() else 0
    found = Department.objects.filter(
        pk=key, organisation_id=by.organisation_id, is_active=True
    ).first()
    if found is None:
        raise UnitGone(
            gettext_lazy("この部署は、もうありません。全社を選ぶか、下書きだけを作ってください。"),
            field="whom",
        )
    return found


def note_view(*, by: Member, wave: Wave, verb: str) -> None:
    """Note in the audit log that proposals or a brief were looked at."""
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb=verb,
        target=str(wave.uuid),
    )


def _note(by: Member, wave: Wave, verb: str, proposal: Proposal, more: dict[str, Any]) -> None:
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb=verb,
        target=str(wave.uuid),
        data={
            "topic": proposal.topic,
            "unit": proposal.unit_name,
            "kind": str(proposal.kind),
            **more,
        },
    )
