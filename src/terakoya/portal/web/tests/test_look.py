"""Rules of the look that a browser would not tell: names instead of colours, no inline code."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from ..static_files import shortened

PORTAL = Path(__file__).resolve().parents[2]
SHARED = PORTAL.parent / "courseware/formats/web/static/terakoya"
STYLES = sorted(PORTAL.glob("*/static/**/*.css"))
TEMPLATES = sorted(PORTAL.glob("*/templates/**/*.html"))


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_name_their_colours(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", text) == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_use_only_names_that_exist(path: Path) -> None:
    known = "".join(p.read_text("utf-8") for p in [*STYLES, *SHARED.glob("*.css")])
    defined = set(re.findall(r"(--[\w-]+)\s*:", known))
    assert set(re.findall(r"var\((--[\w-]+)", path.read_text("utf-8"))) - defined == set()


def test_styles_of_the_portal_weigh_at_most_25_kilobytes() -> None:
    served = [path for path in STYLES if path.name != "components_page.css"]  # development only
    parts = [*served, SHARED / "tokens.css", SHARED / "slides.css"]
    styles = [shortened(path.read_text(encoding="utf-8")).encode() for path in parts]
    assert sum(len(gzip.compress(style)) for style in styles) <= 25_000


def test_templates_hold_no_inline_code() -> None:
    code = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)")
    assert in_templates(code) == []


def test_templates_are_written_without_exclamation_marks() -> None:
    assert in_templates(re.compile("！")) == []


def in_templates(sign: re.Pattern[str]) -> list[str]:
    """Where it stands: template and words."""
    assert TEMPLATES
    return [
        f"{path.relative_to(PORTAL)}: {found}"
        for path in TEMPLATES
        for found in sign.findall(path.read_text(encoding="utf-8"))
    ]


def test_hints_in_rows_of_filters_fit_into_their_fields() -> None:
    """In a font whose signs are as wide as they are high; rem as in `.filters` of portal.css."""
    rooms = {"": 11, "w-m": 16, "w-l": 20}
    field = re.compile(
        r'<input class="input ?([\w-]*)"[^>]*placeholder="{% translate \'(.*?)\' %}"'
    )
    found = [
        (path.name, hint, rooms[width])
        for path in TEMPLATES
        if '<form class="filters' in (text := path.read_text(encoding="utf-8"))
        for width, hint in field.findall(text)
    ]
    assert len(found) > 4
    em, edges = 14 / 16 * 1.02, 2 + 2 / 16
    assert [one for one in found if len(one[1]) * em > one[2] - edges] == []


def test_tables_that_may_scroll_are_reached_by_the_keyboard() -> None:
    frames = [
        f"{path.name}: {tag}"
        for path in TEMPLATES
        for tag in re.findall(r'<div class="tblwrap[^>]*>', path.read_text("utf-8"))
        if 'tabindex="0"' not in tag
    ]
    assert frames == []


def test_texts_write_now_and_back_in_one_way() -> None:
    """今, 戻る and 戻す in kanji; いま within a verb (してしまいました) is another word."""
    back = r"もど[るすしりっせれさろそら]"
    now = r"(?<![ぁ-んァ-ヶ一-龥々])[い]ま(?!す(?!ぐ)|し|せ)"
    other = re.compile(f"{back}|{now}")
    catalogues = sorted(PORTAL.glob("*/locale/en/LC_MESSAGES/django.po"))
    assert len(catalogues) > 8
    texts = [*TEMPLATES, *catalogues]
    found = {path.name for path in texts if other.search(path.read_text(encoding="utf-8"))}
    assert found == set()
