"""An officer who makes own courses, and short ways to look at them."""

from __future__ import annotations

from dataclasses import dataclass

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.model import PageSlide, Picture, TextSlide
from terakoya.portal.accounts.models import Member
from terakoya.portal.authoring.models import OwnCourse
from terakoya.portal.authoring.services import read_decks, receive_deck
from terakoya.portal.editions.models import Draft, Edition, EditionRevision
from terakoya.portal.editions.services import ReleaseDetails, ask_release
from terakoya.portal.editions.storage import content_of
from terakoya.portal.learning.models import Assignment
from terakoya.portal.learning.services import assign_course
from tests.factories import give_course, make_organisation, make_owner, publish_flagship

from .decks import small_deck


@dataclass(frozen=True)
class Studio:
    """An officer with seats in the flagship."""

    officer: Member
    flagship: Assignment

    def send(self, data: bytes = b"", name: str = "個人情報2026.pptx") -> OwnCourse:
        """Send a file; nobody has read it yet."""
        data = data or small_deck()
        return receive_deck(by=self.officer, name=name, size=len(data), pieces=[data])

    def make(self, data: bytes = b"") -> OwnCourse:
        """An own course, read."""
        found = self.send(data)
        assert read_decks() == 1
        return OwnCourse.objects.select_related("edition__course", "edition__draft").get(
            pk=found.pk
        )

    def publish(self, own: OwnCourse) -> EditionRevision:
        """Publish the draft at once."""
        return publish_own(self.officer, own)

    def assign(self, own: OwnCourse) -> Assignment:
        """Give it to everybody."""
        assert own.edition is not None
        return assign_course(by=self.officer, course=own.edition.course, due_on=None)


def publish_own(author: Member, own: OwnCourse) -> EditionRevision:
    """Publish the draft of an own course at once."""
    edition = Edition.objects.select_related("course", "offer", "organisation").get(own_course=own)
    draft = Draft.objects.get(edition=edition)
    release = ask_release(
        by=author, edition=edition, version=draft.version, details=ReleaseDetails()
    )
    assert release.published is not None
    return release.published


def make_studio(name: str = "株式会社みほん商事") -> Studio:
    """An organisation with access to the flagship, and an owner who seats nobody yet."""
    revision = publish_flagship()
    officer = make_owner(make_organisation(name))
    return Studio(officer, give_course(officer, revision.course))


def state_of(own: OwnCourse) -> Content:
    """What the draft holds now."""
    return content_of(Draft.objects.get(edition=own.edition_id))


def picture_of(own: OwnCourse, page: int) -> Picture:
    """The picture of the slide that a page became."""
    slide = state_of(own).course.source.chapters[0].slides[page - 1]
    assert isinstance(slide, TextSlide | PageSlide) and slide.picture is not None
    return slide.picture
