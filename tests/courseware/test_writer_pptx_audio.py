"""A deck that speaks and turns by itself."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator
from pptx import Presentation

from terakoya.courseware.cli.commands import main
from terakoya.courseware.edition import EditionSettings, Hidden
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.pacing import paces_of
from terakoya.courseware.formats.pptx.reading import import_deck
from terakoya.courseware.formats.pptx.writing import write_edition_deck_with_audio, write_pptx
from terakoya.courseware.formats.pptx.writing.sound import BLOCK
from terakoya.courseware.model import Material
from terakoya.courseware.narration import NarrationPart, slide_narrations
from terakoya.courseware.revision import sha256
from tests.recordings import SECONDS, SOUND, recorded

CORPUS = Path(__file__).parents[1] / "corpus" / "every-layout"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@pytest.fixture(scope="module")
def material() -> Material:
    return recorded(read_folder(CORPUS), ["five-steps", "case-kettle"])


@pytest.fixture(scope="module")
def deck(material: Material) -> bytes:
    return write_pptx(material, "ja", with_audio=True)


def _sheets(deck: bytes) -> dict[str, etree._Element]:
    """Each sheet by the name it has."""
    with zipfile.ZipFile(io.BytesIO(deck)) as archive:
        names = [one for one in archive.namelist() if re.fullmatch(r"ppt/slides/[^/]+\.xml", one)]
        sheets = [etree.fromstring(archive.read(name)) for name in names]
    return {str(sheet.find(f"{P}cSld").get("name")): sheet for sheet in sheets}  # type: ignore[union-attr]


def _loudspeakers(sheet: etree._Element) -> list[etree._Element]:
    return [one for one in sheet.iter(f"{P}pic") if one.find(f".//{A}audioFile") is not None]


def test_only_recorded_sheets_speak(deck: bytes) -> None:
    speaking = {name for name, sheet in _sheets(deck).items() if _loudspeakers(sheet)}
    assert speaking == {"cw:five-steps", "cw:case-kettle", "cw:case-kettle:answer"}


def test_sound_is_in_the_deck_once_and_played_when_the_sheet_is_shown(deck: bytes) -> None:
    sheet = _sheets(deck)["cw:five-steps"]
    (speaker,) = _loudspeakers(sheet)
    number = speaker.find(f".//{P}cNvPr")
    assert number is not None and number.get("name") == f"cw:five-steps:{BLOCK}"
    targets = [one.get("spid") for one in sheet.iter(f"{P}spTgt")]
    assert targets == [number.get("id")] * 2
    (command,) = sheet.iter(f"{P}cmd")
    assert command.get("cmd") == "playFrom(0.0)"
    (effect,) = (one for one in sheet.iter(f"{P}cTn") if one.get("presetClass") == "mediacall")
    assert effect.get("nodeType") == "afterEffect"
    (narration,) = sheet.iter(f"{P}audio")
    assert narration.get("isNarration") == "1"
    with zipfile.ZipFile(io.BytesIO(deck)) as archive:
        sounds = [name for name in archive.namelist() if name.endswith(".m4a")]
        assert sounds == [f"ppt/media/{sha256(SOUND.read_bytes())}.m4a"]
        assert archive.read(sounds[0]) == SOUND.read_bytes()
        assert b'Extension="m4a" ContentType="audio/mp4"' in archive.read("[Content_Types].xml")


def test_sound_is_referred_to_as_powerpoint_wants_it(deck: bytes) -> None:
    slides = Presentation(io.BytesIO(deck)).slides
    (slide,) = (
        one for one in slides if one._element.find(f"{P}cSld").get("name") == "cw:five-steps"
    )
    kinds = {
        relation.rId: relation.reltype.rsplit("/", 1)[1]
        for relation in slide.part.rels.values()
        if str(relation.target_part.partname).endswith(".m4a")
    }
    assert sorted(kinds.values()) == ["audio", "media"]
    (linked,) = slide._element.iter(f"{A}audioFile")
    assert kinds[linked.get(f"{R}link")] == "audio"


def test_sheets_turn_when_what_they_say_is_over(material: Material, deck: bytes) -> None:
    turned = {
        name: [int(one.get("advTm") or 0) for one in sheet.iter(f"{P}transition")]
        for name, sheet in _sheets(deck).items()
        if sheet.get("show") != "0"
    }
    assert turned["cw:five-steps"] == [round((SECONDS + 1) * 1000)]
    assert turned["cw:case-kettle"] == [round((SECONDS + 16) * 1000)]
    assert all(len(one) == 1 and one[0] >= 11_000 for one in turned.values())
    paces = paces_of(material, "ja")
    assert turned["cw:opening"] == [round(paces["opening", NarrationPart.MAIN].seconds * 1000)]


def test_loudspeaker_stands_beside_the_sheet(deck: bytes) -> None:
    width = Presentation(io.BytesIO(deck)).slide_width
    (speaker,) = _loudspeakers(_sheets(deck)["cw:five-steps"])
    place = speaker.find(f".//{A}off")
    assert place is not None and width is not None and int(place.get("x") or 0) > width


def test_deck_without_audio_has_neither_sound_nor_times(material: Material) -> None:
    plain = write_pptx(material, "ja")
    assert plain == write_pptx(material, "ja", with_audio=False)
    for sheet in _sheets(plain).values():
        assert sheet.find(f"{P}transition") is None and sheet.find(f"{P}timing") is None


def test_deck_is_valid_and_the_same_every_time(
    material: Material, deck: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "deck.pptx"
    path.write_bytes(deck)
    assert OpenXmlValidator().validate(str(path)).errors == []
    assert write_pptx(material, "ja", with_audio=True) == deck


def test_deck_comes_back_as_the_same_course_without_a_word_about_the_sound(
    material: Material, deck: bytes
) -> None:
    imported = import_deck(deck, material)
    assert imported.material.course == material.course
    assert imported.report.notices == ()


def test_hidden_slides_and_the_bank_are_silent(material: Material) -> None:
    settings = EditionSettings(hidden=(Hidden(slide="five-steps"),))
    sheets = _sheets(write_edition_deck_with_audio(material, "ja", settings))
    hidden = {name: sheet for name, sheet in sheets.items() if sheet.get("show") == "0"}
    assert "cw:five-steps" in hidden
    assert not any(_loudspeakers(sheet) for sheet in hidden.values())
    assert not any(True for sheet in hidden.values() for _ in sheet.iter(f"{P}transition"))


def test_company_values_that_nobody_has_recorded_are_not_said(material: Material) -> None:
    course = material.course
    spoken = [
        (slide.id, narration)
        for _, slide in course.text("ja").slides()
        for narration in slide_narrations(course, "ja", slide)
    ]
    values = {"company.name": "株式会社みほん商事"}
    changed = [
        slide
        for slide, narration in spoken
        if narration.key
        not in {
            one.key
            for _, other in course.text("ja").slides()
            for one in slide_narrations(course, "ja", other, values)
        }
    ]
    every = recorded(read_folder(CORPUS))
    paces = paces_of(every, "ja", values)
    silent = {slide for (slide, _), pace in paces.items() if pace.sound is None}
    assert changed and silent == set(changed)


def test_command_writes_it_and_refuses_what_has_no_such_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build = ["build", str(CORPUS), "--lang", "ja", "--with-audio", "--out", str(tmp_path)]
    assert main([*build, "--to", "pptx"]) == 0
    (written,) = tmp_path.glob("*.pptx")
    assert any(
        sheet.find(f"{P}transition") is not None for sheet in _sheets(written.read_bytes()).values()
    )
    assert main([*build, "--to", "pdf"]) == 2
    assert "`pdf` has no form with audio. → It goes with: pptx." in capsys.readouterr().err
