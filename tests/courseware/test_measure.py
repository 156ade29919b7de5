"""How wide texts are, and where lines end."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.courseware.sheets import measure
from terakoya.courseware.sheets.measure import em_width, excess, lines_needed, wrap
from tests.courseware.laws import law

# Everything that the rules tell apart: letters, digits, kana, kanji, marks, spaces, odd ones.
TEXTS = st.text(alphabet="aZ09 .,-'あアーっ漢字々、。」（「・　｡Ａé👍\u0301", max_size=60)
PLAIN_JAPANESE = st.text(alphabet="あいうえお漢字仮名", min_size=1, max_size=80)
CHARS = st.floats(min_value=2, max_value=40, allow_nan=False)
NEVER_FIRST = set("、。」・っー々.,")
NEVER_LAST = set("（「")


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("漢字かな", 4),
        ("abc12", 3.0),
        ("a b", 1.55),
        ("25分間", 2 * 0.6 + 0.25 + 2),  # one change, before 分
        ("第1章", 1 + 0.25 + 0.6 + 0.25 + 1),  # two changes
        ("SNSも", 1.8 + 1),  # letters, not digits: no change
        ("1,000円", 5 * 0.6 + 0.25 + 1),
        ("ｶﾅ", 1.2),  # half-width kana
        ("（）　", 3),
        ("e\u0301", 0.6),  # a combining accent has no width
    ],
)
def test_em_width_counts_characters_and_changes(text: str, width: float) -> None:
    assert em_width(text) == pytest.approx(width)


@pytest.mark.parametrize(
    ("text", "chars", "lines"),
    [
        ("あいうえおかき", 4, ["あいうえ", "おかき"]),
        ("あいう。えお", 3, ["あい", "う。え", "お"]),  # 。 does not begin a line
        ("あい「うえ」お", 3, ["あい", "「う", "え」お"]),  # 「 does not end one
        ("Every employer of any size", 9, ["Every employer", "of any size"]),
        ("two words", 5.4, ["two words"]),
        ("incomprehensibilities", 6, ["incomprehe", "nsibilitie", "s"]),
        ("カスハラSNSも", 5, ["カスハラ", "SNSも"]),
        ("あと 3 日", 10, ["あと 3 日"]),
        ("12345あ", 3.2, ["12345", "あ"]),  # the 0.25 em of the change would not fit
        ("12345あ", 4.25, ["12345あ"]),
        ("", 5, [""]),
    ],
)
def test_wrap_breaks_where_office_programs_do(text: str, chars: float, lines: list[str]) -> None:
    assert wrap(text, chars) == lines


def test_lines_needed_counts_every_line_and_no_empty_one() -> None:
    assert lines_needed("あいう\n\nえお", 2) == 3
    assert lines_needed(" \n", 2) == lines_needed("", 2) == 0


def test_excess_is_what_must_go_from_the_end() -> None:
    assert excess("あいうえおか", 4, 1) == 2
    assert excess("あいうえ", 4, 1) == 0
    assert excess("two words", 4, 1) == 2
    assert excess("two words", 2.2, 1) == 6  # the space before the word goes with it
    assert excess("あいう", 4, 0) == 3


@given(TEXTS, CHARS)
@law
def test_wrap_loses_nothing_but_the_spaces_at_line_ends(text: str, chars: float) -> None:
    line = text.replace("\n", " ")
    assert "".join("".join(wrap(line, chars)).split()) == "".join(line.split())


@given(TEXTS, CHARS)
@law
def test_wrap_never_makes_a_line_wider_than_its_room(text: str, chars: float) -> None:
    assert all(em_width(line) <= chars + 1e-6 for line in wrap(text, chars))


@given(TEXTS, CHARS)
@law
def test_wrap_fills_no_fewer_lines_than_the_width_needs(text: str, chars: float) -> None:
    spaces = sum(em_width(char) for char in text if char.isspace())
    changes = 0.25 * len(text)
    least = ceil(round((em_width(text) - spaces - changes) / chars, 6))
    assert lines_needed(text, chars) >= least


@given(PLAIN_JAPANESE, st.integers(min_value=2, max_value=40))
@law
def test_plain_japanese_fills_every_line(text: str, chars: int) -> None:
    assert lines_needed(text, chars) == ceil(len(text) / chars)


@given(TEXTS, CHARS, st.floats(min_value=0, max_value=10))
@law
def test_more_room_never_needs_more_lines(text: str, chars: float, more: float) -> None:
    assert lines_needed(text, chars + more) <= lines_needed(text, chars)


@given(TEXTS, st.integers(min_value=6, max_value=40))
@law
def test_wrap_keeps_kinsoku_where_the_room_allows_it(text: str, chars: int) -> None:
    lines = wrap("".join(text.split()), chars)
    for before, after in pairwise(lines):
        # a run of such marks that is longer than a line must break somewhere
        if len(before) > 1 and em_width(before) < chars - 1.25 - 1e-6:
            assert after[:1] not in NEVER_FIRST
            assert before[-1:] not in NEVER_LAST


@given(TEXTS, CHARS, st.integers(min_value=0, max_value=4))
@law
def test_excess_cut_from_the_end_makes_the_text_fit(text: str, chars: float, lines: int) -> None:
    cut = excess(text, chars, lines)
    kept = text.rstrip()[: len(text.rstrip()) - cut]
    assert lines_needed(kept, chars) <= lines
    if cut:
        assert lines_needed(text, chars) > lines


@given(TEXTS, CHARS, st.integers(min_value=0, max_value=4))
@law
def test_excess_is_the_fewest_characters_that_must_go(text: str, chars: float, lines: int) -> None:
    whole = text.rstrip()
    kept = whole
    while kept and lines_needed(kept, chars) > lines:
        kept = kept[:-1].rstrip()
    assert excess(text, chars, lines) == len(whole) - len(kept)


@pytest.mark.parametrize("text", ["漢字かな、", "word ", "a", "\u0301"])
def test_excess_looks_at_each_character_a_few_times(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    widths = 0

    def counted(char: str, width: Callable[[str], float] = measure._width) -> float:
        nonlocal widths
        widths += 1
        return width(char)

    monkeypatch.setattr(measure, "_width", counted)
    asked = {}
    for length in (1_000, 8_000):
        widths = 0
        excess(text * (length // len(text)), 15, 2)
        asked[length] = widths
    assert asked[8_000] < 12 * asked[1_000]  # linear would be 8, quadratic 64
