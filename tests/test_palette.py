"""One palette: style sheets hold it, documents are given it, and no source has a colour besides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from terakoya.courseware.drawing.typesetting import typeset_pdf
from terakoya.courseware.palette import HEAT, Colour, roles
from tools.palette import TOKENS, main, with_palette

SOURCES = Path(__file__).resolve().parents[1] / "src/terakoya"
HEX = r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{8}\b"
DIGITS = "|".join(sorted(colour.value for colour in Colour))
# How each kind of file could write a colour of its own. Shadows are black, thinly.
WRITTEN = {
    ".css": rf"{HEX}|#[0-9a-fA-F]{{3,4}}\b|\b(?:white|black)\b(?!-)|\b(?:rgba?|hsla?)\((?!0 0 0 /)",
    ".typ": rf"{HEX}|\b(?:white|black|gr[ae]y|rgb|luma|cmyk)\b",
    ".py": rf"{HEX}|['\"](?i:{DIGITS})['\"]|['\"]#[0-9a-fA-F]{{3}}['\"]",
    ".js": rf"{HEX}|\brgba?\(",
    ".html": rf"{HEX}|%23[0-9a-fA-F]{{6}}\b|\brgba?\(",
    ".j2": rf"{HEX}|%23[0-9a-fA-F]{{6}}\b|\brgba?\(",
}
# Pictures (SVG and raster files) keep the colours in which they were drawn; they are none of these.
ALLOWED = {
    "courseware/palette.py": "the source",
    "courseware/formats/web/static/terakoya/tokens.css": "written from it",
    "courseware/drawing/typesetting.py": "asks whether a colour is pure white",
    "courseware/drawing/pictures.py": "what SVG paints where a picture says nothing",
    "courseware/formats/xlsx/reading/cell_colours.py": "black and white of spreadsheet programs",
}


def colours_in(path: Path) -> Iterator[str]:
    """The colours that a source writes itself, each with its line."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        for found in re.findall(WRITTEN[path.suffix], line):
            yield f"{number} {found}"


def sources() -> dict[str, Path]:
    """The sources that could write a colour, by their place."""
    found = (path for path in sorted(SOURCES.rglob("*")) if path.suffix in WRITTEN)
    return {str(path.relative_to(SOURCES)): path for path in found if "tests" not in path.parts}


def test_no_source_writes_a_colour_of_its_own() -> None:
    files = {name: path for name, path in sources().items() if name not in ALLOWED}
    assert len(files) > 900
    assert {name: found for name, path in files.items() if (found := list(colours_in(path)))} == {}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_allowed_a_colour_has_one(name: str) -> None:
    assert list(colours_in(sources()[name]))


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("page.css", "a { color: #0055ad; }"),
        ("page.css", "a { color: #fff; }"),
        ("page.css", "a { background: white; }"),
        ("page.css", "a { color: rgb(0 85 173); }"),
        ("paper.typ", '#let primary = rgb("#0055ad")'),
        ("paper.typ", "#text(fill: luma(40%))[a]"),
        ("book.py", 'HEAD = "#E8EEF6"'),
        ("deck.py", f'ACCENT = "{Colour.PRIMARY.value.lower()}"'),
        ("mark.js", 'draw("#0055ad")'),
        ("page.html", "<img src=\"data:image/svg+xml,<path fill='%230055ad'/>\">"),
    ],
)
def test_a_stray_colour_is_found(tmp_path: Path, name: str, line: str) -> None:
    path = tmp_path / name
    path.write_text(f"\n{line}\n", encoding="utf-8")
    assert {found.partition(" ")[0] for found in colours_in(path)} == {"2"}


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("page.css", "a { color: var(--primary); white-space: nowrap; }"),
        ("page.css", "a { box-shadow: 0 1px 2px rgb(0 0 0 / 0.1); }"),
        ("paper.typ", "#text(fill: palette.primary)[a]"),
        ("call.py", 'POLICE = "#9110"'),
        ("page.html", '<a href="tel:%239110">#9110</a>'),
    ],
)
def test_what_is_no_colour_passes(tmp_path: Path, name: str, line: str) -> None:
    path = tmp_path / name
    path.write_text(line, encoding="utf-8")
    assert list(colours_in(path)) == []


def test_the_style_sheet_holds_the_palette(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0
    text = TOKENS.read_text(encoding="utf-8")
    assert dict(re.findall(r"--([\w-]+): (#\w+);", text)) == {
        role: colour.css for role, colour in roles().items()
    }


def test_a_style_sheet_with_other_colours_is_told_and_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = TOKENS.read_text(encoding="utf-8")
    sheet = tmp_path / "tokens.css"
    old = whole.replace(Colour.PRIMARY.css, "#0055ae").replace(
        f"    --slate: {Colour.SLATE.css};\n", ""
    )
    sheet.write_text(old, encoding="utf-8")
    assert main(["--check"], sheet) == 1
    assert "`make format`" in capsys.readouterr().out
    assert sheet.read_text(encoding="utf-8") == old
    assert main([], sheet) == 0
    assert sheet.read_text(encoding="utf-8") == whole


@pytest.mark.parametrize("sheet", ["", "--a: #000;\n--b: 1px;\n--c: #fff;\n"])
def test_a_style_sheet_without_one_run_of_colours_is_refused(sheet: str) -> None:
    with pytest.raises(ValueError, match="one run of colours"):
        with_palette(sheet)


def test_a_role_that_borrows_a_colour_is_one_with_it() -> None:
    assert roles()["line-strong"] is Colour.TEXT_MUTE
    assert roles()["scene-sand"] is Colour.SCENE_SAND
    assert [one.css for one in HEAT] == [roles()[f"heat-{step}"].css for step in range(1, 6)]


def test_documents_are_given_every_role() -> None:
    checks = "\n".join(
        f'#assert.eq(rgb(palette.{role}), rgb("{colour.css}"))' for role, colour in roles().items()
    )
    begun = '#set document(title: "T", date: auto)\n#set text(lang: "ja")\n= 修了証\n'
    assert typeset_pdf(begun + checks, {}).startswith(b"%PDF")
    with pytest.raises(Exception, match=r"palette|key"):
        typeset_pdf(begun + "#palette.other-role", {})
