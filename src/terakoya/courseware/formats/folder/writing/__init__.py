"""A course → the files of its source folder, as `docs/course-format.md` describes them.

Reading the folder gives the material back that `tidy` makes of the one written: the same course,
pictures and recordings, and so the same revision id. Comments and the layout of an author's own
files are not in a `Material`; the files come out in one layout.
"""

from __future__ import annotations

from ....edition import NO_SETTINGS, EditionSettings
from ....kit import Kit, kit_of
from ....model import Course, CourseText, Material, Part
from ....pruning import prune
from .chapters import chapter_files
from .values import values_of
from .yaml_text import yaml_text


def source_files(material: Material, settings: EditionSettings = NO_SETTINGS) -> dict[str, bytes]:
    """The files of a course folder: path relative to the folder, with `/` → bytes.

    `edition.yaml` is among them when `settings` say anything, `kit.yaml` where there is a kit. The
    shared files stand in `shared/` inside the folder, so that it can be taken elsewhere as it is.
    What no slide shows or asks for (`pruning.py`) is left out.
    """
    material = prune(material, settings)
    course = material.course
    kit = kit_of(material)
    texts = {"course.yaml": yaml_text(values_of(course.meta)), **_shared(course, kit)}
    texts["changes.yaml"] = _list_file("changes", course.changes)
    if settings != NO_SETTINGS:
        texts["edition.yaml"] = yaml_text(values_of(settings))
    if kit is not None:
        texts["kit.yaml"] = yaml_text(values_of(kit.texts()))
    for text in course.texts:
        source = None if text is course.source else course.source
        for name, words in _language(text, source).items():
            texts[f"{text.language}/{name}"] = words
    files = {name: words.encode() for name, words in texts.items()}
    files |= {f"media/{name}": data for name, data in material.media.items()}
    files |= {f"media/audio/{name}": data for name, data in material.audio.items()}
    return dict(sorted(files.items()))


def _language(text: CourseText, source: CourseText | None) -> dict[str, str]:
    return {
        **chapter_files(text, source),
        "survey.yaml": yaml_text(values_of(text.survey, source.survey if source else None)),
        "test.yaml": yaml_text(values_of(text.test, source.test if source else None)),
    }


def _shared(course: Course, kit: Kit | None) -> dict[str, str]:
    facts = {one.id: one for one in (*course.facts, *(kit.facts if kit else ()))}
    return {
        "shared/facts.yaml": _list_file("facts", tuple(facts[one] for one in sorted(facts))),
        "shared/glossary.yaml": _list_file("terms", course.glossary),
        "shared/readings.yaml": _list_file("readings", course.readings),
    }


def _list_file(key: str, parts: tuple[Part, ...]) -> str:
    return yaml_text({key: [values_of(part) for part in parts]})
