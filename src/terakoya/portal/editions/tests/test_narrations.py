"""Changed slides are silent until a voice says them; the player and the officer are told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from django.urls import reverse

from terakoya.courseware.errors import MissingPart
from terakoya.courseware.model import Course
from terakoya.courseware.narration import Narration, narrations
from terakoya.portal.accounts.services import fill_variables
from terakoya.portal.catalogue.recordings import publish_recordings
from terakoya.portal.catalogue.selectors import revision_text, slide_page
from terakoya.portal.editions.editing import slides as editing
from terakoya.portal.editions.missing_narrations import silent_count, spoken_values
from terakoya.portal.editions.models import EditionRevision
from terakoya.portal.editions.services import record_narrations
from terakoya.portal.editions.services.drafts import change_draft
from terakoya.portal.learning.services import open_enrolment
from tests.courses import short_material
from tests.factories import make_member
from tests.recordings import SOUND, captions_of

from .officers import Desk
from .short_course import desk
from .test_pages import signed_in, words

__all__ = ["desk"]

pytestmark = pytest.mark.once  # dear: recordings, and both databases keep the same

CONTACT = "who-to-turn-to"


class Speaker:
    """A voice that says everything in twelve seconds, and remembers what."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def __call__(
        self, _course: Course, language: str, narrations: Iterable[Narration]
    ) -> Iterator[tuple[Narration, dict[str, bytes]]]:
        for one in narrations:
            self.said.append(f"{one.slide} {language}")
            files = {
                one.audio_name: SOUND.read_bytes(),
                one.captions_name: captions_of(one),
            }
            yield one, files


@pytest.fixture(scope="module")
def made_voiced(made_desk: Desk) -> None:
    """The vendor's revision has all its recordings, in the voice that the course names."""
    material = short_material()
    said = [
        one for text in material.course.texts for one in narrations(material.course, text.language)
    ]
    audio = {one.audio_name: SOUND.read_bytes() for one in said}
    audio |= {one.captions_name: captions_of(one) for one in said}
    publish_recordings(revision=made_desk.base, material=replace(material, audio=audio))


@pytest.fixture
def voiced(made_voiced: None, desk: Desk) -> Desk:
    """An officer with an edition of a course that is heard."""
    return desk


def publish_changed(desk: Desk) -> EditionRevision:
    change_draft(
        by=desk.officer,
        edition=desk.edition,
        change=lambda state: editing.edit_slide(
            state, "ja", CONTACT, {"narration": "当社の窓口は人事部です。\n早めに話してください。"}
        ),
        verb="editions.slide_edited",
        data={},
    )
    return desk.publish()


def sound_of(published: EditionRevision, desk: Desk, slide: str, language: str = "ja") -> int:
    desk.officer.organisation.refresh_from_db()
    values = spoken_values(desk.officer.organisation)
    return len(slide_page(published.revision_id, language, slide, values).sound)


def test_unchanged_slides_keep_the_vendors_sound_and_a_changed_one_is_silent(
    voiced: Desk,
) -> None:
    published = publish_changed(voiced)
    first = voiced.order()[0]
    assert sound_of(published, voiced, first) == 1
    assert sound_of(published, voiced, CONTACT) == 0
    assert sound_of(published, voiced, CONTACT, "en") == 1
    assert revision_text(published.revision_id, "ja").slide(CONTACT) is not None


def test_the_player_says_that_a_slide_is_silent(voiced: Desk) -> None:
    publish_changed(voiced)
    member = make_member(voiced.officer.organisation)
    enrolment = open_enrolment(member=member, assignment=voiced.assignment, language="ja")
    client = signed_in(member)
    enrolment.gate = "free"
    enrolment.save()
    silent = client.get(f"/learn/{enrolment.uuid}/{CONTACT}/").content.decode()
    loud = client.get(f"/learn/{enrolment.uuid}/{voiced.order()[0]}/").content.decode()
    assert ("has-sound" in silent, "has-sound" in loud) == (False, True)
    assert "このスライドには音声がありません" in silent
    assert "当社の窓口は人事部です。" in silent


def test_a_voice_says_only_what_changed_and_only_once(voiced: Desk) -> None:
    published = publish_changed(voiced)
    speaker = Speaker()
    assert record_narrations(make=speaker) == 1
    assert speaker.said == [f"{CONTACT} ja"]
    assert sound_of(published, voiced, CONTACT) == 1
    assert record_narrations(make=speaker) == 0
    assert len(speaker.said) == 1
    assert silent_count(published, voiced.officer.organisation) == 0


def test_new_company_details_are_said_anew(voiced: Desk) -> None:
    change_draft(
        by=voiced.officer,
        edition=voiced.edition,
        change=lambda state: editing.edit_slide(
            state, "ja", CONTACT, {"narration": "相談先は、{desk.name}です。"}
        ),
        verb="editions.slide_edited",
        data={},
    )
    published = voiced.publish()
    speaker = Speaker()
    record_narrations(make=speaker)
    fill_variables(by=voiced.officer, variables={"desk.name": "ほっとライン"})
    assert sound_of(published, voiced, CONTACT) == 0
    assert record_narrations(make=speaker) >= 1
    assert sound_of(published, voiced, CONTACT) == 1


def test_what_is_cut_short_goes_on_the_next_time(voiced: Desk) -> None:
    first = voiced.order()[0]
    for slide in (first, CONTACT):
        change_draft(
            by=voiced.officer,
            edition=voiced.edition,
            change=lambda state, s=slide: editing.edit_slide(  # type: ignore[misc]
                state, "ja", s, {"narration": f"変えた文です。{s}"}
            ),
            verb="editions.slide_edited",
            data={},
        )
    published = voiced.publish()
    assert record_narrations(seconds=0, make=Speaker()) == 1
    assert EditionRevision.objects.get().voiced_for == ""
    assert record_narrations(make=Speaker()) == 1
    assert [sound_of(published, voiced, one) for one in (first, CONTACT)] == [1, 1]


def test_a_voice_that_is_not_there_leaves_slides_silent(voiced: Desk) -> None:
    def absent(*_given: object) -> Iterator[tuple[Narration, dict[str, bytes]]]:
        raise MissingPart("no voice here")

    published = publish_changed(voiced)
    assert record_narrations(make=absent) == 0
    assert sound_of(published, voiced, CONTACT) == 0


@pytest.mark.parametrize(
    ("is_here", "sentence"),
    [(True, "音声を作っています"), (False, "提供元にご相談ください")],
)
def test_the_officer_is_told_what_is_silent_and_how_to_mend_it(
    voiced: Desk, monkeypatch: pytest.MonkeyPatch, is_here: bool, sentence: str
) -> None:
    monkeypatch.setattr("terakoya.portal.editions.views.outline.is_installed", lambda: is_here)
    publish_changed(voiced)
    page = words(
        signed_in(voiced.officer), reverse("editions:edition", args=(voiced.edition.uuid,))
    )
    assert "1枚には音声がありません" in page and sentence in page
