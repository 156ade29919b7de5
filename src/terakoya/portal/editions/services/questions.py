"""What an officer does with the questions of a draft, one service a button."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.revision import part_hash

from ...accounts.models import Member
from ..editing import questions
from ..editing.finding import question_in
from ..models import Draft, Edition
from .drafts import change_draft, unless_changed
from .slides import base_of


def edit_question(
    *,
    by: Member,
    edition: Edition,
    language: str,
    question_id: str,
    values: Mapping[str, str],
    correct: Collection[str] | None,
    seen: str,
) -> Draft:
    """Save a question. Raises `DraftChanged` when it is not the question that was seen."""
    return change_draft(
        by=by,
        edition=edition,
        change=unless_changed(
            lambda state: questions.edit_question(state, language, question_id, values, correct),
            lambda state: seen_question(state, language, question_id) == seen,
        ),
        verb="editions.question_edited",
        data={"question": question_id, "language": language, "fields": sorted(values)},
    )


def seen_question(state: Content, language: str, question_id: str) -> str:
    """What a form says it has seen of a question."""
    question = question_in(state.course.text(language), question_id)
    return part_hash(question)[:16] if question else ""


def confirm_question(*, by: Member, edition: Edition, language: str, question_id: str) -> Draft:
    """Note that a translated question fits the changed source as it stands."""
    return change_draft(
        by=by,
        edition=edition,
        change=lambda state: questions.confirm_question(state, language, question_id),
        verb="editions.translation_confirmed",
        data={"question": question_id, "language": language},
    )


def revert_question(*, by: Member, edition: Edition, question_id: str) -> Draft:
    """もとに戻す: a question as in the base; one that was removed comes back."""
    base = base_of(edition)
    return change_draft(
        by=by,
        edition=edition,
        change=lambda state: questions.revert_question(state, base, question_id),
        verb="editions.question_reverted",
        data={"question": question_id},
    )


def remove_question(*, by: Member, edition: Edition, question_id: str) -> Draft:
    """Take a question out of the pool."""
    return change_draft(
        by=by,
        edition=edition,
        change=lambda state: questions.remove_question(state, question_id),
        verb="editions.question_removed",
        data={"question": question_id},
    )


def add_question(*, by: Member, edition: Edition, new: questions.NewQuestion) -> str:
    """Add a question of the company's own; gives its id."""
    made: list[str] = []

    def change(state: Content) -> Content:
        after, question_id = questions.add_question(state, new)
        made.append(question_id)
        return after

    change_draft(
        by=by,
        edition=edition,
        change=change,
        verb="editions.question_added",
        data={"slide": new.slide},
    )
    return made[-1]
