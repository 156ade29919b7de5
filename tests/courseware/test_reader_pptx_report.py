"""What the report of an import says of a deck, and that nothing of it is left to guess."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from terakoya.courseware.cli.commands import WRONG, main
from terakoya.courseware.formats.pptx.reading import Imported, Loss, State, import_deck
from terakoya.courseware.formats.pptx.reading.notices import page_ranges
from terakoya.courseware.formats.pptx.reading.report_page import report_html
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.model import Chapter, Material, PictureSlide
from tests.courseware.deck_editing import (
    edited,
    packed,
    page_of,
    remove,
    retitle,
    retype,
    shape_of,
)
from tests.courseware.deck_reading import CORPUS, corpus, corpus_deck, parts_of, with_variant

BASE = corpus()
DESK = retype("where-to-ask", "desk", "みほん商事 相談窓口", "担当\t人事部　佐藤", "内線\t1234")


def imported(*edits: Any) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), BASE)


def with_transitions(deck: bytes, *pages: int) -> bytes:
    parts = parts_of(deck)
    for page in pages:
        name = f"ppt/slides/slide{page}.xml"
        turned = b"<p:transition><p:fade/></p:transition></p:sld>"
        parts[name] = parts[name].replace(b"</p:sld>", turned)
    return packed(parts)


# -- the page ----------------------------------------------------------------------------------


def test_company_values_stand_on_the_page_under_their_names() -> None:
    report = imported(DESK).report
    html = report_html(report, "ja")
    assert "built-in method" not in html
    assert "<h2>会社の値</h2>" in html
    labels = {one.key: one.label["ja"] for one in BASE.course.meta.variables}
    assert f'<th scope="row">{labels["desk.name"]}</th><td>みほん商事 相談窓口</td>' in html
    assert "desk.name" not in html


def test_the_page_shows_texts_filled_in_as_learners_see_them() -> None:
    base = with_variant(BASE, "same-day", title="{company.name}の約束")
    deck = edited(write_pptx(base, "ja"), retitle("same-day", "皆の約束"))
    html = report_html(import_deck(deck, base).report, "ja")
    assert "{company.name}" not in html
    assert "<del>当社</del>の約束" in html and "<ins>皆</ins>の約束" in html


def test_a_case_with_one_page_left_is_to_be_looked_at_and_not_called_unchanged() -> None:
    html = report_html(imported(remove("case-kettle:answer")).report, "ja")
    before_unchanged = html.partition("<h2>変わっていないところ</h2>")[0]
    assert "<h2>内容は変わらず、確かめるところ</h2>" in before_unchanged
    assert "2ページのうち1ページ" in before_unchanged


def test_the_page_is_the_same_every_time() -> None:
    pages = {report_html(imported(DESK).report, "ja") for _ in range(2)}
    assert len(pages) == 1


# -- notices -----------------------------------------------------------------------------------


def test_all_transitions_are_one_notice_that_lists_the_pages() -> None:
    deck = with_transitions(corpus_deck("ja"), 1, 2, 3, 6)
    with zipfile.ZipFile(io.BytesIO(deck)) as archive:
        assert archive.testzip() is None
    told = import_deck(deck, BASE).report.notices
    assert [(one.loss, one.page, one.values) for one in told] == [
        (Loss.TRANSITION, None, {"pages": "1–3, 6"})
    ]


def test_page_ranges_join_what_stands_together() -> None:
    assert page_ranges([1, 2, 3, 5, 7, 8]) == "1–3, 5, 7–8"
    assert page_ranges([4]) == "4"


def red_in_place(presentation: Any) -> None:
    """Replace the picture as office programs do: its alternative text stays."""
    buffer = io.BytesIO()
    Image.new("RGB", (400, 300), "red").save(buffer, "PNG")
    page = page_of(presentation, "same-day")
    old = shape_of(page, "picture")
    new = page.shapes.add_picture(io.BytesIO(buffer.getvalue()), old.left, old.top)
    new.name = old.name
    said = old._element.nvPicPr.cNvPr.get("descr")
    new._element.nvPicPr.cNvPr.set("descr", said)
    old._element.getparent().replace(old._element, new._element)


def test_a_picture_that_was_replaced_has_not_the_words_of_the_old_one() -> None:
    result = imported(red_in_place)
    assert [(one.loss, one.page is None) for one in result.report.notices] == [(Loss.NO_ALT, False)]
    for language in ("ja", "en"):
        slides = result.material.course.text(language).slides()
        slide = next(slide for _, slide in slides if slide.id == "same-day")
        assert isinstance(slide, PictureSlide)
        assert slide.picture.file.startswith("picture-")
        assert slide.picture.alt == ""


# -- slides of the bank ------------------------------------------------------------------------


def with_bank() -> Material:
    """The corpus with one slide in the bank, for shops."""
    texts = []
    for text in BASE.course.texts:
        chapters, bank = [], []
        for chapter in text.chapters:
            rest = tuple(slide for slide in chapter.slides if slide.id != "same-day")
            spare = [slide for slide in chapter.slides if slide.id == "same-day"]
            chapters.append(chapter.model_copy(update={"slides": rest}))
            bank += [slide.model_copy(update={"suits": "shops"}) for slide in spare]
        spare_chapter = Chapter(id="bank", title="予備", slides=tuple(bank))
        texts.append(
            text.model_copy(update={"chapters": tuple(chapters), "bank": (spare_chapter,)})
        )
    return Material(BASE.course.model_copy(update={"texts": tuple(texts)}), BASE.media)


def test_a_slide_of_the_bank_that_is_shown_suits_everybody() -> None:
    base = with_bank()

    def show(presentation: Any) -> None:
        element = page_of(presentation, "same-day")._element
        assert element.get("show") == "0"
        del element.attrib["show"]

    result = import_deck(edited(write_pptx(base, "ja"), show), base)
    assert result.report.of("same-day").states == (State.SHOWN,)
    for language in ("ja", "en"):
        slides = {slide.id: slide for _, slide in result.material.course.text(language).slides()}
        assert slides["same-day"].suits is None


def test_a_slide_that_stays_in_the_bank_suits_whom_it_did() -> None:
    base = with_bank()
    result = import_deck(write_pptx(base, "ja"), base)
    assert result.material.course == base.course


# -- refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("here.pptx", "PDFファイルです。 → "), ("away.pptx", "というファイルはありません。 → ")],
)
def test_what_is_refused_is_said_in_the_language_asked_for(
    name: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "here.pptx").write_bytes(b"%PDF-1.7")
    words = ["import", str(tmp_path / name), "--base", str(CORPUS), "--out", str(tmp_path / "e")]
    assert main([*words, "--lang", "ja", "--json"]) == WRONG
    assert sentence in json.loads(capsys.readouterr().out)["error"]["message"]
    assert main([*words, "--json"]) == WRONG
    assert "です" not in json.loads(capsys.readouterr().out)["error"]["message"]
