"""What happens elsewhere and concerns surveys."""

from __future__ import annotations

from typing import Any

from ..accounts.models import Member
from ..catalogue.selectors import latest_revision
from ..learning.models import Assignment
from .choices import WaveKind
from .errors import TooFewMembers
from .services import open_wave


def open_waves(assignment: Assignment, by: Member, **_signal: Any) -> None:
    """Open the three waves of an assignment that asks for them, when there are enough people."""
    if not assignment.with_survey:
        return
    revision = latest_revision(assignment.course, assignment.organisation_id)
    for kind in WaveKind:
        try:
            open_wave(by=by, assignment=assignment, revision=revision, kind=kind)
        except TooFewMembers:
            return
