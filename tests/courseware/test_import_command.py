"""`terakoya import`: a folder that reads back, and a report for programs and for people."""

from __future__ import annotations

import io
import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from terakoya.courseware.cli.arguments import read_edition
from terakoya.courseware.cli.commands import FINDINGS, FINE, WRONG, main
from terakoya.courseware.edition import EditionSettings, Hidden
from terakoya.courseware.formats.pptx.reading import Refusal, UnreadableDeck, import_deck
from terakoya.courseware.formats.pptx.reading.report_page import report_html
from terakoya.courseware.formats.pptx.writing import write_edition_deck
from terakoya.courseware.office import deck_pages, deck_pdf, pdf_pictures
from terakoya.courseware.revision import revision_id
from tests.courseware.deck_editing import (
    duplicate,
    edited,
    new_page,
    page_of,
    remove,
    retitle,
    text_box,
)
from tests.courseware.deck_reading import CORPUS, DESK, corpus, corpus_deck
from tests.courseware.foreign_decks import arrows, chart, foreign, words

TITLE_ONLY = 1  # the number of a layout
UNDRAWN = ("no-picture", "drawing-gone", "pictures-off", "drawing-off")

EDITS = (
    retitle("three-elements", "自社のタイトル"),
    duplicate("same-day", 14),
    new_page(2),
    lambda deck: text_box(page_of(deck, "five-steps"), "店長へ"),
    remove("ordinance-text"),
)


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = tmp_path / "deck.pptx"
    path.write_bytes(edited(corpus_deck("ja"), *EDITS))
    return path


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, dict[str, Any]]:
    status = main([*map(str, words), "--json"])
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert answer["schema"] == 1
    return status, answer


def test_import_writes_a_folder_that_reads_back(
    deck: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "edition"
    status, answer = run(capsys, "import", deck, "--base", CORPUS, "--out", out, "--no-pictures")
    material, settings = read_edition(out)
    imported = import_deck(deck.read_bytes(), corpus())
    assert status == FINDINGS
    assert material.course == imported.material.course
    assert answer["revision"] == revision_id(material.course)
    assert settings == imported.settings == EditionSettings(base=revision_id(corpus().course))
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert report == answer["report"]
    counts = {state: count for state, count in report["counts"].items() if count}
    same = len(report["slides"]) - 4
    assert counts == {"same": same, "edited": 1, "copied": 1, "new": 1, "deleted": 1}
    told = [(one["code"], one["page"]) for one in report["notices"]]
    assert told == [
        ("legal-gone", None),
        ("untranslated", None),
        ("legal-changed", 2),
        ("empty-page", 3),
        ("text-box", 11),
        ("copy-same", 15),
    ]


@pytest.mark.usefixtures("read_here")
def test_import_of_an_untouched_deck_finds_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "deck.pptx").write_bytes(corpus_deck("ja"))
    words = ("import", tmp_path / "deck.pptx", "--base", CORPUS, "--out", tmp_path / "e")
    status, answer = run(capsys, *words)
    assert (status, answer["report"]["notices"]) == (FINE, [])


@pytest.mark.usefixtures("read_here")
def test_import_leaves_a_folder_alone_that_is_not_empty(
    deck: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("import", deck, "--base", CORPUS, "--out", tmp_path, "--no-pictures")
    before = sorted(tmp_path.rglob("*"))
    status, answer = run(capsys, *words)
    assert (status, answer["error"]["code"]) == (WRONG, "wrong-use")
    assert sorted(tmp_path.rglob("*")) == before


def test_import_of_what_is_no_deck_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "deck.pptx").write_bytes(b"%PDF-1.7")
    out = tmp_path / "edition"
    words = ("import", tmp_path / "deck.pptx", "--base", CORPUS, "--out", out)
    status, answer = run(capsys, *words)
    assert (status, answer["error"]["code"], out.exists()) == (WRONG, "deck-pdf", False)


@pytest.mark.usefixtures("read_here")
def test_a_deck_as_an_argument_takes_the_rest_from_the_first_one(deck: Path) -> None:
    base = read_edition(CORPUS)
    material, settings = read_edition(deck, base)
    assert material.course == import_deck(deck.read_bytes(), corpus()).material.course
    assert settings.base == revision_id(corpus().course)
    with pytest.raises(UnreadableDeck) as refused:
        read_edition(deck)
    assert refused.value.case is Refusal.NO_BASE
    assert "every-layout" in str(refused.value)


def test_the_deck_of_an_edition_comes_back_as_that_edition() -> None:
    material = corpus()
    settings = EditionSettings(
        base=revision_id(material.course),
        variables={key: {"ja": value} for key, value in DESK.items()},
        hidden=(Hidden(slide="same-day", reason="当社では行わない"),),
    )
    deck = write_edition_deck(material, "ja", settings)
    imported = import_deck(deck, material, settings=settings)
    assert (imported.material.course, imported.settings) == (material.course, settings)
    against_base = import_deck(deck, material)
    assert against_base.settings.variables == settings.variables
    assert against_base.settings.hidden == (Hidden(slide="same-day"),)


# -- the page for people -----------------------------------------------------------------------


class Page(HTMLParser):
    """What a page shows and refers to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.addresses: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag != "script"
        self.addresses += [value or "" for key, value in attrs if key in ("src", "href")]


@pytest.mark.parametrize(("language", "words"), [("ja", "自社のタイトル"), ("en", "edited")])
def test_the_page_tells_what_became_of_every_slide(language: str, words: str) -> None:
    report = import_deck(edited(corpus_deck("ja"), *EDITS), corpus()).report
    pictures = dict.fromkeys(range(1, 20), b"\x89PNG")
    page = Page(report_html(report, language, after=pictures, before={"same-day": (b"\xff",)}))
    text = " ".join(page.words)
    assert words in text
    for slide in report.slides:
        assert slide.title in text
    assert page.addresses
    assert all(address.startswith("data:image/") for address in page.addresses)


def test_the_page_escapes_what_the_deck_says() -> None:
    title = "<script>alert(1)</script>"
    report = import_deck(edited(corpus_deck("ja"), retitle("same-day", title)), corpus()).report
    html = report_html(report, "ja")
    assert "<script" not in html
    assert "&lt;script&gt;" in html


# Deep: the portal's test_changed_pages_are_shown_as_they_look has pages drawn.
@pytest.mark.deep
@pytest.mark.office
@pytest.mark.slow
def test_pages_are_drawn_hidden_ones_too() -> None:
    def hide(presentation: Any) -> None:
        page_of(presentation, "same-day")._element.set("show", "0")

    deck = edited(corpus_deck("ja"), hide)
    pdf = deck_pdf(deck)
    drawn = pdf_pictures(pdf, width=320, pages=(1, 2))
    assert sorted(drawn) == [1, 2]
    assert all(data.startswith(b"\x89PNG") for data in drawn.values())
    assert len(pdf_pictures(pdf, width=64)) == len(import_deck(deck, corpus()).report.slides) + 2


@pytest.mark.usefixtures("read_here")
@pytest.mark.parametrize("base", [("--base", CORPUS), ()], ids=["edition", "own course"])
def test_pages_left_without_pictures_by_the_option_say_so_and_name_no_program(
    base: tuple[str | Path, ...],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where no program is here that draws, the same pages say that."""
    monkeypatch.setattr(deck_pages, "find_office", lambda: None)
    flow, figures = arrows("流れ"), chart("件数")
    edits = (
        new_page(2, flow, TITLE_ONLY),
        new_page(3, figures, TITLE_ONLY),
        lambda deck: figures(page_of(deck, "five-steps")),
    )
    data = edited(corpus_deck("ja"), *edits) if base else foreign((5, flow), (5, figures))
    (tmp_path / "deck.pptx").write_bytes(data)
    words = ("import", tmp_path / "deck.pptx", *base)
    told = []
    for out, option in (("off", ("--no-pictures",)), ("on", ())):
        _, answer = run(capsys, *words, "--out", tmp_path / out, *option)
        told.append([n for n in answer["report"]["notices"] if n["code"] in UNDRAWN])
    pages = [(3, 4, 4, 13) if base else (1, 2, 2)] * 2
    assert [tuple(one["page"] for one in notices) for notices in told] == pages
    off, on = ({one["code"] for one in notices} for notices in told)
    assert (off, on) == ({"pictures-off", "drawing-off"}, {"no-picture", "drawing-gone"})
    assert all("--no-pictures" in one["message"] + one["mend"] for one in told[0])
    assert not any(
        "LibreOffice" in one["mend"] or "no program" in one["message"] for one in told[0]
    )


@pytest.mark.usefixtures("read_here")
def test_the_answer_is_in_the_language_that_was_asked_for(
    deck: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["import", str(deck), "--base", str(CORPUS), "--no-pictures"]
    main([*words, "--lang", "ja", "--out", str(tmp_path / "ja")])
    japanese = capsys.readouterr().out
    main([*words, "--out", str(tmp_path / "en")])
    english = capsys.readouterr().out
    assert "変更 1" in japanese
    assert "自社のタイトル: 変更 (タイトル)" in japanese
    assert "11ページ：" in japanese
    assert "three-elements: edited (title)" in english
    assert "page 11: " in english


def test_the_office_program_draws_a_new_deck_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    blank = io.BytesIO()
    document = pypdfium2.PdfDocument.new()
    for _page in range(2):
        document.new_page(960, 540)
    document.save(blank)

    def safe_pdf(_write: object, pages: int, **_limits: float) -> bytes:
        drawn.append(pages)
        return blank.getvalue()

    monkeypatch.setattr(deck_pages, "safe_pdf", safe_pdf)
    monkeypatch.setattr(deck_pages, "find_office", lambda: "soffice")
    deck = foreign((5, arrows("流れ")), (1, words("文", "一つ")))
    (tmp_path / "deck.pptx").write_bytes(deck)
    main(["import", str(tmp_path / "deck.pptx"), "--out", str(tmp_path / "course")])
    assert drawn == [2]
    page = (tmp_path / "course" / "report.html").read_text(encoding="utf-8")
    assert page.count("data:image/webp") == 2
