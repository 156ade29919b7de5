"""The report of an import on a telephone, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from terakoya.courseware.formats.pptx.reading import import_deck
from terakoya.courseware.formats.pptx.reading.report_page import report_html
from tests.courseware.deck_editing import edited, retitle, retype
from tests.courseware.deck_reading import corpus, corpus_deck
from tests.waiting import expect_read

WIDTH = 390  # pixels
pytestmark = [pytest.mark.browser, pytest.mark.slow]
CELL_WIDTHS = "[...document.querySelectorAll('td')].map(one => one.getBoundingClientRect().width)"


def test_what_changed_has_the_width_of_a_telephone(chromium: Browser, tmp_path: Path) -> None:
    deck = edited(
        corpus_deck("ja"),
        retitle("three-elements", "自社のタイトル"),
        retype("where-to-ask", "desk", "みほん商事 相談窓口"),
    )
    page = tmp_path / "report.html"
    page.write_text(report_html(import_deck(deck, corpus()).report, "ja"), encoding="utf-8")
    view = chromium.new_page(viewport={"width": WIDTH, "height": 800})
    view.goto(page.as_uri())
    shown = [width for width in view.evaluate(CELL_WIDTHS) if width]
    expect_read(lambda: view.evaluate("document.documentElement.scrollWidth"), WIDTH)
    assert shown
    assert min(shown) > WIDTH * 0.75
