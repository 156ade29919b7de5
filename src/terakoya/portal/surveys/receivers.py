"""What happens elsewhere and concerns surveys."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from ..accounts.models import Member
from ..learning.models import Assignment
from ..learning.starting_revision import starting_revision
from .choices import WaveKind
from .errors import NothingToAsk, TooFewMembers
from .services import open_wave


def open_first_wave(assignment: Assignment, by: Member | None, **_signal: Any) -> None:
    """Open the before-wave of an assignment that asks for surveys, when there are enough people.

    The others open when their day comes (`open_due_waves`).
    """
    if assignment.with_survey:
        revision = starting_revision(assignment)
        with suppress(TooFewMembers, NothingToAsk):
            open_wave(by=by, assignment=assignment, revision=revision, kind=WaveKind.BEFORE)
