"""The recordings of a course folder: `media/audio/`, one pair of files a narration."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from ..errors import WrongUse
from ..model import Course, Material
from ..narration import Narration, narrations, slide_narrations
from . import make_recordings

FOLDER = Path("media") / "audio"


def languages_of(course: Course, wanted: Sequence[str]) -> tuple[str, ...]:
    """The languages to record: those wanted, or all that have a voice."""
    languages = tuple(wanted) or tuple(
        one for one in course.meta.languages if one in course.meta.voices
    )
    if not languages:
        raise WrongUse(
            "course.yaml names no voice. → Name one in `voices`; docs/course-format.md tells how."
        )
    return languages


def missing_recordings(
    material: Material, language: str, chapters: Collection[str] = ()
) -> list[Narration]:
    """The narrations of a language, or of some of its chapters, that have no recording yet."""
    course = material.course
    if not chapters:
        wanted = narrations(course, language)
    else:
        text = course.text(language)
        known = {chapter.id for chapter in (*text.chapters, *text.bank)}
        if unknown := sorted(set(chapters) - known):
            raise WrongUse(
                f"There is no chapter `{unknown[0]}`. → One of: {', '.join(sorted(known))}."
            )
        wanted = tuple(
            one
            for chapter, slide in text.every_slide()
            if chapter.id in chapters
            for one in slide_narrations(course, language, slide)
        )
    unique = {one.key: one for one in wanted}
    return [one for one in unique.values() if not one.is_recorded(material.audio)]


def keep_recordings(
    folder: Path,
    material: Material,
    languages: Sequence[str],
    *,
    chapters: Collection[str] = (),
    clauses: Path | None = None,
    tell: Callable[[str], None],
) -> list[str]:
    """Record what is missing into a course folder, telling of each; the files written.

    Every pair is there as soon as it is told of: work that is broken off is not lost.
    """
    written = []
    for language in languages:
        missing = missing_recordings(material, language, chapters)
        for one in missing:
            for words in one.unread:
                tell(
                    f"{language} {one.slide} ({one.part}): no reading is known for the number in "
                    f"`{words}`, so it may be said wrongly. → Write it as {{number|reading}}."
                )
        made = make_recordings(material.course, language, missing, clauses)
        for number, (one, files) in enumerate(made, 1):
            written += _write(folder / FOLDER, files)
            tell(f"{language} {number}/{len(missing)} {one.slide} ({one.part})")
    return written


def _write(folder: Path, files: dict[str, bytes]) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        unfinished = folder / f"{name}.part"
        unfinished.write_bytes(data)
        unfinished.replace(folder / name)
    return [str(FOLDER / name) for name in files]
