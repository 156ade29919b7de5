"""What is published of an own course as files, and a changed file as its next revision."""

from __future__ import annotations

import io
from copy import deepcopy
from dataclasses import replace

import pytest
from django.urls import reverse
from pptx import Presentation
from pytest_django import DjangoAssertNumQueries

from terakoya.courseware.model import TextSlide
from terakoya.portal.authoring.access import get_own_course_for
from terakoya.portal.authoring.models import OwnCourse
from terakoya.portal.authoring.selectors.draft import draft_page
from terakoya.portal.editions.missing_narrations import silent_count
from terakoya.portal.editions.models import Draft, Edition, EditionRevision, Upload
from terakoya.portal.editions.services import (
    read_uploads,
    receive_upload,
    record_narrations,
    take_upload,
)
from terakoya.portal.editions.tests.test_narrations import Speaker
from terakoya.portal.editions.tests.test_pages import signed_in, words

from .decks import small_deck
from .drawn import made_in_studio
from .studio import Studio, make_studio, state_of

pytestmark = pytest.mark.once  # dear: files are built, and both databases keep the same


def make_published(studio: Studio) -> OwnCourse:
    """A course that is published."""
    made = studio.make()
    studio.publish(made)
    return made


made_own = made_in_studio(make_published)


@pytest.fixture
def own(made_own: OwnCourse, studio: Studio) -> OwnCourse:
    """The same, with rows of its own."""
    return deepcopy(made_own)


def test_what_is_published_is_taken_away(studio: Studio, own: OwnCourse) -> None:
    client = signed_in(studio.officer)
    at = reverse("authoring:own-course-exports", args=(own.uuid,))
    page = words(client, at)
    assert "SCORM 1.2" in page and "PDF" in page and "GIFT" not in page
    for fmt, beginning in (("pptx", b"PK"), ("scorm12", b"PK"), ("pdf", b"%PDF")):
        answer = client.get(at, {"format": fmt})
        assert answer.content.startswith(beginning), fmt
        assert "attachment" in answer["Content-Disposition"]
    assert client.get(at, {"format": "gift"}).status_code == 404
    stranger = signed_in(make_studio("株式会社よその").officer)
    assert stranger.get(at).status_code == 404
    assert stranger.get(at, {"format": "pptx"}).status_code == 404


def test_a_draft_has_nothing_to_take_away(studio: Studio) -> None:
    own = studio.make()
    at = reverse("authoring:own-course-exports", args=(own.uuid,))
    answer = signed_in(studio.officer).get(at)
    assert answer["Location"] == reverse("authoring:own-course", args=(own.uuid,))


def changed(deck: bytes) -> bytes:
    """The file after its owner has reworded a line and added a page."""
    found = Presentation(io.BytesIO(deck))
    found.slides[1].placeholders[1].text_frame.paragraphs[0].runs[0].text = "名刺も大切です"
    page = found.slides.add_slide(found.slide_layouts[1])
    page.shapes.title.text = "問い合わせ先"
    page.placeholders[1].text = "管理部 個人情報係"
    out = io.BytesIO()
    found.save(out)
    return out.getvalue()


def taken(studio: Studio, own: OwnCourse, data: bytes) -> Upload:
    """A changed file, with everything that it changes put into the draft."""
    edition = Edition.objects.select_related("course", "organisation").get(own_course=own)
    upload = receive_upload(
        by=studio.officer, edition=edition, name="直した.pptx", size=len(data), chunks=[data]
    )
    read_uploads()
    upload.refresh_from_db()
    slides = upload.report["ja"]["slides"]
    chosen = [f"slide/{one['slide']}" for one in slides if one["states"] != ["same"]]
    version = Draft.objects.get(edition=edition).version
    take_upload(by=studio.officer, upload=upload, chosen=chosen, version=version)
    return upload


def test_the_changed_file_becomes_the_next_revision(
    studio: Studio, own: OwnCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("terakoya.courseware.office.deck_pages.find_office", lambda: None)
    before = [slide.id for _chapter, slide in state_of(own).course.source.slides()]
    taken(studio, own, changed(small_deck()))
    slides = [slide for _chapter, slide in state_of(own).course.source.slides()]
    assert [slide.id for slide in slides][: len(before)] == before
    assert slides[-1].title == "問い合わせ先"
    assert isinstance(slides[1], TextSlide)
    assert slides[1].items[0].text == "名刺も大切です"
    assert studio.publish(own).number == 2


def test_notes_are_said_by_the_house_voice(
    studio: Studio, own: OwnCourse, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    published = EditionRevision.objects.select_related("revision").get(edition=own.edition)
    assert silent_count(published, studio.officer.organisation) == 1
    page, _shown = draft_page(get_own_course_for(studio.officer, own.uuid))
    assert (page.noted, page.voiced) == (1, 0)
    assert record_narrations(make=Speaker()) == 1
    many = replace(page, rows=page.rows * 3)
    with django_assert_num_queries(1):
        assert (many.noted, many.voiced) == (3, 3)
    assert silent_count(published, studio.officer.organisation) == 0
