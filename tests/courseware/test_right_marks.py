"""Which marks beside a choice say right, which wrong, and which nobody knows."""

from __future__ import annotations

import pytest

from terakoya.courseware.readers.right_marks import is_right_mark


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
