"""The fields of an uploaded question or item: all that it says, and what it still lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.model import Question, SurveyItem

from ..editing.questions import same_choices
from ..editing.texts import text_fields
from ..readiness import EXPLAINING, has_right_choice
from .base import spoken
from .field_values import FieldValues, label_of
from .sides import Side, side_between

# What an officer must know of a question or item before taking it in or out, in this order.
_WHOLE = (
    *("text", "kind", "scene", "help", "choices", "options", "explanation"),
    *("topic", "reverse", "slides"),
)


@dataclass(frozen=True)
class Changed:
    """One field that the file changed."""

    label: str
    language: str
    side: Side


def asked_part(state: Content, language: str, part_id: str) -> Question | SurveyItem | None:
    """A question or item of a state."""
    text = state.course.text(spoken(state.course, language))
    parts: list[Question | SurveyItem] = [*text.test.questions, *text.survey.items]
    return next((one for one in parts if one.id == part_id), None)


def whole_part(
    part: Question | SurveyItem, shown: FieldValues, interface: str, *, is_gone: bool
) -> Iterator[Changed]:
    """All that a question or item says: kind, words, choices with the right ones and reasons."""
    said = part.model_dump(mode="json")
    for name in _WHOLE:
        value = said.get(name)
        rows = {name: value} if value else {}
        rows = {name: value} if value else {}
        if name in ("choices", "options"):
            rows = {f"{name}.{_key(one, at)}": one for at, one in enumerate(value or ())}
        for path, row in rows.items():
            before, after = (row, None) if is_gone else (None, row)
            label = label_of(path, interface)
            yield Changed(label, shown.language, side_between(before, after, path, shown))


def _key(element: Mapping[str, Any], number: int) -> str:
    """The letter of a choice as people see it, or the number of an answer."""
    name = str(element.get("id", ""))
    return name if len(name) == 1 else str(number)


def lacking(part: Question | SurveyItem, interface: str, *, is_own: bool = False) -> str:
    """The names of the fields that must be filled before learners may have a part.

    Questions of an own course need no reasons and no explanation (`readiness.py`).
    """
    optional = EXPLAINING if is_own else frozenset()
    return "、".join(
        f"「{label_of(field.path, interface)}」"
        for field in text_fields(part)
        if field.is_needed and not field.value and field.path.rpartition(".")[2] not in optional
    )


def faults(part: Question | SurveyItem, interface: str) -> list[str]:
    """Why a question of the file cannot be asked as it is; empty where it can.

    Its empty fields are named by `lacking`.
    """
    if not isinstance(part, Question):
        return []
    found = []
    if not has_right_choice(part):
        found.append(_("正解が決まっていません。"))
    if pair := same_choices([choice.text for choice in part.choices]):
        first, second = (label_of(f"choices.{part.choices[at].id}", interface) for at in pair)
        found.append(
            _("「%(first)s」と「%(second)s」が同じ文です。") % {"first": first, "second": second}
        )
    return found
