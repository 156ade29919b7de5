"""The deck when every text is as long as the format allows: nothing overlaps, nothing leaves.

`fullest_material` is built from the limits of `docs/course-format.md` §3, so that a change of a
limit or of the geometry that no longer fits is seen here.
"""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from lxml import etree

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.model import Course, Material
from terakoya.courseware.revision import sha256
from tests.courseware.deck_reading import DESK, corpus, corpus_deck, opened, parts_of

from .office_session import Office

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}">'
    '<rect x="9" y="9" width="{2}" height="{3}" fill="#0055ad"/></svg>'
)
MEDIA = {
    "scene.svg": SVG.format(800, 600, 782, 582).encode(),
    "face.svg": SVG.format(160, 160, 142, 142).encode(),
}
ENGLISH = "Every word of this sentence is here only to fill the room that a slide has for it and "
PAGE = (960.0, 540.0)
FLAGSHIP = Path(__file__).parents[2] / "courses" / "stop-customer-harassment"


def full(language: str, characters: int) -> str:
    """A text of that many full-width characters, or whole words that take nearly that room."""
    if language == "ja":
        return ("国語辞典" * characters)[:characters]
    letters = int(characters / 0.6)
    text = (ENGLISH * 9)[: letters + 1]
    # Words do not break, so a text of several lines loses the end of each.
    text = text if characters < 30 else text[: int(letters * 0.94)]
    return text.rpartition(" ")[0] or text[:letters]


def fullest_slides(language: str) -> list[dict[str, Any]]:
    """One slide of each layout, `check` and `case` in their tightest forms."""

    def t(characters: int) -> str:
        return full(language, characters)

    def base(layout: str, title: int = 26, **more: Any) -> dict[str, Any]:
        head = {"id": layout, "layout": layout, "goal": "knows", "title": t(title)}
        return head | {"narration": [t(60)]} | more

    scene, face = {"file": "scene.svg", "alt": t(20)}, {"file": "face.svg"}
    answers = {"answer_title": t(24), "answer_narration": [t(40)]}
    column = {"judgement": "fair", "head": t(13), "quote": t(36), "face": face}
    cell = {"result": t(11), "text": t(36), "example": t(16), "judgement": "may"}
    step = {"doer": "you", "who": t(4), "name": t(8), "text": t(44)}
    verdict = {"judgement": "unfair", "word": t(5), "reason": t(22)}
    case = base("case", 14, picture=scene, bubble=t(42), question=t(15), harsh=t(44)) | answers
    case |= dict.fromkeys(("demand", "manner", "frequency", "harm"), t(30))
    case |= {"choices": _choices(language, 3, 32, 18), "action": t(57), "source": t(40)}
    case |= {"verdict": [verdict | {"axis": "demand"}, verdict | {"axis": "manner"}]}
    check = base("check", premise=t(40), source=t(40)) | answers
    return [
        base("title", subtitle=t(15), lead=[t(18), t(18)], meta=t(20), picture=scene)
        | {"title": "／".join([t(8)] * 3)},
        base("bullets", items=[{"head": t(20), "text": t(24)}] * 4, picture=scene, point=t(30)),
        base("bullets", items=[{"head": t(32), "text": t(34)}] * 4) | {"id": "wide-bullets"},
        base("two-columns", left=column | {"points": [t(34)] * 2}, point=t(30))
        | {"right": column | {"judgement": "may", "points": [t(17)] * 3}},
        base("table", columns=[t(13)] * 2, source=t(40))
        | {"rows": [{"head": t(7), "cells": [t(30)] * 2}] * 4},
        base("table", columns=[t(9)] * 3, source=t(40))
        | {"id": "wide-table", "rows": [{"head": t(7), "cells": [t(18)] * 3}] * 4},
        base("matrix", columns=[t(10)] * 2, rows=[t(3)] * 2, cells=[cell] * 4),
        base("steps", alarm_tel="110", alarm=t(30), steps=[step] * 5),
        base("steps", alarm_tel="110", alarm=t(30), steps=[step | {"text": t(22)}] * 6)
        | {"id": "six-steps"},
        base("law-quote", quote=t(60), source=t(30))
        | {"glosses": [{"term": t(12), "text": t(39)}] * 3},
        base("law-quote", quote=t(104), source=t(30))
        | {"id": "long-quote", "glosses": [{"term": t(12), "text": t(39)}] * 3},
        base("picture", 16, picture=scene, text=[t(30), t(30)]),
        case,
        case | {"id": "case-four", "choices": _choices(language, 4, 17, 18)},
        check | {"choices": _choices(language, 3, 27, 44)},
        check | {"id": "check-four", "choices": _choices(language, 4, 27, 44)},
        base("contact", promises=[t(22)] * 3, police_110=t(16), police_9110=t(16)),
        base("summary", point=t(30))
        | {"groups": [{"picture": scene, "head": t(9), "text": t(33)}] * 3},
    ]


def _choices(language: str, count: int, text: int, why: int) -> list[dict[str, Any]]:
    words = {"text": full(language, text), "why": full(language, why)}
    return [words | {"id": "abcd"[number], "correct": number == 1} for number in range(count)]


def fullest_material() -> Material:
    """A course in two languages whose every text has its greatest length."""
    both = {"ja": full("ja", 20), "en": full("en", 20)}
    variables = {"name": 16, "person": 18, "extension": 4, "hours": 12}
    texts = []
    for language in ("ja", "en"):
        chapter = {"id": "full", "title": full(language, 24), "slides": fullest_slides(language)}
        survey = {"title": "t", "intro": [], "topics": [], "scale": [], "items": []}
        test = {"title": "t", "intro": [], "questions": []}
        texts.append({"language": language, "chapters": [chapter], "survey": survey, "test": test})
    meta = {
        "id": "fullest",
        "version": "1",
        "languages": ["ja", "en"],
        **dict.fromkeys(("title", "subtitle", "description", "audience"), both),
        "goals": [{"id": "knows", "text": both}],
        "minutes": {"total": 1, "main": 1, "test": 1, "survey": 1},
        "pass_mark": 80,
        "blueprint": [],
        "variables": [
            {
                "key": f"desk.{key}",
                "label": both,
                "default": {"ja": full("ja", size), "en": full("en", size)},
            }
            for key, size in variables.items()
        ],
    }
    media = {name: sha256(svg) for name, svg in MEDIA.items()}
    course = {"meta": meta, "texts": texts, "facts": [], "glossary": [], "readings": []}
    return Material(Course.model_validate(course | {"media": media}), MEDIA)


# -- what LibreOffice makes of it --------------------------------------------------------------


def rendered(deck: bytes, soffice: Office, folder: Path) -> pypdfium2.PdfDocument:
    """The pages of a deck as LibreOffice draws them."""
    (folder / "deck.pptx").write_bytes(deck)
    command = [*soffice, "--convert-to", "pdf", "deck.pptx"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=180)
    return pypdfium2.PdfDocument(io.BytesIO((folder / "deck.pdf").read_bytes()))


@pytest.fixture(scope="module")
def fullest_pdfs(
    soffice: Office, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, pypdfium2.PdfDocument]:
    """The fullest deck in each language, and one with a long desk, drawn in one call."""
    folder = tmp_path_factory.mktemp("fullest")
    decks = {language: write_pptx(fullest_material(), language) for language in ("ja", "en")}
    long = DESK | {"desk.name": "カスタマーハラスメント相談窓口" * 5, "desk.person": "人事部" * 20}
    decks["desk"] = write_pptx(corpus(), "ja", values=long)
    for name, deck in decks.items():
        (folder / f"{name}.pptx").write_bytes(deck)
    command = [*soffice, "--convert-to", "pdf", *(f"{name}.pptx" for name in decks)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=180)
    return {name: pypdfium2.PdfDocument((folder / f"{name}.pdf").read_bytes()) for name in decks}


def lines_of(page: pypdfium2.PdfPage) -> Iterator[tuple[float, float, float, float]]:
    """The place of every line of text on a page: left, bottom, right, top in points."""
    text = page.get_textpage()
    for number in range(text.count_rects()):
        yield text.get_rect(number)


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """How much of the smaller of two places the other covers, 0 to 1."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0
    areas = [(place[2] - place[0]) * (place[3] - place[1]) for place in (one, other)]
    return width * height / max(1, min(areas))


def faults_of(document: pypdfium2.PdfDocument) -> list[str]:
    """Every line of text that leaves its page or lies on another one."""
    faults = []
    for number, page in enumerate(document, 1):
        lines = list(lines_of(page))
        for left, bottom, right, top in lines:
            if left < 0 or bottom < 0 or right > PAGE[0] or top > PAGE[1]:
                faults.append(f"page {number}: text at {left:.0f},{bottom:.0f} leaves the page")
        for one, other in combinations(lines, 2):
            if overlap(one, other) > 0.12:
                faults.append(f"page {number}: text at {one[0]:.0f},{one[1]:.0f} is covered")
    return faults


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.parametrize("language", ["ja", "en"])
def test_fullest_deck_has_no_overlapping_text(
    language: str, fullest_pdfs: dict[str, pypdfium2.PdfDocument]
) -> None:
    document = fullest_pdfs[language]
    assert (len(document), faults_of(document)) == (22, [])


# Its texts are within the limits, which `make check` sees, and the fullest deck is at them.
@pytest.mark.deep
@pytest.mark.office
@pytest.mark.slow
@pytest.mark.parametrize("language", ["ja", "en"])
def test_whole_flagship_deck_has_no_overlapping_text(
    language: str, soffice: Office, tmp_path: Path
) -> None:
    """The sheets of the bank too, which are hidden and so not drawn otherwise."""
    document = rendered(unhidden(write_pptx(read_folder(FLAGSHIP), language)), soffice, tmp_path)
    assert (len(document), faults_of(document)) == (91, [])


def unhidden(deck: bytes) -> bytes:
    """The deck with every sheet shown."""
    shown = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(deck)) as old, zipfile.ZipFile(shown, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b' show="0"', b""))
    return shown.getvalue()


@pytest.mark.office
@pytest.mark.slow
def test_deck_with_a_desk_of_its_own_has_no_overlapping_text(
    fullest_pdfs: dict[str, pypdfium2.PdfDocument],
) -> None:
    document = fullest_pdfs["desk"]
    assert (len(document), faults_of(document)) == (15, [])


@pytest.mark.deep  # every run reads decks that it saved as a deck again
@pytest.mark.office
@pytest.mark.slow
def test_identity_survives_a_save_by_libreoffice(soffice: Office, tmp_path: Path) -> None:
    (tmp_path / "deck.pptx").write_bytes(corpus_deck("ja"))
    command = [*soffice, "--convert-to", "odp", "deck.pptx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=180)
    back = [*soffice, "--convert-to", "pptx", "--outdir", "back", "deck.odp"]
    subprocess.run(back, cwd=tmp_path, check=True, capture_output=True, timeout=180)
    returned = (tmp_path / "back" / "deck.pptx").read_bytes()
    assert carriers_of(returned) == carriers_of(corpus_deck("ja"))
    assert custom_properties_of(returned) == custom_properties_of(corpus_deck("ja"))


def carriers_of(deck: bytes) -> list[tuple[str, frozenset[str]]]:
    """What every hidden box says, and the names of the other shapes apart from placeholders."""
    carriers = []
    for slide in opened(deck).slides:
        boxes = [shape for shape in slide.shapes if shape.name.count(":") == 1]
        blocks = (shape.name for shape in slide.shapes if not shape.is_placeholder)
        named = frozenset(name for name in blocks if name.count(":") == 2)
        carriers.append(("".join(box.text_frame.text for box in boxes), named))
    return carriers


def custom_properties_of(deck: bytes) -> dict[str, str]:
    """The properties of our own that a deck carries."""
    root = etree.fromstring(parts_of(deck)["docProps/custom.xml"])
    values = {entry.get("name", ""): entry[0].text or "" for entry in root}
    return {name: value for name, value in values.items() if name.startswith("terakoya:")}
