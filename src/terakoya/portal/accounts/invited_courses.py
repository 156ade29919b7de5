"""What courses an invitation tells of; the app that knows registers when it starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .models import Organisation


@dataclass(frozen=True)
class InvitedCourses:
    """A line a course with its due date, and whether they are taken in working hours."""

    lines: tuple[str, ...] = ()
    in_working_hours: bool = False


# The same in each language.
ByLanguage = Mapping[str, InvitedCourses]
Find = Callable[[Organisation], ByLanguage]
_finding: dict[str, Find] = {}


def register_invited_courses(find: Find) -> None:
    """Name who finds them; the last one counts."""
    _finding["courses"] = find


def invited_courses_of(organisation: Organisation) -> ByLanguage:
    """What whoever joins the organisation is to take; nothing where nobody knows."""
    return _finding["courses"](organisation) if _finding else {}
