"""Where a text is broken, how rows share their room, and how the package names its members."""

from __future__ import annotations

import pytest

from terakoya.courseware.formats.pptx.writing.package import Package
from terakoya.courseware.layouts.measure import em_width, height_of, lines_of
from terakoya.courseware.layouts.tables import spread

EM = 24.0  # units of one em at 18 pt


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("国語", 2),
        ("ab", 1.39),
        ("A1 ", 0.78 + 0.63 + 0.34),
        ("3日", 2.01),  # the program adds a quarter between digit and kanji
        ("3、", 1.76),
        ("“a”", 1.66),
    ],
)
def test_em_width_counts_by_character(text: str, width: float) -> None:
    assert em_width(text) == pytest.approx(width)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 0),
        ("国" * 10, 1),
        ("国" * 11, 2),
        ("国" * 9 + "語。", 2),
        ("国" * 10 + "。" + "国" * 8, 2),  # 。 takes the character before it to the next line
        ("国" * 10 + "。" + "国" * 9, 3),
        ("国" * 10 + "語" + "国" * 9, 2),
        ("a" * 8 + " " + "a" * 8, 2),
        ("a" * 6 + " " + "a" * 7, 1),
        ("a" * 40, 3),
        ("国\n語", 2),
        ("{国語|こくご}辞典**辞典**", 1),
    ],
)
def test_lines_break_between_characters_and_words(text: str, lines: int) -> None:
    assert lines_of(text, 18, 10 * EM) == lines


def test_height_is_lines_times_the_line_height() -> None:
    assert height_of("国" * 11, 18, 10 * EM, line=1.5) == 2 * EM * 1.5


def test_rows_are_alike_where_the_tallest_allows_it() -> None:
    assert spread([10, 30, 10], 120) == [40, 40, 40]
    assert spread([10, 30, 10], 120, most=35) == [35, 35, 35]
    assert spread([10, 50, 10], 100) == [20, 60, 20]
    assert spread([10, 50, 10], 40) == [10, 50, 10]


def test_package_gives_one_id_for_one_reference() -> None:
    package = Package()
    package.add("ppt/a.xml", "x/a", b"<a/>")
    ids = [package.relate("ppt/a.xml", "image", f"ppt/media/{name}.png") for name in "xyx"]
    assert ids == ["rId1", "rId2", "rId1"]
