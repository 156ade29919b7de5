"""Publishing recordings: beside the revision, replaced by key, refused in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.model import Material
from terakoya.courseware.narration import slide_narrations
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.catalogue.errors import NotPublishable
from terakoya.portal.catalogue.models import (
    ContentBlob,
    Recording,
    Revision,
    RevisionSlide,
    RevisionText,
)
from terakoya.portal.catalogue.pages import TocSlide
from terakoya.portal.catalogue.recordings import publish_recordings
from terakoya.portal.catalogue.selectors import revision_text, slide_page
from terakoya.portal.catalogue.services import publish_material
from tests.courses import flagship_material, short_material
from tests.factories import ROOT
from tests.recordings import SECONDS, SOUND, captions_of, recorded, voiced
from tests.statements import counted_statements

pytestmark = pytest.mark.django_db
once = pytest.mark.once  # dear, and both databases keep the same
PLAIN, CASE = "three-elements", "case-kettle"
CORPUS = ROOT / "tests" / "corpus" / "every-layout"


def silent() -> Material:
    """The course with voices, and without a recording."""
    return replace(voiced(short_material()), audio={})


def entry(revision: Revision, slide: str, language: str = "ja") -> TocSlide:
    found = revision_text(revision.pk, language).slide(slide)
    assert found is not None
    return found


@once
def test_course_without_recordings_is_published_as_ever() -> None:
    revision = publish_material(material=silent())
    assert slide_page(revision.pk, "ja", PLAIN).sound == ()
    assert Recording.objects.count() == 0
    assert not AuditEntry.objects.filter(verb="catalogue.recordings_published").exists()


@once
def test_recordings_are_published_with_lengths_and_sentences() -> None:
    material = recorded(short_material(), [PLAIN, CASE])
    estimate = entry(publish_material(material=silent()), CASE)
    revision = publish_material(material=material)
    (sheet,) = slide_page(revision.pk, "ja", PLAIN).sound
    main, answer = slide_page(revision.pk, "ja", CASE).sound
    assert sheet.url == f"/media/audio/{ContentBlob.objects.get(content_type='audio/mp4').pk}.m4a"
    assert [one.part for one in (sheet, main, answer)] == ["main", "main", "answer"]
    transcript = slide_page(revision.pk, "ja", CASE).transcript
    assert transcript.count("data-i=") == len(main.sentences) + len(answer.sentences)
    assert sheet.sentences[0][0] == 0.0
    assert sheet.sentences[-1][1] == pytest.approx(SECONDS, abs=0.01)
    assert [entry(revision, one).listen for one in (PLAIN, CASE)] == [12, 24]
    assert entry(revision, CASE).read == min(estimate.read, 24)
    assert entry(revision, PLAIN, "en").listen == 12
    assert slide_page(revision.pk, "ja", "opening").sound == ()


@once
def test_recordings_cost_few_statements_however_many_they_are() -> None:
    revision = publish_material(material=replace(voiced(flagship_material()), audio={}))
    costs = []
    for material in (recorded(flagship_material(), [PLAIN]), recorded(flagship_material())):
        with counted_statements() as counted:
            publish_recordings(revision=revision, material=material)
        costs.append(len(counted))
    assert Recording.objects.count() > 100
    locks = int(connection.features.has_select_for_update)  # before an entry joins the audit chain
    assert costs == [17 + locks, 16 + locks]  # the voices are told once


@once
def test_recordings_are_no_part_of_the_revision() -> None:
    bare = publish_material(material=silent())
    heard = publish_material(material=recorded(short_material(), [PLAIN]))
    assert heard == bare
    assert Revision.objects.count() == 1
    assert slide_page(bare.pk, "ja", PLAIN).sound != ()
    again = publish_material(material=silent())  # a folder whose recordings are gone
    assert slide_page(again.pk, "ja", PLAIN).sound != ()


@once
def test_slide_is_silent_unless_each_of_its_sheets_is_recorded() -> None:
    material = recorded(short_material(), [CASE], ["ja"])
    slide = next(one for _, one in material.course.source.slides() if one.id == CASE)
    answer = slide_narrations(material.course, "ja", slide)[1]
    audio = {name: data for name, data in material.audio.items() if name != answer.captions_name}
    revision = publish_material(material=replace(material, audio=audio))
    assert slide_page(revision.pk, "ja", CASE).sound == ()
    assert Recording.objects.count() == 1
    publish_material(material=material)
    assert len(slide_page(revision.pk, "ja", CASE).sound) == 2
    assert slide_page(revision.pk, "en", CASE).sound == ()


@pytest.mark.both  # each has its own way to write over a row
def test_new_recording_of_the_same_words_replaces_the_old_and_never_asks_for_more() -> None:
    material = recorded(short_material(), [PLAIN], ["ja"])
    revision = publish_material(material=material)
    before = slide_page(revision.pk, "ja", PLAIN).sound[0].url
    for seconds, listen in ((20.0, 12), (10.0, 10)):
        publish_material(material=with_length(material, seconds))
        (sheet,) = slide_page(revision.pk, "ja", PLAIN).sound
        assert (sheet.seconds, entry(revision, PLAIN).listen) == (seconds, listen)
        assert sheet.url != before
    assert Recording.objects.count() == 1
    assert ContentBlob.objects.filter(content_type="audio/mp4").count() == 3  # addresses last
    assert AuditEntry.objects.filter(verb="catalogue.recordings_published").count() == 3


def with_length(material: Material, seconds: float) -> Material:
    """The same recordings, which say that they take another time."""
    sound = SOUND.read_bytes()
    at = sound.index(b"mvhd") + 4 + 12
    scale = int.from_bytes(sound[at : at + 4], "big")
    longer = sound[: at + 4] + round(seconds * scale).to_bytes(4, "big") + sound[at + 8 :]
    slide = next(one for _, one in material.course.source.slides() if one.id == PLAIN)
    (narration,) = slide_narrations(material.course, "ja", slide)
    return replace(
        material,
        audio={
            narration.audio_name: longer,
            narration.captions_name: captions_of(narration, min(seconds, SECONDS)),
        },
    )


def published_rows() -> list[list[object]]:
    """Every recording, slide and text."""
    models = (Recording, RevisionSlide, RevisionText)
    return [list(model.objects.order_by("pk").values()) for model in models]


@once
def test_same_recordings_again_change_nothing() -> None:
    material = recorded(short_material(), [PLAIN, CASE])
    publish_material(material=material)
    before = published_rows()
    publish_material(material=material)
    assert published_rows() == before
    assert AuditEntry.objects.filter(verb="catalogue.recordings_published").count() == 1


@once
def test_recording_that_is_none_is_refused_and_nothing_is_published() -> None:
    material = recorded(short_material(), [PLAIN], ["ja"])
    name = next(one for one in material.audio if one.endswith(".m4a"))
    spoilt = replace(material, audio={**material.audio, name: b"no sound"})
    with pytest.raises(NotPublishable) as refusal:
        publish_material(material=spoilt)
    assert refusal.value.details["findings"] == [
        f"media/audio/{name}: this is no M4A. → Record this narration anew."
    ]
    assert (Revision.objects.count(), ContentBlob.objects.count()) == (0, 0)
    publish_material(material=material)
    assert Recording.objects.count() == 1


@once
def test_slide_says_a_companys_words_only_with_a_recording_of_them() -> None:
    named = {"company.name": "みほん商事"}
    material = voiced(read_folder(CORPUS))
    slides = [slide for _, slide in material.course.source.slides()]
    spoken = [
        slide.id
        for slide in slides
        if slide_narrations(material.course, "ja", slide)
        != slide_narrations(material.course, "ja", slide, named)
    ]
    assert 0 < len(spoken) < len(slides)
    shown = next(one.id for one in slides if one.layout == "title")  # its page names the company
    revision = publish_material(material=recorded(material))
    heard = [slide_page(revision.pk, "ja", one).sound for one in (shown, spoken[0])]
    assert () not in heard
    assert (
        slide_page(revision.pk, "ja", shown).html
        != slide_page(revision.pk, "ja", shown, named).html
    )
    assert [slide_page(revision.pk, "ja", one, named).sound for one in (shown, spoken[0])] == [
        heard[0],
        (),
    ]


@once
def test_slide_with_sound_costs_no_further_statement() -> None:
    revision = publish_material(material=recorded(short_material(), [PLAIN], ["ja"]))
    revision_text(revision.pk, "ja")
    with counted_statements() as statements:
        slide_page(revision.pk, "ja", PLAIN)
        slide_page(revision.pk, "ja", PLAIN)
    assert len(statements) == 1
