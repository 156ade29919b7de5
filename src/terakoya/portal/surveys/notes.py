"""What マイ研修 says of surveys."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from ..accounts.models import Member
from ..learning.extensions import Note
from ..learning.models import Enrolment
from .choices import WaveKind, WaveState
from .models import Wave
from .selectors import minutes_of, wave_states


def survey_notes(member: Member, enrolments: Mapping[int, Enrolment]) -> list[Note]:
    """A note for every wave that the member may answer now or has answered."""
    notes = []
    for state in wave_states(member, enrolments):
        kind = state.wave.get_kind_display()
        if state.wave.state == WaveState.CLOSED and state.wave.shares_company:
            # For everybody who was asked, so that the line does not tell who answered.
            text = _("意識調査（%(kind)s）の全社の結果を見る") % {"kind": kind}
            url = reverse("surveys:company-result", kwargs={"wave": state.wave.uuid})
            chip = _("紙") if state.wave.is_on_paper else _("匿名")
            notes.append(Note(state.wave.assignment_id, text, url, chip))
        elif state.is_open:
            text = _("意識調査（%(kind)s・約%(minutes)d分）に答える") % {
                "kind": kind,
                "minutes": minutes_of(state.wave),
            }
            url = reverse("surveys:wave-answer", kwargs={"wave": state.wave.uuid})
            notes.append(_open(state.wave, text, url))
        elif state.state == "preparing":
            text = _("意識調査（%(kind)s）を準備しています。まもなく答えられます。") % {
                "kind": kind
            }
            notes.append(_open(state.wave, text, ""))
        elif state.answered:
            text = _("意識調査（%(kind)s）は回答済みです") % {"kind": kind}
            notes.append(Note(state.wave.assignment_id, text, "", _("匿名")))
    return notes


def _open(wave: Wave, text: str, url: str) -> Note:
    is_before = wave.kind == WaveKind.BEFORE
    return Note(wave.assignment_id, text, url, _("匿名"), is_before, minutes_of(wave))
