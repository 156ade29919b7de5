"""More and fewer entries than a layout is made for: laid out without overlap in every format."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from terakoya.courseware.checks import check_loaded
from terakoya.courseware.checks.counts import COUNTS
from terakoya.courseware.edition import EditionSettings
from terakoya.courseware.errors import Severity
from terakoya.courseware.formats.folder.reading import load_folder, read_folder
from terakoya.courseware.formats.folder.writing import source_files
from terakoya.courseware.formats.pdf import write_pdf
from terakoya.courseware.formats.pptx.reading import import_deck
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.formats.web import write_web
from terakoya.courseware.model import Chapter, Material
from terakoya.courseware.pruning import prune
from terakoya.courseware.sheets.fit import check_fit
from tests.courseware.test_writer_pptx_fullest import (
    _choices,
    faults_of,
    full,
    fullest_material,
    rendered,
)
from tests.selection import deep

from .office_session import Office

LATER = Path(__file__).parents[1] / "corpus" / "later-layouts"


def relaxed_slides(language: str) -> list[dict[str, Any]]:
    """Every layout with its fewest and its most entries, texts as long as they may be then."""

    def t(characters: int) -> str:
        return full(language, characters)

    def base(name: str, layout: str, **more: Any) -> dict[str, Any]:
        head = {"id": name, "layout": layout, "goal": "knows", "title": t(14)}
        return head | {"narration": [t(60)]} | more

    scene = {"file": "scene.svg", "alt": t(20)}
    step = {"doer": "you", "who": t(4), "name": t(8), "text": t(22)}
    gloss, short = {"term": t(12), "text": t(39)}, {"term": t(8), "text": t(27)}
    group = {"picture": scene, "head": t(9), "text": t(33)}
    small = {"picture": scene, "head": t(6), "text": t(21)}
    answers = {"answer_title": t(24), "answer_narration": [t(40)]}
    slides = [
        base("no-bullets", "bullets", items=[]),
        base("one-bullet", "bullets", items=[{"head": t(32), "text": t(34)}], point=t(30)),
        base("five-bullets", "bullets", items=[{"head": t(14), "text": t(34)}] * 5),
        base("eight-bullets", "bullets", items=[{"head": t(14), "text": t(17)}] * 8, point=t(30)),
        base("eight-beside", "bullets", items=[{"head": t(9), "text": t(10)}] * 8, picture=scene),
        base("two-steps", "steps", alarm_tel="110", alarm=t(30), steps=[step] * 2),
        base("eight-steps", "steps", alarm_tel="110", alarm=t(30), steps=[step] * 8, point=t(30)),
        base("nine-rows", "table", columns=[t(13)] * 2, rows=[_row(language, 2, 15)] * 9),
        base("wide", "table", columns=[t(5)] * 5, rows=[_row(language, 5, 5)] * 8),
        base("narrow", "table", columns=[t(20)], rows=[_row(language, 1, 32)]),
        base("no-gloss", "law-quote", quote=t(60), source=t(30), glosses=[]),
        base("two-glosses", "law-quote", quote=t(60), source=t(30), glosses=[gloss] * 2),
        base("four-glosses", "law-quote", quote=t(60), source=t(30), glosses=[short] * 4),
        base("no-text", "picture", picture=scene, text=[]),
        base("four-texts", "picture", picture=scene, text=[t(14)] * 4),
        base("no-promise", "contact", promises=[], police_110=t(16), police_9110=t(16)),
        base("six-promises", "contact", promises=[t(22)] * 6, police_110=t(16), police_9110=t(16)),
        base("one-group", "summary", groups=[group], point=t(30)),
        base("four-groups", "summary", groups=[small] * 4, point=t(30)),
        base("one-choice", "check", choices=_choices(language, 1, 30, 44), **answers),
    ]
    return slides


def _row(language: str, cells: int, width: int) -> dict[str, Any]:
    return {"head": full(language, 7), "cells": [full(language, width)] * cells}


def relaxed() -> Material:
    material = fullest_material()
    texts = []
    for text in material.course.texts:
        chapter = {"id": "relaxed", "title": "relaxed", "slides": relaxed_slides(text.language)}
        chapters = (Chapter.model_validate(chapter),)
        texts.append(text.model_copy(update={"chapters": chapters}))
    empty = {"ja": "", "en": ""}
    variables = tuple(
        one.model_copy(update={"default": empty}) for one in material.course.meta.variables
    )
    meta = material.course.meta.model_copy(update={"variables": variables})
    course = material.course.model_copy(update={"texts": tuple(texts), "meta": meta})
    return Material(course, material.media)


# Deep: the fullest deck of test_writer_pptx_fullest.py has fuller pages.
@pytest.mark.deep
@pytest.mark.office
@pytest.mark.slow
@pytest.mark.parametrize("language", ["ja", *deep("en")])
def test_relaxed_deck_has_no_overlapping_text(
    language: str,
    soffice: Office,
    tmp_path: Path,
) -> None:
    material = relaxed()
    assert check_fit(material.course.text(language), {}) == []
    document = rendered(write_pptx(material, language), soffice, tmp_path)
    assert (len(document), faults_of(document)) == (21, [])


@pytest.mark.parametrize("language", ["ja", *deep("en")])
def test_relaxed_counts_come_back_from_the_deck_and_stand_in_every_format(language: str) -> None:
    material = prune(relaxed())
    imported = import_deck(write_pptx(material, language), material)
    assert imported.material.course == material.course
    page = write_web(material, language)["index.html"].decode()
    for _, slide in material.course.text(language).slides():
        assert f'id="slide-{slide.id}"' in page
    assert write_pdf(material, language).startswith(b"%PDF")


def with_short_lists(material: Material) -> Material:
    """The course with a slide of each later layout whose lists are one too short, or too long."""
    texts = []
    for text in material.course.texts:
        made = {}
        for _, slide in read_folder(LATER).course.text(text.language).slides():
            lists = {}
            for name, (fewest, most) in COUNTS.get(slide.layout, {}).items():
                entries = getattr(slide, name)
                lists[name] = (entries * (most + 1))[: fewest - 1 if fewest > 1 else most + 1]
            made[slide.layout] = slide.model_copy(update={**lists, "goal": "knows", "facts": ()})
        chapter = Chapter(id="later", title="later", slides=tuple(made.values()))
        texts.append(text.model_copy(update={"chapters": (*text.chapters, chapter)}))
    course = material.course.model_copy(update={"texts": tuple(texts)})
    return Material(course, {**read_folder(LATER).media, **material.media})


@pytest.mark.parametrize(
    ("settings", "severity"),
    [(EditionSettings(), Severity.ERROR), (EditionSettings(base="0" * 64), Severity.WARNING)],
)
def test_check_holds_the_catalogue_to_its_numbers_and_warns_editions(
    tmp_path: Path, settings: EditionSettings, severity: Severity
) -> None:
    for name, data in source_files(with_short_lists(relaxed()), settings).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    findings = check_loaded(load_folder(tmp_path), on=dt.date(2026, 11, 1))
    told = [one for one in findings if one.code in ("too-few", "too-many")]
    assert {one.severity for one in told} == {severity}
    assert {one.message.split("`")[1] for one in told} == {
        name for lists in COUNTS.values() for name in lists
    }
