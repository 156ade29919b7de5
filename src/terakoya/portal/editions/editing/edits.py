"""The edits of a draft, one table: kind → verb of the audit log and pure function on the draft.

An `Edit` is one value: its kind, and the arguments that say where it acts and what is put there.
A form names the kind, `services.apply_edit` makes the edit, and the log tells its arguments.
もとに戻す is an edit like the others, made from the base.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import signature
from typing import Any, Concatenate, Final, Generic, ParamSpec

from terakoya.courseware.edition import Edition as Content

from . import company, questions, slides

P = ParamSpec("P")
_TOLD: Final[Mapping[str, str]] = {  # arguments that the log keeps, and under which names
    "slide_id": "slide",
    "question_id": "question",
    "chapter_id": "chapter",
    "language": "language",
    "path": "field",
    "template": "template",
    "reason": "reason",
    "to": "to",
}


@dataclass(frozen=True)
class Edit:
    """One edit of a draft; `arguments` are those of its kind's function, by name."""

    kind: EditKind[...]
    arguments: Mapping[str, Any]

    @property
    def told(self) -> dict[str, Any]:
        """What the audit log keeps: of texts their fields, of a new question its slide."""
        told = {_TOLD[name]: value for name, value in self.arguments.items() if name in _TOLD}
        if "values" in self.arguments:
            told["fields"] = sorted(self.arguments["values"])
        if "new" in self.arguments:
            told["slide"] = self.arguments["new"].slide
        return told


@dataclass(frozen=True)
class EditKind(Generic[P]):
    """A kind of edit; called with the arguments of its function it gives the edit."""

    verb: str
    change: Callable[..., Content]
    reads_base: bool

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Edit:
        """The edit with these arguments, which are checked against the function's own."""
        states = (None, None) if self.reads_base else (None,)
        given = signature(self.change).bind(*states, *args, **kwargs).arguments
        return Edit(self, dict(list(given.items())[len(states) :]))


def _of_draft(verb: str, change: Callable[Concatenate[Content, P], Content]) -> EditKind[P]:
    return EditKind(f"editions.{verb}", change, reads_base=False)


def _of_base(verb: str, change: Callable[Concatenate[Content, Content, P], Content]) -> EditKind[P]:
    return EditKind(f"editions.{verb}", change, reads_base=True)


def _with_question(draft: Content, new: questions.NewQuestion) -> Content:
    return questions.add_question(draft, new)[0]


EDIT_SLIDE = _of_draft("slide_edited", slides.edit_slide)
CONFIRM_SLIDE = _of_draft("translation_confirmed", slides.confirm_translation)
REVERT_FIELD = _of_base("field_reverted", slides.revert_field)
REVERT_SLIDE = _of_base("slide_reverted", slides.revert_slide)
HIDE_SLIDE = _of_draft("slide_hidden", slides.hide_slide)
SHOW_SLIDE = _of_draft("slide_shown", slides.show_slide)
MOVE_SLIDE = _of_draft("slide_moved", slides.move_slide)
ADD_SLIDE = _of_draft("slide_added", company.add_company_slide)
REMOVE_SLIDE = _of_base("slide_removed", slides.remove_slide)
TAKE_SLIDE = _of_draft("slide_taken", slides.take_from_bank)
GIVE_BACK_SLIDE = _of_base("slide_given_back", slides.return_to_bank)
EDIT_QUESTION = _of_draft("question_edited", questions.edit_question)
CONFIRM_QUESTION = _of_draft("translation_confirmed", questions.confirm_question)
REVERT_QUESTION = _of_base("question_reverted", questions.revert_question)
REMOVE_QUESTION = _of_draft("question_removed", questions.remove_question)
ADD_QUESTION = _of_draft("question_added", _with_question)
