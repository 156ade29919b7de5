"""Whom of an assignment an officer means: by ticks, or by what a list was narrowed to."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.http import QueryDict

from ..accounts.models import Department
from .models import Assignment
from .selectors.standing import Narrowing, members_with_runs, narrowed

MOST_TICKED: Final = 2000
STATES: Final = ("all", "late", "running", "new", "leave", "completed")
NOBODY: Final = uuid.UUID(int=0)


@dataclass(frozen=True)
class Choice:
    """Ticked members, or all that a list was narrowed to; may be kept as JSON."""

    members: tuple[uuid.UUID, ...] = ()
    state: str = "late"
    words: str = ""
    department: uuid.UUID | None = None

    @property
    def is_nobody(self) -> bool:
        """Whether a list was sent on which nobody was ticked."""
        return self.members == (NOBODY,)

    @property
    def is_whole(self) -> bool:
        """Whether it is everybody whom the assignment is for."""
        return not (self.members or self.words or self.department) and self.state == "all"

    def as_json(self) -> dict[str, Any]:
        """What is kept of it."""
        if self.members:
            return {"members": [str(one) for one in self.members]}
        department = str(self.department) if self.department else None
        return {"state": self.state, "words": self.words, "department": department}


def choice_of(query: QueryDict, state: str = "late") -> Choice:
    """What a list's form sent; what no page of ours sends chooses nobody.

    `state` is what is meant where the address names none.
    """
    if "member" in query or "ticked" in query:
        ticked = tuple(_uuid(one) for one in query.getlist("member")[:MOST_TICKED])
        return Choice(members=ticked or (NOBODY,))
    wanted = query.get("state", state)
    department = query.get("department", "")
    return Choice(
        state=wanted if wanted in STATES else state,
        words=query.get("q", "")[:100],
        department=_uuid(department) if department else None,
    )


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return NOBODY


def chosen_members(assignment: Assignment, choice: Mapping[str, Any]) -> QuerySet[Any, Any]:
    """The members of an assignment that a choice names, completed or not.

    `due_on` in a choice: all with that due date of their own.
    """
    members = members_with_runs(assignment)
    if "members" in choice:
        return members.filter(uuid__in=choice["members"])
    if "due_on" in choice:
        return members.filter(due=choice["due_on"])
    wanted = _narrowing(assignment, choice)
    return members.none() if wanted is None else narrowed(members, wanted)


def _narrowing(assignment: Assignment, choice: Mapping[str, Any]) -> Narrowing | None:
    """`None` where the department is not the organisation's."""
    department = None
    if choice.get("department"):
        department = Department.objects.filter(
            organisation_id=assignment.organisation_id, uuid=choice["department"]
        ).first()
        if department is None:
            return None
    return Narrowing(choice.get("state", "late"), choice.get("words", ""), department)
