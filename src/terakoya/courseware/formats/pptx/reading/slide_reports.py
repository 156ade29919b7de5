"""What became of each slide, for the report."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ....edition import EditionSettings
from ...marked_text.restorer import MarkupRestorer
from .edits import edits_between
from .identity import Certainty
from .instances import Instance, is_new
from .languages import SlideChange
from .report import SlideReport, State


@dataclass(frozen=True)
class SlideReports:
    """Tells of slides against the base's bank and the settings of the edition that it is."""

    markup: MarkupRestorer
    language: str
    bank: Collection[str]
    settings: EditionSettings

    def of(self, one: Instance, change: SlideChange) -> SlideReport:
        """What became of one slide of the deck."""
        edits = edits_between(change.base, change.new, self.language) if one.base else ()
        states = list(self._states(one, edits != ()))
        return SlideReport(
            one.id,
            self.markup.shown(change.new.title),
            tuple(sorted(sheet.page for sheet in one.sheets.values())),
            tuple(states or [State.SAME]),
            edits,
            one.copied_from,
            one.recognised.candidate,
            one.recognised.certainty is Certainty.ALIKE,
            one.chapter,
        )

    def _states(self, one: Instance, edited: bool) -> list[State]:
        states = []
        if one.copied_from:
            states.append(State.COPIED)
        elif is_new(one):
            unsure = one.recognised.certainty is Certainty.UNSURE
            states.append(State.UNSURE if unsure else State.NEW)
        if edited:
            states.append(State.EDITED)
        if one.moved:
            states.append(State.MOVED)
        if one.hidden and one.base not in self.bank and not self.settings.hides(one.id):
            states.append(State.HIDDEN)
        if not one.hidden and (one.base in self.bank or self.settings.hides(one.id)):
            states.append(State.SHOWN)
        return states
