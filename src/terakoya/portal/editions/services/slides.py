"""What an officer does with the slides of a draft, one service a button."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from terakoya.courseware.edition import Edition as Content

from ...accounts.models import Member
from ...catalogue.selectors import revision_source
from ..editing import slides
from ..editing.company import TEMPLATES, company_slides
from ..errors import ChangeRefused
from ..models import Draft, Edition
from ..storage import content_of
from .drafts import change_draft, only_if_seen


def edit_slide(
    *,
    by: Member,
    edition: Edition,
    language: str,
    slide_id: str,
    values: Mapping[str, str],
    seen: str,
) -> Draft:
    """Save other texts of a slide. Raises `DraftChanged` when it is not the slide that was seen."""
    return change_draft(
        by=by,
        edition=edition,
        change=only_if_seen(
            lambda state: slides.edit_slide(state, language, slide_id, values),
            language=language,
            slide_id=slide_id,
            seen=seen,
        ),
        verb="editions.slide_edited",
        data={"slide": slide_id, "language": language, "fields": sorted(values)},
    )


def revert_field(*, by: Member, edition: Edition, language: str, slide_id: str, path: str) -> Draft:
    """もとに戻す: one field as it is in the base."""
    base = base_of(edition)
    return change_draft(
        by=by,
        edition=edition,
        change=lambda state: slides.revert_field(state, base, language, slide_id, path),
        verb="editions.field_reverted",
        data={"slide": slide_id, "language": language, "field": path},
    )


def revert_slide(*, by: Member, edition: Edition, slide_id: str) -> Draft:
    """もとに戻す: a whole slide in every language."""
    base = base_of(edition)
    return change_draft(
        by=by,
        edition=edition,
        change=lambda state: slides.revert_slide(state, base, slide_id),
        verb="editions.slide_reverted",
        data={"slide": slide_id},
    )


def confirm_translation(*, by: Member, edition: Edition, language: str, slide_id: str) -> Draft:
    """Note that a translation fits the changed source as it stands."""
    return change_draft(
        by=by,
        edition=edition,
        change=lambda state: slides.confirm_translation(state, language, slide_id),
        verb="editions.translation_confirmed",
        data={"slide": slide_id, "language": language},
    )


def hide_slide(*, by: Member, edition: Edition, slide_id: str, reason: str) -> Draft:
    """Hide a slide from learners; raises `ChangeRefused` where a reason is needed."""
    return change_draft(
        by=by,
        edition=edition,
        change=lambda state: slides.hide_slide(state, slide_id, reason),
        verb="editions.slide_hidden",
        data={"slide": slide_id, "reason": reason},
    )


def show_slide(*, by: Member, edition: Edition, slide_id: str) -> Draft:
    """Show a hidden slide again."""
    return change_draft(
        by=by,
        edition=edition,
        change=lambda state: slides.show_slide(state, slide_id),
        verb="editions.slide_shown",
        data={"slide": slide_id},
    )


def move_slide(*, by: Member, edition: Edition, slide_id: str, to: int) -> Draft:
    """Put a slide at another place of its chapter, counted from 0."""
    return change_draft(
        by=by,
        edition=edition,
        change=lambda state: slides.move_slide(state, slide_id, to),
        verb="editions.slide_moved",
        data={"slide": slide_id, "to": to},
    )


def remove_slide(*, by: Member, edition: Edition, slide_id: str) -> Draft:
    """Take away a slide of the company's own."""
    base = base_of(edition)
    return change_draft(
        by=by,
        edition=edition,
        change=lambda state: slides.remove_slide(state, base, slide_id),
        verb="editions.slide_removed",
        data={"slide": slide_id},
    )


def take_from_bank(
    *, by: Member, edition: Edition, slide_id: str, chapter: str, after: str | None
) -> Draft:
    """Take a case or a prefecture's slide from the bank into a chapter."""
    return change_draft(
        by=by,
        edition=edition,
        change=lambda state: slides.take_from_bank(state, slide_id, chapter, after),
        verb="editions.slide_taken",
        data={"slide": slide_id, "chapter": chapter},
    )


def return_to_bank(*, by: Member, edition: Edition, slide_id: str) -> Draft:
    """Put a slide that was taken from the bank back."""
    base = base_of(edition)
    return change_draft(
        by=by,
        edition=edition,
        change=lambda state: slides.return_to_bank(state, base, slide_id),
        verb="editions.slide_given_back",
        data={"slide": slide_id},
    )


def base_of(edition: Edition) -> Content:
    """The state that the draft is derived from."""
    return Content(course=revision_source(edition.base_id))


def add_company_slide(
    *, by: Member, edition: Edition, template: str, chapter: str, after: str | None
) -> str:
    """Add a slide from one of the four templates; gives its id."""
    if template not in TEMPLATES:
        raise ChangeRefused(_("ひな形を選んでください。"), field="template")
    course = content_of(edition.draft).course
    goal = next(
        (one.slides[0].goal for one in course.source.chapters if one.id == chapter and one.slides),
        course.meta.goals[0].id,
    )
    made = company_slides(course, template, goal)
    slide_id = made[course.source.language].id
    change_draft(
        by=by,
        edition=edition,
        change=lambda state: slides.add_slide(state, made, chapter, after),
        verb="editions.slide_added",
        data={"slide": slide_id, "template": template, "chapter": chapter},
    )
    return slide_id
