"""Recordings for tests: one short sound for every narration, with captions of its own words."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.model import Material, Voice
from terakoya.courseware.narration import Narration, slide_narrations

CORPUS = Path(__file__).parent / "corpus"
# Twelve seconds with a soft tone every two, made by this project.
SOUND = CORPUS / "sound" / "twelve-seconds.m4a"
SECONDS = 12.064


def captions_of(narration: Narration, seconds: float = SECONDS) -> bytes:
    """WebVTT with a cue a paragraph, each as long as the others."""
    each = seconds / len(narration.lines)
    cues = [
        f"{_time(number * each)} --> {_time((number + 1) * each)}\n{line.shown}"
        for number, line in enumerate(narration.lines)
    ]
    return "\n\n".join(["WEBVTT", *cues]).encode()


def _time(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes):02d}:{int(rest * 1000) / 1000:06.3f}"


def voiced(material: Material) -> Material:
    """The material with a voice for each language, whether its author has chosen one or not."""
    course = material.course
    voices = {language: Voice(engine="test", name="tone") for language in course.meta.languages}
    meta = course.meta.model_copy(update={"voices": voices})
    return replace(material, course=course.model_copy(update={"meta": meta}))


def recorded(
    material: Material, slides: Collection[str] = (), languages: Collection[str] = ("ja", "en")
) -> Material:
    """The material with recordings of these slides, or of all."""
    material = voiced(material)
    audio: dict[str, bytes] = {}
    for text in material.course.texts:
        for _chapter, slide in text.every_slide():
            if text.language in languages and (not slides or slide.id in slides):
                for one in slide_narrations(material.course, text.language, slide):
                    audio[one.audio_name] = SOUND.read_bytes()
                    audio[one.captions_name] = captions_of(one)
    return replace(material, audio=audio)


def recorded_courses(courses: Path) -> Path:
    """A new folder with one course, each of whose slides is recorded."""
    for name in ("every-layout", "shared"):
        shutil.copytree(CORPUS / name, courses / name)
    folder = courses / "every-layout"
    with (folder / "course.yaml").open("a", encoding="utf-8") as course:
        course.write("\nvoices: {ja: {engine: test, name: tone}, en: {engine: test, name: tone}}\n")
    audio = folder / "media" / "audio"
    audio.mkdir()
    for name, data in recorded(read_folder(folder)).audio.items():
        (audio / name).write_bytes(data)
    return courses
