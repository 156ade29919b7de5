"""An officer with an edition of the flagship, and short ways to look into its draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.model import AnySlide
from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.models import Member
from terakoya.portal.catalogue.models import Revision
from terakoya.portal.editions.editing.edits import Edit
from terakoya.portal.editions.editing.finding import slide_in
from terakoya.portal.editions.models import Draft, Edition, EditionRevision
from terakoya.portal.editions.services import (
    ReleaseDetails,
    apply_edit,
    ask_release,
    open_edition,
)
from terakoya.portal.editions.storage import content_of
from terakoya.portal.learning.models import Assignment
from tests.factories import (
    give_course,
    make_member,
    make_organisation,
    make_owner,
    publish_flagship,
)


@dataclass(frozen=True)
class Desk:
    """What an officer works with."""

    officer: Member
    colleague: Member
    base: Revision
    assignment: Assignment
    edition: Edition

    @property
    def draft(self) -> Draft:
        """The draft as it is stored now."""
        return Draft.objects.get(edition=self.edition)

    @property
    def state(self) -> Content:
        """What the draft holds now."""
        return content_of(self.draft)

    def slide(self, slide_id: str, language: str = "ja") -> AnySlide:
        """A slide of the draft."""
        found = slide_in(self.state.course.text(language), slide_id)
        assert found is not None
        return found

    def order(self, language: str = "ja") -> list[str]:
        """The ids of the slides in the course, hidden ones included."""
        return [slide.id for _chapter, slide in self.state.course.text(language).slides()]

    def edit(self, edit: Edit, seen: str | None = None) -> Draft:
        """Make an edit as the officer."""
        return apply_edit(by=self.officer, edition=self.edition, edit=edit, seen=seen)

    def publish(self, **details: object) -> EditionRevision:
        """Publish the draft at once."""
        release = ask_release(
            by=self.officer,
            edition=Edition.objects.get(pk=self.edition.pk),
            version=self.draft.version,
            details=ReleaseDetails(**details),  # type: ignore[arg-type]
        )
        assert release.published is not None
        return release.published


def make_desk(
    name: str = "株式会社みほん商事", publish: Callable[[], Revision] = publish_flagship
) -> Desk:
    """An organisation with access to a course, an owner, an officer and an open edition."""
    base = publish()
    officer = make_owner(make_organisation(name))
    colleague = make_member(officer.organisation, "同僚 次郎", roles=(Role.OFFICER,))
    assignment = give_course(officer, base.course)
    edition = open_edition(by=officer, course=base.course)
    return Desk(officer, colleague, base, assignment, edition)
