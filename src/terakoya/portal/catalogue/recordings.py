"""Publishing recordings: beside the revision, never part of it (docs/decisions/0018)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from terakoya.courseware.errors import UnreadableSource
from terakoya.courseware.formats.web import slide_recordings
from terakoya.courseware.formats.web.sound import narration_sentences
from terakoya.courseware.model import AnySlide, Course, Material
from terakoya.courseware.narration import Narration, slide_narrations
from terakoya.courseware.recordings import Recording
from terakoya.courseware.revision import sha256
from terakoya.courseware.times import FULL_OF_WORDS
from terakoya.courseware.voice.captions import Caption, webvtt

from ..audit.services import record
from . import models
from .blobs import keep_blobs
from .errors import NotPublishable
from .selectors import AUDIO_TYPE, forget_published, narration_keys, sound_of


@transaction.atomic
def publish_recordings(*, revision: models.Revision, material: Material) -> int:
    """Give a revision the recordings that are known of its narrations; how many are new.

    A recording of another time replaces the one of the same narration, in every revision that
    says these words in this material's. Raises `NotPublishable` for one that is none.
    """
    course = material.course
    voices = material.course.meta.model_dump(mode="json")["voices"]
    has_other_voices = revision.meta.get("voices") != voices
    if has_other_voices:  # they decide which recordings are asked for, and are no content
        revision.meta = {**revision.meta, "voices": voices}
        revision.save(update_fields=["meta"])
        _silence(revision, course)
    new = _keep(_recordings_of(material))
    changed = [
        language for language in course.meta.languages if _give_sound(revision, course, language)
    ]
    if new or changed or has_other_voices:
        forget_published()
    if new:
        record(
            organisation_uuid=None,
            actor_uuid=None,
            verb="catalogue.recordings_published",
            target=str(revision.uuid),
            data={"course": course.meta.id, "version": revision.version, "recordings": new},
        )
    return new


@transaction.atomic
def add_recordings(
    *,
    revision: models.Revision,
    course: Course,
    slide: AnySlide,
    language: str,
    audio: Mapping[str, bytes],
    values: Mapping[str, str],
) -> int:
    """Keep recordings of one slide that were made for an organisation's own words; how many.

    Where its words are those of the course, they come into the revision's pages as well.
    """
    found = slide_recordings(slide, course=course, language=language, audio=audio, values=values)
    new = _keep(one for _narration, one in found if one is not None)
    _give_sound(revision, course, language)
    if new:
        forget_published()
    return new


def _silence(revision: models.Revision, course: Course) -> None:
    """Take the sound out of languages that nobody speaks any more; their words are read."""
    silent = [one for one in course.meta.languages if one not in course.meta.voices]
    revision.slides.filter(language__in=silent).exclude(sound=[]).update(sound=[])


def _recordings_of(material: Material) -> Iterator[Recording]:
    """The recordings among the files of a material, those of the bank last."""
    if not material.audio:
        return
    course = material.course
    try:
        for text in course.texts:
            for _chapter, slide in text.every_slide():
                for _narration, found in slide_recordings(
                    slide, course=course, language=text.language, audio=material.audio
                ):
                    if found is not None:
                        yield found
    except UnreadableSource as error:
        raise NotPublishable(
            _("%(course)s の音声を公開できません。指摘された録音を作り直してください。")
            % {"course": course.meta.id},
            findings=[str(error)],
        ) from error


def _keep(found: Iterable[Recording]) -> int:
    """Store recordings; how many are others than those that are stored. Few statements."""
    by_key = {one.key: one for one in found}
    digests = {key: sha256(one.sound) for key, one in by_key.items()}
    known = models.Recording.objects.filter(key__in=by_key).values_list("key", "sound_id")
    changed = digests.keys() - {key for key, digest in known if digest == digests[key]}
    keep_blobs({digests[key]: (by_key[key].sound, AUDIO_TYPE) for key in changed})
    models.Recording.objects.bulk_create(
        (
            models.Recording(
                key=key,
                sound_id=digests[key],
                seconds=by_key[key].seconds,
                sentences=[list(one) for one in by_key[key].sentences],
            )
            for key in sorted(changed)
        ),
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["sound", "seconds", "sentences"],
    )
    return len(changed)


def _give_sound(revision: models.Revision, course: Course, language: str) -> bool:
    """Write what is recorded into the slides and the contents list; whether it is news."""
    keys = {
        slide.id: narration_keys(course, language, slide)
        for _chapter, slide in course.text(language).slides()
    }
    known = models.Recording.objects.in_bulk([key for one in keys.values() for key in one.values()])
    lengths: dict[str, tuple[float, bool]] = {}
    changed = []
    for row in revision.slides.filter(language=language):
        sound = sound_of(keys[row.slide_id], known)
        if not sound or sound == row.sound:
            continue  # what says these words stays, until another recording does
        seconds = sum(one["seconds"] for one in sound)
        lengths[row.slide_id] = (seconds, not row.sound)
        row.sound = sound
        changed.append(row)
    models.RevisionSlide.objects.bulk_update(changed, ["sound"])
    if not changed:
        return False
    text = revision.texts.get(language=language)
    for chapter in text.toc:
        for entry in chapter["slides"]:
            if entry["id"] in lengths:
                _time(entry, *lengths[entry["id"]])
    text.save(update_fields=["toc"])
    return True


def _time(entry: dict[str, Any], seconds: float, is_first: bool) -> None:
    """What a slide asks for in a contents list; a replaced recording never asks for more.

    Whole seconds, cut: nobody can hear more than there is. The text path is never longer.
    """
    length = max(1, int(seconds))
    entry["listen"] = length if is_first else min(entry["listen"], length)
    if entry["layout"] not in FULL_OF_WORDS:  # there a note says less than the page shows
        entry["read"] = min(entry["read"], entry["listen"])


# -- reading them back ------------------------------------------------------------------------


def recorded_keys(course: Course, language: str) -> tuple[str, ...]:
    """What tells apart the recordings of a course in one language; one statement."""
    keys = [one.key for _slide, one in _narrations(course, language)]
    known = models.Recording.objects.filter(key__in=keys).values_list("key", "sound_id")
    return tuple(sorted(f"{key}:{sound}" for key, sound in known))


def recorded_audio(course: Course, language: str) -> dict[str, bytes]:
    """Sound and captions of a course's path in one language: file name → bytes; one statement.

    Captions are written anew from the times of the sentences, one cue each.
    """
    narrations = list(_narrations(course, language))
    known = models.Recording.objects.select_related("sound").in_bulk(
        [narration.key for _slide, narration in narrations]
    )
    audio: dict[str, bytes] = {}
    for slide, narration in narrations:
        if (recording := known.get(narration.key)) is None:
            continue
        shown = narration_sentences(slide, narration.part, course=course, language=language)
        cues = zip(recording.sentences, shown, strict=True)
        audio[narration.audio_name] = bytes(recording.sound.content)
        audio[narration.captions_name] = webvtt(
            Caption(start, end, text) for (start, end), text in cues
        )
    return audio


def _narrations(course: Course, language: str) -> Iterator[tuple[AnySlide, Narration]]:
    for _chapter, slide in course.text(language).slides():
        for narration in slide_narrations(course, language, slide):
            yield slide, narration
