"""Which marks beside a choice say right, which wrong, and which nobody knows."""

from __future__ import annotations

import pytest

from terakoya.courseware.formats.xlsx.reading.right_marks import (
    is_right_mark,
    is_typed_right,
    split_mark,
)


@pytest.mark.parametrize(
    "mark",
    ["○", "◯", "〇", "◎", "⭕️", "✓", "✔", "☑", "レ", "Ｏ", "1", "TRUE", "正", "（正解）", " はい "],
)
def test_marks_of_right_say_right(mark: str) -> None:
    assert is_right_mark(mark) is True


@pytest.mark.parametrize(
    "mark",
    ["", "×", "✕", "✖", "❌", "x", "Ｘ", "－", "ー", "—", "誤", "誤り。", "不正解", "FALSE", "0"],
)
def test_marks_of_wrong_and_none_say_wrong(mark: str) -> None:
    assert is_right_mark(mark) is False


@pytest.mark.parametrize("mark", ["△", "?", "要確認", "○か×", "a", "5点", "#REF!"])
def test_marks_that_nobody_knows_say_neither(mark: str) -> None:
    assert is_right_mark(mark) is None


@pytest.mark.parametrize(
    ("text", "words", "is_right"),
    [
        ("（正解）上司", "上司", True),
        ("【正】上司", "上司", True),
        ("(○) 上司", "上司", True),
        ("正解：上司", "上司", True),
        ("★正解→上司", "上司", True),
        ("上司（正解）", "上司", True),
        ("上司 ←これが正解", "上司", True),
        ("[Correct] The manager", "The manager", True),
        ("（誤）上司", "上司", False),
        ("×：上司", "×：上司", False),
        ("（不正解）上司", "上司", False),
    ],
)
def test_a_mark_beside_words_is_none_of_them(text: str, words: str, *, is_right: bool) -> None:
    assert (split_mark(text)[0], is_typed_right(split_mark(text)[1])) == (words, is_right)


@pytest.mark.parametrize(
    "text",
    ["正しい", "○ 正しい", "（正解）", "正解を教える", "誤りを認める", "法令（正式な名前）", "×"],
)
def test_words_of_a_choice_are_no_mark(text: str) -> None:
    assert split_mark(text) == (text, "")
