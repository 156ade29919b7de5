"""The folder that plays offline: its files, its limits, its bytes."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from terakoya.courseware.errors import UnreadableSource, WrongUse
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.web import web_zip, write_web
from terakoya.courseware.formats.web.folder import STATIC
from terakoya.courseware.model import Material
from terakoya.courseware.narration import slide_narrations
from tests.recordings import recorded

CORPUS = Path(__file__).parents[1] / "corpus" / "every-layout"


@pytest.fixture(scope="module")
def material() -> Material:
    return read_folder(CORPUS)


def test_folder_holds_page_styles_script_and_the_pictures_used(material: Material) -> None:
    unused = Material(material.course, {**material.media, "unused.svg": b"<svg/>"})
    files = write_web(unused, "ja")
    assert sorted(files) == sorted(
        [
            "index.html",
            "terakoya/offline.css",
            "terakoya/player.js",
            "terakoya/slides.css",
            "terakoya/tokens.css",
            *(f"media/{name}" for name in material.media),
        ]
    )


def test_folder_holds_the_recordings_of_slides_that_have_them_all(material: Material) -> None:
    heard = recorded(material, ["five-steps", "case-kettle"])
    course = heard.course
    slides = {slide.id: slide for _, slide in course.source.slides()}
    (steps,) = slide_narrations(course, "ja", slides["five-steps"])
    main, answer = slide_narrations(course, "ja", slides["case-kettle"])
    names = [
        f"audio/{name}"
        for one in (steps, main, answer)
        for name in (one.audio_name, one.captions_name)
    ]
    files = write_web(heard, "ja")
    assert {name for name in files if name.startswith("audio/")} == set(names)
    page = files["index.html"].decode()
    for one in (steps, main, answer):
        assert page.count(f'<source src="audio/{one.audio_name}" type="audio/mp4">') == 1
        assert (
            page.count(f'srclang="ja" label="ナレーション文" src="audio/{one.captions_name}"') == 1
        )
    case = page[page.index('id="slide-case-kettle"') :]
    places = [case.index(one) for one in (main.audio_name, 'data-part="answer"', answer.audio_name)]
    assert places == sorted(places)

    half = {name: data for name, data in heard.audio.items() if name != answer.audio_name}
    files = write_web(replace(heard, audio=half), "ja")
    assert {name for name in files if name.startswith("audio/")} == set(names[:2])
    assert "<audio" not in write_web(material, "ja")["index.html"].decode()


def test_recording_of_other_words_is_refused(material: Material) -> None:
    heard = recorded(material, ["five-steps"], ["ja"])
    name = next(one for one in heard.audio if one.endswith(".vtt"))
    spoilt = {**heard.audio, name: b"WEBVTT\n\n00:00.000 --> 00:01.000\nA"}
    with pytest.raises(UnreadableSource, match=f"media/audio/{name}: the captions say"):
        write_web(replace(heard, audio=spoilt), "ja")


def test_page_asks_for_nothing_outside_its_folder(material: Material) -> None:
    files = write_web(material, "ja")
    page = files["index.html"].decode()
    wanted = re.findall(r'(?:src|href)="([^"#][^"]*)"', page)
    assert set(wanted) <= set(files)
    texts = b"".join(data for name, data in files.items() if name.endswith((".css", ".js")))
    assert b"url(" not in texts and b"@import" not in texts and b"fetch(" not in texts


def test_page_keeps_its_strict_policy(material: Material) -> None:
    page = write_web(material, "ja")["index.html"].decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None and policy[1] == (
        "default-src 'none'; script-src 'self' file:; style-src 'self' file:; "
        "img-src 'self' file:; media-src 'self' file:; base-uri 'none'; form-action 'none'"
    )
    assert re.findall(r"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=", page) == []


def test_script_is_classic_and_one(material: Material) -> None:
    files = write_web(material, "ja")
    script = files["terakoya/player.js"].decode()
    assert re.findall(r"^\s*(?:import|export)\b", script, re.MULTILINE) == []
    assert 'type="module"' not in files["index.html"].decode()
    assert script.startswith((STATIC / "slide.js").read_text(encoding="utf-8"))


def test_slides_are_linked_in_order_and_the_last_page_names_the_test(material: Material) -> None:
    page = write_web(material, "ja")["index.html"].decode()
    ids = [f"slide-{slide.id}" for _, slide in material.course.text("ja").slides()]
    assert re.findall(r'<section class="page[^"]*" id="([^"]*)"', page) == [*ids, "page-last"]
    following = re.findall(r'class="button button--solid" href="#([^"]*)"', page)
    assert following == [*ids[1:], "page-last"]
    assert re.findall(r'<li><a href="#([^"]*)">', page) == [*ids, "page-last"]
    assert "確認テストと意識調査は、ポータルかExcelのシートで行います。" in page
    assert f'href="#{next(one for one in ids if "where" in one)}"' in page  # 困ったときは


def test_company_values_fill_the_folder(material: Material) -> None:
    page = write_web(material, "ja", values={"company.name": "株式会社みほん商事"})["index.html"]
    assert "株式会社みほん商事" in page.decode()
    assert "株式会社みほん商事" not in write_web(material, "ja")["index.html"].decode()


def test_zip_is_the_folder_and_the_same_every_time(material: Material) -> None:
    packed = web_zip(material, "en")
    assert packed == web_zip(material, "en")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {name: archive.read(name) for name in archive.namelist()} == write_web(
            material, "en"
        )


def test_a_language_the_course_does_not_speak_is_refused(material: Material) -> None:
    with pytest.raises(WrongUse, match=r"does not speak `fr`. → One of: ja, en"):
        write_web(material, "fr")


def test_a_course_without_slides_is_refused(material: Material) -> None:
    text = material.course.text("ja").model_copy(update={"chapters": ()})
    empty = material.course.model_copy(update={"texts": (text,)})
    with pytest.raises(UnreadableSource, match="no slide in `ja`"):
        write_web(Material(empty, {}), "ja")


def test_a_picture_that_is_missing_leaves_its_words(material: Material) -> None:
    media = {name: data for name, data in material.media.items() if name != "scene-equal.svg"}
    page = write_web(Material(material.course, media), "ja")["index.html"].decode()
    assert "scene-equal.svg" not in page and '<p class="s-alt">店のカウンターを' in page


def test_shared_styles_are_small_and_name_colours_in_one_place() -> None:
    slides = (STATIC / "slides.css").read_bytes()
    tokens = (STATIC / "tokens.css").read_bytes()
    assert len(gzip.compress(slides, 9)) + len(gzip.compress(tokens, 9)) <= 9 * 1024
    for name in ("slides.css", "layouts.css", "offline.css", "../preview/preview.css"):
        text = (STATIC / name).read_text(encoding="utf-8")
        if name == "layouts.css":  # stands after slides.css
            text += slides.decode()
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[\s;,)])", text) == [], name
        used = set(re.findall(r"var\((--[a-z0-9-]+)", text))
        # What later layouts look like stands after the styles of all others.
        before = slides.decode() if name == "layouts.css" else ""
        known = set(re.findall(r"(--[a-z0-9-]+):", before + text + tokens.decode()))
        assert used <= known, name
    assert "MIT" in tokens.decode() and "Digital Agency" in tokens.decode()
