"""The `audio` format: a language's narrations as sound and captions, with an index by slide.

What has been recorded is taken as it is; the rest is recorded now, for which the optional part
`[voice]` is needed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..model import SCHEMA, AnySlide, CaseSlide, CheckSlide, Material
from ..narration import Narration, NarrationPart, slide_narrations
from ..recordings import m4a_seconds
from ..revision import revision_id
from ..voice import make_recordings
from ..voice.recording_store import missing_recordings
from .archive import zip_of
from .web.texts import bare, slide_title, values_of


def audio_zip(material: Material, language: str) -> bytes:
    """`index.json`, and for each narration of the course and its bank an M4A and a WebVTT file."""
    return zip_of(write_audio(material, language))


def write_audio(material: Material, language: str) -> dict[str, bytes]:
    """The files of the format: name → bytes, the index first."""
    course = material.course
    audio = {**material.audio, **_recorded_now(material, language)}
    files: dict[str, bytes] = {}
    entries: list[dict[str, Any]] = []
    for number, (chapter, slide) in enumerate(course.text(language).every_slide(), 1):
        for one in slide_narrations(course, language, slide):
            stem = f"{number:02}-{slide.id}"
            if one.part is NarrationPart.ANSWER:
                stem += "-answer"
            files[f"{stem}.m4a"] = audio[one.audio_name]
            files[f"{stem}.vtt"] = audio[one.captions_name]
            entries.append(
                {
                    "slide": slide.id,
                    "part": one.part.value,
                    "chapter": chapter.id,
                    "title": _title(material, language, slide, one),
                    "sound": f"{stem}.m4a",
                    "captions": f"{stem}.vtt",
                    "seconds": m4a_seconds(audio[one.audio_name]),
                    "key": one.key,
                }
            )
    index = _index(material, language, entries)
    return {"index.json": index, **files}


def _recorded_now(material: Material, language: str) -> Mapping[str, bytes]:
    missing = missing_recordings(material, language)
    made: dict[str, bytes] = {}
    for _, files in make_recordings(material.course, language, missing):
        made |= files
    return made


def _title(material: Material, language: str, slide: AnySlide, narration: Narration) -> str:
    course = material.course
    if narration.part is NarrationPart.ANSWER and isinstance(slide, (CaseSlide, CheckSlide)):
        return bare(slide.answer_title, values_of(course, language, None))
    return slide_title(slide, course=course, language=language)


def _index(material: Material, language: str, entries: list[dict[str, Any]]) -> bytes:
    meta = material.course.meta
    index = {
        "schema": SCHEMA,
        "course": meta.id,
        "version": meta.version,
        "revision": revision_id(material.course),
        "language": language,
        "title": meta.title.get(language, ""),
        "voice": meta.voices[language].model_dump(mode="json"),
        "narrations": entries,
    }
    return (json.dumps(index, ensure_ascii=False, indent=1) + "\n").encode()
