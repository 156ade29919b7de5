"""PNG and JPEG from a company's deck in every format, and damaged ones found."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from terakoya.courseware.checks import check_folder
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.folder.writing import source_files
from terakoya.courseware.formats.pdf import write_pdf
from terakoya.courseware.formats.pptx.reading import import_deck
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.formats.web import write_web
from terakoya.courseware.model import Course, Material, PictureSlide
from terakoya.courseware.pictures import MAX_PICTURE, raster_kind, raster_problem, raster_size
from terakoya.courseware.revision import sha256
from tests.courseware.deck_reading import (
    corpus,
    findings_of,
    parts_of,
    shape_named,
    with_chapter_of,
)
from tests.selection import deep


def drawn(kind: str, size: tuple[int, int] = (300, 200)) -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(buffer, kind)
    return buffer.getvalue()


FILES = {"photo.jpg": drawn("JPEG"), "chart.png": drawn("PNG")}


# A PNG goes the same ways in every run as the picture of a page: test_page_layout.py.
@pytest.fixture(params=["photo.jpg", *deep("chart.png")])
def file(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def material(file: str) -> Material:
    """The corpus with that picture on its picture slide."""
    plain = corpus().course.model_dump()
    for text in plain["texts"]:
        for chapter in text["chapters"]:
            for slide in chapter["slides"]:
                if slide["layout"] == "picture":
                    slide["picture"]["file"] = file
    media = {**corpus().media, file: FILES[file]}
    plain["media"] = {name: sha256(data) for name, data in media.items()}
    return Material(Course.model_validate(plain), media)


def test_the_deck_holds_the_picture_as_it_is(material: Material, file: str, tmp_path: Path) -> None:
    deck = write_pptx(with_chapter_of(material, "same-day"), "ja")
    assert parts_of(deck)[f"ppt/media/{file}"] == FILES[file]
    shape = shape_named(deck, "same-day", "picture")
    assert shape.image.blob == FILES[file]
    assert abs(shape.width / shape.height - 1.5) < 0.01
    assert findings_of(deck, tmp_path) == []


def test_the_picture_comes_back_from_the_deck(material: Material) -> None:
    imported = import_deck(write_pptx(material, "ja"), material)
    assert imported.material.course.texts == material.course.texts


def test_web_and_pdf_show_the_picture(material: Material, file: str) -> None:
    files = write_web(material, "ja")
    assert files[f"media/{file}"] == FILES[file]
    assert f'src="media/{file}" ' in files["index.html"].decode()
    assert b"/Image" in write_pdf(material, "ja")


def test_a_folder_with_the_picture_reads_back(
    material: Material, file: str, tmp_path: Path
) -> None:
    for name, data in source_files(material).items():
        path = tmp_path / "course" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    folder = next(path.parent for path in (tmp_path / "course").rglob("course.yaml"))
    assert read_folder(folder).media[file] == FILES[file]
    slide = next(
        s for _, s in read_folder(folder).course.source.slides() if isinstance(s, PictureSlide)
    )
    assert slide.picture.file == file


def test_what_a_picture_is_says_its_content() -> None:
    assert (raster_kind(FILES["photo.jpg"]), raster_kind(FILES["chart.png"])) == ("jpg", "png")
    assert raster_kind(b"<svg/>") == ""
    assert raster_size(FILES["chart.png"]) == (300, 200)


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("a.png", FILES["chart.png"], ""),
        ("a.jpg", FILES["chart.png"], "the file is no JPEG, whatever its name says"),
        ("a.png", FILES["chart.png"][:60], "the picture is damaged"),
        ("a.png", FILES["chart.png"] + b" " * MAX_PICTURE, "the file is larger than 5 MB"),
    ],
)
def test_a_damaged_picture_is_named(name: str, data: bytes, problem: str) -> None:
    assert raster_problem(name, data) == problem


def test_check_finds_a_picture_that_is_none(course: Path) -> None:
    for language in ("ja", "en"):
        for file in sorted((course / language).glob("*.md")):
            words = file.read_text(encoding="utf-8")
            file.write_text(words.replace("scene-talk.svg", "talk.png"), encoding="utf-8")
    (course / "media").mkdir(exist_ok=True)
    (course / "media" / "talk.png").write_bytes(b"\xff\xd8\xff")
    found = {(f.file, f.message) for f in check_folder(course) if f.code == "picture"}
    assert found == {("media/talk.png", "the file is no PNG, whatever its name says")}
