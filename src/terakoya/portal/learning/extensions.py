"""What higher apps add to learning's pages without learning knowing them.

A source of notes gets a member and their enrolments (assignment id → newest enrolment) and
returns notes for マイ研修; it is registered in the higher app's `apps.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..accounts.models import Member
from .models import Assignment, Enrolment


@dataclass(frozen=True)
class Note:
    """A line on マイ研修 beside a course: words and where they lead (empty: nowhere).

    `ends_at_start`: an open survey that takes no answer after the member's first slide.
    `minutes`: how long that survey takes; 0 where none is open.
    """

    assignment_id: int
    text: str
    url: str = ""
    badge: str = ""
    ends_at_start: bool = False
    minutes: int = 0


Source = Callable[[Member, Mapping[int, Enrolment]], list[Note]]
_sources: dict[Source, bool] = {}


def register_notes(source: Source, *, only_on_my: bool = False) -> None:
    """Add a source of notes; `only_on_my`: beside no other page than マイ研修."""
    _sources[source] = only_on_my


def notes_for(
    member: Member, enrolments: Mapping[int, Enrolment], *, on_my: bool = False
) -> list[Note]:
    """The notes of all sources, or of those that a page of one course shows as well."""
    return [
        note
        for source, only_on_my in _sources.items()
        if on_my or not only_on_my
        for note in source(member, enrolments)
    ]


def survey_before(
    member: Member, assignment: Assignment, enrolment: Enrolment | None = None
) -> Note | None:
    """The survey that the member's first slide would end; `None` where there is none to lose.

    Costs the statements of the sources where the assignment has a survey and the member has
    seen no slide, else nothing.
    """
    has_begun = enrolment is not None and enrolment.first_slide_at is not None
    if not assignment.with_survey or has_begun:
        return None
    notes = notes_for(member, {assignment.pk: enrolment} if enrolment else {})
    ending = (one for one in notes if one.assignment_id == assignment.pk and one.ends_at_start)
    return next(ending, None)
