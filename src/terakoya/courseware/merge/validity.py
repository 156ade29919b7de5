"""What must hold for a merged part beside the limits of its fields, and which fields go together.

Two changes that are fine each by itself can make a part that is none: five items where four are
allowed, two right answers where one is. `trouble` names the fields that must then be taken
from one side.
"""

from __future__ import annotations

from collections.abc import Collection

from pydantic import ValidationError

from ..model import CaseSlide, CheckSlide, Choice, Part, Question, SlideBase, SurveyItem
from .tree.nodes import Record
from .tree.parts import PartKind

BODY = "layout"  # the name under which all that belongs to a layout goes together


def trouble(kind: type[Part], values: dict[str, object]) -> set[str]:
    """The fields because of which values make no part, or one that `check` refuses.

    `BODY` stands for what cannot be said of one field.
    """
    try:
        part = kind.model_validate(values)
    except ValidationError as error:
        places = [detail["loc"] for detail in error.errors(include_url=False)]
        return {str(place[0]) if place else BODY for place in places}
    return uneasy(part)


def uneasy(part: Part) -> set[str]:
    """The fields of a valid part that contradict each other."""
    if isinstance(part, Question):
        found = set() if _right(part.choices, alone=part.kind != "multiple") else {"choices"}
        return found | ({BODY} if part.kind == "scene" and not part.scene else set())
    if isinstance(part, (CaseSlide, CheckSlide)):
        return set() if _right(part.choices, alone=False) else {"choices"}
    if isinstance(part, SurveyItem):
        return set() if (part.kind == "choice") == bool(part.options) else {BODY}
    return set()


def _right(choices: Collection[Choice], *, alone: bool) -> bool:
    right = sum(choice.correct for choice in choices)
    return right == 1 if alone else right > 0


def groups_of(kind: PartKind, troubled: Collection[str], *sides: Record) -> dict[str, str]:
    """Which fields are taken from one side, and the name under which they are."""
    if BODY not in troubled:
        return {name: name for name in sorted(troubled)}
    names = {name for side in sides for name in side.fields}
    if kind is PartKind.SLIDE:
        names -= set(SlideBase.model_fields)
    return dict.fromkeys(sorted(names - {"id"}), BODY)
