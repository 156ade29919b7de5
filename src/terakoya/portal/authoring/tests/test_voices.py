"""The voice of an own course: chosen, heard before the whole is recorded, published, taken away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy

import pytest
from django.urls import reverse

from terakoya.courseware.errors import MissingPart
from terakoya.courseware.model import Course, Voice
from terakoya.courseware.narration import Narration
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.authoring.choices import SampleState
from terakoya.portal.authoring.errors import VoiceRefused
from terakoya.portal.authoring.models import OwnCourse, VoiceSample
from terakoya.portal.authoring.services import (
    ask_sample,
    choose_voice,
    drop_course,
    say_samples,
)
from terakoya.portal.authoring.services.voices import LEASE, MOST_ATTEMPTS
from terakoya.portal.catalogue.selectors import slide_page
from terakoya.portal.common import clock
from terakoya.portal.editions.models import Edition, EditionRevision
from terakoya.portal.editions.selectors import has_unpublished_changes, offered_of
from terakoya.portal.editions.services import record_narrations
from terakoya.portal.editions.tests.test_pages import signed_in
from tests.recordings import SOUND, captions_of

from .drawn import made_in_studio
from .studio import Studio, make_studio, state_of

pytestmark = pytest.mark.once  # dear: recordings, and both databases keep the same


class Speaker:
    """A voice that says everything at once, and remembers who said what, and how fast."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str, float, int]] = []

    def __call__(
        self, course: Course, language: str, narrations: Iterable[Narration]
    ) -> Iterator[tuple[Narration, dict[str, bytes]]]:
        voice = course.meta.voices[language]
        for one in narrations:
            self.said.append((one.slide, voice.name, voice.speed, len(one.lines)))
            yield (
                one,
                {one.audio_name: SOUND.read_bytes(), one.captions_name: captions_of(one)},
            )


def unable(
    _course: Course, _language: str, _narrations: Iterable[Narration]
) -> Iterator[tuple[Narration, dict[str, bytes]]]:
    """No such voice here."""
    raise MissingPart("no voice")


made_own = made_in_studio(Studio.make)


@pytest.fixture
def own(made_own: OwnCourse, studio: Studio, monkeypatch: pytest.MonkeyPatch) -> OwnCourse:
    """A draft, where the voices are installed."""
    for module in ("services.voices", "views.courses"):
        monkeypatch.setattr(f"terakoya.portal.authoring.{module}.is_installed", lambda: True)
    return deepcopy(made_own)


def noted(own: OwnCourse) -> str:
    """The page that has notes."""
    return state_of(own).course.source.chapters[0].slides[1].id


def voice_of(own: OwnCourse) -> Voice | None:
    return state_of(own).course.meta.voices.get("ja")


def test_a_page_is_heard_in_the_chosen_voice_before_anything_is_published(
    studio: Studio, own: OwnCourse
) -> None:
    officer, speaker = signed_in(studio.officer), Speaker()
    page = reverse("authoring:own-course", args=(own.uuid,))
    sent = {"voice": "jm_kumo", "speed": "slow", "slide": noted(own), "do": "hear"}
    officer.post(reverse("authoring:own-course-voice", args=(own.uuid,)), sent)
    progress = reverse("authoring:sample-progress", args=(own.uuid,))
    assert officer.get(progress).json()["running"] is True
    assert "音声を作る進み具合" in officer.get(page).content.decode()
    assert say_samples(make=speaker) == 1
    assert speaker.said == [(noted(own), "jm_kumo", 0.85, 1)]
    assert officer.get(progress).json()["running"] is False
    sample = VoiceSample.objects.get()
    sound = reverse("authoring:sample-sound", args=(own.uuid, sample.uuid))
    shown = officer.get(page).content.decode()
    assert f'src="{sound}"' in shown and 'value="jm_kumo" selected' in shown
    assert officer.get(sound).content == SOUND.read_bytes()
    part = officer.get(sound, headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.content) == (206, SOUND.read_bytes()[:10])
    assert voice_of(own) == Voice(engine="kokoro-ja", name="jm_kumo", speed=0.85)
    verbs = AuditEntry.objects.filter(verb__startswith="authoring.").values_list("verb", flat=True)
    assert {"authoring.voice_chosen", "authoring.sample_asked"} <= set(verbs)


def test_a_stranger_neither_hears_nor_chooses(studio: Studio, own: OwnCourse) -> None:
    ask_sample(by=studio.officer, own_course=own, name="jm_kumo", speed="usual", slide=noted(own))
    say_samples(make=Speaker())
    sample = VoiceSample.objects.get()
    stranger, officer = signed_in(make_studio("株式会社よその").officer), signed_in(studio.officer)
    sound = reverse("authoring:sample-sound", args=(own.uuid, sample.uuid))
    choice = reverse("authoring:own-course-voice", args=(own.uuid,))
    assert (officer.get(sound).status_code, stranger.get(sound).status_code) == (200, 404)
    assert stranger.post(choice, {"voice": "none", "speed": "usual"}).status_code == 404
    assert voice_of(own) is not None
    # another sample has another address
    ask_sample(by=studio.officer, own_course=own, name="jf_alpha", speed="usual", slide=noted(own))
    say_samples(make=Speaker())
    assert officer.get(sound).status_code == 404


@pytest.mark.parametrize(
    ("name", "speed", "why"),
    [
        ("none", "usual", "声を選んで"),
        ("somebody", "usual", "選択肢から"),
        ("jf_alpha", "very", "選択肢から"),
    ],
)
def test_what_nobody_offers_is_refused(
    studio: Studio, own: OwnCourse, name: str, speed: str, why: str
) -> None:
    before = voice_of(own)
    with pytest.raises(VoiceRefused, match=why):
        ask_sample(by=studio.officer, own_course=own, name=name, speed=speed, slide=noted(own))
    assert (VoiceSample.objects.count(), voice_of(own)) == (0, before)


def test_a_page_without_notes_has_nothing_to_be_heard(studio: Studio, own: OwnCourse) -> None:
    silent = state_of(own).course.source.chapters[0].slides[0].id
    with pytest.raises(VoiceRefused, match="ノートの文がありません"):
        ask_sample(by=studio.officer, own_course=own, name="jf_alpha", speed="usual", slide=silent)


def test_without_the_optional_part_it_is_said_and_the_course_stays_readable(
    studio: Studio,
) -> None:
    own = studio.make()
    with pytest.raises(VoiceRefused, match="この場所では音声を作れません"):
        ask_sample(
            by=studio.officer, own_course=own, name="jf_alpha", speed="usual", slide=noted(own)
        )
    page = signed_in(studio.officer).get(reverse("authoring:own-course", args=(own.uuid,)))
    assert "この場所では音声を作れません" in page.content.decode()
    assert "聞いてみる" not in page.content.decode()


def test_a_voice_that_cannot_speak_is_told_and_ends_no_worker(
    studio: Studio, own: OwnCourse
) -> None:
    ask_sample(by=studio.officer, own_course=own, name="jf_alpha", speed="usual", slide=noted(own))
    assert say_samples(make=unable) == 1
    assert VoiceSample.objects.get().state == SampleState.FAILED
    page = signed_in(studio.officer).get(reverse("authoring:own-course", args=(own.uuid,)))
    assert "このページの文を音声にできませんでした" in page.content.decode()


def test_a_worker_that_died_leaves_its_sample_to_the_next_and_not_for_ever(
    studio: Studio, own: OwnCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_sample(by=studio.officer, own_course=own, name="jf_alpha", speed="usual", slide=noted(own))
    lost = {"state": SampleState.SAYING, "attempts": 1, "claimed_until": clock.now() + LEASE}
    VoiceSample.objects.update(**lost)
    assert say_samples(make=Speaker()) == 0
    later = clock.now() + LEASE * 2
    monkeypatch.setattr(clock, "now", lambda: later)
    assert say_samples(make=Speaker()) == 1
    VoiceSample.objects.update(**{**lost, "attempts": MOST_ATTEMPTS, "claimed_until": later})
    assert say_samples(make=Speaker()) == 0
    assert VoiceSample.objects.get().state == SampleState.FAILED


def published_sound(own: OwnCourse, published: EditionRevision) -> int:
    return len(slide_page(published.revision_id, "ja", noted(own), {}).sound)


def test_another_voice_is_published_without_changing_the_revision(
    studio: Studio, own: OwnCourse
) -> None:
    speaker = Speaker()
    first = studio.publish(own)
    assert record_narrations(make=speaker) == 1
    assert published_sound(own, first) == 1
    choose_voice(by=studio.officer, own_course=own, name="jm_kumo", speed="fast")
    edition = Edition.objects.select_related("draft").get(own_course=own)
    assert has_unpublished_changes(edition, offered_of([edition.pk])[edition.pk])
    again = studio.publish(own)
    assert again.revision.revision_id == first.revision.revision_id
    assert not has_unpublished_changes(edition, offered_of([edition.pk])[edition.pk])
    assert published_sound(own, again) == 1  # the voice before, until the new one has spoken
    assert record_narrations(make=speaker) == 1
    assert [one[1:3] for one in speaker.said] == [("jf_alpha", 1.0), ("jm_kumo", 1.15)]


def test_a_course_that_becomes_silent_is_read(studio: Studio, own: OwnCourse) -> None:
    published = studio.publish(own)
    record_narrations(make=Speaker())
    assert published_sound(own, published) == 1
    choose_voice(by=studio.officer, own_course=own, name="none", speed="usual")
    studio.publish(own)
    assert published_sound(own, published) == 0
    assert record_narrations(make=Speaker()) == 0
    page = signed_in(studio.officer).get(reverse("authoring:own-course", args=(own.uuid,)))
    assert "音声なしの教材です" in page.content.decode()


def test_a_course_that_is_removed_takes_its_sample_along(studio: Studio, own: OwnCourse) -> None:
    ask_sample(by=studio.officer, own_course=own, name="jf_alpha", speed="usual", slide=noted(own))
    drop_course(by=studio.officer, own_course=own)
    assert VoiceSample.objects.count() == 0
    assert say_samples(make=Speaker()) == 0


def test_only_the_first_publication_asks_no_kind_of_change(studio: Studio, own: OwnCourse) -> None:
    assert own.edition is not None
    officer = signed_in(studio.officer)
    page = reverse("editions:edition-publish", args=(own.edition.uuid,))
    first = officer.get(page)
    assert "変更の種類" not in first.content.decode()
    sent = {"when": "now", "version": first.context["version"]}
    assert officer.post(page, sent).status_code == 302
    published = EditionRevision.objects.select_related("revision").get()
    assert published.revision.kind == "first"
    assert "変更の種類" in officer.get(page).content.decode()
