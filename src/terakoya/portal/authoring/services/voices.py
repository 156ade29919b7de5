"""Who says the notes of an own course, and how that sounds before the whole is recorded."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.errors import CoursewareError
from terakoya.courseware.model import Course, Voice
from terakoya.courseware.narration import Narration, slide_narrations
from terakoya.courseware.voice import is_installed, make_recordings

from ...accounts.models import Member
from ...accounts.selectors import organisation_variables
from ...common import clock
from ...delivery.claims import claim_first, one_by_one, waiting_or_lost
from ...editions.editing.finding import slide_in
from ...editions.intake import in_each_language
from ...editions.services import change_draft
from ...editions.storage import content_of
from ..choices import SAMPLES_RUNNING, SampleState
from ..errors import VoiceRefused
from ..models import OwnCourse, VoiceSample
from ..voices import SILENT, voice_of
from .decks import record_by

log = logging.getLogger(__name__)
LEASE: Final = dt.timedelta(minutes=5)  # a minute of speech takes less than one on a slow machine
MOST_ATTEMPTS: Final = 3
MOST_CHARACTERS: Final = 300  # of a sample, whole paragraphs, one at least
SECONDS: Final = 20.0
Make = Callable[[Course, str, Iterable[Narration]], Iterator[tuple[Narration, dict[str, bytes]]]]


def choose_voice(*, by: Member, own_course: OwnCourse, name: str, speed: str) -> None:
    """Let a voice say the notes at a speed, or nobody (`SILENT`). Raises `VoiceRefused`."""
    assert own_course.edition is not None
    language = content_of(own_course.edition.draft).course.source.language
    voice = _known(language, name, speed)

    def changed(state: Content) -> Content:
        voices = {language: voice} if voice else {}
        meta = state.course.meta.model_copy(update={"voices": voices})
        return state.model_copy(update={"course": state.course.model_copy(update={"meta": meta})})

    change_draft(
        by=by,
        edition=own_course.edition,
        change=changed,
        verb="authoring.voice_chosen",
        data={"voice": name, "speed": speed},
    )


@transaction.atomic
def ask_sample(
    *, by: Member, own_course: OwnCourse, name: str, speed: str, slide: str
) -> VoiceSample:
    """Choose a voice and have it say the notes of one page; a worker does. `VoiceRefused`."""
    if not is_installed():
        raise VoiceRefused(_("この場所では音声を作れません。受講者は、ノートの文を読みます。"))
    if name == SILENT:
        raise VoiceRefused(_("聞いてみるには、声を選んでください。"), field="voice")
    choose_voice(by=by, own_course=own_course, name=name, speed=speed)
    assert own_course.edition is not None
    own_course.edition.draft.refresh_from_db()
    course = content_of(own_course.edition.draft).course
    if not _narrations(course, own_course, slide):
        raise VoiceRefused(_("このページにはノートの文がありません。"), field="slide")
    voice = course.meta.voices[course.source.language]
    sample, _is_new = VoiceSample.objects.update_or_create(
        own_course=own_course,
        defaults={
            "organisation_id": own_course.organisation_id,
            "uuid": uuid.uuid4(),
            "slide_id": slide,
            "voice": voice.model_dump(mode="json"),
            "state": SampleState.WAITING,
            "sound": b"",
            "refusal": {},
            "by": by,
            "created_at": clock.now(),
            "claimed_until": None,
            "attempts": 0,
        },
    )
    record_by(by, "authoring.sample_asked", own_course, {"voice": name, "speed": speed})
    return sample


def say_samples(seconds: float = SECONDS, make: Make = make_recordings) -> int:
    """Say what is waiting, one after the other; how many. Nothing without the optional part."""
    if make is make_recordings and not is_installed():
        return 0
    _give_up_on_the_lost()
    return one_by_one(_claim_next, lambda found: _say(found, make), seconds)


def _claim_next() -> VoiceSample | None:
    waiting = waiting_or_lost(
        VoiceSample.objects.all(),
        waiting=SampleState.WAITING,
        working=SampleState.SAYING,
        attempts=MOST_ATTEMPTS,
    )
    claimed = claim_first(waiting, lease=LEASE, state=SampleState.SAYING)
    if claimed is None:
        return None
    return VoiceSample.objects.select_related(
        "own_course__edition__draft", "own_course__organisation"
    ).get(pk=claimed)


def _give_up_on_the_lost() -> None:
    VoiceSample.objects.filter(
        state__in=SAMPLES_RUNNING, claimed_until__lte=clock.now(), attempts__gte=MOST_ATTEMPTS
    ).update(state=SampleState.FAILED, refusal=_not_said(), claimed_until=None)


def _say(found: VoiceSample, make: Make) -> None:
    # The one that was asked for, not one that replaced it meanwhile.
    claim = VoiceSample.objects.filter(uuid=found.uuid, state=SampleState.SAYING)
    try:
        sound = _sound(found, make)
    except CoursewareError:
        log.warning("a sample of a voice could not be said", exc_info=True)
        sound = b""
    except Exception:  # a sentence's fault must not end the worker
        log.exception("sample %s could not be said", found.uuid)
        sound = b""
    if sound:
        claim.update(state=SampleState.READY, sound=sound, claimed_until=None)
    else:
        claim.update(state=SampleState.FAILED, refusal=_not_said(), claimed_until=None)


def _sound(found: VoiceSample, make: Make) -> bytes:
    edition = found.own_course.edition
    assert edition is not None
    course = content_of(edition.draft).course
    language = course.source.language
    voices = {language: Voice.model_validate(found.voice)}
    meta = course.meta.model_copy(update={"voices": voices})
    course = course.model_copy(update={"meta": meta})
    said = _narrations(course, found.own_course, found.slide_id)[:1]
    for narration, files in make(course, language, [_beginning(one) for one in said]):
        return files[narration.audio_name]
    return b""


def _narrations(course: Course, own_course: OwnCourse, slide: str) -> tuple[Narration, ...]:
    found = slide_in(course.source, slide)
    if found is None:
        return ()
    values = organisation_variables(own_course.organisation)
    return slide_narrations(course, course.source.language, found, values)


def _beginning(narration: Narration) -> Narration:
    """The first paragraphs of what is said: enough to know a voice."""
    count, characters = 0, 0
    for line in narration.lines:
        characters += len(line.shown)
        if count and characters > MOST_CHARACTERS:
            break
        count += 1
    return replace(narration, lines=narration.lines[:count])


def _known(language: str, name: str, speed: str) -> Voice | None:
    try:
        return voice_of(language, name, speed)
    except KeyError:
        raise VoiceRefused(_("声と速さを、選択肢から選んでください。"), field="voice") from None


def _not_said() -> dict[str, str]:
    return in_each_language(
        lambda: _("このページの文を音声にできませんでした。文を直して、もう一度お試しください。")
    )
