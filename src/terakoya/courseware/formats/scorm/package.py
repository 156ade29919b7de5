"""A SCORM package: the player of the `web` format, hosted by a learning management system."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader

from ...model import Material
from ...must_pass import rule_sentences
from ..archive import zip_of
from ..web.folder import player_files
from ..web.slides import environment
from ..web.texts import bare, rich, rich_lines, values_of
from .exam import exam_values, has_test, question_views
from .manifest import SCORM_12, SCORM_2004_3, SCORM_2004_4, Edition, manifest
from .needs import slide_needs
from .words import words_of

_HERE = Path(__file__).parent
_START = "index.html"


def write_scorm12(
    material: Material, language: str, *, values: Mapping[str, str] | None = None
) -> bytes:
    """A package for SCORM 1.2, as a zip."""
    return zip_of(package_files(SCORM_12, material, language, values=values))


def write_scorm2004(
    material: Material, language: str, *, values: Mapping[str, str] | None = None
) -> bytes:
    """A package for SCORM 2004, 4th edition, as a zip."""
    return zip_of(package_files(SCORM_2004_4, material, language, values=values))


def write_scorm2004_3(
    material: Material, language: str, *, values: Mapping[str, str] | None = None
) -> bytes:
    """A package for SCORM 2004, 3rd edition, as a zip."""
    return zip_of(package_files(SCORM_2004_3, material, language, values=values))


def package_files(
    edition: Edition, material: Material, language: str, *, values: Mapping[str, str] | None = None
) -> dict[str, bytes]:
    """The files of a package: path → bytes, the manifest first.

    Raises what `player_files` raises, and `PoolTooSmall` where the pool cannot fill the test.
    """
    shown = _page_values(edition, material, language, values)
    template = _environment().get_template("scorm.html.j2")
    files = player_files(material, language, template, values=values, more=shown)
    files["terakoya/scorm.css"] = (_HERE / "static/scorm.css").read_bytes()
    for path in (_HERE / "static").glob("*.js"):
        files[f"scorm/{path.name}"] = path.read_bytes()
    files = dict(sorted(files.items()))
    meta = material.course.meta
    filled = values_of(material.course, language, values)
    described = manifest(
        edition,
        identifier=f"terakoya-{meta.id}-{language}",
        version=meta.version,
        title=bare(meta.title[language], filled),
        start=_START,
        files=files,
    )
    return {"imsmanifest.xml": described, **edition.schema_files(), **files}


@cache
def _environment() -> Environment:
    loaders = [FileSystemLoader(_HERE / "templates"), environment().loader]
    return environment().overlay(loader=ChoiceLoader([one for one in loaders if one]))


def _page_values(
    edition: Edition, material: Material, language: str, values: Mapping[str, str] | None
) -> dict[str, Any]:
    course = material.course
    pool = course.text(language).test
    filled = values_of(course, language, values)
    words = words_of(language)
    is_tested = has_test(course)
    exam = exam_values(course, language) if is_tested else None
    needs = slide_needs(material, language, values)
    script = {
        "model": edition.name,
        "shape": _shape(needs, exam),
        "needs": needs,
        "exam": exam,
        "words": {key[3:]: word for key, word in words.items() if key.startswith("js_")},
    }
    return {
        "scorm": words,
        "script": script,
        "questions": tuple(question_views(course, language, values)) if is_tested else (),
        "test_title": bare(pool.title, filled),
        "test_intro": tuple(line for text in pool.intro for line in rich_lines(text, filled)),
        "test_rules": tuple(rich(one, filled) for one in rule_sentences(course, language)),
        "test_minutes": course.meta.minutes.test,
        "test_count": len(exam["draws"][0]) if exam else 0,
    }


def _shape(needs: list[dict[str, Any]], exam: dict[str, Any] | None) -> str:
    """A short hash of what a saved progress refers to: slides, their choices, the attempts.

    A package with other words but the same slides and questions goes on where the old one was.
    """
    referred = [[one["page"], one["choices"]] for one in needs], exam and exam["draws"]
    return hashlib.sha256(json.dumps(referred).encode()).hexdigest()[:8]
