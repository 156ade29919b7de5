"""SCORM packages: their manifests against the schemas inside, their files, their test."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from terakoya.courseware.draw import PoolTooSmall, draw_questions
from terakoya.courseware.formats import FORMATS
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.scorm import package_files, write_scorm12
from terakoya.courseware.formats.scorm.manifest import (
    SCORM_12,
    SCORM_2004_3,
    SCORM_2004_4,
    Edition,
    manifest,
)
from terakoya.courseware.model import BlueprintPart, Chapter, Material, PassRule
from tests.courseware.lms import SCHEMAS
from tests.recordings import recorded

CORPUS = Path(__file__).parents[1] / "corpus" / "every-layout"
EDITIONS = {"scorm12": SCORM_12, "scorm2004": SCORM_2004_4, "scorm2004-3": SCORM_2004_3}
OF_THE_STANDARD = {
    "scorm12": ("scorm12edition", ["imscp_rootv1p1p2.xsd", "adlcp_rootv1p2.xsd"]),
    "scorm2004": ("scorm20044thedition", ["imscp_v1p1.xsd", "adlcp_v1p3.xsd", "imsss_v1p0.xsd"]),
    "scorm2004-3": ("scorm20043rdedition", ["imscp_v1p1.xsd", "adlcp_v1p3.xsd", "imsss_v1p0.xsd"]),
}


@pytest.fixture(scope="module")
def material() -> Material:
    return read_folder(CORPUS)


def _schema(folder: Path, names: list[str]) -> etree.XMLSchema:
    """One schema that takes in those of several namespaces; nothing is fetched."""
    files = {name: etree.parse(folder / name).getroot() for name in names}
    root = etree.Element("{http://www.w3.org/2001/XMLSchema}schema")
    for name, schema in files.items():
        root.append(
            etree.Element(
                "{http://www.w3.org/2001/XMLSchema}import",
                namespace=schema.get("targetNamespace") or "",
                schemaLocation=(folder / name).as_uri(),
            )
        )
    return etree.XMLSchema(etree.fromstring(etree.tostring(root)))


def _faults(schema: etree.XMLSchema, data: bytes) -> list[str]:
    schema.validate(etree.fromstring(data))
    return str(schema.error_log).splitlines()


def _write(files: dict[str, bytes], folder: Path) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


@pytest.mark.parametrize("name", EDITIONS)
def test_manifest_is_valid_by_the_schemas_inside_the_package(
    name: str, material: Material, tmp_path: Path
) -> None:
    edition = EDITIONS[name]
    files = package_files(edition, material, "ja")
    _write(files, tmp_path)
    named = re.search(r'schemaLocation="([^"]*)"', files["imsmanifest.xml"].decode())
    assert named is not None
    places = named[1].split()
    assert dict(zip(places[::2], places[1::2], strict=True)) == dict(edition.schemas)
    schema = _schema(tmp_path, list(edition.schemas.values()))
    assert _faults(schema, files["imsmanifest.xml"]) == []
    broken = files["imsmanifest.xml"].replace(b"<resources>", b"<resource>", 1)
    broken = broken.replace(b"</resources>", b"</resource>", 1)
    assert _faults(schema, broken) != []


@pytest.mark.npm
@pytest.mark.parametrize("name", EDITIONS)
def test_manifest_is_valid_by_the_schemas_of_the_standard(name: str, material: Material) -> None:
    folder, names = OF_THE_STANDARD[name]
    schema = _schema(SCHEMAS / folder, names)
    data = package_files(EDITIONS[name], material, "en")["imsmanifest.xml"]
    assert _faults(schema, data) == []
    assert _faults(schema, data.replace(b' type="webcontent"', b"")) != []


@pytest.mark.parametrize("name", EDITIONS)
def test_manifest_lists_every_file_of_the_player_and_starts_it(
    name: str, material: Material
) -> None:
    edition = EDITIONS[name]
    heard = recorded(material, ["five-steps"])
    files = package_files(edition, heard, "ja")
    root = etree.fromstring(files["imsmanifest.xml"])
    listed = [one.get("href") for one in root.iter(f"{{{edition.packaging}}}file")]
    beside = {"imsmanifest.xml", *edition.schemas.values()}
    assert listed == sorted(files.keys() - beside)
    (resource,) = root.iter(f"{{{edition.packaging}}}resource")
    assert resource.get("href") == "index.html"
    assert any(str(one).endswith(".m4a") for one in listed)
    said = {
        "identifier": root.get("identifier"),
        "version": root.get("version"),
        "edition": root.findtext(f".//{{{edition.packaging}}}schemaversion"),
        "title": root.findtext(f".//{{{edition.packaging}}}title"),
    }
    assert said == {
        "identifier": "terakoya-every-layout-ja",
        "version": material.course.meta.version,
        "edition": {"scorm12": "1.2"}.get(name, edition.version),
        "title": material.course.meta.title["ja"],
    }
    assert b"masteryscore" not in files["imsmanifest.xml"]
    assert b"minNormalizedMeasure" not in files["imsmanifest.xml"]


@pytest.mark.parametrize("edition", EDITIONS.values())
def test_our_schemas_do_not_go_by_the_names_of_the_standard(
    edition: Edition, material: Material
) -> None:
    files = package_files(edition, material, "ja")
    schemas = sorted(name for name in files if name.endswith(".xsd"))
    assert schemas == sorted(edition.schemas.values()) and len(schemas) >= 2
    assert all(name.startswith("terakoya-") for name in schemas)
    imported = re.findall(rb'schemaLocation="([^"]+)"', b"".join(files[one] for one in schemas))
    assert {one.decode() for one in imported} <= set(schemas)


def test_what_scorm_12_limits_is_cut() -> None:
    made = manifest(
        SCORM_12,
        identifier="terakoya-long",
        version="2" * 30,
        title="題" * 300,
        start="index.html",
        files=["index.html"],
    )
    root = etree.fromstring(made)
    assert len(root.get("version") or "") == 20
    title = root.findtext(f".//{{{SCORM_12.packaging}}}title")
    assert title is not None and len(title) == 200


@pytest.mark.parametrize("edition", EDITIONS.values())
def test_names_are_plain_and_nothing_outside_is_asked_for(
    edition: Edition, material: Material
) -> None:
    files = package_files(edition, recorded(material, ["five-steps"]), "ja")
    assert all(re.fullmatch(r"[A-Za-z0-9_./-]+", name) for name in files)
    page = files["index.html"].decode()
    wanted = re.findall(r'(?:src|href)="([^"#][^"]*)"', page)
    assert set(wanted) <= set(files)
    imports = [
        f"scorm/{name}"
        for path, data in files.items()
        if path.startswith("scorm/")
        for name in re.findall(r'from "\./([^"]+)"', data.decode())
    ]
    assert set(imports) <= set(files)
    texts = b"".join(data for name, data in files.items() if name.endswith((".css", ".js")))
    assert b"url(" not in texts and b"@import" not in texts and b"fetch(" not in texts
    assert b"@font-face" not in texts
    assert re.findall(r"<script(?![^>]*(?:src=|application/json))|<style|\sstyle=", page) == []


def test_the_survey_is_nowhere_in_the_package(material: Material) -> None:
    page = package_files(SCORM_12, material, "ja")["index.html"].decode()
    survey = material.course.text("ja").survey
    assert survey.items and not any(item.text in page for item in survey.items)
    assert survey.title not in page


def test_zip_is_the_same_every_time_and_sound_may_be_left_out(material: Material) -> None:
    heard = recorded(material, ["five-steps"])
    packed = write_scorm12(heard, "ja")
    assert packed == write_scorm12(heard, "ja") == FORMATS["scorm12"].write(heard, "ja")
    silent = write_scorm12(replace(heard, audio={}), "ja")
    with zipfile.ZipFile(io.BytesIO(packed)) as one, zipfile.ZipFile(io.BytesIO(silent)) as two:
        more = set(one.namelist()) - set(two.namelist())
        assert one.namelist()[0] == two.namelist()[0] == "imsmanifest.xml"
    assert {Path(name).suffix for name in more} == {".m4a", ".vtt"}


def _values(files: dict[str, bytes]) -> dict[str, Any]:
    page = files["index.html"].decode()
    found = re.search(r'id="package-values">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    values: dict[str, Any] = json.loads(found[1])
    return values


def test_attempts_are_those_that_the_blueprint_draws(material: Material) -> None:
    course = material.course
    exam = _values(package_files(SCORM_12, material, "ja"))["exam"]
    pool = course.text("ja").test
    assert len(exam["draws"]) == 200
    earlier: list[set[str]] = []
    for seed, drawn in enumerate(exam["draws"]):
        told = [
            (
                pool.questions[number].id,
                tuple(pool.questions[number].choices[int(place)].id for place in places),
            )
            for number, places in drawn
        ]
        wanted = draw_questions(pool, course.meta.blueprint, seed, earlier)
        assert told == [(one.id, one.choices) for one in wanted]
        earlier.append({one.id for one in wanted})
    right = [
        {c.id for place, c in enumerate(question.choices) if mask & (1 << place)}
        for question, mask in zip(pool.questions, exam["right"], strict=True)
    ]
    assert right == [{c.id for c in question.choices if c.correct} for question in pool.questions]


def test_attempts_hold_what_the_rules_of_passing_want(material: Material) -> None:
    """One part takes one question of any topic but for the rule."""
    meta = material.course.meta.model_copy(
        update={
            "blueprint": (BlueprintPart(take=2),),
            "must": (PassRule(topic="judgement", draw=1, correct=1),),
        }
    )
    course = material.course.model_copy(update={"meta": meta})
    exam = _values(package_files(SCORM_12, replace(material, course=course), "ja"))["exam"]
    pool = course.text("ja").test.questions
    about = [n for n, one in enumerate(pool) if one.topic == "judgement"]
    assert exam["must"] == [{"questions": about, "correct": 1}]
    assert all({number for number, _ in drawn} & set(about) for drawn in exam["draws"])
    assert _values(package_files(SCORM_12, material, "ja"))["exam"]["must"] == []


def test_a_pool_that_cannot_fill_the_test_is_refused(material: Material) -> None:
    blueprint = (BlueprintPart(take=99),)
    meta = material.course.meta.model_copy(update={"blueprint": blueprint})
    course = material.course.model_copy(update={"meta": meta})
    with pytest.raises(PoolTooSmall):
        package_files(SCORM_12, replace(material, course=course), "ja")


def test_needs_are_the_estimates_and_the_length_of_recordings(material: Material) -> None:
    silent = {one["page"]: one for one in _values(package_files(SCORM_12, material, "ja"))["needs"]}
    heard = recorded(material, ["five-steps"])
    needs = {one["page"]: one for one in _values(package_files(SCORM_12, heard, "ja"))["needs"]}
    assert {one["listen"] for one in silent.values()} == {0}
    assert needs["slide-five-steps"]["listen"] == 12
    assert needs["slide-five-steps"]["read"] == min(silent["slide-five-steps"]["read"], 12)
    assert {page: one for page, one in needs.items() if page != "slide-five-steps"} == {
        page: one for page, one in silent.items() if page != "slide-five-steps"
    }
    assert all(one["read"] >= 5 for one in silent.values())


def test_a_saved_progress_goes_with_slides_and_questions_not_with_words(
    material: Material,
) -> None:
    first, *others = material.course.text("ja").chapters
    worded = first.model_copy(update={"title": f"{first.title}。"})
    fewer = first.model_copy(update={"slides": first.slides[:-1]})
    shapes = [_shape(material, (one, *others)) for one in (first, worded, fewer)]
    assert shapes[0] == shapes[1] != shapes[2]


def _shape(material: Material, chapters: tuple[Chapter, ...]) -> str:
    course = material.course
    text = course.text("ja").model_copy(update={"chapters": chapters})
    changed = course.model_copy(update={"texts": (text, *course.texts[1:])})
    shape: str = _values(package_files(SCORM_12, replace(material, course=changed), "ja"))["shape"]
    return shape
